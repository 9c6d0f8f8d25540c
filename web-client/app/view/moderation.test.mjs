// What is there to be moderated, and the keys.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { arranged, choicesFor } from './board.js';
import { columns, countsOf, listNames, listsOf, listToBegin, meaningHere, movedFrom, nextTo, toggled, without } from './moderation.js';

/** @param {number} number @param {any} [more] @returns {any} */
const question = (number, more = {}) => ({ id: `e-${number}`, version: number, offset: number, text: `question ${number}`, state: 'visible', votes: 0, hasMyVote: false, ...more });
const questions = [question(1), question(2, { votes: 3 }), question(3, { state: 'pending' }), question(4, { state: 'answering' }), question(5, { state: 'answered' }), question(6, { state: 'archived' }), question(7, { state: 'pending' })];
const pins = /** @type {any} */ ([{ id: 'e-90', target: 'e-2' }]);
const arrangement = arranged(questions, null, false);

test('every question is in one list, with those that wait apart from those that are shown', () => {
  const lists = Object.fromEntries(listsOf(arrangement, pins, 'all').map(({ name, ids }) => [name, ids]));
  assert.deepEqual(lists, { answering: ['e-4'], waiting: ['e-3', 'e-7'], open: ['e-2', 'e-1'], answered: ['e-5'], away: ['e-6'], pins: ['e-2'] });
  assert.deepEqual(countsOf(questions, pins), { held: 0, answering: 1, waiting: 2, open: 2, answered: 1, away: 1, pins: 1 });
  assert.equal(new Set(listNames).size, columns.flat().length);
});

test('one list alone can be shown; where there is room for one, what waits for somebody comes first', () => {
  assert.deepEqual(listsOf(arrangement, pins, 'waiting'), [{ name: 'waiting', ids: ['e-3', 'e-7'] }]);
  assert.equal(listToBegin(countsOf(questions, pins)), 'waiting');
  assert.equal(listToBegin(countsOf([question(1)], [])), 'open');
});

test('a moderator shows what waits, or puts it away, at once', () => {
  const choices = choicesFor(questions[2], { role: 'moderator', isPinned: false, hasOthers: true, isOwn: false });
  assert.deepEqual(choices.filter((one) => one === 'visible' || one === 'archived'), ['visible', 'archived']);
});

test('who is done with a question lets it go, and nothing else moves', () => {
  const shown = [question(1), question(2, { votes: 3 }), question(3), question(7, { state: 'pending', votes: 9 })];
  const held = arranged(shown, without(arrangement, new Set(['e-3'])), true);
  assert.deepEqual(held.waiting, ['e-7']);
  assert.deepEqual(held.open, ['e-2', 'e-1', 'e-3']);
  assert.deepEqual(held.answering, ['e-4']);
});

const lists = listsOf(arrangement, pins, 'all');
/** @param {string} list @param {string} id @param {any} move */
const from = (list, id, move) => Object.values(movedFrom(lists, { list, id }, move) ?? {});

test('up and down go through the lists, left and right from list to list', () => {
  assert.deepEqual(Object.values(movedFrom(lists, null, 'down') ?? {}), ['answering', 'e-4']);
  assert.deepEqual(from('answering', 'e-4', 'up'), ['answering', 'e-4']);
  assert.deepEqual(from('answering', 'e-4', 'down'), ['waiting', 'e-3']);
  assert.deepEqual(from('waiting', 'e-7', 'down'), ['open', 'e-2']);
  assert.deepEqual(from('open', 'e-2', 'up'), ['waiting', 'e-7']);
  assert.deepEqual(from('open', 'e-1', 'left'), ['waiting', 'e-3']);
  assert.deepEqual(from('waiting', 'e-7', 'right'), ['open', 'e-2']);
  assert.deepEqual(from('open', 'e-1', 'first'), ['open', 'e-2']);
  assert.deepEqual(from('open', 'e-2', 'last'), ['open', 'e-1']);
  assert.deepEqual(from('pins', 'e-2', 'down'), ['pins', 'e-2']);
  assert.deepEqual(from('open', 'e-gone', 'down'), ['answering', 'e-4']);
  assert.equal(movedFrom([], null, 'down'), null);
});

test('when a question leaves its list the next one is at hand', () => {
  assert.equal(nextTo(lists, { list: 'waiting', id: 'e-3' }), 'e-7');
  assert.equal(nextTo(lists, { list: 'waiting', id: 'e-7' }), 'e-3');
  assert.equal(nextTo(lists, { list: 'answering', id: 'e-4' }), 'e-4');
});

test('single letters act, and can be switched off; arrows stay; what is the browser\'s is left to it', () => {
  const stroke = (/** @type {string} */ key, more = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, ...more });
  assert.deepEqual(meaningHere(stroke('s'), true), { act: 'visible' });
  assert.deepEqual(meaningHere(stroke('J'), true), { move: 'down' });
  assert.equal(meaningHere(stroke('s'), false), null);
  assert.equal(meaningHere(stroke('j'), false), null);
  assert.deepEqual(meaningHere(stroke('ArrowDown'), false), { move: 'down' });
  assert.deepEqual(meaningHere(stroke('Enter'), false), { act: 'menu' });
  assert.equal(meaningHere(stroke('a', { ctrlKey: true }), true), null);
  assert.equal(meaningHere(stroke('toString'), true), null);
});

test('two are marked for a merge, never three', () => {
  assert.deepEqual(toggled([], 'e-1'), ['e-1']);
  assert.deepEqual(toggled(['e-1'], 'e-2'), ['e-1', 'e-2']);
  assert.deepEqual(toggled(['e-1', 'e-2'], 'e-3'), ['e-2', 'e-3']);
  assert.deepEqual(toggled(['e-1', 'e-2'], 'e-1'), ['e-2']);
});

test('where messages may wait their list is the first, and what one begins with while there are some', () => {
  assert.deepEqual(listsOf(arrangement, pins, 'all', ['e-8'])[0], { name: 'held', ids: ['e-8'] });
  assert.deepEqual(listsOf(arrangement, pins, 'held'), []);
  const counts = countsOf(questions, pins, 2);
  assert.deepEqual([counts.held, listToBegin(counts), listToBegin({ ...counts, held: 0 }), listToBegin({ ...counts, held: 0, waiting: 0 })], [2, 'held', 'waiting', 'open']);
});
