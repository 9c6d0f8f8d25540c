// What stands apart in the timeline: one's own that waits, and what blocked members write.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { veiled, withHeld } from './apart.js';
import { timelineOf } from './timeline.js';

const ada = { id: 'u-ada', name: 'Ada', role: 'attendee' };
const bob = { id: 'u-bob', name: 'Bob', role: 'attendee' };
/** @param {number} offset @param {object} [fields] @returns {any} */
const row = (offset, fields = {}) => ({
  id: `e-${offset}`, offset, at: offset * 1000, from: bob, text: `text ${offset}`, replyTo: null, editedAt: null, deleted: false, key: null, own: false, ...fields,
});
/** @param {number} offset @param {object} [fields] @returns {any} */
const held = (offset, fields = {}) => row(offset, { from: ada, own: true, reason: 'approval', until: null, isDropped: false, key: `k-${offset}`, ...fields });
/** @param {readonly any[]} rows */
const itemsOf = (rows) => timelineOf({ rows, pending: [], markers: [], me: ada, dayOf: () => 'today' });
const none = new Set(/** @type {string[]} */ ([]));

test('one\'s own that waits stands where it was written, without an id to do something with; that of others stands in the queue alone', () => {
  const rows = withHeld([row(1), row(4)], [held(2), held(3, { from: bob, own: false })]);
  assert.deepEqual(rows.map(({ id }) => id), ['e-1', 'e-2', 'e-4']);
  const [, , waiting] = itemsOf(rows);
  assert.ok(waiting.type === 'message');
  assert.deepEqual([waiting.id, waiting.key, waiting.isOwn, waiting.row?.id], [null, 'k-2', true, 'e-2']);
  const same = [row(1)];
  assert.equal(withHeld(same, []), same);
});

test('each run of messages by a blocked member is one line, which can be opened', () => {
  const items = itemsOf([row(1), row(2), row(3, { from: ada, own: true }), row(4), row(5, { deleted: true, text: '' })]);
  const shape = (/** @type {ReadonlySet<string>} */ unveiled) =>
    veiled(items, [bob.id], unveiled).map((item) => (item.type === 'blocked' ? item.count : item.type === 'message' ? item.key : item.type));
  assert.deepEqual(shape(none), ['day', 2, 'e-3', 1, 'e-5']);
  assert.deepEqual(shape(new Set(['e-1', 'e-2'])), ['day', 'e-1', 'e-2', 'e-3', 1, 'e-5']);
  assert.deepEqual(veiled(items, ['u-carol'], none), items);
});

test('a reply does not show what it replies to, and who writes after a line is named', () => {
  const items = itemsOf([row(1), row(2, { from: ada }), row(3, { from: ada, replyTo: 'e-1' })]);
  const last = veiled(items, [bob.id], none).at(-1);
  assert.ok(last?.type === 'message');
  assert.deepEqual([last.quote?.text, last.quote?.isLoaded], ['', false]);
  const after = veiled([items[1], { .../** @type {any} */ (items[2]), startsGroup: false }], [bob.id], none)[1];
  assert.ok(after.type === 'message' && after.startsGroup);
});
