// What holds for a while: announcements, sanctions of one's own, roles in rooms, and how a ban or a kick ends a client.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ada, bob, fresh, helloAnswer, makeWorld, message, recovery } from './fake-world.mjs';
import { createClient, usualPolicy } from './hallway.js';

/** @param {{ me?: object, space?: object }} [told] */
function online({ me = {}, space = {} } = {}) {
  const world = makeWorld();
  const client = createClient({ ...world.options, name: 'Ada' });
  /** @type {[string, any][]} */
  const heard = [];
  for (const event of /** @type {const} */ (['announcements', 'sanctions', 'sanction', 'kick'])) client.on(event, (value) => heard.push([event, value]));
  const greet = () => {
    world.socket.open();
    const base = helloAnswer({ now: world.clock.now() });
    world.socket.answer('hello', { ...base, me: { ...base.me, ...me }, space: { ...base.space, ...space } });
  };
  client.start();
  greet();
  return { world, client, heard, greet };
}

const lunch = { id: 'e-lunch', at: 1, text: 'Lunch.' };

test('announcements come with hello and by themselves, and leave when they are ended or over', () => {
  const { world, client, heard } = online({ space: { announcements: [{ ...lunch, until: makeWorld().clock.now() + 1000 }] } });
  assert.deepEqual(client.announcements.map(({ text }) => text), ['Lunch.']);
  world.socket.tell({ ev: 'announcement', id: 'e-rain', at: 2, text: 'Rain.', scope: 's-aula' });
  assert.deepEqual(client.announcements.map(({ id }) => id), ['e-lunch', 'e-rain']);
  world.clock.advance(1001);
  assert.deepEqual(client.announcements.map(({ id }) => id), ['e-rain']);
  assert.deepEqual(heard.at(-1)?.[1].map((/** @type {any} */ one) => one.id), ['e-rain']);
  world.socket.tell({ ev: 'announcement', id: 'e-rain', ended: true });
  assert.deepEqual(client.announcements, []);
  assert.deepEqual(heard.at(-1), ['announcements', []]);
});

test('one\'s own sanctions are kept by kind and scope, hold where they hold, and end', () => {
  const { world, client, heard } = online({ me: { sanctions: [{ kind: 'mute', scope: 's-aula' }] } });
  const room = client.room('t-00000000000a');
  world.socket.answer('join', fresh([], { room: { id: 't-00000000000a', title: 'Queues', stage: 's-aula' } }));
  assert.equal(client.sanctionIn('mute', room.id)?.scope, 's-aula');
  assert.equal(client.sanctionIn('mute', 'lobby'), null);
  assert.equal(client.sanctionIn('ban', room.id), null);

  const until = world.clock.now() + 5000;
  world.socket.tell({ ev: 'sanction', kind: 'mute', until, reason: 'Calm down.', at: 1 });
  assert.deepEqual(client.sanctionIn('mute', 'lobby'), { kind: 'mute', until, reason: 'Calm down.' });
  world.socket.tell({ ev: 'sanction', kind: 'mute', scope: 's-aula', lifted: true, at: 2 });
  assert.deepEqual(client.sanctions.length, 1);
  world.clock.advance(5001);
  assert.deepEqual(client.sanctions, []);
  assert.deepEqual(heard.at(-1), ['sanctions', []]);
});

test('what staff are told of others is told on, and is none of their own', () => {
  const { world, client, heard } = online();
  const told = { member: { id: bob.id, name: 'Bob' }, kind: 'ban', at: 1, by: { id: 'u-mia', name: 'Mia', role: 'moderator' } };
  world.socket.tell({ ev: 'sanction', ...told }, { ev: 'kick', member: told.member, by: told.by });
  assert.deepEqual(heard, [['sanction', { ...told, own: false }], ['kick', { member: told.member, by: told.by, own: false }]]);
  assert.deepEqual(client.sanctions, []);
  world.socket.tell({ ev: 'sanction', ...told, member: { id: ada.id, name: 'Ada' }, kind: 'mute' });
  assert.deepEqual(client.sanctions, [{ kind: 'mute' }]);
});

test('a ban ends the client; a later hello says why', () => {
  const { world, client, greet } = online();
  world.socket.tell({ ev: 'sanction', kind: 'ban', reason: 'A flood.', at: 1 });
  world.socket.drop(4403, 'banned');
  assert.deepEqual([client.state, client.stateInfo.reason, client.sanctionIn('ban')?.reason], ['refused', 'banned', 'A flood.']);
  world.clock.advance(3_600_000);
  assert.equal(world.sockets.length, 1);
  client.start();
  world.socket.open();
  world.socket.refuse('hello', 'banned', { message: 'Moderators have banned you: A flood.' });
  assert.deepEqual([client.state, client.stateInfo.reason, client.stateInfo.message], ['refused', 'banned', 'Moderators have banned you: A flood.']);
  client.start();
  greet();
  assert.deepEqual([client.state, client.stateInfo.message, client.sanctions], ['online', null, []]);
});

test('a kick ends it until somebody asks to come back; the same close without one is a fault of the protocol', () => {
  const { world, client, greet } = online();
  world.socket.tell({ ev: 'kick', reason: 'Please come back calmer.' });
  world.socket.drop(1008, 'sent away');
  assert.deepEqual([client.state, client.stateInfo.reason, client.stateInfo.message], ['refused', 'kicked', 'Please come back calmer.']);
  world.clock.advance(3_600_000);
  assert.equal(world.sockets.length, 1);
  client.start();
  greet();
  world.socket.drop(1008, 'policy');
  assert.equal(client.stateInfo.reason, 'protocol');
});

test('a role that ended comes back by itself with another', () => {
  const { world, client, greet } = online({ me: { roles: [{ role: 'moderator', scope: 's-aula' }] } });
  world.socket.drop(1013, 'the role has changed');
  world.clock.advance(20_000);
  greet();
  assert.equal(client.state, 'online');
});

test('a room says which role one has in it, why one is out, and that one was sent out', () => {
  const { world, client, greet } = online({ me: { roles: [{ role: 'moderator', scope: 'lobby' }] } });
  const room = client.room('lobby');
  assert.equal(room.state.role, 'attendee');
  world.socket.answer('join', fresh([message(1)], { mine: { role: 'moderator' } }));
  assert.equal(room.state.role, 'moderator');
  world.socket.tell({ ev: 'member', member: { id: ada.id, name: 'Ada L.', role: 'attendee' } });
  assert.deepEqual([room.state.role, client.me?.roles?.length], ['moderator', 1]);

  world.socket.tell({ ev: 'kick', scope: 'lobby', reason: 'Calm down.' }, { ev: 'left', room: 'lobby', code: 'forbidden' });
  assert.deepEqual([room.state.status, room.state.leftCode, room.state.leftWhy], ['left', 'kicked', 'Calm down.']);
  room.join();
  world.socket.answer('join', fresh([message(1)]));
  assert.deepEqual([room.state.status, room.state.leftWhy, room.state.role], ['live', null, 'attendee']);
  world.socket.drop();
  client.wake();
  greet();
  world.socket.refuse('join', 'banned', { message: 'Moderators have banned you from this room.' });
  assert.deepEqual([room.state.leftCode, room.state.leftWhy], ['banned', 'Moderators have banned you from this room.']);
});

test('the policy of a room is that of the join and of what followed, also over a recovered join', () => {
  const { world, client, greet } = online();
  const room = client.room('lobby');
  assert.deepEqual(room.state.policy, usualPolicy);
  world.socket.answer('join', fresh([message(1)], { state: { policy: { slow_mode_s: 30 } } }));
  assert.deepEqual(room.state.policy, { ...usualPolicy, slow_mode_s: 30 });
  const policy = (/** @type {number} */ offset, /** @type {object} */ told) => ({ ev: 'policy', room: 'lobby', id: `e-${offset}`, offset, at: 1, from: bob, policy: told });
  world.socket.tell(policy(2, { locked: true, later: 5, moderated: 'yes' }));
  assert.deepEqual([room.state.policy, room.state.position?.offset], [{ ...usualPolicy, slow_mode_s: 30, locked: true }, 2]);
  world.socket.drop();
  client.wake();
  greet();
  world.socket.answer('join', recovery([policy(3, { locked: false }), policy(4, { slow_mode_s: 0, anonymous: false })], { offset: 4, id: 'e-4' }));
  assert.deepEqual(room.state.policy, { ...usualPolicy, anonymous: false });
  world.socket.drop();
  client.wake();
  greet();
  world.socket.answer('join', fresh([message(9)], { reason: 'trimmed' }));
  assert.deepEqual(room.state.policy, usualPolicy);
});
