// What a room's big screen shows, and never shows.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { emptyRoom } from '../../sdk/room-state.js';
import { readSchedule } from '../../sdk/schedule.js';
import { clockAt, largestFitting, screenOf, showingAt, slots } from './screen.js';
import { clockSpan } from './span.js';

const ada = { id: 'u-1', name: 'Ada', role: 'attendee' };

/** @param {number} number @param {object} [more] */
const card = (number, more = {}) => ({ id: `e-${number}`, version: number, offset: number, at: number, text: `question ${number}`, state: 'visible', votes: 0, from: ada, ...more });
/** @param {object[]} cards @param {object} [more] @returns {any} */
const room = (cards, more = {}) => ({ ...emptyRoom('talk', null), questions: Object.fromEntries(cards.map((/** @type {any} */ one) => [one.id, one])), ...more });

test('those with the most votes are shown, of equals the older, and never more than there is room for', () => {
  const shown = screenOf(room([1, 2, 3, 4, 5, 6].map((number) => card(number, { votes: number % 3 }))), 0);
  assert.equal(shown.answering, null);
  assert.deepEqual(shown.top.map(({ id }) => id), ['e-2', 'e-5', 'e-1', 'e-4']);
  assert.equal(shown.top.length, slots);
  assert.equal(shown.open, 6);
  assert.deepEqual(shown.top[0], { id: 'e-2', text: 'question 2', by: 'Ada', votes: 2 });
});

test('the question of the moment comes with its newest words of an answer, a confirmed one before others', () => {
  const answer = (/** @type {string} */ text, more = {}) => ({ id: `e-${text}`, at: 1, from: ada, text, ...more });
  const answeredBy = (/** @type {object[]} */ answers) => screenOf(room([card(1), card(2, { state: 'answering', answers })]), 0).answering?.answer;
  assert.equal(answeredBy([]), '');
  assert.equal(answeredBy([answer('one'), answer('two'), { id: 'e-9', at: 1, from: ada, url: 'https://example.org' }]), 'two');
  assert.equal(answeredBy([answer('one', { endorsed: true }), answer('two')]), 'one');
});

test('a moderator\'s screen shows nothing that only moderators may see', () => {
  const secret = { id: 'u-2', name: 'Countess', role: 'attendee' };
  const shown = screenOf(room([
    card(1, { anonymous: true, from: secret }), card(2, { state: 'pending', from: secret }), card(3, { state: 'archived', from: secret }), card(4, { state: 'answered' }), card(5, { deleted: true }),
    card(6, { merged_into: 'e-1' }),
  ], { me: { id: 'u-9', name: 'Mod', role: 'moderator' } }), 0);
  assert.deepEqual(shown.top, [{ id: 'e-1', text: 'question 1', by: '', votes: 0 }]);
  assert.doesNotMatch(JSON.stringify(shown), /Countess/);
  const answering = screenOf(room([card(1, { anonymous: true, from: secret, state: 'answering' })]), 0);
  assert.equal(answering.answering?.by, '');
});

test('what was pinned last is shown while it holds', () => {
  const pins = [{ id: 'e-8', target: 'e-1', at: 5, by: ada, text: 'Slides: example.org', until: 100 }, { id: 'e-7', target: 'e-2', at: 3, by: ada, text: 'Be kind' }];
  assert.equal(screenOf(room([], { pins }), 50).pinned, 'Slides: example.org');
  assert.equal(screenOf(room([], { pins }), 100).pinned, 'Be kind');
  assert.equal(screenOf(room([]), 0).pinned, '');
});

const minute = 60_000;
const schedule = /** @type {any} */ (readSchedule({
  space: 'main', title: 'Main', version: 1, lessons: [{ room: 't-9', title: 'Loops', unit: '' }], stages: [{ room: 's-aula', title: 'Aula' }],
  talks: [
    { room: 't-1', title: 'Queues', stage: 's-aula', starts: 0, ends: 30 * minute }, { room: 't-2', title: 'Maps', stage: 's-aula', starts: 90 * minute, ends: 120 * minute },
    { room: 't-3', title: 'Gone', stage: 's-aula', starts: 60 * minute, ends: 80 * minute, cancelled: true },
  ],
}));

/** @param {string} of @param {number} at  minutes */
const showing = (of, at) => {
  const { room: shown, title, next, talk } = /** @type {any} */ (showingAt(schedule, of, at * minute));
  return [shown, title, talk?.room ?? null, next?.room ?? null];
};

test('a stage\'s screen follows what is on, stays a while after the end, and tells what comes next', () => {
  assert.deepEqual(showing('s-aula', 10), ['t-1', 'Queues', 't-1', null]);
  assert.deepEqual(showing('s-aula', 44), ['t-1', 'Queues', 't-1', null]);
  assert.deepEqual(showing('s-aula', 45), ['s-aula', 'Aula', null, 't-2']);
  assert.deepEqual(showing('s-aula', 81), ['s-aula', 'Aula', null, 't-2']);
  assert.deepEqual(showing('s-aula', 90), ['t-2', 'Maps', 't-2', null]);
  assert.deepEqual(showing('s-aula', 200), ['s-aula', 'Aula', null, null]);
});

test('a room\'s screen stays where it is', () => {
  assert.deepEqual(showing('t-1', 100), ['t-1', 'Queues', 't-1', null]);
  assert.deepEqual(showing('t-9', 0), ['t-9', 'Loops', null, null]);
  assert.deepEqual(showing('lobby', 0), ['lobby', '', null, null]);
  assert.equal(showingAt(null, 'lobby', 0), null);
});

test('the clock counts down to the actual end, and then up', () => {
  const talk = schedule.talks[0];
  assert.deepEqual(clockAt(talk, -minute), { kind: 'before', ms: minute });
  assert.deepEqual(clockAt(talk, 0), { kind: 'left', ms: 30 * minute });
  assert.deepEqual(clockAt({ ...talk, ends: 40 * minute }, 32 * minute), { kind: 'left', ms: 8 * minute });
  assert.deepEqual(clockAt(talk, 32 * minute), { kind: 'over', ms: 2 * minute });
  assert.equal(clockAt(talk, 90 * minute), null);
  assert.equal(clockAt({ ...talk, cancelled: true }, 0), null);
  assert.equal(clockAt(null, 0), null);
  assert.equal(clockSpan(245_999), '4:05');
  assert.equal(clockSpan(3_723_000), '1:02:03');
});

test('a text is as large as fits, never below the least size', () => {
  const upTo = (/** @type {number} */ limit) => (/** @type {number} */ size) => size <= limit;
  assert.equal(largestFitting(20, 80, upTo(100)), 80);
  assert.equal(largestFitting(20, 80, upTo(10)), 20);
  assert.equal(largestFitting(20, 10, upTo(100)), 20);
  const found = largestFitting(20, 80, upTo(47));
  assert.ok(found <= 47 && found > 46, String(found));
});
