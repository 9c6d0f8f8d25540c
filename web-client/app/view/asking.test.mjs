// What is asked about before it goes.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { freshMs, mustAsk } from './asking.js';

const written = (/** @type {number} */ at) => /** @type {any} */ ({ at });

test('a text is sent unasked for two minutes', () => {
  assert.equal(mustAsk(written(1000), 1000 + freshMs), false);
  assert.equal(mustAsk(written(1000), 1001 + freshMs), true);
});

test('what was written during a talk that has ended is asked about, what is written after it is not', () => {
  assert.equal(mustAsk(written(1000), 3000, 2000), true);
  assert.equal(mustAsk(written(2500), 3000, 2000), false);
  assert.equal(mustAsk(written(1000), 1500, 2000), false);
});
