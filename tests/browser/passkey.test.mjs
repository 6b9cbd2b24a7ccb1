// Passkeys in a real browser with an authenticator of its own (CDP): adding one, logging in with it, the
// office's factor, removing it; and the pages without script, where the password still does.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DESK, PHONE, SMALL_PHONE, close, enter, logIn, openPage, press } from './tools/browser.mjs';
import { look } from './tools/look.mjs';
import { onStage } from './tools/stage.mjs';

/** Gives the page a phone's authenticator, whose owner is recognised or not. */
async function withAuthenticator(page) {
  const wire = await page.context().newCDPSession(page);
  await wire.send('WebAuthn.enable');
  const { authenticatorId } = await wire.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true,
      isUserVerified: true, automaticPresenceSimulation: true,
    },
  });
  return {
    recognises: (isUserVerified) => wire.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
    passkeys: async () => (await wire.send('WebAuthn.getCredentials', { authenticatorId })).credentials,
  };
}

const MAKE = 'form[data-passkey=make] button';
const USE = 'form[data-passkey=use] button';

for (const [engine, viewport, language] of [['sqlite', PHONE, 'ja'], ['postgres', DESK, 'en']]) {
  describe(`${engine}, ${viewport.width} px, ${language}`, () => {
    test('a passkey from adding to removing', () => onStage({ engine, named: true }, async ({ demo, browser }) => {
      const member = demo.society('jsnm').members.find((one) => one.role === 'admin');
      const page = await openPage(browser, { viewport, language });
      const phone = await withAuthenticator(page);
      await enter(page, demo, 'jsnm', member);
      await page.goto(`${demo.address}/jsnm/account/second-factor`);
      await look(page, 'no passkey yet');
      await page.click('summary:has-text("' + (language === 'ja' ? 'パスキーを登録' : 'Add a passkey') + '")');
      await page.fill('[name=passkey_name]', '<b>電話</b>');
      await page.fill('#passkey_password', 'wrong');
      await press(page, 'button[value=prepare-passkey]');
      assert.equal(await page.getAttribute('#passkey_password', 'aria-invalid'), 'true');
      assert.equal(await page.inputValue('[name=passkey_name]'), '<b>電話</b>');
      await look(page, 'a wrong password');
      assert.equal((await phone.passkeys()).length, 0, 'a passkey that nobody knows was made');
      await page.fill('#passkey_password', member.password);
      await press(page, 'button[value=prepare-passkey]');
      await look(page, 'before the finger');

      // Nobody is recognised: said on the page, and nothing is sent.
      await phone.recognises(false);
      await page.click(MAKE);
      await page.waitForSelector('form[data-passkey=make] [role=alert]:not([hidden])');
      await phone.recognises(true);
      await press(page, MAKE);
      assert.equal(await page.locator('ol li').count(), 10, 'no recovery codes');
      const recovery = (await page.locator('ol li').first().textContent()).trim();
      await look(page, 'recovery codes');
      assert.equal((await phone.passkeys()).length, 1);
      await page.goto(`${demo.address}/jsnm/account/second-factor`);
      assert.ok((await page.textContent('main')).includes('<b>電話</b>'));
      await look(page, 'one passkey');

      // In, by the finger alone, and on to where one wanted to go.
      await press(page, 'footer form button');
      await page.goto(`${demo.address}/jsnm/login?next=/jsnm/office/audit`);
      await look(page, 'login');
      await press(page, USE);
      assert.equal(new URL(page.url()).pathname, '/jsnm/office/audit');
      assert.ok((await page.textContent('main')).includes(language === 'ja' ? 'パスキーの登録' : 'Passkey added'));

      // The password alone does not open it; the passkey, or a recovery code, does.
      await press(page, 'footer form button');
      await page.goto(`${demo.address}/jsnm/login`);
      await logIn(page, member);
      await page.waitForURL(/\/login\/code/);
      await look(page, 'the code, or the passkey');
      await press(page, USE);
      assert.equal(new URL(page.url()).pathname, '/jsnm/');
      const plain = await openPage(browser, { viewport: SMALL_PHONE, language, script: false });
      await plain.goto(`${demo.address}/jsnm/login`);
      assert.ok(!await plain.isVisible(USE), 'a button that does nothing');
      await logIn(plain, member);
      await plain.waitForURL(/\/login\/code/);
      await plain.fill('[name=code]', recovery);
      await press(plain, 'form:has([name=code]) button');
      assert.equal(new URL(plain.url()).pathname, '/jsnm/');
      await close(plain);

      await page.goto(`${demo.address}/jsnm/account/second-factor`);
      await page.click('summary:has-text("' + (language === 'ja' ? 'パスキーを削除' : 'Remove a passkey') + '")');
      await page.fill('#remove_password', member.password);
      await press(page, 'button[value=remove-passkey]');
      await look(page, 'removed');
      await press(page, 'footer form button');
      await page.goto(`${demo.address}/jsnm/login`);
      await press(page, USE);
      assert.ok(await page.isVisible('.alert'), 'a passkey that was removed opens the door');
      await look(page, 'refused');
      await close(page);
    }));
  });
}
