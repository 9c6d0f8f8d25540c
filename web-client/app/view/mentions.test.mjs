// Names after an @.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { mentionPieces, mentions } from './mentions.js';

test('a name counts where an @ begins a word and the name ends one', () => {
  for (const text of ['@Ada', 'hi @ada!', 'thanks,@ADA', '(@Ada)', '@Ada, @Bob', 'و @Ada']) assert.equal(mentions(text, 'Ada'), true, text);
  for (const text of ['Ada', 'mail ada@ada.org', '@Adam', '@@Ada', '@Ada_x', 'x@Ada', '']) assert.equal(mentions(text, 'Ada'), false, text);
});

test('names may hold what patterns are made of, accents and blanks', () => {
  assert.equal(mentions('see @A.*(b)', 'A.*(b)'), true);
  assert.equal(mentions('@Jean-Luc', 'Jean-Luc'), true);
  assert.equal(mentions('see @Axx(b)', 'A.*(b)'), false);
  assert.equal(mentions('merci @Zoé Durand !', 'Zoé Durand'), true);
  assert.equal(mentions('@anything', ''), false);
  assert.equal(mentions('@anything', undefined), false);
});

test('pieces put together are the text', () => {
  assert.equal(mentions('@Ada and @ada', 'Ada'), true); // and leaves nothing behind
  const pieces = mentionPieces('@Ada and @ada, not @Adam', 'Ada');
  assert.equal(pieces.map(({ text }) => text).join(''), '@Ada and @ada, not @Adam');
  assert.deepEqual(pieces.filter(({ isMention }) => isMention).map(({ text }) => text), ['@Ada', '@ada']);
});
