// Questions as they are shown.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { arranged, askingEnds, choicesFor, helpedBy, mergeable, newsOf } from './board.js';
import { openCount } from './open-count.js';

/** @param {number} number @param {any} [more] @returns {any} */
const question = (number, more = {}) => ({ id: `e-${number}`, version: number, offset: number, text: `question ${number}`, state: 'visible', votes: 0, hasMyVote: false, ...more });
const reader = { role: 'attendee', isPinned: false, hasOthers: true, isOwn: false };

test('the question of the moment comes first, then those with the most votes, of equals the older', () => {
  const questions = [question(1, { votes: 2 }), question(2, { votes: 5 }), question(3, { votes: 5 }), question(4, { state: 'answering' }), question(5, { state: 'pending' }),
    question(6, { state: 'answered', version: 9 }), question(7, { state: 'answered' }), question(8, { state: 'archived' })];
  assert.deepEqual(arranged(questions, null, false), { answering: ['e-4'], waiting: ['e-5'], open: ['e-2', 'e-3', 'e-1'], answered: ['e-6', 'e-7'], away: ['e-8'] });
});

test('while somebody points at the list nothing moves; what is new comes last, and the order follows when they let go', () => {
  const before = arranged([question(1, { votes: 3 }), question(2), question(3)], null, false);
  const after = [question(1, { state: 'answered' }), question(3, { votes: 9 }), question(4, { votes: 7 })]; // the second was deleted
  assert.deepEqual(arranged(after, before, true).open, ['e-1', 'e-2', 'e-3', 'e-4']);
  assert.deepEqual(arranged(after, before, true).answered, []);
  assert.deepEqual(arranged(after, before, false), { answering: [], waiting: [], open: ['e-3', 'e-4'], answered: ['e-1'], away: [] });
});

test('those that are still to be answered are counted', () => {
  const cards = [question(1), question(2, { state: 'answering' }), question(3, { state: 'answered' }), question(4, { state: 'pending' }), question(5, { merged_into: 'e-1' }), question(6, { deleted: true })];
  assert.equal(openCount(Object.fromEntries(cards.map((one) => [one.id, one]))), 2);
});

test('who may do what with a question', () => {
  assert.deepEqual(choicesFor(question(1), reader), ['copy']);
  assert.deepEqual(choicesFor(question(1), { ...reader, isOwn: true }), ['copy', 'delete']);
  assert.deepEqual(choicesFor(question(1), { ...reader, role: 'speaker' }), ['answering', 'answered', 'answer', 'copy']);
  assert.deepEqual(choicesFor(question(1, { state: 'pending' }), { ...reader, role: 'speaker' }), ['copy']);
  assert.deepEqual(choicesFor(question(1), { ...reader, role: 'safety' }), ['copy', 'remove']);
  assert.deepEqual(choicesFor(question(1), { ...reader, role: 'moderator' }), ['answering', 'answered', 'answer', 'merge', 'pin', 'archived', 'copy', 'remove']);
  assert.deepEqual(choicesFor(question(1, { state: 'answering' }), { ...reader, role: 'organiser', isPinned: true, hasOthers: false }),
    ['answered', 'answer', 'visible', 'unpin', 'archived', 'copy', 'remove']);
  assert.deepEqual(choicesFor(question(1, { state: 'archived' }), { ...reader, role: 'moderator', hasOthers: false }), ['visible', 'copy', 'remove']);
});

test('who asked is told what became of it, once, and of nothing else', () => {
  const before = [question(1), question(2, { state: 'pending' }), question(3), question(4, { answers: [{}] }), question(5)];
  const after = [question(1, { state: 'answering' }), question(2), question(3, { state: 'archived' }), question(4, { state: 'answered', answers: [{}, {}] }), question(5, { votes: 3 }), question(6)];
  const isOwn = (/** @type {any} */ { id }) => id !== 'e-3';
  assert.deepEqual(newsOf(before, after, isOwn).map(({ what, text }) => [what, text]), [['answering', 'question 1'], ['shown', 'question 2'], ['answer', 'question 4']]);
  assert.deepEqual(newsOf(before, after, () => true).length, 4);
  assert.deepEqual(newsOf(after, after, isOwn), []);
});

test('questions end with the talk, also when its clock was moved', () => {
  const here = /** @type {any} */ ({ talk: { starts: 0, ends: 700 } });
  assert.equal(askingEnds({ ends: 500, qa_until: 515 }, here), 715);
  assert.equal(askingEnds({ ends: 500, qa_until: 515 }, null), 515);
  assert.equal(askingEnds({}, here), null);
  assert.equal(askingEnds(null, null), null);
});

test('a question is merged with one of like words rather than with any other', () => {
  const target = question(1, { text: 'Will there be a recording?' });
  const others = [question(2, { text: 'What is for lunch?', votes: 9 }), question(3, { text: 'Recording: when?' }), question(4, { text: 'recording', state: 'archived' })];
  assert.deepEqual(mergeable([target, ...others], target, '').map(({ id }) => id), ['e-3', 'e-2']);
  assert.deepEqual(mergeable([target, ...others], target, ' LUNCH ').map(({ id }) => id), ['e-2']);
});

test('a message may have answered the latest question before it, once, and never one\'s own words', () => {
  const own = [question(1), question(3, { answers: [{ message: 'e-7' }] }), question(5, { state: 'pending' }), question(9)];
  const row = (/** @type {number} */ offset, more = {}) => ({ id: `e-${offset}`, offset, own: false, ...more });
  assert.equal(helpedBy(own, row(8))?.id, 'e-3');
  assert.equal(helpedBy(own, row(7))?.id, 'e-1');
  assert.equal(helpedBy(own, row(1)), undefined);
  assert.equal(helpedBy(own, row(8, { own: true })), undefined);
});
