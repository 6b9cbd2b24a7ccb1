// Every page of the office, in both languages, with and without script: a new page needs a line in the table. What
// each of them is held to, tools/look.mjs says.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { close, enter, openPage, press } from './tools/browser.mjs';
import { look } from './tools/look.mjs';
import { stage } from './tools/stage.mjs';

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

let at;
const shared = stage({}, async ({ demo, browser }) => {
  const page = await openPage(browser);
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

const staff = (role) => shared.demo.society('jsnm').members.find((member) => member.role === role);

for (const language of ['ja', 'en']) {
  for (const script of [true, false]) {
    describe(`the office, ${language}${script ? '' : ', without script'}`, () => {
      let page;
      before(async () => {
        page = await openPage(shared.browser, { language, script });
        await enter(page, shared.demo, 'jsnm', staff('admin'));
      });
      after(() => close(page));

      for (const [name, path] of pages) {
        test(name, async () => {
          await page.goto(`${shared.demo.address}/jsnm/office${path(at)}`);
          await look(page, name);
        });
      }

      for (const [deed, field] of [['status', 'reason'], ['mail', 'mail']]) {
        test(`${deed}, not filled in`, async () => {
          await page.goto(`${shared.demo.address}/jsnm/office${at.record}/${deed}`);
          await page.fill(`[name=${field}]`, '');
          await press(page, 'main form button');
          await look(page, `${deed}, not filled in`);
          assert.ok(await page.locator(`.bad #${field}`).count() > 0);
        });
      }
    });
  }

  for (const role of ['finance', 'reviewer', 'events', 'scanner']) {
    test(`the office as ${role} finds it, ${language}`, async () => {
      const { demo, browser } = shared;
      const page = await openPage(browser, { language });
      await enter(page, demo, 'jsnm', staff(role));
      await page.goto(`${demo.address}/jsnm/office`);
      await look(page, role);
      await close(page);
    });
  }
}
