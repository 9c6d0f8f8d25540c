// Whom one could mean behind an @.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { offered, offeredMax, queryAt, recentAuthors, withName } from './name-offer.js';

/** @param {string} name @param {string} [id] */
const person = (name, id = `u-${name}`) => ({ id, name, role: 'attendee' });

test('who wrote last is offered first, oneself never', () => {
  const rows = [person('Bob'), person('Chidi'), person('Ada'), person('Bob'), { id: 'u-x', role: 'attendee' }]
    .map((from, index) => /** @type {any} */ ({ offset: index, from, own: from.id === 'u-Ada' }));
  assert.deepEqual(recentAuthors(rows).map(({ name }) => name), ['Bob', 'Chidi']);
});

test('a name is being typed from the @ to the caret', () => {
  assert.deepEqual(queryAt('hello @bo', 9), { start: 6, query: 'bo' });
  assert.deepEqual(queryAt('@', 1), { start: 0, query: '' });
  assert.deepEqual(queryAt('@Ada Lo', 7), { start: 0, query: 'Ada Lo' });
  for (const text of ['ada@b', '@@b', 'no at', '@Ada is here', '@Ada ', '@ Ada']) assert.equal(queryAt(text, text.length), null, text);
});

test('what is offered begins with what was typed, without regard to case and accents, few at once', () => {
  const people = [person('Bob'), person('Zoé Ada'), person('adam'), person('Ådne')];
  assert.deepEqual(offered('ad', people).map(({ name }) => name), ['adam', 'Ådne', 'Zoé Ada']);
  assert.deepEqual(offered('bob', people), []);
  assert.equal(offered('', Array.from({ length: 50 }, (_, index) => person(`P${index}`))).length, offeredMax);
});

test('a chosen name takes the place of what was typed, with one blank behind it', () => {
  assert.deepEqual(withName('hi @bo there', { start: 3, query: 'bo' }, 'Bob'), { text: 'hi @Bob there', caret: 7 });
  assert.deepEqual(withName('hi @bo', { start: 3, query: 'bo' }, 'Bob'), { text: 'hi @Bob ', caret: 8 });
});
