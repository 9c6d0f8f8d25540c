// The rendered window: follows the newest, moves, and stays within its bound.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { around, followedMax, movedDown, movedUp, renderedMax, spanOf, unseen } from './window.js';

/** @param {number} count @returns {import('../../sdk/types.js').Row[]} */
const rows = (count) => Array.from({ length: count }, (_, index) => ({
  id: `e-${index + 1}`, offset: (index + 1) * 2, at: 0, from: { id: 'u-1', role: 'attendee' }, text: '', replyTo: null, editedAt: null,
  deleted: false, key: null, own: false,
}));

test('the newest rows are rendered, never more than the bound', () => {
  assert.deepEqual(spanOf(rows(10), null), { start: 0, end: 10, isOldest: true, isNewest: true });
  assert.deepEqual(spanOf(rows(1000), null), { start: 1000 - followedMax, end: 1000, isOldest: false, isNewest: true });
  assert.equal(spanOf(rows(1000), 600).end - spanOf(rows(1000), 600).start, renderedMax);
});

test('a window that follows keeps its first row for a while', () => {
  const starts = new Set(Array.from({ length: 100 }, (_, more) => spanOf(rows(1000 + more), null).start));
  assert.ok(starts.size <= 5, [...starts].join());
  for (let count = 1; count < 700; count++) assert.ok(spanOf(rows(count), null).end - spanOf(rows(count), null).start <= followedMax);
});

test('a window that stays keeps its first row while others arrive', () => {
  const from = rows(1000)[300].offset;
  assert.equal(spanOf(rows(1000), from).start, 300);
  assert.equal(spanOf(rows(1100), from).start, 300);
  assert.equal(spanOf(rows(1100), from).isNewest, false);
});

test('moving up ends at the oldest, moving down at the newest', () => {
  const all = rows(1000);
  /** @type {number | null} */
  let from = null;
  for (let moves = 0; moves < 10; moves++) from = movedUp(all, spanOf(all, from));
  assert.deepEqual(spanOf(all, from), { start: 0, end: renderedMax, isOldest: true, isNewest: false });
  for (let moves = 0; moves < 10; moves++) from = movedDown(all, spanOf(all, from));
  assert.deepEqual(spanOf(all, from), { start: 600, end: 1000, isOldest: false, isNewest: true });
});

test('a window at the oldest shows what is loaded before it', () => {
  const from = movedUp(rows(100), spanOf(rows(100), null));
  assert.equal(from, 0);
});

test('a message is found in the middle of its window', () => {
  const all = rows(1000);
  const span = spanOf(all, around(all, 'e-500'));
  assert.ok(span.start < 500 && span.end > 500);
  assert.equal(around(all, 'e-0'), null);
});

test('only what others wrote is unseen', () => {
  const all = rows(4).map((row, index) => ({ ...row, own: index === 2 }));
  assert.equal(unseen(all, 4, []), 1);
  assert.equal(unseen(all, null, []), 0);
});
