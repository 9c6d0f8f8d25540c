// What a screen reader is told: capped, summed up, never the log.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { en } from '../words/en.js';
import { createSpeaker, repliesToMe } from './speech.js';

/** @param {number} offset @param {object} [fields] @returns {import('../../sdk/types.js').Row} */
const row = (offset, fields = {}) => ({
  id: `e-${offset}`, offset, at: 0, from: { id: 'u-bob', name: 'Bob', role: 'attendee' }, text: `text ${offset}`, replyTo: null, editedAt: null,
  deleted: false, key: null, own: false, ...fields,
});

function speaker() {
  /** @type {string[]} */
  const said = [];
  /** @type {(() => void)[]} */
  const timers = [];
  const voice = createSpeaker({ say: (sentence) => said.push(sentence), setTimeout: (callback) => timers.push(callback), words: en });
  return { said, voice, pass: () => timers.shift()?.() };
}

test('replies to me are found among what arrived', () => {
  const rows = [row(1, { own: true }), row(2, { replyTo: 'e-1' }), row(3), row(4, { replyTo: 'e-3' }), row(5, { replyTo: 'e-1' })];
  assert.deepEqual(repliesToMe(rows, 2).map(({ id }) => id), ['e-5']);
});

test('one reply is read out, several are counted', () => {
  const { said, voice, pass } = speaker();
  voice.replies([row(1)]);
  voice.replies([row(2)]);
  voice.replies([row(3)]);
  assert.deepEqual(said, ['Bob replied to you: text 1']);
  pass();
  assert.deepEqual(said.slice(1), ['2 replies to you.']);
  pass();
  assert.equal(said.length, 2);
});

test('of several notices within the pause only the latest is told', () => {
  const { said, voice, pass } = speaker();
  voice.notice('one');
  voice.notice('two');
  voice.notice('three');
  pass();
  assert.deepEqual(said, ['one', 'three']);
});
