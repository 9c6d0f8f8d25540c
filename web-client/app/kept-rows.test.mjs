// What is kept of a room for a page without a connection: the newest, bounded, and nothing that is no message.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { emptyRoom } from '../sdk/hallway.js';
import { KeptRows, roomsKept, rowsKept } from './kept-rows.js';

/** @param {number} offset @param {object} [fields] */
const row = (offset, fields = {}) => ({
  id: `e-${offset}`, offset, at: offset, from: { id: 'u-1', name: 'Bob', role: 'attendee' }, text: `text ${offset}`, replyTo: null, editedAt: null,
  deleted: false, key: 'secret-enough', own: false, ...fields,
});
/** @param {string} id @param {any[]} rows */
const room = (id, rows) => ({ ...emptyRoom(id), title: id.toUpperCase(), rows });

function keeper() {
  /** @type {Map<string, string>} */
  const items = new Map();
  const storage = {
    getItem: (/** @type {string} */ key) => items.get(key) ?? null, setItem: (/** @type {string} */ key, /** @type {string} */ value) => void items.set(key, value),
    removeItem: (/** @type {string} */ key) => void items.delete(key),
  };
  /** @type {(() => void)[]} */
  const due = [];
  return { items, kept: new KeptRows(storage, null, (callback) => due.push(callback)), write: () => due.splice(0).forEach((callback) => callback()) };
}

test('the newest messages are there again, without what was deleted and without keys', () => {
  const { kept, write } = keeper();
  kept.note(room('lobby', [...Array.from({ length: 100 }, (_, index) => row(index + 1)), row(101, { deleted: true, text: '' }), row(102)]));
  assert.equal(kept.read('lobby'), null);
  write();
  const { title, rows = [] } = kept.read('lobby') ?? {};
  assert.deepEqual([title, rows.length, rows.at(-1)?.id, rows.at(-2)?.id, rows.at(-1)?.key], ['LOBBY', rowsKept, 'e-102', 'e-100', null]);
});

test('long messages and many rooms are kept within bounds', () => {
  const { items, kept, write } = keeper();
  for (let number = 0; number < 20; number++) {
    kept.note(room(`r-${number}`, Array.from({ length: 100 }, (_, index) => row(index + 1, { text: 'long '.repeat(200) }))));
    write();
  }
  assert.equal(items.size, roomsKept + 1);
  assert.ok([...items.values()].reduce((sum, { length }) => sum + length, 0) < 160_000);
  assert.ok(kept.read('r-19')?.rows.length);
  assert.equal(kept.read('r-1'), null);
});

test('what one may no longer see is forgotten; nonsense is nothing', () => {
  const { items, kept, write } = keeper();
  kept.note(room('lobby', [row(1)]));
  write();
  kept.forget('lobby');
  assert.equal(kept.read('lobby'), null);
  for (const text of ['{', '[]', '{"title":"x","rows":[{}]}', '{"title":"x","rows":[{"id":"e-1","offset":1,"at":1,"text":5}]}']) {
    items.set('hallway.kept.lobby', text);
    assert.equal(kept.read('lobby'), null, text);
  }
});
