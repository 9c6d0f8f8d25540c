// What a client is told of its member's other devices.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { live } from './fake-lobby.mjs';

test('another device moves the mark, in rooms that are here and in those that are not', () => {
  const { world, client, room } = live();
  const told = /** @type {any[]} */ ([]);
  client.on('read', (mark) => told.push(mark));
  world.socket.tell({ ev: 'read', room: 'lobby', offset: 3 }, { ev: 'read', room: 'hall', offset: 9 });
  world.socket.tell({ ev: 'read', room: 'lobby', offset: 'far' });
  assert.equal(room.state.mine.read, 3);
  assert.deepEqual(told, [
    { room: 'lobby', offset: 3 },
    { room: 'hall', offset: 9 },
  ]);
});

test('a tab that was replaced by a newer one says so and does not come back by itself', () => {
  const { world, client, come } = live();
  world.socket.drop(4030, 'replaced by a newer connection of yours');
  assert.deepEqual([client.state, client.stateInfo.reason], ['refused', 'replaced']);
  const sockets = world.sockets.length;
  world.clock.advance(600_000);
  client.wake();
  assert.equal(world.sockets.length, sockets);
  client.start();
  come();
  assert.equal(world.sockets.length, sockets + 1);
});
