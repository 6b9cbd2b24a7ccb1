// Every page but the office's, in one language: no barriers (axe-core, WCAG 2.2 AA) at 320 and 1280 pixels, no
// sideways scrolling, no complaint on the console, at most 30 kB over the wire.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { DESK, SMALL_PHONE, barriers, close, enter, openPage, overflow, running, smallTargets, startBrowser, startDemo, weigh } from './support.mjs';

const HEAVIEST = 30_000;
const weights = new Map();

let demo;
let browser;
const at = (path) => (page) => `${demo.address}${path}`;
const code = (slug, state) => () => demo.society(slug).sessions.find((session) => session.state === state).code_url;

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
  ['the result', (slug) => `/${slug}/registered/${running(demo.society(slug)).id}/1`],
  ['the code again', (slug) => new URL(running(demo.society(slug)).code_url).pathname],
];

/** Searches of the directory. */
const found = [
  ['nobody looked for yet', ''],
  ['many', '?district=kanto-koshinetsu'],
  ['nobody found', '?name=zzzz'],
];

async function send(page, fields) {
  for (const [name, value] of Object.entries(fields)) await page.fill(`[name=${name}]`, value);
  const last = Object.keys(fields).at(-1);
  await Promise.all([page.waitForNavigation(), page.click(`form:has([name=${last}]) button`)]);
}

/** Opens a page; it is weighed on the phone only, where waiting for the last byte matters. */
async function visit(page, url, name, viewport) {
  if (viewport !== SMALL_PHONE) return page.goto(url);
  const bytes = await weigh(page, url);
  weights.set(name, bytes);
  assert.ok(bytes <= HEAVIEST, `${name} weighs ${bytes} bytes`);
}

async function look(page, name, viewport) {
  assert.ok((await page.textContent('h1')).trim().length > 0, `${name} has no heading`);
  assert.ok((await page.title()).length > 0, `${name} has no title`);
  const menu = page.locator('.menu > summary');
  if (await menu.count()) assert.ok(await menu.locator('.soft').count(), `${name} does not say where one is`);
  const wider = await overflow(page);
  assert.ok(wider <= 0, `${name} is ${wider} px wider than the window of ${viewport.width} px`);
  assert.deepEqual(await barriers(page), [], name);
  assert.deepEqual(page.complaints, [], name);
}

/** What a page of credits says to a member who lacks something. */
const WORDS = {
  ja: ['足りない分を満たす参加', '認定の内容', '事務局が確認します'],
  en: ['How to close the gap', 'About this certification', 'the office will confirm'],
};

/** Looks at them all; each language has a file, and so a process and a demo, of its own. */
export function pages(language) {
  before(async () => {
    [demo, browser] = await Promise.all([startDemo(), startBrowser()]);
  });
  after(async () => {
    console.log(`\nbytes over the wire (at most 30,000), ${language}`);
    for (const [name, bytes] of [...weights].sort((one, other) => other[1] - one[1])) {
      console.log(`${String(bytes).padStart(7)}  ${name}`);
    }
    await browser?.close();
    await demo?.stop();
  });

  // Before anybody checks in: afterwards nothing may be missing any more.
  test(`a member who lacks one point sees the way to it, without script (${language})`, async () => {
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

  for (const viewport of [SMALL_PHONE, DESK]) {
    describe(`${viewport.width} px, ${language}`, () => {
      for (const [name, url, then] of open) {
        test(name, async () => {
          const page = await openPage(browser, { language, viewport });
          await visit(page, url(page), `${name} (${language})`, viewport);
          await then?.(page);
          await look(page, name, viewport);
          await close(page);
        });
      }

      for (const [name, path] of found) {
        test(`the directory: ${name}`, async () => {
          const page = await openPage(browser, { language, viewport });
          await enter(page, demo, 'jsnm', demo.society('jsnm').members[0]);
          await visit(page, `${demo.address}/jsnm/directory${path}`, `directory: ${name} (${language})`, viewport);
          await look(page, name, viewport);
          assert.deepEqual(await smallTargets(page), [], name);
          await close(page);
        });
      }

      test('a profile that is not right yet', async () => {
        const page = await openPage(browser, { language, viewport });
        await enter(page, demo, 'jgets', demo.society('jgets').members[0]);
        await page.goto(`${demo.address}/jgets/profile/edit`);
        await page.fill('[name="f.family-name"]', '髙﨑');
        await page.fill('[name="s.family-name"]', '');
        await page.fill('[name="f.home-phone"]', '12');
        await Promise.all([page.waitForNavigation(), page.click('button.big')]);
        await look(page, 'a profile that is not right yet', viewport);
        assert.equal(await page.inputValue('[name="s.family-name"]'), '高崎');
        assert.equal(await page.inputValue('[name="f.home-phone"]'), '12');
        await page.goto(`${demo.address}/jgets/profile/edit`);
        await look(page, 'the draft', viewport);
        await Promise.all([page.waitForNavigation(), page.click('form[action$=discard] button')]);
        await close(page);
      });

      for (const slug of ['jsnm', 'jhrs', 'jgets']) {
        test(`the pages of a member of ${slug}`, async (t) => {
          const page = await openPage(browser, { language, viewport });
          const society = demo.society(slug);
          await enter(page, demo, slug, society.members[0]);
          await page.goto(running(society).code_url);
          if (await page.locator('button.big').count()) {
            await page.click('button.big');
            await page.waitForURL(/\/registered\//);
          }
          for (const [name, path] of own) {
            await t.test(name, async () => {
              await visit(page, `${demo.address}${path(slug)}`, `${slug}: ${name} (${language})`, viewport);
              await look(page, name, viewport);
              assert.deepEqual(await smallTargets(page), [], name);
            });
          }
          await close(page);
        });
      }
    });
  }
}
