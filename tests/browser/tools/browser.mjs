// A browser, the windows it opens, and what a person does in them.

import { chromium } from 'playwright-core';

export const LANGUAGES = { ja: 'ja-JP', en: 'en-US' };
export const SMALL_PHONE = { width: 320, height: 568 };
export const PHONE = { width: 390, height: 844 };
export const TABLET = { width: 768, height: 1024 };
export const DESK = { width: 1280, height: 800 };

/** Debian's Chromium, without anything that calls home. */
export function startBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync',
    ],
  });
}

/** A window whose complaints are kept (errors on its console, blocked content, failed requests), and the page's weight. */
export async function openPage(browser, { language = 'ja', viewport = PHONE, script = true } = {}) {
  const context = await browser.newContext({
    locale: LANGUAGES[language],
    viewport,
    javaScriptEnabled: script,
    timezoneId: 'Asia/Tokyo',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.way = { language, viewport, script };
  page.complaints = complaintsOf(page);
  page.weight = await weightOf(page);
  return page;
}

function complaintsOf(page) {
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(`error: ${error}`));
  page.on('console', (message) => {
    // A page that is answered with 4xx is reported as an error too; that is what it is for.
    const expected = /Failed to load resource: the server responded with a status of 4\d\d/.test(message.text());
    if (['error', 'warning'].includes(message.type()) && !expected) complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on('requestfailed', (request) => {
    const failure = request.failure()?.errorText;
    // A download ends the navigation that asked for it.
    if (failure !== 'net::ERR_ABORTED') complaints.push(`failed: ${request.url()} ${failure}`);
  });
  page.on('request', (request) => {
    if (!request.url().startsWith('data:') && !['127.0.0.1', 'localhost'].includes(new URL(request.url()).hostname)) {
      complaints.push(`asks another host: ${request.url()}`);
    }
  });
  return complaints;
}

/**
 * Tells how many bytes the page that is open took over the wire until it was there, headers and all it loads included.
 * Its icon (1 kB, once) comes later.
 */
async function weightOf(page) {
  const wire = await page.context().newCDPSession(page);
  let bytes = 0;
  wire.on('Network.requestWillBeSent', ({ requestId, loaderId, type }) => {
    if (type === 'Document' && requestId === loaderId) bytes = 0;
  });
  wire.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
  await wire.send('Network.enable');
  await wire.send('Network.setCacheDisabled', { cacheDisabled: true });
  return async () => {
    // What was said before the answer has arrived with it.
    await wire.send('Network.enable');
    return bytes;
  };
}

export const close = (page) => page.context().close();

/** Presses a button or a link, and waits for the page that follows: it may have the same address. */
export const press = (page, selector) => Promise.all([page.waitForNavigation(), page.click(selector)]);

/** Fills in number and password, and sends them. */
export async function logIn(page, member, password = member.password) {
  await page.fill('[name=member_number]', member.member_number);
  await page.fill('[name=password]', password);
  await page.click('form:has([name=password]) button');
}

/** Logs in by the society's login page. */
export async function enter(page, demo, slug, member) {
  await page.goto(`${demo.address}/${slug}/login`);
  await logIn(page, member);
  await page.waitForURL(`${demo.address}/${slug}/`);
}

/** Opens the menu, where it is not open at the side, and goes where an entry of it leads. */
export async function choose(page, address) {
  if (await page.isVisible('.menu > summary')) await page.click('.menu > summary');
  await page.click(`.menu a[href="${address}"]`);
}
