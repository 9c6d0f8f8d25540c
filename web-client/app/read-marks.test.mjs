// Read marks: never back, shared by tabs, and worth nothing in another epoch.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ReadMarks } from './read-marks.js';

/** A browser's storage, and tabs that are told what the others keep. */
function browser() {
  /** @type {Map<string, string>} */
  const items = new Map();
  /** @type {((event: any) => void)[]} */
  const listeners = [];
  const tab = () => {
    /** @type {[string, number][]} */
    const moved = [];
    /** @type {any} */
    const window = { addEventListener: (/** @type {string} */ type, /** @type {any} */ listener) => type === 'storage' && listeners.push(listener) };
    const own = listeners.length;
    const storage = {
      getItem: (/** @type {string} */ key) => items.get(key) ?? null,
      setItem(/** @type {string} */ key, /** @type {string} */ value) {
        items.set(key, value);
        listeners.forEach((listener, index) => index !== own && listener({ key, newValue: value }));
      },
    };
    /** @type {(() => void)[]} */
    const due = [];
    const marks = new ReadMarks(storage, window, (callback) => due.push(callback));
    marks.onMoved = (room, { offset }) => moved.push([room, offset]);
    return { marks, moved, write: () => due.splice(0).forEach((callback) => callback()) };
  };
  return { items, tab };
}

test('a mark is kept over a reload, and never goes back', () => {
  const { tab } = browser();
  const { marks, write } = tab();
  assert.equal(marks.read('lobby', 'k1'), null);
  assert.equal(marks.advance('lobby', 'k1', 6), true);
  assert.equal(marks.advance('lobby', 'k1', 7), true);
  assert.equal(marks.advance('lobby', 'k1', 5), false);
  write();
  assert.equal(tab().marks.read('lobby', 'k1'), 7);
});

test('what is read in one tab is read in the others', () => {
  const { tab } = browser();
  const one = tab();
  const two = tab();
  one.marks.advance('lobby', 'k1', 7);
  one.write();
  assert.deepEqual(two.moved, [['lobby', 7]]);
  assert.equal(two.marks.read('lobby', 'k1'), 7);
  two.marks.advance('lobby', 'k1', 3);
  two.write();
  assert.equal(tab().marks.read('lobby', 'k1'), 7);
});

test('a mark of another epoch counts for nothing, and is replaced', () => {
  const { tab } = browser();
  const before = tab();
  before.marks.advance('lobby', 'k1', 900);
  before.write();
  const { marks, write } = tab();
  assert.equal(marks.read('lobby', 'k2'), null);
  marks.advance('lobby', 'k2', 3);
  write();
  assert.equal(tab().marks.read('lobby', 'k2'), 3);
});

test('nonsense in the storage, or none at all, costs the mark and nothing else', () => {
  const { items, tab } = browser();
  for (const text of ['{', 'null', '7', '{"epoch":1,"offset":2}', '{"epoch":"k1","offset":-2}']) {
    items.set('hallway.read.lobby', text);
    assert.equal(tab().marks.read('lobby', 'k1'), null, text);
  }
  const marks = new ReadMarks(null);
  marks.advance('lobby', 'k1', 2);
  assert.equal(marks.read('lobby', 'k1'), 2);
});
