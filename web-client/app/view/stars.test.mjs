// The talks that the reader marked.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createStars } from './stars.js';

/** @returns {any} */
function memory() {
  const kept = new Map();
  return { kept, getItem: (/** @type {string} */ key) => kept.get(key) ?? null, setItem: (/** @type {string} */ key, /** @type {string} */ value) => kept.set(key, value) };
}

test('a star is kept, taken back, and shared with another tab', () => {
  const storage = memory();
  const [one, other] = [createStars(storage), createStars(storage)];
  one.toggle('t-1');
  one.toggle('t-2');
  other.toggle('t-3');
  one.reload();
  assert.deepEqual([...one.mine], ['t-1', 't-2', 't-3']);
  one.toggle('t-1');
  assert.deepEqual([...createStars(storage).mine], ['t-2', 't-3']);
});

test('without storage, or with nonsense in it, stars last as long as the page', () => {
  const broken = { getItem: () => '{"no":"list"}', setItem: () => { throw new Error('full'); } };
  for (const storage of [null, broken]) {
    const stars = createStars(storage);
    stars.toggle('t-1');
    assert.deepEqual([...stars.mine], ['t-1']);
  }
});
