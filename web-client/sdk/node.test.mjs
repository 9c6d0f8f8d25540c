// The client in Node, through real sockets and timers, as its README shows it.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { WebSocket, WebSocketServer } from 'ws';

import { ada, fresh, helloAnswer, message } from './fake-world.mjs';
import { createClient } from './hallway.js';

/** Answers what it is sent, and cuts each connection that posts "cut" before the answer. */
async function serve() {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  /** @type {any[]} */
  const log = [];
  server.on('connection', (socket) => {
    socket.on('message', (data) => {
      const command = JSON.parse(String(data));
      /** @param {...object} documents */
      const tell = (...documents) => socket.send(documents.map((document) => JSON.stringify(document)).join('\n'));
      const known = log.find(({ key }) => key === command.key);
      if (command.do === 'hello') return tell({ re: command.id, ok: helloAnswer() });
      if (command.do === 'join') return tell({ re: command.id, ok: fresh([...log]) });
      if (command.do !== 'post') return tell({ re: command.id, ok: {} });
      const { key, text } = command;
      const event = known ?? message(log.length + 1, { from: ada, key, text });
      if (!known) log.push(event);
      if (text === 'cut' && !known) return socket.terminate();
      const { id, offset, at } = event;
      tell({ re: command.id, ok: { id, offset, at } }, ...(known ? [] : [event]));
    });
  });
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return { server, log, url: `ws://127.0.0.1:${port}/v1/ws` };
}

test('it joins, posts, comes back after a cut and leaves nothing running', async () => {
  const { server, log, url } = await serve();
  const client = createClient({ url, WebSocket: /** @type {any} */ (WebSocket), name: 'Ada', random: () => 0 });
  const room = client.room('lobby');
  client.start();
  const sent = ['one', 'cut', 'three'].map((text) => room.post(text).settled);
  assert.deepEqual(
    (await Promise.all(sent)).map(({ offset }) => offset),
    [1, 2, 3],
  );
  assert.deepEqual(
    log.map(({ text }) => text),
    ['one', 'cut', 'three'],
  );
  assert.deepEqual(
    room.state.rows.map(({ text }) => text),
    ['one', 'cut', 'three'],
  );
  client.stop();
  for (const socket of server.clients) socket.terminate();
  server.close();
  await once(server, 'close');
});
