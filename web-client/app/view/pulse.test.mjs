// What is seen of applause, for how long, and when somebody says that they are typing.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { emptyRoom } from '../../sdk/hallway.js';
import { inSight, leftOut, shownMs, TypingTeller, typingOf } from './pulse.js';

const ada = { id: 'u-ada', name: 'Ada', role: 'attendee' };
const room = () => ({ ...emptyRoom('lobby', ada), status: /** @type {const} */ ('live') });

test('what was given is in sight for a while, each kind by itself, and what is not known is not', () => {
  const first = inSight([], { version: 3, counts: { clap: 12, wow: 1, cheers: 4, heart: 0 } }, 1000);
  assert.deepEqual(first.map(({ kind, count }) => [kind, count]), [['clap', 12], ['wow', 1]]);
  assert.equal(inSight(first, null, 1500), first);
  const more = inSight(first, { version: 4, counts: { clap: 2 } }, 2000);
  assert.deepEqual(more.map(({ id }) => id), ['clap-3', 'wow-3', 'clap-4']);
  assert.deepEqual(inSight(more, null, 1000 + shownMs).map(({ id }) => id), ['clap-4']);
  assert.deepEqual(inSight(more, null, 2000 + shownMs), []);
});

test('who is typing leaves out the reader, and those whom they have blocked', () => {
  const typing = [ada, { id: 'u-bob', name: 'Bob' }, { id: 'u-carol', name: 'Carol' }];
  assert.deepEqual(typingOf({ applause: null, typing }, ['u-ada']), ['Bob', 'Carol']);
  assert.deepEqual(typingOf({ applause: null, typing }, ['u-ada', 'u-bob']), ['Carol']);
});

test('what is left out is told with how many are here', () => {
  assert.deepEqual(leftOut(room()), []);
  assert.deepEqual(leftOut({ ...room(), shed: {}, here: { people: 60, watching: 0 } }), []);
  const shed = /** @type {const} */ ({ typing: true, applause_ms: 5000 });
  assert.deepEqual(leftOut({ ...room(), shed, here: { people: 40_000, watching: 0 } }), [{ kind: 'typing', people: 40_000, seconds: 0 }, { kind: 'applause', people: 40_000, seconds: 5 }]);
});

test('a reader says once in a while that they are typing, and that they are not any more', () => {
  const state = { ...room(), policy: { ...room().policy, typing: true } };
  const teller = new TypingTeller();
  const typed = (/** @type {string} */ text, /** @type {number} */ now, more = state) => teller.typed(more, text, { everyMs: 10_000, peopleMax: 50, now });
  assert.equal(typed('H', 0), true);
  assert.equal(typed('He', 200), null);
  assert.equal(typed('Hel', 10_000), true);
  assert.equal(typed(' ', 11_000), false);
  assert.equal(typed('', 11_100), null);
  assert.equal(typed('A', 11_200), true);
  teller.stopped();
  assert.equal(typed('B', 11_300), true);
  teller.stopped();
  assert.equal(typed('C', 11_400, room()), null, 'it is not switched on');
  assert.equal(typed('C', 11_400, { ...state, here: { people: 60, watching: 0 } }), null, 'too many are here');
});
