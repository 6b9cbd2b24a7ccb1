// The contact form in a browser, and the office's queue.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DESK, SMALL_PHONE, barriers, close, enter, openPage, overflow, startBrowser, startDemo } from './support.mjs';

let demo;
let browser;
before(async () => {
  [demo, browser] = await Promise.all([startDemo(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});

async function look(page, name) {
  assert.ok((await overflow(page)) <= 0, `${name} is too wide`);
  assert.deepEqual(await barriers(page), [], name);
  assert.deepEqual(page.complaints, [], name);
}

const press = (page, button) => Promise.all([page.waitForNavigation(), page.click(button)]);

for (const [language, viewport] of [['ja', SMALL_PHONE], ['en', SMALL_PHONE], ['ja', DESK], ['en', DESK]]) {
  test(`a question and its answer (${viewport.width} px, ${language})`, async () => {
    const page = await openPage(browser, { language, viewport });
    const society = demo.society('jsnm');
    await enter(page, demo, 'jsnm', society.members[1]);
    await page.goto(`${demo.address}/jsnm/contact`);
    await page.selectOption('[name=kind]', 'other');
    await page.fill('[name=text]', 'とても長い質問です。'.repeat(20));
    await press(page, 'form:has([name=text]) button');
    await look(page, 'sent');
    const number = (await page.textContent('.done .num')).trim();
    await page.goto(`${demo.address}/jsnm/cases/${number}`);
    await look(page, 'one case');
    await close(page);

    const office = await openPage(browser, { language, viewport });
    await enter(office, demo, 'jsnm', society.members.find((member) => member.role === 'admin'));
    for (const state of ['open', 'answered', 'closed']) {
      await office.goto(`${demo.address}/jsnm/office/cases?state=${state}`);
      await look(office, state);
    }
    await office.goto(`${demo.address}/jsnm/office/cases/${number}`);
    await look(office, 'a case');
    await press(office, 'button[value=reply]');
    await look(office, 'an answer without words');
    await office.fill('[name=text]', '回答です。');
    await press(office, 'button[value=reply]');
    await press(office, 'button[value=close]');
    await look(office, 'a closed case');
    await close(office);
  });
}

test('a visitor asks without script', async () => {
  const page = await openPage(browser, { script: false });
  await page.goto(`${demo.address}/jgets/contact`);
  await page.selectOption('[name=kind]', 'membership');
  await page.fill('[name=name]', '中村 さくら');
  await page.fill('[name=mail]', 'wrong');
  await page.fill('[name=text]', '入会について教えてください。');
  await press(page, 'form:has([name=text]) button');
  assert.equal(await page.inputValue('[name=text]'), '入会について教えてください。');
  await page.fill('[name=mail]', 'sakura@visitor.example');
  await press(page, 'form:has([name=text]) button');
  const number = (await page.textContent('.done .num')).trim();
  const mail = await demo.mailTo('sakura@visitor.example');
  assert.ok(mail.includes(number) && !mail.includes('入会について'), mail);
  await close(page);
});
