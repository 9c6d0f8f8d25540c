#!/usr/bin/env node
// Measures the page in a fast room, on a processor four times as slow, and over an hour's messages; writes tests/bench/results/page.json and .md.
//
//   HALLWAY_BIN=build/release/hallway node tests/bench/page.mjs [SECONDS [MESSAGES]]      (20 and 36,000: an hour at ten a second)
//
// The real server and the real page in a phone's size; people without a browser write. Others' work on the machine shows in the figures.
import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

import { launch, sizes, visit } from '../browser/browser.mjs';
import { startServer } from '../support/server.mjs';
import { createClient } from '../../web-client/sdk/hallway.js';

const require = createRequire(new URL('../../web-client/package.json', import.meta.url));
const { WebSocket } = require('ws');

const perSecond = 50;
const slowdown = 4;
const authors = 20;
const samples = 10;
const longMs = 50;

const texts = ['Is there a recording of this?', 'Yes, the same evening.', 'Which slide was that? I think the third, but the numbers looked different from here: https://example.org/slides#3',
  'Thanks!', 'I would like to know how that was measured, and whether it holds on smaller machines as well.\nTwo lines at least.', '👏👏👏', 'شكرا جزيلا', '@Ada what do you think?'];

/** People without a browser. @param {string} url */
function crowd(url) {
  const clients = Array.from({ length: authors }, (_, index) =>
    createClient({ url: `${url.replace('http', 'ws')}/v1/ws`, name: `Person ${index}`, WebSocket, storage: null, wakeTarget: null }));
  const rooms = clients.map((client) => (client.start(), client.room('lobby')));
  let count = 0;
  return {
    /** Posts `messages` at this pace. @param {number} messages @param {number} pace  a second */
    async talk(messages, pace) {
      const from = performance.now();
      let last;
      for (let sent = 0; sent < messages;) {
        const due = Math.min(messages, Math.floor(((performance.now() - from) * pace) / 1000));
        for (; sent < due; sent++, count++) last = rooms[count % authors].post(`${count} ${texts[count % texts.length]}`).settled;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      await last;
      return (performance.now() - from) / 1000;
    },
    end: () => clients.forEach((client) => client.stop()),
  };
}

/** The tasks of the page's main thread while something happens, in ms of its own processor time: what others do on the machine does not count.
 * @param {import('playwright-core').Browser} browser @param {import('playwright-core').Page} page @param {() => Promise<unknown>} action */
async function tasksDuring(browser, page, action) {
  await browser.startTracing(page, { categories: ['toplevel', 'disabled-by-default-devtools.timeline', 'devtools.timeline'] });
  await action();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  const scripts = traceEvents.filter(({ name }) => name === 'FunctionCall');
  const isMain = ({ pid, tid }) => scripts[0].pid === pid && scripts[0].tid === tid;
  return traceEvents.filter((event) => event.name === 'RunTask' && event.tdur && isMain(event)).map(({ tdur }) => tdur / 1000);
}

/** @param {import('playwright-core').Page} page */
const watchTasks = (page) => page.evaluate(() => {
  const all = [];
  new PerformanceObserver((list) => all.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' });
  Object.assign(globalThis, { longTasks: all });
});

/** How long tasks were while the room was fast. @param {import('playwright-core').Browser} browser @param {string} url @param {number} seconds */
export async function speed(browser, url, seconds) {
  const ada = await visit(browser, url, sizes.phone);
  const people = crowd(url);
  await people.talk(500, 250); // a full timeline
  await ada.page.waitForTimeout(1000);
  const session = await ada.page.context().newCDPSession(ada.page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  const measure = async () => {
    await watchTasks(ada.page);
    let took = 0;
    const tasks = await tasksDuring(browser, ada.page, async () => (took = await people.talk(seconds * perSecond, perSecond)));
    const long = (list) => list.filter((ms) => ms > longMs).length;
    return {
      long: long(tasks), longest: Math.round(Math.max(...tasks)), busyPercent: Math.round(tasks.reduce((sum, ms) => sum + ms, 0) / took / 10),
      longByTheWall: long(await ada.page.evaluate(() => globalThis.longTasks)),
    };
  };
  const following = await measure();
  await ada.page.locator('.scroller').evaluate((element) => (element.scrollTop -= 2000));
  await ada.page.waitForTimeout(1500);
  const readingUp = await measure();
  people.end();
  await ada.leave();
  return { perSecond, seconds, slowdown, following, readingUp };
}

/** What the page keeps while a room goes on and on. @param {import('playwright-core').Browser} browser @param {string} url @param {number} messages */
export async function memory(browser, url, messages) {
  const ada = await visit(browser, url, sizes.phone);
  const people = crowd(url);
  const session = await ada.page.context().newCDPSession(ada.page);
  await session.send('Performance.enable');
  const sample = async () => {
    await ada.page.waitForTimeout(300);
    await session.send('HeapProfiler.collectGarbage');
    const { metrics } = await session.send('Performance.getMetrics');
    const of = (name) => metrics.find((metric) => metric.name === name).value;
    return { heapKiB: Math.round(of('JSHeapUsedSize') / 1024), nodes: of('Nodes'), listeners: of('JSEventListeners') };
  };
  const points = [{ messages: 0, ...(await sample()) }];
  for (let index = 1; index <= samples; index++) {
    await people.talk(messages / samples, 400);
    points.push({ messages: (messages / samples) * index, ...(await sample()) });
  }
  people.end();
  await ada.leave();
  return points;
}

/** @param {any} result */
function pageOf({ speed: told, memory: points, machine, load, day }) {
  const row = (name, { long, longest, busyPercent, longByTheWall }) => `| ${name} | ${long} | ${longest} ms | ${busyPercent} % | ${longByTheWall} |`;
  return `# Benchmark: the page in a fast room

Written by \`node tests/bench/page.mjs\` on ${day}; do not edit. ${machine}, load ${load} at the end.

${told.perSecond} messages a second for ${told.seconds} s, a phone's view, a processor ${told.slowdown} times as slow, 400 messages rendered.

Times are the main thread's processor time; the last column counts by the clock on the wall, which everything else on the machine slows.

| the reader | tasks above ${longMs} ms | the longest | main thread busy | above ${longMs} ms by the wall |
|---|---|---|---|---|
${row('follows', told.following)}
${row('reads further up', told.readingUp)}

An hour at ten a second, played faster; the heap after a forced collection.

| messages | heap, KiB | DOM nodes | listeners |
|---|---|---|---|
${points.map(({ messages, heapKiB, nodes, listeners }) => `| ${messages.toLocaleString('en')} | ${heapKiB.toLocaleString('en')} | ${nodes.toLocaleString('en')} | ${listeners} |`).join('\n')}
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [seconds = 20, messages = 36_000] = process.argv.slice(2).map(Number);
  const server = await startServer(['--unlimited', '--store', 'memory']);
  const browser = await launch();
  try {
    const result = {
      day: new Date().toISOString().slice(0, 10), machine: `${cpus().length} × ${cpus()[0].model}`,
      speed: await speed(browser, server.url, seconds), memory: messages > 0 ? await memory(browser, server.url, messages) : [], load: loadavg()[0].toFixed(1),
    };
    console.log(pageOf(result));
    if (messages > 0) {
      const folder = new URL('results/', import.meta.url);
      writeFileSync(new URL('page.json', folder), `${JSON.stringify(result, null, 2)}\n`);
      writeFileSync(new URL('page.md', folder), pageOf(result));
    }
  } finally {
    await browser.close();
    await server.remove();
  }
}
