// Two records become one: chosen, compared and asked for by one administrator, approved by another; with and
// without script. Every page on the way is looked at for barriers.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { close, enter, openPage, press } from './tools/browser.mjs';
import { look } from './tools/look.mjs';
import { stage } from './tools/stage.mjs';

const shared = stage();

/** What a form sends, and where; as when its button is pressed twice, it is sent once more. */
const formOf = (page, button) => page.locator(`main form:has(${button})`).evaluate((form) =>
  ({ action: form.action, fields: Object.fromEntries(new FormData(form)) }));
const sendAgain = (page, { action, fields }) =>
  page.request.post(action, { form: fields, headers: { origin: shared.demo.address } });

const WAYS = [{ language: 'ja' }, { language: 'en' }, { language: 'ja', script: false }];

for (const [place, way] of WAYS.entries()) {
  test(`a merge (${way.language}, ${way.script === false ? 'without' : 'with'} script)`, async () => {
    const { demo, browser } = shared;
    const [first, second] = demo.society('jsnm').members.filter((member) => member.role === 'admin');
    const office = `${demo.address}/jsnm/office`;
    const asks = await openPage(browser, way);
    await enter(asks, demo, 'jsnm', first);
    await asks.goto(`${office}/members?class=regular&status=active`);
    const records = await asks.locator('main .list h3').evaluateAll((all) =>
      all.map((one) => [one.querySelector('a').getAttribute('href'), one.querySelector('.num').textContent.trim()]));
    const [[record], [, number]] = [records.at(-1 - 2 * place), records.at(-2 - 2 * place)];

    await asks.goto(`${demo.address}${record}`);
    await press(asks, 'a[href$="/merge"]');
    await look(asks, 'the other record');
    await asks.fill('[name=q]', number);
    await press(asks, 'form[role=search] button');
    await look(asks, 'records found');
    await press(asks, 'main h3 a');
    await look(asks, 'the comparison');
    await asks.check('[name="take.f.family-name"][value=goes]');
    await press(asks, 'main form button:not(.text)');
    await look(asks, 'without a reason');
    assert.ok(await asks.isChecked('[name="take.f.family-name"][value=goes]'), 'the choice is lost');
    assert.ok(await asks.locator('.bad #reason').count() > 0, 'nothing says what is missing');
    await asks.fill('[name=reason]', '改姓の後に再入会されたため');
    const asked = await formOf(asks, '#reason');
    await press(asks, 'main form button:not(.text)');
    await look(asks, 'asked for');
    assert.equal((await sendAgain(asks, asked)).url(), asks.url(), 'pressed twice, asking leads elsewhere');
    assert.equal(await asks.locator('button[value=approve]').count(), 0, 'who asks may approve');

    const decides = await openPage(browser, way);
    await enter(decides, demo, 'jsnm', second);
    await decides.goto(`${office}/merges`);
    await look(decides, 'what waits');
    const request = new URL(asks.url()).pathname;
    await decides.goto(`${demo.address}${request}`);
    await look(decides, 'a request');
    await press(decides, 'button[value=decline]');
    await look(decides, 'declined without a reason');
    assert.ok(await decides.locator('.bad #reason').count() > 0);
    const approved = await formOf(decides, '[value=approve]');
    approved.fields.verdict = 'approve';
    await press(decides, 'button[value=approve]');
    await look(decides, 'merged');
    assert.equal((await sendAgain(decides, approved)).url(), decides.url(), 'pressed twice, approving leads elsewhere');
    assert.equal(await decides.locator('button[value=approve]').count(), 0);
    await press(decides, 'dd a >> nth=1');
    await look(decides, 'the record that went');
    assert.ok(await decides.locator('.note a.button').count() === 1, 'nothing leads to the record that stayed');
    await close(asks);
    await close(decides);
  });
}
