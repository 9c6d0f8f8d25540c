// What the reader has chosen is kept; what cannot be read is as if nothing had been.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Preferences } from './preferences.js';

const storageWith = (/** @type {string | null} */ text) => {
  let kept = text;
  return { getItem: () => kept, setItem: (/** @type {string} */ _, /** @type {string} */ value) => (kept = value) };
};

test('choices are kept over a reload', () => {
  const storage = storageWith(null);
  const first = new Preferences(storage);
  assert.deepEqual([first.aloud, first.keys], ['me', true]);
  first.choose({ keys: false });
  first.choose({ aloud: 'summary' });
  const second = new Preferences(storage);
  assert.deepEqual([second.aloud, second.keys], ['summary', false]);
});

test('nonsense in the storage, or none, leaves what is usual', () => {
  for (const text of ['{', 'null', '{"aloud":"loudly","keys":"no"}']) {
    const preferences = new Preferences(storageWith(text));
    assert.deepEqual([preferences.aloud, preferences.keys], ['me', true], text);
  }
  const without = new Preferences(null);
  without.choose({ aloud: 'off' });
  assert.equal(without.aloud, 'off');
});
