// A member's road, as it is walked on both engines: the link, the login, the button, My Page, the transcript.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { DESK, PHONE, SMALL_PHONE, choose, close, enter, logIn, openPage } from './tools/browser.mjs';
import { ENGINES, photoOf, running } from './tools/demo.mjs';
import { stage } from './tools/stage.mjs';

const WORDS = {
  ja: { registered: '登録日時', again: '参加登録は済んでいます', transcript: '証明書' },
  en: { registered: 'Registered', again: 'You are already checked in', transcript: 'Transcript' },
};

/** Every two of width, language and script meet once; how wide a page is, no engine changes. */
const WAYS = {
  sqlite: [
    { viewport: PHONE, language: 'ja', script: true },
    { viewport: PHONE, language: 'en', script: false },
    { viewport: DESK, language: 'ja', script: false },
    { viewport: DESK, language: 'en', script: true },
    { viewport: SMALL_PHONE, language: 'ja', script: false },
    { viewport: SMALL_PHONE, language: 'en', script: true },
  ],
  postgres: [
    { viewport: PHONE, language: 'ja', script: true },
    { viewport: PHONE, language: 'en', script: false },
  ],
};

function road(engine) {
  const shared = stage({ engine, posters: true });

  /** Somebody for each way, so that nobody has checked in before. */
  function someone(number) {
    const everybody = shared.demo.societies.flatMap((society) => society.members.map((member) => ({ society, member })));
    return everybody[number % everybody.length];
  }

  describe('from the link to the transcript', () => {
    WAYS[engine].forEach((way, number) => {
      const name = `${way.viewport.width} px, ${way.language}, ${way.script ? 'with' : 'without'} script`;
      test(name, async () => {
        const { browser } = shared;
        const { society, member } = someone(number);
        const session = running(society);
        const words = WORDS[way.language];
        const page = await openPage(browser, way);

        await page.goto(session.code_url);
        assert.equal(await page.getAttribute('html', 'lang'), way.language);
        const heading = (await page.textContent('h1')).trim();
        if (way.language === 'ja') assert.equal(heading, session.name);
        assert.ok(heading.length > 3 && (await page.isVisible('h1')), 'the session is shown before the login');
        assert.ok(await page.isVisible('[name=member_number]'));

        await logIn(page, member);
        await page.waitForURL(/\/registered\//);
        const result = await page.textContent('main');
        assert.ok(result.includes(words.registered), result);
        assert.ok(result.includes(heading), 'the result names another session');
        assert.match(await page.textContent('.sum'), /\d/, 'the result says nothing about credits');

        await page.click(`main a[href="/${society.slug}/"]`);
        assert.ok((await page.textContent('main')).includes(member.member_number), 'My Page');
        await choose(page, `/${society.slug}/attendances`);
        assert.ok((await page.textContent('main')).includes(heading), 'the list of attendances');
        await choose(page, `/${society.slug}/credits`);
        assert.ok(await page.isVisible('h1'));

        const [download] = await Promise.all([page.waitForEvent('download'), page.click('a[href*="transcript.pdf"]')]);
        const pdf = await readFile(await download.path());
        assert.equal(pdf.subarray(0, 5).toString(), '%PDF-');
        assert.match(download.suggestedFilename(), /\.pdf$/);
        assert.deepEqual(page.complaints, []);
        await close(page);
      });
    });
  });

  describe('other ways in', () => {
    test('the typed code', async () => {
      const { demo, browser } = shared;
      const society = demo.society('jgets');
      const session = running(society);
      const page = await openPage(browser);
      await enter(page, demo, 'jgets', society.members[4]);
      await choose(page, '/jgets/check-in');
      await page.fill('[name=code]', session.typed_code.toLowerCase().replace('-', ' '));
      await page.click('form:has([name=code]) button');
      assert.equal((await page.textContent('h1')).trim(), session.name);
      await page.click('button.big');
      await page.waitForURL(/\/registered\//);
      assert.deepEqual(page.complaints, []);
      await close(page);
    });

    test('a photo of the poster', async () => {
      const { demo, browser } = shared;
      const society = demo.society('jgets');
      const session = running(society);
      const page = await openPage(browser, { script: false });
      await page.goto(`${demo.address}/jgets/check-in`);
      assert.equal(await page.getAttribute('[name=photo]', 'capture'), 'environment');
      await page.setInputFiles('[name=photo]', await photoOf(demo, session));
      await page.click('form:has([name=photo]) button');
      assert.equal((await page.textContent('h1')).trim(), session.name);
      await logIn(page, society.members[3]);
      await page.waitForURL(/\/registered\//);
      await close(page);
    });
  });

  describe('what goes wrong on the way', () => {
    test('a wrong password keeps the scan and what was typed', async () => {
      const { demo, browser } = shared;
      const society = demo.society('jgets');
      const member = society.members[2];
      const page = await openPage(browser);
      await page.goto(running(society).code_url);
      const receipt = await page.inputValue('form[action*="register"] [name=receipt]');
      await logIn(page, member, 'surely wrong');
      assert.equal(await page.inputValue('form[action*="register"] [name=receipt]'), receipt);
      assert.equal(await page.inputValue('[name=member_number]'), member.member_number);
      assert.equal(await page.inputValue('[name=password]'), '');
      assert.match(await page.title(), /^エラー/);
      assert.equal(await page.evaluate(() => document.activeElement.getAttribute('role')), 'alert', 'the summary has no focus');
      await logIn(page, member);
      await page.waitForURL(/\/registered\//);
      await close(page);
    });

    test('nothing filled in: said at the top and at each field', async () => {
      const { demo, browser } = shared;
      const page = await openPage(browser, { language: 'en' });
      await page.goto(`${demo.address}/jhrs/login`);
      await page.click('form:has([name=password]) button');
      for (const field of ['member_number', 'password']) {
        assert.equal(await page.getAttribute(`[name=${field}]`, 'aria-invalid'), 'true');
        assert.ok(await page.isVisible(`[role=alert] a[href="#${field}"]`));
        const described = (await page.getAttribute(`[name=${field}]`, 'aria-describedby')).split(' ');
        for (const id of described) assert.equal(await page.locator(`#${id}`).count(), 1, `#${id}`);
      }
      await close(page);
    });

    test('a second scan tells the time of the first; two taps are one check-in', async () => {
      const { demo, browser } = shared;
      const society = demo.society('jhrs');
      const session = running(society);
      const page = await openPage(browser);
      await enter(page, demo, 'jhrs', society.members[4]);
      await page.goto(session.code_url);
      const time = /\d{1,2}:\d{2}(:\d{2})?/;
      if (await page.locator('button.big').count()) {
        await page.dblclick('button.big');
        await page.waitForURL(/\/registered\//);
      }
      await page.goto(session.code_url);
      const again = await page.textContent('main');
      assert.ok(again.includes(WORDS.ja.again), again);
      const first = (await page.textContent('main .done')).match(time)[0];
      await page.goto(`${demo.address}/jhrs/attendances`);
      const listed = await page.textContent('main');
      assert.equal(listed.split(session.name).length - 1, 1, 'two taps left two attendances');
      assert.ok(listed.includes(first), `${first} is not in the list`);
      await close(page);
    });

    test('a photo that is too large is refused with a page, not with a broken connection', async () => {
      const { demo, browser } = shared;
      const page = await openPage(browser);
      await page.goto(`${demo.address}/jsnm/check-in`);
      await page.setInputFiles('[name=photo]', { name: 'IMG_0002.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(20_000_000, 7) });
      await page.click('form:has([name=photo]) button');
      assert.match(await page.textContent('main'), /大きすぎ/);
      await close(page);
    });

    test('codes that do not hold say why and what to do', async () => {
      const { demo, browser } = shared;
      const page = await openPage(browser);
      const society = demo.society('jsnm');
      for (const session of society.sessions.filter((session) => session.state !== 'running')) {
        await page.goto(session.code_url);
        assert.ok(await page.isVisible('.alert'), `${session.state}: nothing is said`);
        assert.equal(await page.locator('button.big').count(), 0, `${session.state}: there is a button all the same`);
      }
      const code = running(society).code_url;
      await page.goto(code.slice(0, -6) + (code.endsWith('AAAAAA') ? 'BBBBBB' : 'AAAAAA'));
      assert.ok(await page.isVisible('.alert'));
      await page.goto(`${demo.address}/C/NONSENSE`);
      assert.ok((await page.textContent('main')).length > 20);
      await close(page);
    });

    test('a member of another class is told who may come', async () => {
      const { demo, browser } = shared;
      const page = await openPage(browser);
      const society = demo.society('jsnm');
      const student = society.members.find((member) => member.member_number === '30118');
      const closed = society.sessions.find((session) => session.name.includes('対象'));
      await enter(page, demo, 'jsnm', student);
      await page.goto(closed.code_url);
      assert.ok(await page.isVisible('.alert'));
      assert.match(await page.textContent('main'), /正会員/);
      await close(page);
    });

    test('the language can be changed and stays', async () => {
      const { demo, browser } = shared;
      const page = await openPage(browser);
      await page.goto(running(demo.society('jsnm')).code_url);
      const receipt = await page.inputValue('[name=receipt]');
      await page.click('a[hreflang=en]');
      assert.equal(await page.getAttribute('html', 'lang'), 'en');
      assert.equal(await page.inputValue('[name=receipt]'), receipt, 'changing the language lost the time of the scan');
      await page.goto(`${demo.address}/jsnm/login`);
      assert.equal(await page.getAttribute('html', 'lang'), 'en');
      await close(page);
    });
  });
}

for (const engine of ENGINES) describe(`on ${engine}`, () => road(engine));
