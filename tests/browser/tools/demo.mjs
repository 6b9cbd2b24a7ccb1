// A demo of one's own: the program itself, with its own database, on any free port.

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, open, readFile, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const target = process.env.CARGO_TARGET_DIR ?? join(root, 'target');
const program = join(target, 'debug', 'shusseki');
const READY_WITHIN_MS = 60_000;

const run = promisify(execFile);

/** The engines that a demo can have its database on. */
export const ENGINES = ['sqlite', 'postgres'];

/**
 * The URL of a database for a demo: a file, or a database of its own on the server that tests/run starts. With what
 * tests/run prepared, if it did (tests/src/prepared.rs says why).
 */
async function databaseFor(engine, data) {
  const prepared = process.env.SHUSSEKI_TEST_PREPARED;
  if (prepared) await cp(join(prepared, engine), data, { recursive: true });
  if (engine === 'sqlite') return `sqlite:${join(data, 'shusseki.db')}`;
  const server = process.env.SHUSSEKI_TEST_POSTGRES;
  assert.ok(server, 'SHUSSEKI_TEST_POSTGRES is not set: these tests need a PostgreSQL; tests/run starts one');
  const name = `browser_${randomUUID().replaceAll('-', '')}`;
  await run('psql', ['--quiet', '--no-psqlrc', '--command', `CREATE DATABASE ${name}${prepared ? ' TEMPLATE prepared_demo' : ''}`, server]);
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
export async function startDemo({ engine = 'sqlite', posters = false, named = false } = {}) {
  assert.ok(existsSync(program), `${program} is not built; run: cargo build --workspace --bins`);
  const data = await mkdtemp(join(tmpdir(), 'shusseki-browser.'));
  const database = await databaseFor(engine, data);
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

/** The session of a society that one can check in to just now. */
export const running = (society) => society.sessions.find((session) => session.state === 'running');

/** The first page of a poster as a PNG, as a photo of it would be. */
export async function photoOf(demo, session) {
  const stem = join(demo.data, `photo-${session.id}`);
  await run('pdftoppm', ['-r', '110', '-png', '-singlefile', session.poster_pdf, stem]);
  assert.ok((await readdir(demo.data)).some((name) => name.startsWith('photo-')));
  return `${stem}.png`;
}
