// Keys on a message.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { meaningOf, movedTo } from './keys.js';

const plain = { ctrlKey: false, metaKey: false, altKey: false };

test('keys that belong to the browser are left to it', () => {
  assert.equal(meaningOf({ ...plain, key: 'r' }), 'reply');
  assert.equal(meaningOf({ ...plain, key: 'r', ctrlKey: true }), null);
  assert.equal(meaningOf({ ...plain, key: 'Tab' }), null);
  assert.equal(meaningOf({ ...plain, key: 'toString' }), null);
});

test('moving stays within the messages that are here', () => {
  assert.equal(movedTo('up', 0, 5), 0);
  assert.equal(movedTo('down', 4, 5), 4);
  assert.equal(movedTo('newest', 1, 5), 4);
});
