// What is remembered, and a browser that forbids it.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { keep, kept } from './slots.js';

test('what is kept is there again; a storage that is missing or forbids it is no fault', () => {
  /** @type {Record<string, string>} */
  const items = {};
  const storage = { getItem: (/** @type {string} */ slot) => items[slot] ?? null, setItem: (/** @type {string} */ slot, /** @type {string} */ value) => void (items[slot] = value) };
  keep(storage, 'one', 'yes');
  assert.deepEqual([kept(storage, 'one'), kept(storage, 'other')], ['yes', null]);
  const forbidden = () => { throw new Error('no'); };
  for (const none of [null, { getItem: forbidden, setItem: forbidden }]) {
    keep(none, 'one', 'yes');
    assert.equal(kept(none, 'one'), null);
  }
});
