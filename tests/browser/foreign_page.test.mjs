// A page of another site, in a real browser: with its origin listed it connects and follows the schedule, asking again with the edition that it has; else neither.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';

import { hallway, scheduleOf } from '../support/schedules.mjs';
import { startServer } from '../support/server.mjs';
import { launch, patience } from './browser.mjs';

const sdk = new URL('../../web-client/sdk/', import.meta.url);

/** The page, and the SDK as it stands. */
const site = createServer((request, response) => {
  const name = /^\/([a-z-]+\.js)$/.exec(request.url)?.[1];
  response.writeHead(200, { 'content-type': name ? 'text/javascript' : 'text/html' });
  response.end(name ? readFileSync(new URL(name, sdk)) : '<!doctype html><title>Another site</title>');
});

let browser;
let server;
let closed;
before(async () => {
  await new Promise((done) => site.listen(0, '127.0.0.1', done));
  server = await startServer(['--origin', `http://127.0.0.1:${site.address().port}`]);
  closed = await startServer();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.remove();
  await closed?.remove();
  site.closeAllConnections();
  site.close();
});

const bring = (talks) => hallway(['import', '-', '--url', server.url, '--data', server.data, '--yes'], { input: scheduleOf(talks) });

test('a page whose origin is listed follows the schedule', async () => {
  const page = await browser.newPage();
  /** What is fetched of the schedule: the method, the edition named, the answer. */
  const fetched = [];
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  devtools.on('Network.requestWillBeSent', ({ request }) => {
    if (request.url.endsWith('/v1/schedule')) fetched.push(`${request.method}${request.headers['If-None-Match'] ? ' again' : ''}`);
  });
  await bring([{ id: 1, title: 'Strings' }]);
  await page.goto(`http://127.0.0.1:${site.address().port}/`);
  await page.evaluate(async (url) => {
    const { createClient } = await import('/hallway.js');
    window.client = createClient({ url: `${url.replace('http', 'ws')}/v1/ws`, name: 'Ada' });
    window.client.start();
  }, server.url);
  const stages = (wanted) => page.waitForFunction((those) => window.client.schedule.state?.stages.map(({ title }) => title).join() === those, wanted, { timeout: patience });
  await stages('Hall');
  assert.deepEqual(fetched, ['GET']);

  await bring([{ id: 1, title: 'Strings' }, { id: 2, title: 'Tails', start: '11:00', room: 'Yard' }]); // another stage has to be fetched
  await stages('Hall,Yard');
  assert.ok(fetched.includes('GET again'), fetched.join());
  assert.ok(fetched.includes('OPTIONS'), `the browser asks whether it may: ${fetched}`);
});

test('a page whose origin is not listed is refused both', async () => {
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${site.address().port}/`);
  const outcome = await page.evaluate(async (url) => {
    const read = await fetch(`${url}/v1/schedule`).then(() => 'read', () => 'refused');
    const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/ws`, 'hallway.v1');
    const connected = await new Promise((resolve) => {
      socket.onopen = () => resolve('connected');
      socket.onerror = () => resolve('refused');
    });
    return [read, connected];
  }, closed.url);
  assert.deepEqual(outcome, ['refused', 'refused']);
});
