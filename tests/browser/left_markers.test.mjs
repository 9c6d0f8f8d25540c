// What lit leaves behind in a list whose items come and go, taken away in a real browser: nothing piles up, and the list goes on to be rendered as it should.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { after, before, test } from 'node:test';

import { launch } from './browser.mjs';

const client = new URL('../../web-client/', import.meta.url);
const { build } = createRequire(new URL('package.json', client))('esbuild');

const list = `
  import { html, render } from 'lit';
  import { repeat } from 'lit/directives/repeat.js';
  import { removeLeftMarkers } from './app/components/left-markers.js';
  const show = (keys) => render(html\`<ol>\${repeat(keys, (key) => key, (key) => html\`<li>\${key}</li>\`)}</ol>\`, document.body);
  const ol = () => document.querySelector('ol');
  window.show = (keys) => (show(keys), [...ol().children].map(({ textContent }) => Number(textContent)));
  window.nodes = () => ol().childNodes.length;
  window.removeLeft = () => removeLeftMarkers(ol());
`;

let browser;
let page;
before(async () => {
  const made = await build({ stdin: { contents: list, resolveDir: fileURLToPath(client) }, bundle: true, write: false, format: 'iife' });
  browser = await launch();
  page = await browser.newPage();
  await page.setContent('<!doctype html><title>A list</title>');
  await page.addScriptTag({ content: made.outputFiles[0].text });
});
after(() => browser?.close());

/** A list of 100 that moves on by one at a time, from a number to another. */
const moveOn = (from, to, cleans) =>
  page.evaluate(([first, last, isCleaned]) => {
    let most = 0;
    for (let at = first; at <= last; ++at) {
      window.show(Array.from({ length: 100 }, (_, index) => at + index));
      if (isCleaned) window.removeLeft();
      most = Math.max(most, window.nodes());
    }
    return most;
  }, [from, to, cleans]);

test('lit leaves something behind for each item that goes: without that this would not be needed', async () => {
  assert.ok((await moveOn(0, 2_000, false)) > 2_000);
});

test('it is taken away before it is much, however long the list moves on', async () => {
  assert.ok((await moveOn(2_001, 6_000, true)) <= 4 * 100 + 200 + 2);
});

test('the list is rendered as it should afterwards: reversed, thinned out, empty, full', async () => {
  const numbers = (count, from = 0) => Array.from({ length: count }, (_, index) => from + index);
  await moveOn(6_001, 6_400, true);
  for (const keys of [numbers(100, 6_400), numbers(100, 6_400).reverse(), numbers(50, 6_420).filter((key) => key % 3), [], numbers(120), [7, 3, 5]]) {
    assert.deepEqual(await page.evaluate((those) => window.show(those), keys), keys);
    await page.evaluate(() => window.removeLeft());
    assert.deepEqual(await page.evaluate((those) => window.show(those), keys), keys);
  }
});
