// Lengths in code points, and the countdown near the limit.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { codePoints, countdown, shortened } from './count.js';

test('length is counted in code points of the form that is stored', () => {
  assert.equal(codePoints('abc'), 3);
  assert.equal(codePoints('👋🏽'), 2);
  assert.equal(codePoints('e\u0301'), 1);
  assert.equal(codePoints('  a\n'), 1);
});

test('the countdown shows only near the limit', () => {
  assert.deepEqual(countdown('a', 1000), { left: 999, isShown: false, isOver: false });
  assert.deepEqual(countdown('a'.repeat(900), 1000), { left: 100, isShown: true, isOver: false });
  assert.deepEqual(countdown('a'.repeat(1001), 1000), { left: -1, isShown: true, isOver: true });
});

test('shortening never cuts a code point in two', () => {
  assert.equal(shortened('one\n two', 20), 'one two');
  assert.equal(shortened('👋👋👋👋', 3), '👋👋…');
});
