// How rooms are set at once.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { usualPolicy } from '../../sdk/policy.js';
import { mainStage, missing, talkRooms, wordsIn } from './presets.js';

test('of a main stage only what is otherwise has to be set', () => {
  assert.deepEqual(missing(mainStage, usualPolicy), { moderated: true, delay_s: 10, slow_mode_s: 10, hold_links: true, hold_repeats: true });
  assert.deepEqual(missing(mainStage, { ...usualPolicy, ...mainStage, locked: true }), {});
  assert.deepEqual(missing({ words: ['a'] }, { ...usualPolicy, words: ['a'] }), {});
});

test('the talks of a stage are those that take place there, apart from this one', () => {
  const talk = (/** @type {string} */ room, more = {}) => ({ room, stage: 's-aula', title: room, starts: 1, ends: 2, ...more });
  const schedule = /** @type {any} */ ({ talks: [talk('t-a'), talk('t-b', { stage: 's-lab' }), talk('t-c', { cancelled: true }), talk('t-d')] });
  assert.deepEqual([talkRooms(schedule, 's-aula', 's-aula'), talkRooms(schedule, 's-aula', 't-a'), talkRooms(null, 's-aula', 't-a'), talkRooms(schedule, undefined, 't-a')], [['t-a', 't-d'], ['t-d'], [], []]);
});

test('words stand one a line, each once', () => assert.deepEqual(wordsIn(' spam* \n\nbuy now\nspam*\n'), ['spam*', 'buy now']));
