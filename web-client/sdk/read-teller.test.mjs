// How far one has read is told seldom, never back, and not to servers that do not keep it.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { idOf, message, recovery } from './fake-world.mjs';
import { count, live } from './fake-lobby.mjs';
import { pauseMs } from './read-teller.js';

test('the latest mark is told, once in a while however fast one reads', () => {
  const { world, room } = live();
  for (let offset = 1; offset <= 50; offset++) room.read(offset);
  assert.deepEqual([count(world, 'read'), world.socket.last('read').offset], [1, 1]);
  world.clock.advance(pauseMs);
  assert.deepEqual([count(world, 'read'), world.socket.last('read').offset], [2, 50]);
  room.read(7);
  world.clock.advance(pauseMs);
  assert.equal(count(world, 'read'), 2);
});

test('what the server knows already is not told', () => {
  const { world, room } = live();
  world.socket.tell({ ev: 'read', room: 'lobby', offset: 40 });
  room.read(40);
  assert.equal(count(world, 'read'), 0);
});

test('what was read while the connection was lost is told when it is back', () => {
  const { world, room, come } = live();
  world.socket.drop();
  room.read(1);
  come();
  world.socket.answer('join', recovery([message(2)], { offset: 2, id: idOf(2) }));
  assert.equal(world.socket.last('read').offset, 1);
});

test('a server that does not know the command is not asked again', () => {
  const { world, room } = live();
  room.read(1);
  world.socket.refuse('read', 'unknown_command', {});
  room.read(2);
  world.clock.advance(10 * pauseMs);
  assert.equal(count(world, 'read'), 1);
});

test('a mark that is refused for now is told again after the time that the server names, then the latest', () => {
  const { world, room } = live();
  room.read(1);
  world.socket.refuse('read', 'rate_limited', { retryable: true, retry_after_ms: 2 * pauseMs });
  room.read(3);
  world.clock.advance(2 * pauseMs - 1);
  assert.equal(count(world, 'read'), 1);
  world.clock.advance(1);
  assert.deepEqual([count(world, 'read'), world.socket.last('read').offset], [2, 3]);
  world.socket.refuse('read', 'rate_limited', { retryable: true });
  world.clock.advance(pauseMs);
  assert.deepEqual([count(world, 'read'), world.socket.last('read').offset], [3, 3]);
  world.socket.answer('read', {});
  world.clock.advance(10 * pauseMs);
  assert.equal(count(world, 'read'), 3);
});

test('a mark that is refused for good is let go', () => {
  const { world, room } = live();
  room.read(1);
  world.socket.refuse('read', 'not_found', {});
  world.clock.advance(10 * pauseMs);
  assert.equal(count(world, 'read'), 1);
});
