// The queue of messages that wait.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { usualPolicy } from '../../sdk/policy.js';
import { isHolding, queueOf, secondsLeft } from './queue.js';

/** @param {string} id @param {object} [fields] @returns {any} */
const held = (id, fields = {}) => ({ id, isDropped: false, until: null, ...fields });

test('what waits stands in the order of writing, without what its author has still to read', () => {
  assert.deepEqual(queueOf([held('a'), held('b', { isDropped: true }), held('c')], null, true), ['a', 'c']);
  assert.deepEqual(queueOf([held('c')], ['a', 'c'], false), ['c']);
});

test('under the finger nothing moves: what is gone keeps its place, what comes is below, what was decided may leave', () => {
  assert.deepEqual(queueOf([held('b'), held('a2')], ['a', 'b'], true), ['a', 'b', 'a2']);
  assert.deepEqual(queueOf([held('b')], ['a', 'b'], true, new Set(['a'])), ['b']);
});

test('every way of holding counts, and a delay counts down', () => {
  assert.equal(isHolding(usualPolicy), false);
  for (const more of [{ approval: true }, { delay_s: 3 }, { words: ['spam'] }, { hold_links: true }, { hold_repeats: true }]) assert.ok(isHolding({ ...usualPolicy, ...more }));
  assert.deepEqual([secondsLeft(held('a'), 0), secondsLeft(held('a', { until: 2500 }), 0), secondsLeft(held('a', { until: 10 }), 20)], [null, 3, 0]);
});
