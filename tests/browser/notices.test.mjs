// Notices in a browser: the office writes with a count and a preview, a member reads; with script and without.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { close, enter, openPage, press } from './tools/browser.mjs';
import { look } from './tools/look.mjs';
import { stage } from './tools/stage.mjs';

const shared = stage();
const who = (slug, role) => shared.demo.society(slug).members.find((member) => member.role === role);

for (const language of ['ja', 'en']) {
  test(`the office's pages (${language})`, async () => {
    const { demo, browser } = shared;
    const page = await openPage(browser, { language });
    await enter(page, demo, 'jsnm', who('jsnm', 'admin'));
    await page.goto(`${demo.address}/jsnm/office/notices`);
    await look(page, 'the list');
    await page.goto(`${demo.address}/jsnm/office/notices/new`);
    await look(page, 'an empty form');
    await press(page, 'button[value=publish]');
    await look(page, 'a form that is not right');
    assert.ok(await page.locator('#summary li').count() > 0);
    await page.fill('[name=title_ja]', `試し ${language}`);
    await page.fill('[name=text_ja]', '# 見出し\n\n- 一つ\n- 二つ');
    await page.check('[name=who][value=chosen]');
    await page.click('summary:has-text("' + (language === 'ja' ? '条件' : 'Conditions') + '")');
    await page.check('[name=district][value=kinki]');
    await press(page, 'button[value=count]');
    await look(page, 'the count');
    assert.match(await page.textContent('#reach'), /\d/);
    assert.equal(await page.inputValue('[name=title_ja]'), `試し ${language}`);
    assert.ok(await page.isChecked('[name=district][value=kinki]'));
    await press(page, 'button[value=preview]');
    await look(page, 'the preview');
    assert.equal(await page.locator('.article h2').first().textContent(), '見出し');
    await press(page, 'button[value=save]');
    await page.click(`a:has-text("試し ${language}")`);
    await look(page, 'the form of a draft');
    await close(page);
  });

  test(`a member reads (${language})`, async () => {
    const { demo, browser } = shared;
    const page = await openPage(browser, { language, script: false });
    const member = who('jhrs', 'attendee');
    await enter(page, demo, 'jhrs', member);
    await page.goto(`${demo.address}/jhrs/notices`);
    await page.click('main .list li:first-child a');
    await page.waitForSelector('.article');
    await look(page, 'a notice');
    await close(page);
  });
}

describe('read marks', () => {
  test('without script a button marks; looking does not', async () => {
    const { demo, browser } = shared;
    const page = await openPage(browser, { script: false });
    await enter(page, demo, 'jgets', who('jgets', 'attendee'));
    const count = async () => {
      await page.goto(`${demo.address}/jgets/notices?show=unread`);
      return page.locator('main .list li').count();
    };
    const before = await count();
    assert.ok(before > 1);
    await page.click('main .list li:first-child a');
    assert.equal(await count(), before);
    await page.click('main .list li:first-child a');
    await press(page, 'form[action$="/read"] button');
    assert.match(await page.textContent('main'), /既読：/);
    assert.equal(await count(), before - 1);
    await close(page);
  });

  test('with script looking is enough', async () => {
    const { demo, browser } = shared;
    const page = await openPage(browser);
    await enter(page, demo, 'jsnm', who('jsnm', 'attendee'));
    await page.goto(`${demo.address}/jsnm/notices?show=unread`);
    const before = await page.locator('main .list li').count();
    await page.click('main .list li:first-child a');
    await page.waitForSelector('[role=status]');
    await look(page, 'a notice that was read');
    await page.goto(`${demo.address}/jsnm/notices?show=unread`);
    assert.equal(await page.locator('main .list li').count(), before - 1);
    await close(page);
  });
});
