// Where one is logged in, and the second factor: set up with an app's code, asked for at the login, with
// and without script. Every page on the way is looked at for barriers.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, test } from 'node:test';
import { DESK, PHONE, SMALL_PHONE, barriers, close, enter, logIn, openPage, overflow, startBrowser, startDemo } from './support.mjs';

async function look(page, name) {
  assert.ok((await page.textContent('h1')).trim().length > 0, `${name} has no heading`);
  assert.ok(await overflow(page) <= 0, `${name} is wider than its window`);
  assert.deepEqual(await barriers(page), [], name);
  assert.deepEqual(page.complaints, [], name);
}

/** Presses a button, and waits for the page that follows: it may have the same address. */
const send = (page, button) => Promise.all([page.waitForNavigation(), page.click(button)]);

/**
 * What an authenticator app shows for a half minute beside this one (RFC 6238). One that is nearly over is
 * waited out: the server may read the code in the next.
 */
async function codeOf(secret, later) {
  const left = 30_000 - (Date.now() % 30_000);
  if (left < 6_000) await new Promise((resolve) => setTimeout(resolve, left));
  const bits = [...secret].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigInt64BE(BigInt(Math.floor(Date.now() / 30_000) + later));
  const tag = createHmac('sha1', key).update(step).digest();
  return String((tag.readUInt32BE(tag.at(-1) & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

const WAYS = [
  { engine: 'sqlite', viewport: PHONE, language: 'ja' },
  { engine: 'sqlite', viewport: DESK, language: 'en' },
  { engine: 'postgres', viewport: SMALL_PHONE, language: 'ja', script: false },
];

for (const { engine, ...way } of WAYS) {
  describe(`${engine}, ${way.viewport.width} px, ${way.language}, ${way.script === false ? 'without' : 'with'} script`, () => {
    test('an app and its codes, from setting up to turning off', async () => {
      const [demo, browser] = await Promise.all([startDemo(engine), startBrowser()]);
      try {
        const see = way.script === false ? async () => {} : look;
        const member = demo.society('jsnm').members[0];
        const page = await openPage(browser, way);
        await enter(page, demo, 'jsnm', member);
        await page.goto(`${demo.address}/jsnm/account/sessions`);
        await see(page, 'where one is logged in');
        assert.ok(await page.locator('button[name=login]').count() >= 3, 'the demo shows no other logins');
        await send(page, 'button[name=login][value=others]');
        await see(page, 'the others ended');
        assert.equal(await page.locator('button[name=login]').count(), 0);

        await page.goto(`${demo.address}/jsnm/account/second-factor`);
        await see(page, 'setting up');
        const secret = (await page.textContent('p[style*=monospace]')).replaceAll(' ', '');
        const square = await page.locator('svg[role=img]').boundingBox();
        assert.ok(square.width >= 200 && Math.abs(square.width - square.height) < 1, 'no QR code to scan');
        await page.fill('[name=code]', '000000');
        await page.fill('[name=password]', member.password);
        await send(page, 'form:has([name=code]) button');
        assert.equal(await page.getAttribute('[name=code]', 'aria-invalid'), 'true');
        await see(page, 'a wrong code');
        assert.equal((await page.textContent('p[style*=monospace]')).replaceAll(' ', ''), secret, 'another key');
        await page.fill('[name=code]', await codeOf(secret, -1));
        await page.fill('[name=password]', member.password);
        await send(page, 'form:has([name=code]) button');
        await see(page, 'recovery codes');
        const recovery = await page.locator('ol li').allTextContents();
        assert.equal(recovery.length, 10);
        const [file] = await Promise.all([page.waitForEvent('download'), page.click('a[download]')]);
        assert.equal(file.suggestedFilename(), 'recovery-codes.txt');
        await page.click('main > a.button');
        await page.waitForURL(`${demo.address}/jsnm/`);
        await page.goto(`${demo.address}/jsnm/account/second-factor`);
        await see(page, 'set up');
        await close(page);

        const phone = await openPage(browser, way);
        await phone.goto(`${demo.address}/jsnm/login?next=/jsnm/credits`);
        await logIn(phone, member);
        await phone.waitForURL(/\/login\/code/);
        await see(phone, 'the code');
        await phone.fill('[name=code]', '1');
        await send(phone, 'form:has([name=code]) button');
        assert.equal(await phone.getAttribute('[name=code]', 'aria-invalid'), 'true');
        await see(phone, 'the code, wrong');
        await phone.fill('[name=code]', await codeOf(secret, 0));
        await send(phone, 'form:has([name=code]) button');
        assert.equal(new URL(phone.url()).pathname, '/jsnm/credits');
        await phone.goto(`${demo.address}/jsnm/account/second-factor`);
        await phone.fill('[name=code]', recovery[0].trim());
        await send(phone, 'button[value=remove]');
        await see(phone, 'turned off');
        await close(phone);
      } finally {
        await browser.close();
        await demo.stop();
      }
    });
  });
}
