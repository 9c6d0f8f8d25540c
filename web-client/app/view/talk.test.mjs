// What a room says of its talk.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { mayWrite, nextChange, talkHereOf } from './talk.js';

const minute = 60_000;
const talk = { room: 't-1', title: 'A talk', stage: 's-a', starts: 100 * minute, ends: 150 * minute, digest: '' };
const card = { starts: 100 * minute, ends: 150 * minute, opens: 70 * minute, locks: 1000 * minute };
const schedule = (/** @type {object} */ fields = {}) => /** @type {any} */ ({
  space: 'main', title: 'Event', version: 1, stages: [{ room: 's-a', title: 'Hall A' }, { room: 's-b', title: 'Hall B' }],
  talks: [{ ...talk, ...fields }], lessons: [{ room: 't-2', title: 'Reading', unit: 'Week 1', digest: '' }],
});
const at = (/** @type {number} */ minutes, fields = {}) => talkHereOf(schedule(fields), 't-1', card, minutes * minute);

test('a talk opens, is on, is over, and closes', () => {
  assert.deepEqual([60, 70, 100, 149, 150, 999, 1000].map((minutes) => at(minutes)?.phase), ['early', 'soon', 'on', 'on', 'over', 'over', 'closed']);
});

test('when the clock moves, what one may do moves with it', () => {
  const later = { starts: 130 * minute, ends: 180 * minute, planned: { starts: 100 * minute, ends: 150 * minute, stage: 's-b' } };
  assert.equal(at(75, later)?.phase, 'early');
  assert.equal(at(100, later)?.phase, 'soon');
  assert.equal(at(1010, later)?.phase, 'over');
  assert.deepEqual([at(100, later)?.wasAt, at(100, later)?.wasIn, at(100, later)?.stage], [100 * minute, 'Hall B', 'Hall A']);
  assert.deepEqual([at(100)?.wasAt, at(100)?.wasIn], [null, '']);
});

test('staff and speakers may write early, nobody once it is closed', () => {
  assert.deepEqual(['attendee', 'speaker', 'moderator', undefined].map((role) => mayWrite('early', role)), [false, true, true, false]);
  assert.deepEqual(['attendee', 'moderator'].map((role) => mayWrite('closed', role)), [false, false]);
  assert.equal(mayWrite('over', 'attendee'), true);
});

test('a lesson is always open; a room of neither says nothing', () => {
  assert.deepEqual([talkHereOf(schedule(), 't-2', null, 0)?.phase, talkHereOf(schedule(), 't-2', null, 0)?.locks], ['on', null]);
  assert.equal(talkHereOf(schedule(), 'lobby', null, 0), null);
  assert.equal(talkHereOf(null, 't-1', card, 0), null);
});

test('the next change is the next of its moments', () => {
  const moments = [60, 80, 120, 200, 2000].map((minutes) => {
    const here = at(minutes);
    const next = here && nextChange(here, minutes * minute);
    return next === null ? null : next / minute;
  });
  assert.deepEqual(moments, [70, 100, 150, 1000, null]);
});

test('without the card of a server that closes rooms, one may write', () => {
  assert.equal(talkHereOf(schedule(), 't-1', null, 5000 * minute)?.phase, 'over');
});
