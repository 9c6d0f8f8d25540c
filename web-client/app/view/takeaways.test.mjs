// When a room has something to take away.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { hasTakeaways, takeawaysPath } from './takeaways.js';

/** @param {object[]} questions @param {object[]} [pins] */
const has = (questions, pins = []) => hasTakeaways(/** @type {any} */ ({ questions: Object.fromEntries(questions.map((one, index) => [index, one])), pins }));
const answers = [{ id: 'e-1' }];

test('answered questions and pins are to be taken away', () => {
  assert.ok(has([{ state: 'answered' }]));
  assert.ok(has([{ state: 'visible', answers }]));
  assert.ok(has([{ state: 'answering', answers }]));
  assert.ok(has([], [{ id: 'e-2' }]));
});

test('what nobody answered, or not everybody sees, is not', () => {
  assert.ok(!has([]));
  assert.ok(!has([{ state: 'visible' }, { state: 'answering' }]));
  assert.ok(!has([{ state: 'pending', answers }, { state: 'archived', answers }, { state: 'answered', deleted: true }, { state: 'answered', merged_into: 'e-3' }, { merged_into: 'e-3' }]));
});

test('each form has its address', () => assert.equal(takeawaysPath('lobby', 'md'), '/v1/rooms/lobby/takeaways.md'));
