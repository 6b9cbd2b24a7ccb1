// Two records become one: chosen, compared and asked for by one administrator, approved by another; with and
// without script. Every page on the way is looked at for barriers.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DESK, PHONE, SMALL_PHONE, barriers, close, enter, openPage, overflow, startBrowser, startDemo, weigh } from './support.mjs';

const HEAVIEST = 30_000;

let demo;
let browser;
before(async () => {
  [demo, browser] = await Promise.all([startDemo(), startBrowser()]);
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});

/** What a form sends, and where; as when its button is pressed twice, it is sent once more. */
const formOf = (page, button) => page.locator(`main form:has(${button})`).evaluate((form) =>
  ({ action: form.action, fields: Object.fromEntries(new FormData(form)) }));
const sendAgain = (page, { action, fields }) =>
  page.request.post(action, { form: fields, headers: { origin: demo.address } });

const press = (page, button) => Promise.all([page.waitForNavigation(), page.click(button)]);

async function look(page, name, script) {
  assert.ok((await page.textContent('h1')).trim().length > 0, `${name} has no heading`);
  if (!script) return;
  assert.ok(await overflow(page) <= 0, `${name} is wider than its window`);
  assert.deepEqual(await barriers(page), [], name);
  assert.deepEqual(page.complaints, [], name);
}

const WAYS = [
  { viewport: SMALL_PHONE, language: 'ja' },
  { viewport: PHONE, language: 'en' },
  { viewport: DESK, language: 'ja' },
  { viewport: DESK, language: 'en' },
  { viewport: PHONE, language: 'ja', script: false },
];

for (const [place, way] of WAYS.entries()) {
  const script = way.script !== false;
  test(`a merge (${way.viewport.width} px, ${way.language}, ${script ? 'with' : 'without'} script)`, async () => {
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
    await look(asks, 'the other record', script);
    await asks.fill('[name=q]', number);
    await press(asks, 'form[role=search] button');
    await look(asks, 'records found', script);
    await press(asks, 'main h3 a');
    await look(asks, 'the comparison', script);
    if (script) {
      const bytes = await weigh(asks, asks.url());
      assert.ok(bytes <= HEAVIEST, `the comparison weighs ${bytes} bytes`);
    }
    await asks.check('[name="take.f.family-name"][value=goes]');
    await press(asks, 'main form button:not(.text)');
    await look(asks, 'without a reason', script);
    assert.ok(await asks.isChecked('[name="take.f.family-name"][value=goes]'), 'the choice is lost');
    assert.ok(await asks.locator('.bad #reason').count() > 0, 'nothing says what is missing');
    await asks.fill('[name=reason]', '改姓の後に再入会されたため');
    const asked = await formOf(asks, '#reason');
    await press(asks, 'main form button:not(.text)');
    await look(asks, 'asked for', script);
    assert.equal((await sendAgain(asks, asked)).url(), asks.url(), 'pressed twice, asking leads elsewhere');
    assert.equal(await asks.locator('button[value=approve]').count(), 0, 'who asks may approve');

    const decides = await openPage(browser, way);
    await enter(decides, demo, 'jsnm', second);
    await decides.goto(`${office}/merges`);
    await look(decides, 'what waits', script);
    const request = new URL(asks.url()).pathname;
    await decides.goto(`${demo.address}${request}`);
    await look(decides, 'a request', script);
    if (script) {
      const bytes = await weigh(decides, decides.url());
      assert.ok(bytes <= HEAVIEST, `a request weighs ${bytes} bytes`);
    }
    await press(decides, 'button[value=decline]');
    await look(decides, 'declined without a reason', script);
    assert.ok(await decides.locator('.bad #reason').count() > 0);
    const approved = await formOf(decides, '[value=approve]');
    approved.fields.verdict = 'approve';
    await press(decides, 'button[value=approve]');
    await look(decides, 'merged', script);
    assert.equal((await sendAgain(decides, approved)).url(), decides.url(), 'pressed twice, approving leads elsewhere');
    assert.equal(await decides.locator('button[value=approve]').count(), 0);
    await press(decides, 'dd a >> nth=1');
    await look(decides, 'the record that went', script);
    assert.ok(await decides.locator('.note a.button').count() === 1, 'nothing leads to the record that stayed');
    await close(asks);
    await close(decides);
  });
}
