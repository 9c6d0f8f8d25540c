// What refusals say in German: every sentence of the server and of the client has one, and the page says the one that fits.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { ownRefusal } from '../../sdk/errors.js';
import { refusalText } from '../view/refusal.js';
import { byCode, bySentence, inGerman, taking } from './refusals.js';

const house = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
/** Where a person's commands are refused; what only a program or whoever writes a schedule's file meets is told by its code. */
const places = ['server/hub', 'server/room', 'server/identity'];

/** @param {string} path */
const read = (path) => readFileSync(join(house, path), 'utf8');

/** @param {string} folder */
const sourcesIn = (folder) => readdirSync(join(house, folder), { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.[ch]pp$/.test(name)).map((name) => read(`${folder}/${name}`)).join('\n');

/** Its text, where it may stand in several pieces. @param {string} literals */
const textOf = (literals) => [...literals.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, text]) => text).join('');

const told = places.map(sourcesIn).join('\n');
const refused = [...told.matchAll(/errc::\w+,\s*((?:"(?:[^"\\]|\\.)*"\s*)+)/g)].map(([, literals]) => textOf(literals));

test('every sentence with which the server refuses somebody has a German one', () => {
  assert.ok(refused.length > 80, `${refused.length}`);
  const starts = taking.map(([english]) => english.split('{')[0]);
  const lacking = refused.filter((sentence) => !Object.hasOwn(bySentence, sentence) && !starts.includes(sentence));
  assert.deepEqual(lacking, []);
});

test('every code of the wire and every sentence of the client has one, too', () => {
  const errors = read('protocol/errors.cpp');
  const codes = [...errors.matchAll(/return "(\w+)";/g)].map(([, code]) => code);
  assert.deepEqual(Object.keys(byCode).sort(), [...new Set(codes)].sort());
  const own = [...read('web-client/sdk/errors.js').matchAll(/^ {2}(\w+): '/gm)].map(([, code]) => /** @type {any} */ (code));
  assert.ok(own.length > 8);
  for (const code of own) assert.notEqual(inGerman(ownRefusal(code)), ownRefusal(code).message, code);
});

test('none of them is for a sentence that nobody says', () => {
  const everything = told + sourcesIn('protocol') + sourcesIn('server/log') + read('web-client/sdk/errors.js');
  const said = everything.replaceAll(/"\s*\n\s*"/g, '').replaceAll('\\\'', '\'');
  const named = [...said.matchAll(/clean_line\(raw, "(\w+)"/g)].map(([, field]) => field);
  const forgotten = Object.keys(bySentence).filter((sentence) => {
    const [, field, rest] = /^A (\w+)( .+)$/.exec(sentence) ?? [];
    return !said.includes(sentence) && !(named.includes(field) && said.includes(`"${rest}"`));
  });
  assert.deepEqual(forgotten, []);
});

test('what a sentence takes in stands in the German one', () => {
  /** @param {string} message @param {string} [code] */
  const german = (message, code = 'locked') => inGerman({ code, message });
  assert.equal(german('This room opens on 7 March 2027, 09:30 (Europe/Berlin).'), 'Dieser Raum öffnet am 7. März 2027, 09:30 (Europe/Berlin).');
  assert.equal(german('A text has at most 4000 characters.'), 'Ein Text hat höchstens 4000 Zeichen.');
  assert.equal(german('Moderators have muted you in this room.'), 'Die Moderation hat dich in diesem Raum stumm geschaltet.');
  assert.equal(
    german('Moderators have banned you from this event until 1 May 2027, 00:05 (UTC): Spam.\nAgain.', 'banned'),
    'Die Moderation hat dich von dieser Veranstaltung ausgeschlossen bis zum 1. Mai 2027, 00:05 (UTC): Spam.\nAgain.',
  );
});

test('what a newer server says is told by its code, and what has none as it came', () => {
  assert.equal(inGerman({ code: 'muted', message: 'You may only listen.' }), 'Du darfst hier lesen, aber nicht schreiben.');
  assert.equal(inGerman({ code: 'toString', message: 'constructor' }), 'constructor');
  assert.equal(inGerman({ message: '__proto__' }), '__proto__');
});

test('in English a refusal says what came with it, and without a sentence what the place says', () => {
  assert.equal(refusalText({ code: 'gone', message: 'It was deleted.' }), 'It was deleted.');
  assert.equal(refusalText(new Error('No disk.')), 'No disk.');
  assert.equal(refusalText(undefined, 'It did not come.'), 'It did not come.');
  assert.equal(refusalText({ code: 'gone', message: '' }), 'Not sent.');
});
