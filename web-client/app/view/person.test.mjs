// Letters and tints of people, in any script.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { initialsOf, tintOf } from './person.js';

test('initials come from the first and the last word', () => {
  const cases = { 'Ada': 'A', 'ada lovelace': 'AL', 'Jean-Luc': 'JL', '张伟': '张', 'Ада Л': 'АЛ', '🦊 fox': 'F', '🦊': '🦊', ' x ': 'X' };
  for (const [name, initials] of Object.entries(cases)) assert.equal(initialsOf(name), initials, name);
});

test('a member keeps their tint, and tints are spread', () => {
  const tints = new Set(Array.from({ length: 100 }, (_, index) => tintOf(`u-${index}`)));
  assert.equal(tintOf('u-1'), tintOf('u-1'));
  assert.equal(tints.size, 8);
});
