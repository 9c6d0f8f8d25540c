// What a reader may do in a room as it is set, and as staff have decided about them.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { usualPolicy } from '../../sdk/policy.js';
import { emptyRoom } from '../../sdk/room-state.js';
import { rulesOf } from './rules.js';

const me = { id: 'u-ada', name: 'Ada', role: 'attendee' };

/** @param {object} policy @param {object} [more] */
const room = (policy, more = {}) => /** @type {any} */ ({ ...emptyRoom('lobby', me), policy: { ...usualPolicy, ...policy }, ...more });

test('whoever is muted writes nothing; where it is locked nobody does', () => {
  const seen = (/** @type {object} */ policy, /** @type {any} */ mute = null) => {
    const { closed, isLocked } = rulesOf(room(policy), mute, 0);
    return [closed, isLocked];
  };
  assert.deepEqual(rulesOf(room({}), null, 0), { closed: null, isLocked: false, everyS: 0, waitsUntil: 0, shownAfterS: 0 });
  assert.deepEqual(seen({ only_questions: true }), ['only-questions', false]);
  assert.deepEqual(seen({ only_questions: true }, { kind: 'mute' }), ['muted', false]);
  assert.deepEqual(seen({ locked: true, only_questions: true }), ['locked', true]);
  assert.deepEqual(seen({ locked: true }, { kind: 'mute' }), ['muted', true]);
});

test('slow mode waits for the newest of one\'s own, and for one that the server told to wait, by the server\'s clock', () => {
  const rows = [{ own: true, at: 1000 }];
  assert.deepEqual(rulesOf(room({ slow_mode_s: 30 }, { rows }), null, 0).waitsUntil, 31_000);
  const pending = [{ error: { code: 'slow_mode', until: 40_000 } }, { error: { code: 'unavailable', until: 99_000 } }, { error: null }];
  assert.deepEqual(rulesOf(room({ slow_mode_s: 30 }, { rows, pending }), null, 5000).waitsUntil, 45_000);
  assert.equal(rulesOf(room({ slow_mode_s: 30 }), null, 0).everyS, 30);
  for (const role of ['speaker', 'moderator', 'organiser']) assert.equal(rulesOf(room({ slow_mode_s: 30 }, { rows, role }), null, 0).everyS, 0, role);
});

test('what waits is told beforehand, to whom it concerns', () => {
  const after = (/** @type {object} */ policy, /** @type {string} */ role = 'attendee') => rulesOf(room(policy, { role }), null, 0).shownAfterS;
  assert.deepEqual([after({}), after({ delay_s: 10 }), after({ approval: true, delay_s: 10 })], [0, 10, Infinity]);
  assert.deepEqual([after({ delay_s: 10 }, 'speaker'), after({ approval: true }, 'moderator'), after({ delay_s: 10 }, 'bot')], [0, 0, 10]);
});
