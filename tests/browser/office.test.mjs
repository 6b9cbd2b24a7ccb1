// Every page of the office, in both languages, with and without script: at 320, 390 and 1280 pixels no
// sideways scrolling, no barriers (axe-core), buttons for fingers, at most 30 kB, and a word that says where
// one is. A new page needs a line in the table.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { DESK, PHONE, SMALL_PHONE, barriers, close, enter, openPage, overflow, smallTargets, startBrowser, startDemo } from './support.mjs';

const HEAVIEST = 30_000;

/** Name and address below `/{society}/office`; `at` has what only the demo knows. */
const pages = [
  ['the first page', () => ''],
  ['all members', () => '/members'],
  ['members found', () => '/members?q=山&status=active'],
  ['nobody found', () => '/members?q=zzzz'],
  ['a record', (at) => at.record],
  ['a record, changed', (at) => `${at.record}/edit`],
  ['a status', (at) => `${at.record}/status`],
  ['another mail address', (at) => `${at.record}/mail`],
  ['roles', (at) => `${at.record}/roles`],
  ['another appointment', (at) => `${at.record}/appointments`],
  ['an appointment', (at) => at.appointment],
  ['logins', (at) => `${at.record}/end/logins`],
  ['a temporary password taken back', (at) => `${at.record}/end/temporary-password`],
  ['a second factor taken off', (at) => `${at.record}/end/second-factor`],
  ['another record to merge with', (at) => `${at.record}/merge`],
  ['records found to merge with', (at) => `${at.record}/merge?q=山`],
  ['nobody found to merge with', (at) => `${at.record}/merge?q=zzzz`],
  ['merges', () => '/merges'],
  ['changes asked for', () => '/profile-requests'],
  ['temporary passwords', () => '/temporary-passwords'],
  ['offices and committees', () => '/appointments'],
  ['offices of a day long ago', () => '/appointments?on=1990-01-01'],
  ['classes and districts', () => '/classes'],
  ['import', () => '/import'],
  ['export', () => '/export'],
  ['deletions asked for', () => '/data-requests'],
  ['declarations', () => '/declarations'],
  ['notices', () => '/notices'],
  ['a new notice', () => '/notices/new'],
  ['a notice', (at) => at.notice],
  ['questions', () => '/cases'],
  ['questions that are closed', () => '/cases?state=closed'],
  ['a question', (at) => at.case],
  ['mails', () => '/mail'],
  ['mails that came back', () => '/mail?state=undelivered'],
  ['wordings', () => '/wordings'],
  ['a wording', () => '/wordings/password-changed/ja'],
  ['the audit log', () => '/audit'],
  ['the audit log, searched', () => '/audit?action=roles-changed'],
];

let demo;
let browser;
let at;
before(async () => {
  [demo, browser] = await Promise.all([startDemo(), startBrowser()]);
  const page = await openPage(browser, {});
  const society = demo.society('jsnm');
  await enter(page, demo, 'jsnm', staff('admin'));
  const office = '/jsnm/office';
  const link = async (path, selector) => {
    await page.goto(`${demo.address}${office}${path}`);
    return (await page.locator(selector).first().getAttribute('href')).slice(office.length);
  };
  const record = await link(`/members?q=${society.members[0].member_number}`, 'main .list a');
  at = {
    record,
    appointment: await link(record, `main a[href*="${record}/appointments/"]`),
    notice: await link('/notices', `main a[href*="${office}/notices/"]:not([href$=new])`),
    case: await link('/cases', `main a[href*="${office}/cases/"]`),
  };
  await close(page);
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});

const staff = (role) => demo.society('jsnm').members.find((member) => member.role === role);

/** Counts what comes over the wire since it was asked last. */
async function wire(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  let bytes = 0;
  session.on('Network.loadingFinished', (finished) => (bytes += finished.encodedDataLength));
  return async () => {
    // What was said before the answer has arrived with it.
    await session.send('Network.enable');
    const counted = bytes;
    bytes = 0;
    return counted;
  };
}

async function fits(page, name, viewport) {
  await page.setViewportSize(viewport);
  const wider = await overflow(page);
  assert.ok(wider <= 0, `${name} is ${wider} px wider than the window of ${viewport.width} px`);
}

/**
 * What axe-core finds. It needs timers, which a browser without script has not: there what the page is made of
 * is looked at in a window of its own.
 */
async function found(page, viewport) {
  if (!page.apart) return barriers(page);
  await page.apart.setViewportSize(viewport);
  await page.apart.setContent((await page.content()).replace(/<script.*?<\/script>/gs, ''));
  return barriers(page.apart);
}

/** Looks at the page that is open, at every width. */
async function look(page, name) {
  assert.ok((await page.textContent('h1')).trim().length > 0, `${name} has no heading`);
  assert.ok((await page.title()).length > 0, `${name} has no title`);
  const here = await page.textContent('.menu > summary .soft');
  assert.ok(here.trim().length > 0, `${name} does not say where one is`);
  await fits(page, name, DESK);
  assert.deepEqual(await found(page, DESK), [], `${name} at ${DESK.width} px`);
  await fits(page, name, SMALL_PHONE);
  await fits(page, name, PHONE);
  assert.deepEqual(await found(page, PHONE), [], `${name} at ${PHONE.width} px`);
  assert.deepEqual(await smallTargets(page), [], name);
  assert.deepEqual(page.complaints, [], name);
}

for (const language of ['ja', 'en']) {
  for (const script of [true, false]) {
    describe(`the office, ${language}${script ? '' : ', without script'}`, () => {
      let page;
      let counted;
      before(async () => {
        page = await openPage(browser, { language, script });
        if (!script) page.apart = await openPage(browser, { language });
        await enter(page, demo, 'jsnm', staff('admin'));
        counted = await wire(page);
      });
      after(async () => {
        if (page.apart) await close(page.apart);
        await close(page);
      });

      for (const [name, path] of pages) {
        test(name, async () => {
          await counted();
          await page.goto(`${demo.address}/jsnm/office${path(at)}`);
          const bytes = await counted();
          assert.ok(bytes > 0 && bytes <= HEAVIEST, `${name} weighs ${bytes} bytes`);
          await look(page, name);
        });
      }

      for (const [deed, field] of [['status', 'reason'], ['mail', 'mail']]) {
        test(`${deed}, not filled in`, async () => {
          await page.goto(`${demo.address}/jsnm/office${at.record}/${deed}`);
          await page.fill(`[name=${field}]`, '');
          await Promise.all([page.waitForNavigation(), page.click('main form button')]);
          await look(page, `${deed}, not filled in`);
          assert.ok(await page.locator(`.bad #${field}`).count() > 0);
        });
      }
    });
  }

  for (const role of ['finance', 'reviewer', 'events', 'scanner']) {
    test(`the office as ${role} finds it, ${language}`, async () => {
      const page = await openPage(browser, { language });
      await enter(page, demo, 'jsnm', staff(role));
      await page.goto(`${demo.address}/jsnm/office`);
      await look(page, role);
      await close(page);
    });
  }
}
