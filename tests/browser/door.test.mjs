// The road through the door, as newcomers walk it: the letter and the first login of JSNM, the mailed
// link of JGETS. Every page on it is looked at for barriers; the road is walked on both engines.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import { DESK, PHONE, SMALL_PHONE, close, logIn, openPage, press } from './tools/browser.mjs';
import { look } from './tools/look.mjs';
import { onStage, stage } from './tools/stage.mjs';

const run = promisify(execFile);
const NEW = 'Yayoi-no-sora-31';
const newcomer = (demo, slug, state) => demo.society(slug).newcomers.find((one) => one.state === state);

async function choose(page, password, again = password) {
  await page.fill('[name=new_password]', password);
  await page.fill('[name=again]', again);
  await press(page, 'form:has([name=new_password]) button');
}

/** A demo a way: each newcomer can be one only once. */
const onTheWay = ({ engine, ...way }, walk) => onStage({ engine }, async ({ demo, browser }) => {
  const page = await openPage(browser, way);
  await walk(demo, page);
  await close(page);
});

const WAYS = [
  { engine: 'sqlite', viewport: PHONE, language: 'ja' },
  { engine: 'sqlite', viewport: SMALL_PHONE, language: 'en' },
  { engine: 'postgres', viewport: DESK, language: 'ja', script: false },
];

for (const way of WAYS) {
  describe(`${way.engine}, ${way.viewport.width} px, ${way.language}, ${way.script === false ? 'without' : 'with'} script`, () => {
    test('from the letter to My Page', () => onTheWay(way, async (demo, page) => {
      const member = newcomer(demo, 'jsnm', 'temporary-password');
      await page.goto(`${demo.address}/jsnm/credits`);
      await look(page, 'login');
      await logIn(page, member);
      await page.waitForURL(/\/account\/password/);
      await look(page, 'choose a password');
      assert.equal(await page.locator('.menu').count(), 0, 'a menu of which nothing opens');
      await choose(page, 'short', 'shorter');
      assert.equal(await page.getAttribute('[name=again]', 'aria-invalid'), 'true');
      await look(page, 'two passwords');
      await choose(page, 'password1234');
      assert.equal(await page.getAttribute('[name=new_password]', 'aria-invalid'), 'true');
      assert.equal(await page.inputValue('[name=new_password]'), '');
      await look(page, 'a common password');
      await choose(page, NEW);
      assert.match(await page.textContent('main'), /\d{1,2}:\d{2}/, 'the time of the change');
      await look(page, 'changed');
      await page.click('main a.button');
      await logIn(page, { ...member, password: NEW });
      await page.waitForURL(/\/first-login\/notice/);
      await press(page, 'main form button');
      assert.equal(await page.getAttribute('[name=accepted]', 'aria-invalid'), 'true', 'the box is needed');
      await look(page, 'notice');
      assert.equal(await page.locator('.menu').count(), 0, 'a menu of which nothing opens');
      await page.check('[name=accepted]');
      await page.click('main form button');
      await page.waitForURL(/\/first-login\/profile/);
      await look(page, 'profile');
      assert.equal(await page.locator('.menu').count(), 1, 'what can be put off keeps nobody from the rest');
      await page.click('button[value=confirm]');
      await page.waitForURL(`${demo.address}/jsnm/credits`);
    }));

    test('from the mailed link to My Page', () => onTheWay(way, async (demo, page) => {
      const member = newcomer(demo, 'jgets', 'by-reset');
      await page.goto(`${demo.address}/jgets/login`);
      await page.click('main section a[href$="/password/forgotten"]');
      await page.fill('[name=member_number]', member.member_number);
      await page.fill('[name=mail]', member.mail);
      await page.click('form:has([name=mail]) button');
      await page.waitForURL(/sent=1/);
      await look(page, 'sent');
      const link = (await demo.mailTo(member.mail)).match(/https?:\S+/)[0];
      await page.goto(link);
      assert.ok(!page.url().includes('token'), page.url());
      await look(page, 'a new password');
      await choose(page, NEW.toLowerCase());
      assert.equal(await page.getAttribute('[name=new_password]', 'aria-invalid'), 'true');
      await choose(page, NEW);
      await look(page, 'set');
      await page.click('main a.button');
      await logIn(page, { ...member, password: NEW });
      await page.waitForURL(`${demo.address}/jgets/`);
      await page.goto(link);
      await look(page, 'the link again');
      assert.ok(await page.isVisible('.alert'), 'a link works twice');
    }));
  });
}

describe('while one types', () => {
  const shared = stage();

  test('the rules are ticked off, and the server agrees', async () => {
    const { demo, browser } = shared;
    const page = await openPage(browser);
    await page.goto(`${demo.address}/jgets/login`);
    await logIn(page, demo.society('jgets').members[0]);
    await page.goto(`${demo.address}/jgets/account/password`);
    const kept = () => page.$$eval('[data-rule].ok', (items) => items.map((item) => item.dataset.rule));
    await page.fill('[name=new_password]', 'endoscope');
    assert.deepEqual(await kept(), ['too-short', 'too-long', 'not-ascii']);
    await page.fill('[name=new_password]', 'Endoscope-27-and-more');
    assert.deepEqual(await kept(), ['too-short', 'not-ascii', 'too-few-upper', 'too-few-digits']);
    assert.equal((await page.inputValue('[name=new_password]')).length, 21, 'a password was cut');
    await page.fill('[name=new_password]', 'Mizuumi-no-kage-27');
    assert.equal((await kept()).length, 5);
    await page.fill('[name=again]', 'Mizuumi-no');
    assert.ok(!(await page.isVisible('#differs')), 'somebody who is still typing is told off');
    await page.fill('[name=again]', 'Mizuuni');
    assert.ok(await page.isVisible('#differs'));
    await page.fill('[name=again]', 'Mizuumi-no-kage-27');
    assert.ok(!(await page.isVisible('#differs')));
    await close(page);
  });

  test('a phone is led from the large screen to the same page', async () => {
    const { demo, browser } = shared;
    for (const [viewport, script] of [[DESK, true], [DESK, false], [PHONE, true]]) {
      const page = await openPage(browser, { viewport, script });
      await page.goto(`${demo.address}/jgets/login`);
      const offered = await page.isVisible('details.desktop summary');
      assert.equal(offered, viewport === DESK, 'whoever is on the phone needs no code');
      if (offered) {
        await page.click('details.desktop summary');
        const picture = join(demo.data, `login-${script}.png`);
        await page.locator('details.desktop svg').screenshot({ path: picture });
        const { stdout } = await run('zbarimg', ['-q', '--raw', picture]);
        assert.equal(stdout.trim(), `${demo.address}/jgets/login`);
        await look(page, 'the login page with its code');
      }
      await close(page);
    }
  });

  test('an input method that is on is named at once', async () => {
    const { demo, browser } = shared;
    const page = await openPage(browser);
    await page.goto(`${demo.address}/jgets/login`);
    assert.ok(!(await page.isVisible('#input-method')));
    await page.fill('[name=member_number]', '００４２１');
    assert.ok(await page.isVisible('#input-method'));
    await page.fill('[name=member_number]', '00421');
    assert.ok(!(await page.isVisible('#input-method')));
    await page.fill('[name=password]', 'ぱss');
    assert.ok(await page.isVisible('#input-method'));
    assert.deepEqual(page.complaints, []);
    await close(page);
  });

  test('an old password: changed or put off', async () => {
    const { demo, browser } = shared;
    const page = await openPage(browser);
    await page.goto(`${demo.address}/jgets/login`);
    await logIn(page, newcomer(demo, 'jgets', 'reminder-due'));
    await page.waitForURL(/\/reminder/);
    await look(page, 'reminder');
    await page.click('form[action*="reminder"] button');
    await page.waitForURL(`${demo.address}/jgets/`);
    await close(page);
  });

  test('the office makes a letter', async () => {
    const { demo, browser } = shared;
    const page = await openPage(browser, { viewport: DESK });
    const office = demo.society('jsnm').members.find((member) => member.role === 'admin');
    await page.goto(`${demo.address}/jsnm/login`);
    await logIn(page, office);
    await page.goto(`${demo.address}/jsnm/office/temporary-passwords`);
    await look(page, 'temporary passwords');
    await press(page, 'main form button');
    await look(page, 'for nobody');
    await page.fill('[name=numbers]', `${newcomer(demo, 'jsnm', 'temporary-password').member_number}\n99999`);
    await page.click('main form button');
    await page.waitForURL(/temporary-passwords\/.+/);
    await look(page, 'the batch');
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('a[href$="letters.pdf"]')]);
    assert.match(download.suggestedFilename(), /\.pdf$/);
    await close(page);
  });
});
