// The timeline: grouping, days, markers, and messages that are on their way.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { groupMs, timelineOf } from './timeline.js';

/** @import { PendingEntry, Row } from '../../sdk/types.js' */

const ada = { id: 'u-ada', name: 'Ada', role: 'attendee' };
const bob = { id: 'u-bob', name: 'Bob', role: 'speaker' };
const minute = 60_000;
const dayOf = (/** @type {number} */ at) => String(Math.floor(at / 86_400_000));

/** @param {number} offset @param {Partial<Row>} [fields] @returns {Row} */
const row = (offset, fields = {}) => ({
  id: `e-${offset}`, offset, at: offset * 1000, from: ada, text: `text ${offset}`, replyTo: null, editedAt: null, deleted: false, key: null,
  own: false, ...fields,
});

/** @param {Partial<PendingEntry>} [fields] @returns {PendingEntry} */
const entry = (fields = {}) => ({ key: 'k1', kind: 'post', text: 'soon', replyTo: null, target: null, at: 9000, state: 'sending', error: null, ...fields });

/** @param {Partial<Parameters<typeof timelineOf>[0]>} what */
const items = (what) => timelineOf({ rows: [], pending: [], markers: [], me: ada, dayOf, ...what });
/** @param {Partial<Parameters<typeof timelineOf>[0]>} what */
const shape = (what) => items(what).map((item) => (item.type === 'message' ? `${item.startsGroup ? '*' : ' '}${item.text}` : item.type));

test('messages of one author that follow each other soon stand under one name', () => {
  const rows = [row(1), row(2), row(3, { from: bob }), row(4, { at: 3000 + groupMs + 1, from: bob })];
  assert.deepEqual(shape({ rows }), ['day', '*text 1', ' text 2', '*text 3', '*text 4']);
});

test('a reply begins a group, so that its quote stands under a name', () => {
  assert.deepEqual(shape({ rows: [row(1), row(2, { replyTo: 'e-1' })] }), ['day', '*text 1', '*text 2']);
});

test('each day is told once, and begins a group', () => {
  const rows = [row(1, { at: 86_400_000 - minute }), row(2, { at: 86_400_000 + minute }), row(3, { at: 86_400_000 + minute })];
  assert.deepEqual(shape({ rows }), ['day', '*text 1', 'day', '*text 2', ' text 3']);
});

test('a gap and a reset stand where something is missing', () => {
  const rows = [row(1), row(2), row(9)];
  /** @type {import('../../sdk/types.js').Marker[]} */
  const markers = [{ kind: 'gap', from: 3, to: 8, afterOffset: 2 }, { kind: 'reset', reason: 'trimmed', afterOffset: 0 }];
  assert.deepEqual(shape({ rows, markers }), ['marker', 'day', '*text 1', ' text 2', 'marker', '*text 9']);
});

test('a marker above what is rendered is not shown', () => {
  const known = [row(1), row(5), row(6)];
  /** @type {import('../../sdk/types.js').Marker[]} */
  const markers = [{ kind: 'gap', from: 2, to: 4, afterOffset: 1 }];
  assert.deepEqual(shape({ rows: known.slice(2), known, markers }), ['day', '*text 6']);
});

test('what is new to the reader begins behind a line, once, and not for own messages', () => {
  assert.deepEqual(shape({ rows: [row(1), row(2), row(3)], newAfter: 1 }), ['day', '*text 1', 'new', '*text 2', ' text 3']);
  assert.deepEqual(shape({ rows: [row(1), row(2, { own: true })], newAfter: 1 }), ['day', '*text 1', ' text 2']);
});

test('the line is not shown where what is new began above', () => {
  const known = [row(1), row(2), row(3)];
  assert.deepEqual(shape({ rows: known.slice(2), known, newAfter: 1 }), ['day', '*text 3']);
});

test('a row that is as it was is the same item, so that nobody draws it anew', () => {
  const rows = [row(1), row(2, { replyTo: 'e-1' })];
  const first = items({ rows });
  const later = items({ rows: [...rows, row(3)] });
  assert.equal(later[1], first[1]);
  assert.equal(later[2], first[2]);
  const changed = items({ rows: [{ ...rows[0], text: 'edited' }, rows[1]] });
  assert.notEqual(changed[1], first[1]);
  assert.notEqual(changed[2], first[2], 'it quotes what was edited');
});

test('a message on its way is the last, and keeps its key when it is stored', () => {
  const pending = items({ rows: [row(1)], pending: [entry()] });
  const stored = items({ rows: [row(1), row(2, { own: true, key: 'k1' })], pending: [entry()] });
  assert.deepEqual(pending.map((item) => item.key), stored.map((item) => item.key));
  assert.equal(stored.length, 3);
});

test('unstored messages are not shown in the middle of history', () => {
  assert.deepEqual(shape({ rows: [row(1)], known: [row(1), row(2)], pending: [entry()], isNewest: false }), ['day', '*text 1']);
});

test('an edit under way shows its text; a deletion under way is told at its message', () => {
  const rows = [row(1, { own: true }), row(2, { own: true })];
  const pending = [entry({ kind: 'edit', target: 'e-1', text: 'better' }), entry({ key: 'k2', kind: 'delete', target: 'e-2', text: '' })];
  const messages = items({ rows, pending }).filter((item) => item.type === 'message');
  assert.deepEqual(messages.map((item) => [item.text, item.entry?.kind]), [['better', 'edit'], ['text 2', 'delete']]);
});

test('a quote knows whether its original is here, and whether it was deleted', () => {
  const rows = [row(1, { deleted: true, text: '' }), row(2, { replyTo: 'e-1' }), row(3, { replyTo: 'e-0' })];
  const quotes = items({ rows }).flatMap((item) => (item.type === 'message' && item.quote ? [item.quote] : []));
  assert.deepEqual(quotes.map(({ isDeleted, isLoaded }) => [isDeleted, isLoaded]), [[true, true], [false, false]]);
});

test('no two items share a key', () => {
  const rows = [row(1), row(2, { own: true, key: 'k0' }), row(3, { at: 1e9 })];
  const keys = items({ rows, pending: [entry()], newAfter: 0 }).map((item) => item.key);
  assert.equal(new Set(keys).size, keys.length);
});
