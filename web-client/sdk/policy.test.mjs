// What a room's policy means for one who writes there, and how the outbox waits for slow mode.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ada, fresh, helloAnswer, makeWorld, message } from './fake-world.mjs';
import { closedBy, createClient, emptyRoom, slowUntil, usualPolicy } from './hallway.js';

/** @param {object} policy @param {string} [role] @param {any[]} [rows] */
const roomWith = (policy, role = 'attendee', rows = []) =>
  /** @type {any} */ ({ ...emptyRoom('lobby', ada), role, rows, policy: { ...usualPolicy, ...policy } });

test('a locked room is for staff, one that takes questions only for speakers, too', () => {
  const roles = ['attendee', 'bot', 'speaker', 'moderator', 'safety', 'organiser'];
  assert.deepEqual(roles.map((role) => closedBy(roomWith({ locked: true }, role))), ['locked', 'locked', 'locked', null, null, null]);
  assert.deepEqual(roles.map((role) => closedBy(roomWith({ only_questions: true }, role))), ['only-questions', 'only-questions', null, null, null, null]);
  assert.equal(closedBy(roomWith({ moderated: true, anonymous: false, slow_mode_s: 30 })), null);
});

test('slow mode counts from one\'s newest message, and not for who is exempt', () => {
  const rows = [{ own: true, at: 1000 }, { own: true, at: 5000 }, { own: false, at: 9000 }];
  assert.equal(slowUntil(roomWith({ slow_mode_s: 30 }, 'attendee', rows)), 35_000);
  assert.equal(slowUntil(roomWith({ slow_mode_s: 30 }, 'speaker', rows)), 0);
  assert.equal(slowUntil(roomWith({}, 'attendee', rows)), 0);
  assert.equal(slowUntil(roomWith({ slow_mode_s: 30 }, 'attendee', rows.slice(2))), 0);
});

/** In the lobby, where a post was refused: it came too soon. */
function slowed() {
  const world = makeWorld();
  const client = createClient({ ...world.options, name: 'Ada' });
  client.start();
  world.socket.open();
  world.socket.answer('hello', helloAnswer());
  const room = client.room('lobby');
  world.socket.answer('join', fresh([message(1)], { state: { policy: { slow_mode_s: 30 } } }));
  const posts = () => world.socket.sent.filter((command) => command.do === 'post').map(({ text }) => text);
  room.post('second');
  world.socket.refuse('post', 'slow_mode', { retryable: true, retry_after_ms: 12_000 });
  return { world, room, posts };
}

test('what came too soon waits and goes by itself, in order; what is no post does not wait behind it', () => {
  const { world, room, posts } = slowed();
  const [entry] = room.state.pending;
  assert.deepEqual([entry.state, entry.error?.code, entry.error?.until], ['unsent', 'slow_mode', world.clock.now() + 12_000]);
  room.post('third');
  room.vote('e-question');
  assert.equal(world.socket.last('vote').target, 'e-question');
  world.socket.answer('vote', { id: 'e-vote', offset: 2, at: 1 });
  world.clock.advance(11_999);
  assert.deepEqual(posts(), ['second']);
  world.clock.advance(1);
  assert.deepEqual(posts(), ['second', 'second']);
  world.socket.answer('post', { id: 'e-3', offset: 3, at: 1 });
  assert.deepEqual(posts(), ['second', 'second', 'third']);
});

test('when the room is set otherwise it is tried at once; who gave it up sends nothing', () => {
  const { world, posts } = slowed();
  world.socket.tell({ ev: 'policy', room: 'lobby', id: 'e-2', offset: 2, at: 1, from: ada, policy: { slow_mode_s: 0 } });
  assert.deepEqual(posts(), ['second', 'second']);
  const other = slowed();
  other.room.discard(other.room.state.pending[0].key);
  other.world.clock.advance(20_000);
  assert.deepEqual([other.posts(), other.room.state.pending], [['second'], []]);
});
