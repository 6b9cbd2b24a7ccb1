// What the tests of a file walk on: a demo and a browser, which end with them.

import { after, before } from 'node:test';
import { startBrowser } from './browser.mjs';
import { startDemo } from './demo.mjs';

/** Walks with a demo and a browser that nobody else uses; both end with the walk. See startDemo for the demo. */
export async function onStage(options, walk) {
  const demo = await startDemo(options);
  try {
    const browser = await startBrowser();
    try {
      await walk({ demo, browser });
    } finally {
      await browser.close();
    }
  } finally {
    await demo.stop();
  }
}

/**
 * A demo and a browser for all tests of a file or a suite; what it gives is filled in before the first of them, and
 * then prepared.
 */
export function stage(options, prepare = async () => {}) {
  const shared = {};
  before(async () => {
    shared.demo = await startDemo(options);
    shared.browser = await startBrowser();
    await prepare(shared);
  });
  after(async () => {
    await shared.browser?.close();
    await shared.demo?.stop();
  });
  return shared;
}
