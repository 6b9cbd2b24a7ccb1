// Every page but the office's, in one language, with and without script: a new page needs a line in a table. What
// each of them is held to, tools/look.mjs says.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { SMALL_PHONE, close, enter, openPage, press } from './tools/browser.mjs';
import { running } from './tools/demo.mjs';
import { look, weights } from './tools/look.mjs';
import { stage } from './tools/stage.mjs';

let shared;
const at = (path) => () => `${shared.demo.address}${path}`;
const code = (slug, state) => () => shared.demo.society(slug).sessions.find((session) => session.state === state).code_url;

/** Pages that a stranger sees; `then` does what a link alone does not. */
const open = [
  ['the list of societies', at('/')],
  ['login', at('/jsnm/login')],
  ['login, refused', at('/jgets/login'), (page) => send(page, { member_number: '1', password: 'x' })],
  ['login, empty', at('/jhrs/login'), (page) => send(page, { member_number: '', password: '' })],
  ['forgotten password', at('/jgets/password/forgotten')],
  ['forgotten password, empty', at('/jsnm/password/forgotten'), (page) => send(page, { member_number: '', mail: '' })],
  ['forgotten password, sent', at('/jgets/password/forgotten?sent=1')],
  ['a link to a new password that is over', at('/jgets/password/reset')],
  ['a code', code('jsnm', 'running')],
  ['a code, wrong password', code('jgets', 'running'), (page) => send(page, { member_number: '00421', password: 'x' })],
  ['a code of yesterday', code('jhrs', 'past')],
  ['a code of tomorrow', code('jgets', 'future')],
  ['an altered code', () => `${code('jsnm', 'running')().slice(0, -6)}ABABAB`],
  ['no code', at('/C/NONSENSE')],
  ['typed code and photo', at('/jsnm/check-in')],
  ['typed code, wrong', at('/jsnm/check-in'), (page) => send(page, { code: 'ZZZZ-ZZZZ' })],
  ['support desk of a visitor', at('/jgets/support')],
  ['publications', at('/jsnm/publications')],
  ['contact of a visitor', at('/jsnm/contact')],
  ['contact of a visitor, not right', at('/jgets/contact'), (page) => send(page, { name: '', mail: 'x', text: 'a' })],
  ['notices of a visitor', at('/jsnm/notices')],
  ['no such page', at('/no/such/page')],
  ['no such society', at('/nowhere/')],
  ['the API', at('/api')],
];

/** Pages of a member, in each society. */
const own = [
  ['home', (slug) => `/${slug}/`],
  ['notices', (slug) => `/${slug}/notices`],
  ['support desk', (slug) => `/${slug}/support`],
  ['questions', (slug) => `/${slug}/questions`],
  ['questions found', (slug) => `/${slug}/questions?q=0`],
  ['no questions found', (slug) => `/${slug}/questions?q=zzzz`],
  ['contact', (slug) => `/${slug}/contact`],
  ['contact, sent', (slug) => `/${slug}/contact?sent=K7Q2-9XRM`],
  ['cases', (slug) => `/${slug}/cases`],
  ['unread notices', (slug) => `/${slug}/notices?show=unread`],
  ['check in', (slug) => `/${slug}/check-in`],
  ['attendances', (slug) => `/${slug}/attendances`],
  ['credits', (slug) => `/${slug}/credits`],
  ['declarations', (slug) => `/${slug}/declarations`],
  ['status', (slug) => `/${slug}/status`],
  ['profile', (slug) => `/${slug}/profile`],
  ['profile, editing', (slug) => `/${slug}/profile/edit`],
  ['ask for a change', (slug) => `/${slug}/profile/request?field=birth-date`],
  ['credits with those before the renewal', (slug) => `/${slug}/credits?before=1`],
  ['account', (slug) => `/${slug}/account`],
  ['the second factor', (slug) => `/${slug}/account/second-factor`],
  ['where one is logged in', (slug) => `/${slug}/account/sessions`],
  ['own data', (slug) => `/${slug}/account/data`],
  ['another password', (slug) => `/${slug}/account/password`],
  ['another mail address', (slug) => `/${slug}/account/mail`],
  ['another mail address, sent', (slug) => `/${slug}/account/mail?sent=1`],
  ['a link to a mail address that is over', (slug) => `/${slug}/account/mail/new`],
  ['the result', (slug) => `/${slug}/registered/${running(shared.demo.society(slug)).id}/1`],
  ['the code again', (slug) => new URL(running(shared.demo.society(slug)).code_url).pathname],
];

/** Searches of the directory. */
const found = [
  ['nobody looked for yet', ''],
  ['many', '?district=kanto-koshinetsu'],
  ['nobody found', '?name=zzzz'],
];

async function send(page, fields) {
  for (const [name, value] of Object.entries(fields)) await page.fill(`[name=${name}]`, value);
  await press(page, `form:has([name=${Object.keys(fields).at(-1)}]) button`);
}

/** What a page of credits says to a member who lacks something. */
const WORDS = {
  ja: ['足りない分を満たす参加', '認定の内容', '事務局が確認します'],
  en: ['How to close the gap', 'About this certification', 'the office will confirm'],
};

/** Looks at them all; each language has a file, and so a process and a demo, of its own. */
export function pages(language) {
  shared = stage();
  after(() => {
    console.log(`\nbytes over the wire (at most 30,000), ${language}`);
    for (const [name, bytes] of [...weights].sort((one, other) => other[1] - one[1])) {
      console.log(`${String(bytes).padStart(7)}  ${name}`);
    }
  });

  // Before anybody checks in: afterwards nothing may be missing any more.
  test(`a member who lacks one point sees the way to it, without script (${language})`, async () => {
    const { demo, browser } = shared;
    const page = await openPage(browser, { language, viewport: SMALL_PHONE, script: false });
    await enter(page, demo, 'jgets', demo.society('jgets').members[0]);
    assert.ok(await page.locator('.steps li').count() > 0, 'home names no session');
    await page.goto(`${demo.address}/jgets/credits`);
    const text = await page.textContent('main');
    for (const word of WORDS[language]) assert.ok(text.includes(word), `${word} is missing`);
    await page.click('main summary');
    assert.ok(await page.locator('details .steps li').first().isVisible(), 'other ways stay closed');
    await close(page);
  });

  for (const script of [true, false]) {
    describe(`${language}, ${script ? 'with' : 'without'} script`, () => looks({ language, script }));
  }
}

function looks(way) {
  test('what a stranger sees', async (t) => {
    const page = await openPage(shared.browser, way);
    for (const [name, url, then] of open) {
      await t.test(name, async () => {
        await page.goto(url());
        await then?.(page);
        await look(page, name);
      });
    }
    await close(page);
  });

  test('the directory', async (t) => {
    const { demo, browser } = shared;
    const page = await openPage(browser, way);
    await enter(page, demo, 'jsnm', demo.society('jsnm').members[0]);
    for (const [name, query] of found) {
      await t.test(name, async () => {
        await page.goto(`${demo.address}/jsnm/directory${query}`);
        await look(page, `the directory: ${name}`);
      });
    }
    await close(page);
  });

  test('a profile that is not right yet', async () => {
    const { demo, browser } = shared;
    const page = await openPage(browser, way);
    await enter(page, demo, 'jgets', demo.society('jgets').members[0]);
    await page.goto(`${demo.address}/jgets/profile/edit`);
    await page.fill('[name="f.family-name"]', '髙﨑');
    await page.fill('[name="s.family-name"]', '');
    await page.fill('[name="f.home-phone"]', '12');
    await press(page, 'button.big');
    await look(page, 'a profile that is not right yet');
    assert.equal(await page.inputValue('[name="s.family-name"]'), '高崎');
    assert.equal(await page.inputValue('[name="f.home-phone"]'), '12');
    await page.goto(`${demo.address}/jgets/profile/edit`);
    await look(page, 'the draft');
    await press(page, 'form[action$=discard] button');
    await close(page);
  });

  for (const slug of ['jsnm', 'jhrs', 'jgets']) {
    test(`the pages of a member of ${slug}`, async (t) => {
      const { demo, browser } = shared;
      const page = await openPage(browser, way);
      const society = demo.society(slug);
      await enter(page, demo, slug, society.members[0]);
      await page.goto(running(society).code_url);
      if (await page.locator('button.big').count()) {
        await page.click('button.big');
        await page.waitForURL(/\/registered\//);
      }
      for (const [name, path] of own) {
        await t.test(name, async () => {
          await page.goto(`${demo.address}${path(slug)}`);
          await look(page, `${slug}: ${name}`);
        });
      }
      await close(page);
    });
  }
}
