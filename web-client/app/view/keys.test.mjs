// Keys on a message.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { asksForKeys, meaningOf, movedTo } from './keys.js';

const plain = { ctrlKey: false, metaKey: false, altKey: false };

test('keys that belong to the browser are left to it', () => {
  assert.equal(meaningOf({ ...plain, key: 'r' }, true), 'reply');
  assert.equal(meaningOf({ ...plain, key: 'R' }, true), 'reply');
  assert.equal(meaningOf({ ...plain, key: 'r', ctrlKey: true }, true), null);
  assert.equal(meaningOf({ ...plain, key: 'Tab' }, true), null);
  assert.equal(meaningOf({ ...plain, key: 'toString' }, true), null);
});

test('single letters and signs can be switched off; arrows stay', () => {
  for (const key of ['r', 'e', 'c', 'j', 'k']) assert.equal(meaningOf({ ...plain, key }, false), null, key);
  assert.equal(meaningOf({ ...plain, key: 'ArrowUp' }, false), 'up');
  assert.equal(asksForKeys({ ...plain, key: '?' }, true), true);
  assert.equal(asksForKeys({ ...plain, key: '?' }, false), false);
});

test('moving stays within the messages that are here', () => {
  assert.equal(movedTo('up', 0, 5), 0);
  assert.equal(movedTo('down', 4, 5), 4);
  assert.equal(movedTo('newest', 1, 5), 4);
});
