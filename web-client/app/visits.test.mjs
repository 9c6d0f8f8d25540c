// What a reader has read, in which room, and what they missed.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { emptyRoom, foldRoom } from '../sdk/hallway.js';
import { ReadMarks } from './read-marks.js';
import { Visits } from './visits.js';

const me = { id: 'u-me', name: 'Ada', role: 'attendee' };
const bob = { id: 'u-bob', name: 'Bob', role: 'attendee' };

/** Rooms without a connection, which are told what a server would tell. */
function house(marks = new ReadMarks(null), kept = null) {
  /** @type {Map<string, any>} */
  const rooms = new Map();
  /** @param {string} id */
  const room = (id) => {
    if (!rooms.has(id)) {
      /** @type {((state: any) => void)[]} */
      const listeners = [];
      const one = {
        id,
        state: emptyRoom(id, me),
        /** @type {number[]} */
        told: [],
        read: (/** @type {number} */ offset) => one.told.push(offset),
        on: (/** @type {string} */ _, /** @type {(state: any) => void} */ listener) => listeners.push(listener),
        tell(/** @type {any} */ frame) {
          one.state = foldRoom(one.state, frame);
          for (const listener of listeners) listener(one.state);
        },
      };
      rooms.set(id, one);
    }
    return rooms.get(id);
  };
  /** @type {string[]} */
  const replied = [];
  /** @type {string[]} */
  const arrived = [];
  /** Whom the reader does not want to read. @type {string[]} */
  const blocked = [];
  const visits = new Visits({ room, blocked }, {
    changed: () => {}, arrived: ({ fresh, forMe }) => (arrived.push(...fresh.map(({ id }) => id)), replied.push(...forMe.map(({ row }) => row.id))),
  }, marks, kept);
  return { room, visits, replied, arrived, blocked };
}

/** @param {string} room @param {number} offset @param {object} [fields] */
const message = (room, offset, fields = {}) => ({ ev: 'message', room, id: `e-${offset}`, offset, at: offset, from: bob, text: 'x', ...fields });

/** @param {string} room @param {any[]} events @param {object} [fields] */
const joined = (room, events, fields = {}) =>
  ({ answer: 'join', ok: { room: { id: room, title: room }, epoch: 'k1', offset: events.at(-1)?.offset ?? 0, recovered: false, events, ...fields } });

test('what is there when a room is entered is not new', () => {
  const { room, visits } = house();
  const visit = visits.open('lobby');
  room('lobby').tell(joined('lobby', [message('lobby', 1), message('lobby', 2)]));
  assert.equal(visit.seen, 2);
  assert.equal(visits.unreadIn('lobby'), 0);
});

test('what comes while the reader is elsewhere is unread, and begins behind the line', () => {
  const { room, visits } = house();
  const visit = visits.open('lobby');
  room('lobby').tell(joined('lobby', [message('lobby', 1)]));
  visits.readIn('lobby');
  visits.readIn(null);
  room('lobby').tell(message('lobby', 2));
  room('lobby').tell(message('lobby', 3, { from: me }));
  assert.equal(visits.unreadIn('lobby'), 1);
  visits.readIn('lobby');
  assert.equal(visits.unreadIn('lobby'), 0);
  assert.equal(visit.newAfter, 1);
});

test('what blocked members write is no news, neither counted nor told nor meant for anybody', () => {
  const { room, visits, arrived, replied, blocked } = house();
  const carol = { id: 'u-carol', name: 'Carol', role: 'attendee' };
  const visit = visits.open('lobby');
  room('lobby').tell(joined('lobby', [message('lobby', 1)]));
  visits.readIn('lobby');
  visits.readIn(null);
  blocked.push('u-carol');
  room('lobby').tell(message('lobby', 2, { from: carol, text: '@Ada' }));
  assert.deepEqual([arrived, replied, visits.unreadIn('lobby'), visits.unreadForMeIn('lobby'), visit.newAfter], [[], [], 0, 0, null]);
  room('lobby').tell(message('lobby', 3, { text: '@Ada' }));
  assert.deepEqual([arrived, replied, visits.unreadIn('lobby'), visits.unreadForMeIn('lobby'), visit.newAfter], [['e-3'], ['e-3'], 1, 1, 1]);
  blocked.pop();
  assert.equal(visits.unreadIn('lobby'), 2);
});

test('what was missed while the connection was lost is counted once', () => {
  const { room, visits } = house();
  const visit = visits.open('lobby');
  room('lobby').tell(joined('lobby', [message('lobby', 1)]));
  visits.readIn('lobby');
  room('lobby').tell({ local: 'status', status: 'catching-up' });
  room('lobby').tell(joined('lobby', [message('lobby', 2), message('lobby', 3)], { recovered: true }));
  assert.equal(visit.caughtUp, 2);
  assert.equal(visit.newAfter, 1);
  visit.caughtUp = 0;
  room('lobby').tell(message('lobby', 4));
  assert.equal(visit.caughtUp, 0);
});

test('a log that began anew leaves nothing unread', () => {
  const { room, visits } = house();
  const visit = visits.open('lobby');
  room('lobby').tell(joined('lobby', [message('lobby', 7)]));
  room('lobby').tell({ local: 'status', status: 'catching-up' });
  room('lobby').tell(joined('lobby', [message('lobby', 1)], { epoch: 'k2', reason: 'epoch' }));
  assert.equal(visit.seen, 1);
  assert.equal(visit.newAfter, null);
  assert.equal(visit.caughtUp, 0);
});

test('what came since the last visit is unread, counted, and begins behind the line', () => {
  const marks = new ReadMarks(null);
  marks.advance('lobby', 'k1', 2);
  const { room, visits } = house(marks);
  const visit = visits.open('lobby');
  room('lobby').tell(joined('lobby', [message('lobby', 2), message('lobby', 3), message('lobby', 4, { from: me })]));
  assert.deepEqual([visit.newAfter, visit.caughtUp, visit.isMoreMissed, visits.unreadIn('lobby')], [2, 1, false, 1]);
  visits.readIn('lobby');
  assert.equal(visits.unreadIn('lobby'), 0);
  assert.equal(visit.newAfter, 2);
  assert.equal(marks.read('lobby', 'k1'), 4);
  assert.deepEqual(room('lobby').told, [4]);
});

test('more was missed than is here: the count says so', () => {
  const marks = new ReadMarks(null);
  marks.advance('lobby', 'k1', 2);
  const { room, visits } = house(marks);
  const visit = visits.open('lobby');
  room('lobby').tell(joined('lobby', [message('lobby', 80), message('lobby', 81)], { before: 80 }));
  assert.deepEqual([visit.caughtUp, visit.isMoreMissed], [2, true]);
});

test('what is read on another device is read here, and never unread again', () => {
  const { room, visits } = house();
  const visit = visits.open('lobby');
  room('lobby').tell(joined('lobby', [message('lobby', 1)]));
  for (const offset of [2, 3, 4]) room('lobby').tell(message('lobby', offset));
  assert.equal(visits.unreadIn('lobby'), 3);
  room('lobby').tell({ ev: 'read', room: 'lobby', offset: 3 });
  assert.equal(visits.unreadIn('lobby'), 1);
  room('lobby').tell({ ev: 'read', room: 'lobby', offset: 2 });
  assert.deepEqual([visits.unreadIn('lobby'), visit.seen], [1, 3]);
});

test('a message that names me counts as for me, a mention of others does not', () => {
  const { room, visits, replied } = house();
  visits.open('lobby');
  room('lobby').tell(joined('lobby', [message('lobby', 1)]));
  room('lobby').tell(message('lobby', 2, { text: 'ask @Ada' }));
  room('lobby').tell(message('lobby', 3, { text: 'ask @Adam' }));
  assert.equal(visits.unreadForMeIn('lobby'), 1);
  assert.deepEqual(replied, ['e-2']);
});

test('before the server has told anything, what was kept is shown; it is neither new nor read', () => {
  const rows = [{ id: 'e-1', offset: 1, at: 1, from: bob, text: 'kept', replyTo: null, editedAt: null, deleted: false, key: null, own: false }];
  /** @type {any[]} */
  const noted = [];
  /** @type {string[]} */
  const forgotten = [];
  /** @type {any} */
  const kept = { read: () => ({ title: 'Lobby', rows }), note: (/** @type {any} */ state) => noted.push(state.rows.length), forget: (/** @type {string} */ id) => forgotten.push(id) };
  const { room, visits } = house(undefined, kept);
  const visit = visits.open('lobby');
  visits.readIn('lobby');
  assert.deepEqual([visit.state.rows.map(({ text }) => text), visit.seen, visits.unreadIn('lobby')], [['kept'], null, 0]);
  room('lobby').tell({ local: 'status', status: 'joining' });
  assert.equal(visit.state.rows.length, 1);
  room('lobby').tell(joined('lobby', [message('lobby', 5), message('lobby', 6)]));
  assert.deepEqual([visit.state.rows.map(({ offset }) => offset), visit.caughtUp, noted], [[5, 6], 0, [2]]);
  room('lobby').tell({ ev: 'left', room: 'lobby', code: 'banned' });
  assert.deepEqual(forgotten, ['lobby']);
});

test('a reply to me is told once, when it comes', () => {
  const { room, visits, replied } = house();
  visits.open('lobby');
  room('lobby').tell(joined('lobby', [message('lobby', 1, { from: me }), message('lobby', 2, { reply_to: 'e-1' })]));
  assert.deepEqual(replied, []);
  room('lobby').tell(message('lobby', 3, { reply_to: 'e-1' }));
  room('lobby').tell(message('lobby', 4));
  assert.deepEqual(replied, ['e-3']);
});
