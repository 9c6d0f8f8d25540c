// Orders: asked under one key until they are answered, and given up when their moment is over.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { fresh, helloAnswer, makeWorld, message } from './fake-world.mjs';
import { createClient } from './hallway.js';
import { settleMaxMs, triesMax } from './orders.js';

const member = 'u-2k2m4s81qx7da';

function online() {
  const world = makeWorld();
  const client = createClient({ ...world.options, name: 'Mia' });
  client.start();
  greet(world);
  return { world, client };
}

/** @param {ReturnType<typeof makeWorld>} world */
function greet(world) {
  world.socket.open();
  world.socket.answer('hello', helloAnswer());
}

/** @param {ReturnType<typeof online>} all @param {number} [afterMs] */
function comeBack({ world, client }, afterMs = 0) {
  world.clock.advance(afterMs);
  if (client.stateInfo.retryInMs !== null) client.wake();
  greet(world);
}

test('what staff may do has its command, with one key each', () => {
  const { world, client } = online();
  const orders = /** @type {[string, Promise<any>, object][]} */ ([
    ['mute', client.mute(member, { scope: 'lobby', until: 5, reason: 'Calm down.' }), { member, scope: 'lobby', until: 5, reason: 'Calm down.' }],
    ['unmute', client.unmute(member, { scope: 'lobby' }), { member, scope: 'lobby' }],
    ['ban', client.ban(member), { member }],
    ['unban', client.unban(member), { member }],
    ['kick', client.kick(member, { reason: 'Calm down.' }), { member, reason: 'Calm down.' }],
    ['announce', client.announce('Lunch.', { until: 5 }), { text: 'Lunch.', until: 5 }],
    ['unannounce', client.endAnnouncement('e-1'), { target: 'e-1' }],
    ['invite', client.invite({ name: 'Bob', role: 'moderator', scope: 's-aula' }), { name: 'Bob', role: 'moderator', scope: 's-aula' }],
    ['revoke', client.revokeInvite('e-1'), { target: 'e-1' }],
    ['policy', client.room('lobby').setPolicy({ locked: true }), { room: 'lobby', locked: true }],
  ]);
  const keys = orders.map(([verb, promise, fields]) => {
    promise.catch(() => {});
    const { id, do: _, key, ...sent } = world.socket.last(verb);
    assert.deepEqual(sent, fields, verb);
    return key;
  });
  assert.equal(new Set(keys).size, orders.length);
});

test('what was lost with its connection is asked again with its key, and answered once', async () => {
  const all = online();
  const { world, client } = all;
  const banned = client.ban(member);
  const { key } = world.socket.last('ban');
  for (let breaks = 0; breaks < 2; breaks++) {
    world.socket.drop();
    comeBack(all);
    assert.equal(world.socket.last('ban').key, key);
  }
  world.socket.answer('ban', { id: 'e-1', offset: 7, at: 1, duplicate: true });
  assert.equal((await banned).offset, 7);
  world.socket.drop();
  comeBack(all);
  assert.ok(!world.socket.sent.some((command) => command.do === 'ban'));
});

test('a room\'s order waits for the room', async () => {
  const all = online();
  const { world, client } = all;
  const room = client.room('lobby');
  world.socket.answer('join', fresh([message(1)]));
  const set = room.setPolicy({ slow_mode_s: 30 });
  const { key } = world.socket.last('policy');
  world.socket.drop();
  comeBack(all);
  assert.ok(!world.socket.sent.some((command) => command.do === 'policy'));
  world.socket.answer('join', fresh([message(1)]));
  assert.equal(world.socket.last('policy').key, key);
  world.socket.answer('policy', { id: 'e-2', offset: 2, at: 1 });
  assert.equal((await set).offset, 2);
});

test('what waited for a connection too long is given up, and says so', async () => {
  const all = online();
  const muted = all.client.mute(member);
  all.world.socket.drop();
  all.world.clock.advance(settleMaxMs);
  comeBack(all);
  await assert.rejects(muted, { code: 'lost' });
  assert.ok(!all.world.socket.sent.some((command) => command.do === 'mute'));
});

test('a server that cannot now is asked a few times with the same key, then its sentence stands', async () => {
  const { world, client } = online();
  const kicked = client.kick(member);
  const keys = new Set();
  for (let tries = 0; tries < triesMax; tries++) {
    keys.add(world.socket.last('kick').key);
    world.socket.refuse('kick', 'unavailable', { retryable: true, retry_after_ms: 100 });
    world.clock.advance(100);
  }
  await assert.rejects(kicked, { code: 'unavailable' });
  assert.equal(keys.size, 1);
  assert.equal(world.socket.sent.filter((command) => command.do === 'kick').length, triesMax);
});

test('what is refused is refused at once, as is what is asked without a connection', async () => {
  const { world, client } = online();
  const banned = client.ban(member);
  world.socket.refuse('ban', 'forbidden');
  await assert.rejects(banned, { code: 'forbidden' });
  const unanswered = client.ban(member);
  client.stop();
  await assert.rejects(unanswered, { code: 'stopped' });
  await assert.rejects(client.ban(member), { code: 'offline' });
  assert.equal(world.clock.pending ?? 0, 0);
});
