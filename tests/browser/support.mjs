// What the browser tests share: a demo of their own, a browser, and measures of a page.

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, open, readFile, readdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const target = process.env.CARGO_TARGET_DIR ?? join(root, 'target');
const program = join(target, 'debug', 'shusseki');
const READY_WITHIN_MS = 60_000;

export const LANGUAGES = { ja: 'ja-JP', en: 'en-US' };
export const PHONE = { width: 390, height: 844 };
export const SMALL_PHONE = { width: 320, height: 568 };
export const DESK = { width: 1280, height: 800 };

const run = promisify(execFile);

/** The engines that a demo can have its database on. */
export const ENGINES = ['sqlite', 'postgres'];

/** The URL of a new database: a file, or a database of its own on the server that tests/run starts. */
async function freshDatabase(engine, data) {
  if (engine === 'sqlite') return `sqlite:${join(data, 'shusseki.db')}`;
  const server = process.env.SHUSSEKI_TEST_POSTGRES;
  assert.ok(server, 'SHUSSEKI_TEST_POSTGRES is not set: these tests need a PostgreSQL; tests/run starts one');
  const name = `browser_${randomUUID().replaceAll('-', '')}`;
  await run('psql', ['--quiet', '--no-psqlrc', '--command', `CREATE DATABASE ${name}`, server]);
  return server.replace(/[^/]*$/, name);
}

/** A port that nobody listens at just now. */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/**
 * Runs `shusseki demo` on any free port, in a folder that goes when it stops. Posters take a while, so a demo
 * has them when asked for. Browsers make passkeys for a host with a name only, so a demo may have one.
 */
export async function startDemo(engine = 'sqlite', { posters = false, named = false } = {}) {
  assert.ok(existsSync(program), `${program} is not built; run: cargo build --workspace --bins`);
  const data = await mkdtemp(join(tmpdir(), 'shusseki-browser.'));
  const database = await freshDatabase(engine, data);
  const log = await open(join(data, 'demo.log'), 'w');
  const port = named ? await freePort() : 0;
  const address = ['--listen', `127.0.0.1:${port}`, ...(named ? ['--public-url', `http://localhost:${port}`] : [])];
  const papers = posters ? [] : ['--without-posters'];
  const child = spawn(program, ['demo', '--data', data, '--database', database, ...address, ...papers], {
    stdio: ['ignore', log.fd, log.fd],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  // However this process ends, the demo does not outlive it.
  process.once('exit', () => child.kill('SIGKILL'));
  const facts = await facts_of(data, child);
  return {
    ...facts,
    data,
    mailTo: (address) => newestMail(database, address),
    society: (slug) => facts.societies.find((society) => society.slug === slug),
    async stop() {
      child.kill('SIGTERM');
      await ended;
      await log.close();
      await rm(data, { recursive: true, force: true });
    },
  };
}

async function facts_of(data, child) {
  const until = Date.now() + READY_WITHIN_MS;
  while (Date.now() < until && child.exitCode === null) {
    try {
      const facts = JSON.parse(await readFile(join(data, 'demo.json'), 'utf8'));
      facts.address = facts.address.replace(/\/$/, '');
      if ((await fetch(`${facts.address}/readyz`)).ok) return facts;
    } catch {
      // Not there yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the demo does not get ready: ${await readFile(join(data, 'demo.log'), 'utf8')}`);
}

const FROM_A_FILE = `
import sqlite3, sys
print(sqlite3.connect(sys.argv[1], timeout=5).execute(sys.argv[2], (sys.argv[3],)).fetchone()[0])`;

/** The newest mail in the outbox to an address; it is looked for in the database, as nothing leaves a demo. */
async function newestMail(database, address) {
  const select = 'SELECT body FROM outbox WHERE recipient = ? ORDER BY posted_at DESC LIMIT 1';
  if (database.startsWith('sqlite:')) {
    return (await run('python3', ['-c', FROM_A_FILE, database.slice('sqlite:'.length), select, address])).stdout;
  }
  assert.match(address, /^[\w.@-]+$/);
  const command = select.replace('?', `'${address}'`);
  return (await run('psql', ['--quiet', '--no-psqlrc', '--tuples-only', '--no-align', '--command', command, database])).stdout;
}

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

/** A page whose complaints are kept: errors on its console, blocked content, failed requests. */
export async function openPage(browser, { language = 'ja', viewport = PHONE, script = true } = {}) {
  const context = await browser.newContext({
    locale: LANGUAGES[language],
    viewport,
    javaScriptEnabled: script,
    timezoneId: 'Asia/Tokyo',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.complaints = [];
  page.on('pageerror', (error) => page.complaints.push(`error: ${error}`));
  page.on('console', (message) => {
    // A page that is answered with 4xx is reported as an error too; that is what it is for.
    const expected = /Failed to load resource: the server responded with a status of 4\d\d/.test(message.text());
    if (['error', 'warning'].includes(message.type()) && !expected) page.complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on('requestfailed', (request) => {
    const failure = request.failure()?.errorText;
    // A download ends the navigation that asked for it.
    if (failure !== 'net::ERR_ABORTED') page.complaints.push(`failed: ${request.url()} ${failure}`);
  });
  page.on('request', (request) => {
    if (!request.url().startsWith('data:') && !['127.0.0.1', 'localhost'].includes(new URL(request.url()).hostname)) {
      page.complaints.push(`asks another host: ${request.url()}`);
    }
  });
  return page;
}

export const close = (page) => page.context().close();

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

export const running = (society) => society.sessions.find((session) => session.state === 'running');

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe-core finds against WCAG 2.2 AA, in words. */
export async function barriers(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate((tags) => globalThis.axe.run({ runOnly: tags, resultTypes: ['violations'] }), TAGS);
  return violations.map((found) => `${found.id}: ${found.help}: ${found.nodes.map((node) => node.html).slice(0, 3).join(' ; ')}`);
}

/** By how many pixels the page is wider than the window. */
export const overflow = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** Buttons and fields too low for a finger. */
export async function smallTargets(page) {
  return page.evaluate(() =>
    [...document.querySelectorAll('button, a.button, input:not([type=hidden])')]
      // A box with its words in one label is as large as the label.
      .map((element) => [element.outerHTML.slice(0, 80), (element.closest('label') ?? element).getBoundingClientRect()])
      .filter(([, box]) => box.width > 0 && box.height > 0 && box.height < 44)
      .map(([html, box]) => `${Math.round(box.height)} px: ${html}`));
}

/** Opens a page and tells how many bytes came over the wire, headers and all it loads included. */
export async function weigh(page, url) {
  const wire = await page.context().newCDPSession(page);
  await wire.send('Network.enable');
  await wire.send('Network.setCacheDisabled', { cacheDisabled: true });
  let bytes = 0;
  wire.on('Network.loadingFinished', (finished) => (bytes += finished.encodedDataLength));
  await page.goto(url, { waitUntil: 'networkidle' });
  await wire.detach();
  return bytes;
}

/** The first page of a poster as a PNG, as a photo of it would be. */
export async function photoOf(demo, session) {
  const stem = join(demo.data, `photo-${session.id}`);
  await run('pdftoppm', ['-r', '110', '-png', '-singlefile', session.poster_pdf, stem]);
  assert.ok((await readdir(demo.data)).some((name) => name.startsWith('photo-')));
  return `${stem}.png`;
}

/** Opens the menu, where it is not open at the side, and goes where an entry of it leads. */
export async function choose(page, address) {
  if (await page.isVisible('.menu > summary')) await page.click('.menu > summary');
  await page.click(`.menu a[href="${address}"]`);
}
