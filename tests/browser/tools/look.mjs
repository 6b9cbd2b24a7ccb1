// What every page is held to, whoever sees it: a heading, a word that says where one is, no sideways scrolling,
// buttons for fingers, no barriers (axe-core, WCAG 2.2 AA), no complaint on the console, at most 30 kB.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { DESK, PHONE, SMALL_PHONE, TABLET } from './browser.mjs';

const HEAVIEST = 30_000;
const LOWEST_TARGET_PX = 44;

/** The bytes of each page that was looked at, headers and all it loads included. */
export const weights = new Map();

/** Looks at the page that is open, at every width; the last is the one that its window was opened with. */
export async function look(page, name) {
  assert.ok((await page.textContent('h1')).trim().length > 0, `${name} has no heading`);
  assert.ok((await page.title()).length > 0, `${name} has no title`);
  const menu = page.locator('.menu > summary');
  if (await menu.count()) assert.ok(await menu.locator('.soft').count(), `${name} does not say where one is`);
  const bytes = await page.weight();
  weights.set(name, bytes);
  assert.ok(bytes > 0 && bytes <= HEAVIEST, `${name} weighs ${bytes} bytes`);

  for (const viewport of [PHONE, TABLET]) await fits(page, name, viewport);
  // Between these the looks of a page do not change, but for its width.
  for (const viewport of [DESK, SMALL_PHONE]) {
    await fits(page, name, viewport);
    assert.deepEqual(await barriers(page), [], `${name} at ${viewport.width} px`);
  }
  assert.deepEqual(await smallTargets(page), [], name);
  assert.deepEqual(page.complaints, [], name);
  await page.setViewportSize(page.way.viewport);
}

async function fits(page, name, viewport) {
  await page.setViewportSize(viewport);
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wider <= 0, `${name} is ${wider} px wider than the window of ${viewport.width} px`);
}

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'] };

/**
 * What axe-core finds, in words. It is a script itself: a window without script is not asked. What it shows is the
 * same page but for a <noscript>.
 */
async function barriers(page) {
  if (!page.way.script) return [];
  if (!await page.evaluate(() => 'axe' in globalThis)) await page.evaluate(axe);
  const { violations } = await page.evaluate((rules) => globalThis.axe.run(rules), RULES);
  return violations.map((found) => `${found.id}: ${found.help}: ${found.nodes.map((node) => node.html).slice(0, 3).join(' ; ')}`);
}

/** Buttons and fields too low for a finger. */
function smallTargets(page) {
  return page.evaluate((lowest) =>
    [...document.querySelectorAll('button, a.button, input:not([type=hidden])')]
      // A box with its words in one label is as large as the label.
      .map((element) => [element.outerHTML.slice(0, 80), (element.closest('label') ?? element).getBoundingClientRect()])
      .filter(([, box]) => box.width > 0 && box.height > 0 && box.height < lowest)
      .map(([html, box]) => `${Math.round(box.height)} px: ${html}`), LOWEST_TARGET_PX);
}
