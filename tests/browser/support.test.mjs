// The contact form in a browser, and the office's queue.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { close, enter, openPage, press } from './tools/browser.mjs';
import { look } from './tools/look.mjs';
import { stage } from './tools/stage.mjs';

const shared = stage();

for (const language of ['ja', 'en']) {
  test(`a question and its answer (${language})`, async () => {
    const { demo, browser } = shared;
    const page = await openPage(browser, { language });
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

    const office = await openPage(browser, { language });
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
  const { demo, browser } = shared;
  const page = await openPage(browser, { script: false });
  await page.goto(`${demo.address}/jgets/contact`);
  await page.selectOption('[name=kind]', 'membership');
  await page.fill('[name=name]', '中村 さくら');
  await page.fill('[name=mail]', 'wrong');
  await page.fill('[name=text]', '入会について教えてください。');
  await press(page, 'form:has([name=text]) button');
  await look(page, 'a question that is not right');
  assert.equal(await page.inputValue('[name=text]'), '入会について教えてください。');
  await page.fill('[name=mail]', 'sakura@visitor.example');
  await press(page, 'form:has([name=text]) button');
  const number = (await page.textContent('.done .num')).trim();
  const mail = await demo.mailTo('sakura@visitor.example');
  assert.ok(mail.includes(number) && !mail.includes('入会について'), mail);
  await close(page);
});
