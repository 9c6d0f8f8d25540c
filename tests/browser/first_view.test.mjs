// What a newcomer has to fetch before there is something to read: its size, the number of requests, and the policy it is shown under.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sizes } from './browser.mjs';
import { conference, order, setStage } from './stage.mjs';

const requestsMax = 6;
const bytesMax = 60 * 1024; // as they travel, compressed, without headers

const stage = setStage([], (server) => order(server, 'organiser', { do: 'plan', ...conference() }));

/** What the page is made of is counted; what people said and the schedule are what they are, and the sign of the tab waits for nothing. */
const isApart = (/** @type {string} */ path) => path.startsWith('/v1/') || path.endsWith('.svg');

/** What has come when the view stands. @param {string} path @param {string} locale @param {(page: import('playwright-core').Page) => Promise<unknown>} stands */
async function firstView(path, locale, stands) {
  const ada = await stage.visitor({ ...sizes.phone, locale }, 'about:blank');
  const client = await ada.page.context().newCDPSession(ada.page);
  await client.send('Network.enable');
  /** @type {Map<string, string>} */
  const asked = new Map();
  /** @type {Map<string, number>} */
  const came = new Map();
  client.on('Network.requestWillBeSent', ({ requestId, request }) => asked.set(requestId, new URL(request.url).pathname));
  client.on('Network.responseReceived', ({ requestId, response: { headers } }) => came.set(requestId, Number(headers['Content-Length'] ?? headers['content-length'] ?? NaN)));
  const response = await ada.page.goto(stage.server.url + path);
  await stands(ada.page);
  await ada.page.evaluate(() => document.fonts.ready);
  const files = [...came].map(([id, bytes]) => ({ path: asked.get(id) ?? '', bytes })).filter((file) => !isApart(file.path));
  return { files, policy: response?.headers()['content-security-policy'] ?? '' };
}

/** @param {{ path: string, bytes: number }[]} files */
function withinBudget(files) {
  const told = files.map(({ path, bytes }) => `${path} ${bytes}`).join('\n');
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  assert.ok(files.some(({ path }) => path.endsWith('.woff2')), told);
  assert.ok(files.length <= requestsMax, `${files.length} requests:\n${told}`);
  assert.ok(bytes <= bytesMax, `${bytes} bytes:\n${told}`);
}

for (const [locale, now, write] of [['en', 'On now', /^Write in Queues/], ['de', 'Läuft gerade', /^In Queues/]]) {
  test(`the programme is there after 6 requests and 60 KiB, ${locale}`, async () => {
    const { files } = await firstView('/', String(locale), (page) => page.getByRole('region', { name: now, exact: true }).getByRole('link').first().waitFor());
    withinBudget(files);
  });

  test(`a talk can be read and written in after 6 requests and 60 KiB, ${locale}`, async () => {
    const { files } = await firstView('/stage/aula', String(locale), (page) => page.getByRole('textbox', { name: write }).waitFor());
    withinBudget(files);
  });
}

test('the content policy forbids what is not the server\'s own, and every inline script and style', async () => {
  const { policy } = await firstView('/', 'en', (page) => page.getByRole('heading', { level: 1, name: 'Now' }).waitFor());
  assert.match(policy, /default-src 'none'/);
  assert.doesNotMatch(policy, /unsafe/);
});
