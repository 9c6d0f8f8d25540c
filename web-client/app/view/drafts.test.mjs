// Drafts: kept per room, and never a reason for the page to fail.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createDrafts } from './drafts.js';

test('a draft is kept per room and is gone when it is empty', () => {
  /** @type {Map<string, string>} */
  const kept = new Map();
  const drafts = createDrafts({
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  });
  drafts.write('lobby', 'half a ');
  drafts.write('stage', 'other');
  assert.equal(drafts.read('lobby'), 'half a ');
  drafts.write('lobby', '  ');
  assert.deepEqual([...kept.values()], ['other']);
});

test('a browser that keeps nothing costs no draft while the page lives', () => {
  const fail = () => {
    throw new Error('forbidden');
  };
  const drafts = createDrafts({ getItem: fail, setItem: fail, removeItem: fail });
  drafts.write('lobby', 'kept');
  assert.equal(drafts.read('lobby'), 'kept');
});
