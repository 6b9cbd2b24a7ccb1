// Where one is logged in, and the second factor: set up with an app's code, asked for at the login, with
// and without script. Every page on the way is looked at for barriers.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, test } from 'node:test';
import { DESK, PHONE, SMALL_PHONE, close, enter, logIn, openPage, press } from './tools/browser.mjs';
import { look } from './tools/look.mjs';
import { onStage } from './tools/stage.mjs';

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
    test('an app and its codes, from setting up to turning off', () => onStage({ engine }, async ({ demo, browser }) => {
      const member = demo.society('jsnm').members[0];
      const page = await openPage(browser, way);
      await enter(page, demo, 'jsnm', member);
      await page.goto(`${demo.address}/jsnm/account/sessions`);
      await look(page, 'where one is logged in');
      assert.ok(await page.locator('button[name=login]').count() >= 3, 'the demo shows no other logins');
      await press(page, 'button[name=login][value=others]');
      await look(page, 'the others ended');
      assert.equal(await page.locator('button[name=login]').count(), 0);

      await page.goto(`${demo.address}/jsnm/account/second-factor`);
      await look(page, 'setting up');
      const secret = (await page.textContent('p[style*=monospace]')).replaceAll(' ', '');
      const square = await page.locator('svg[role=img]').boundingBox();
      assert.ok(square.width >= 200 && Math.abs(square.width - square.height) < 1, 'no QR code to scan');
      await page.fill('[name=code]', '000000');
      await page.fill('[name=password]', member.password);
      await press(page, 'form:has([name=code]) button');
      assert.equal(await page.getAttribute('[name=code]', 'aria-invalid'), 'true');
      await look(page, 'a wrong code');
      assert.equal((await page.textContent('p[style*=monospace]')).replaceAll(' ', ''), secret, 'another key');
      await page.fill('[name=code]', await codeOf(secret, -1));
      await page.fill('[name=password]', member.password);
      await press(page, 'form:has([name=code]) button');
      await look(page, 'recovery codes');
      const recovery = await page.locator('ol li').allTextContents();
      assert.equal(recovery.length, 10);
      const [file] = await Promise.all([page.waitForEvent('download'), page.click('a[download]')]);
      assert.equal(file.suggestedFilename(), 'recovery-codes.txt');
      await page.click('main > a.button');
      await page.waitForURL(`${demo.address}/jsnm/`);
      await page.goto(`${demo.address}/jsnm/account/second-factor`);
      await look(page, 'set up');
      await close(page);

      const phone = await openPage(browser, way);
      await phone.goto(`${demo.address}/jsnm/login?next=/jsnm/credits`);
      await logIn(phone, member);
      await phone.waitForURL(/\/login\/code/);
      await look(phone, 'the code');
      await phone.fill('[name=code]', '1');
      await press(phone, 'form:has([name=code]) button');
      assert.equal(await phone.getAttribute('[name=code]', 'aria-invalid'), 'true');
      await look(phone, 'the code, wrong');
      await phone.fill('[name=code]', await codeOf(secret, 0));
      await press(phone, 'form:has([name=code]) button');
      assert.equal(new URL(phone.url()).pathname, '/jsnm/credits');
      await phone.goto(`${demo.address}/jsnm/account/second-factor`);
      await phone.fill('[name=code]', recovery[0].trim());
      await press(phone, 'button[value=remove]');
      await look(phone, 'turned off');
      await close(phone);
    }));
  });
}
