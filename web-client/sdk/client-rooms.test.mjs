// The list of a space's rooms, as the client asks for it.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { helloAnswer, makeWorld } from './fake-world.mjs';
import { createClient } from './hallway.js';

test('rooms are listed a page at a time, from where the page before ended', async () => {
  const world = makeWorld();
  const client = createClient({ ...world.options, name: 'Ada' });
  client.start();
  world.socket.open();
  world.socket.answer('hello', helloAnswer());
  const first = client.listRooms();
  assert.deepEqual(Object.keys(world.socket.last('rooms')), ['id', 'do']);
  world.socket.answer('rooms', { rooms: [{ id: 'a', title: 'A' }], after: 'a' });
  assert.deepEqual(await first, { rooms: [{ id: 'a', title: 'A' }], after: 'a' });
  const last = client.listRooms('a');
  assert.equal(world.socket.last('rooms').after, 'a');
  world.socket.answer('rooms', { rooms: [] });
  assert.deepEqual(await last, { rooms: [] });
});
