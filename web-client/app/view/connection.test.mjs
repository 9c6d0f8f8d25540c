// The connection in words: what is told, for how long it is worth telling, and what one can do.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { connectionWords } from '../../sdk/hallway.js';
import { en } from '../words/en.js';
import { connectionLine } from './connection.js';

/** @import { RoomState, StateInfo } from '../../sdk/types.js' */

/** @param {Partial<StateInfo>} info @param {{ status?: RoomState['status'], isFresh?: boolean, now?: number }} [more] */
const line = (info, { status = 'live', isFresh = false, now = 0 } = {}) =>
  connectionLine({ info: { state: 'online', retryInMs: null, reason: null, everOnline: true, ...info }, status, isFresh, now, since: 0 }, en);

test('there is a sentence for every key that the SDK tells', () => {
  for (const key of Object.keys(connectionWords)) assert.equal(typeof en.connection[key]?.(3), 'string', key);
});

test('a connection that stands is told of for a moment only', () => {
  assert.equal(line({}, { isFresh: true }).text, 'Connected');
  assert.deepEqual(line({}), { tone: 'quiet', text: '', action: null, spoken: '' });
});

test('the seconds until the next try count down and never reach zero', () => {
  const waiting = /** @type {const} */ ({ state: 'waiting', retryInMs: 3000, reason: 'lost' });
  assert.equal(line(waiting).text, 'Reconnecting in 3 s – what you write is kept');
  assert.equal(line(waiting, { now: 1500 }).text, 'Reconnecting in 2 s – what you write is kept');
  assert.equal(line(waiting, { now: 9000 }).text, 'Reconnecting in 1 s – what you write is kept');
  assert.equal(line(waiting).action, 'retry');
});

test('what a screen reader is told has no seconds in it', () => {
  assert.equal(line({ state: 'waiting', retryInMs: 3000, reason: 'lost' }).spoken, en.lostSpoken);
  assert.equal(line({ state: 'refused', reason: 'banned' }).spoken, en.connection['refused-banned'](0));
});

test('catching up is told while it lasts', () => {
  assert.equal(line({}, { status: 'catching-up', isFresh: true }).text, 'Catching up…');
});

test('whoever is refused is told why, and what can be done about it', () => {
  assert.equal(line({ state: 'refused', reason: 'replaced' }).action, 'use-here');
  assert.equal(line({ state: 'refused', reason: 'token' }).action, 'without-token');
  assert.equal(line({ state: 'refused', reason: 'banned' }).action, null);
  assert.equal(line({ state: 'refused', reason: 'of a later version' }).text, en.connection['refused-other'](0));
});
