import assert from 'node:assert/strict';
import { test } from 'node:test';

import { HeldWords } from './held-words.js';

const day = 86_400_000;

function memory() {
  /** @type {Map<string, string>} */
  const items = new Map();
  return { items, getItem: (/** @type {string} */ key) => items.get(key) ?? null, setItem: (/** @type {string} */ key, /** @type {string} */ value) => void items.set(key, value) };
}

test('words are kept for two days, until their author has done with them', () => {
  const storage = memory();
  let now = 10 * day;
  const words = new HeldWords(storage, () => now);
  words.keep('e-1', 'First');
  words.keep('e-2', 'Second');
  assert.deepEqual([words.of('e-1'), words.of('e-2'), words.of('e-3')], ['First', 'Second', undefined]);
  words.letGo('e-1');
  assert.equal(new HeldWords(storage, () => now).of('e-1'), null);
  now += 3 * day;
  words.keep('e-3', 'Third');
  assert.deepEqual([words.of('e-1'), words.of('e-2'), words.of('e-3')], [undefined, undefined, 'Third']);
});

test('what cannot be kept or read costs nothing else', () => {
  const full = { getItem: () => 'no JSON', setItem: () => { throw new Error('full'); } };
  const words = new HeldWords(full);
  words.keep('e-1', 'First');
  assert.equal(words.of('e-1'), undefined);
  new HeldWords(null).letGo('e-1');
});
