// What undoes what.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { stepsBack, stillStands } from './undo.js';

/** @param {string} id @param {string} state @returns {any} */
const question = (id, state) => ({ id, state });
/** @param {any[]} questions @param {any[]} [pins] */
const board = (questions, pins = []) => ({ questions, pins });

test('a question goes back to the state that it had', () => {
  const held = question('e-1', 'pending');
  assert.deepEqual(stepsBack('visible', held, board([held])), [{ do: 'question', target: 'e-1', to: 'pending' }]);
  const open = question('e-2', 'visible');
  for (const choice of /** @type {const} */ (['answering', 'answered', 'archived'])) assert.deepEqual(stepsBack(choice, open, board([open])), [{ do: 'question', target: 'e-2', to: 'visible' }]);
  assert.deepEqual(stepsBack('visible', open, board([open])), []);
});

test('with the question that was taken up the one that it answered comes back, last, since it takes the other\'s place', () => {
  const [one, other] = [question('e-1', 'visible'), question('e-2', 'answering')];
  assert.deepEqual(stepsBack('answering', one, board([one, other])), [{ do: 'question', target: 'e-1', to: 'visible' }, { do: 'question', target: 'e-2', to: 'answering' }]);
  assert.deepEqual(stepsBack('answered', other, board([one, other])), [{ do: 'question', target: 'e-2', to: 'answering' }]);
});

test('a pin is taken off, and comes back to its place, until when it was to hold', () => {
  const pins = [{ target: 'e-8' }, { target: 'e-1', until: 70 }];
  assert.deepEqual(stepsBack('pin', question('e-1', 'visible'), board([])), [{ do: 'unpin', target: 'e-1' }]);
  assert.deepEqual(stepsBack('unpin', { id: 'e-1' }, board([], pins)), [{ do: 'pin', target: 'e-1', place: 1, until: 70 }]);
  assert.deepEqual(stepsBack('unpin', { id: 'e-9' }, board([], pins)), []);
});

test('nothing undoes a merge or a deletion', () => {
  for (const choice of /** @type {const} */ (['merge', 'remove', 'delete', 'copy'])) assert.deepEqual(stepsBack(choice, question('e-1', 'visible'), board([])), []);
});

test('what somebody else has changed since no longer stands', () => {
  assert.equal(stillStands('archived', { id: 'e-1' }, board([question('e-1', 'archived')])), true);
  assert.equal(stillStands('archived', { id: 'e-1' }, board([question('e-1', 'visible')])), false);
  assert.equal(stillStands('answering', { id: 'e-1' }, board([])), false);
  assert.equal(stillStands('pin', { id: 'e-1' }, board([], [{ target: 'e-1' }])), true);
  assert.equal(stillStands('unpin', { id: 'e-1' }, board([], [{ target: 'e-1' }])), false);
});
