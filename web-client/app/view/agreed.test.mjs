// Which rules were agreed to on a device.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { FakeStorage } from '../../sdk/fake-world.mjs';
import { agree, agreement } from './agreed.js';

test('rules are agreed to once, until they are others', () => {
  const storage = new FakeStorage();
  assert.deepEqual(agreement(storage, 'Be kind.'), { isGiven: false, wasGiven: false });
  agree(storage, 'Be kind.');
  agree(storage, 'Be kind.');
  assert.deepEqual(agreement(storage, 'Be kind.'), { isGiven: true, wasGiven: true });
  assert.deepEqual(agreement(storage, 'Be kind. No adverts.'), { isGiven: false, wasGiven: true });
  assert.equal([...storage.items.values()][0], 'Be kind.');
});

test('those of a few spaces are known; where nothing can be kept nothing is', () => {
  const storage = new FakeStorage();
  for (let count = 0; count < 12; count++) agree(storage, `Rules ${count}`);
  assert.deepEqual([agreement(storage, 'Rules 1').isGiven, agreement(storage, 'Rules 2').isGiven], [false, true]);
  agree(null, 'Be kind.');
  assert.equal(agreement(null, 'Be kind.').isGiven, false);
});
