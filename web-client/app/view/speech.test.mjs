// What a screen reader is told: capped, summed up, never the log.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { toMe } from './for-me.js';
import { createSpeaker, summaryMs } from './speech.js';

/** @param {number} offset @param {object} [fields] @returns {import('../../sdk/types.js').Row} */
const row = (offset, fields = {}) => ({
  id: `e-${offset}`, offset, at: 0, from: { id: 'u-bob', name: 'Bob', role: 'attendee' }, text: `text ${offset}`, replyTo: null, editedAt: null,
  deleted: false, key: null, own: false, ...fields,
});

/** @param {import('./for-me.js').Level} [level] */
function speaker(level = 'me') {
  /** @type {string[]} */
  const said = [];
  /** @type {{ callback: () => void, ms: number }[]} */
  const timers = [];
  const voice = createSpeaker({
    say: (sentence) => said.push(sentence), setTimeout: (callback, ms) => timers.push({ callback, ms }), level: () => level,
  });
  const sooner = (/** @type {boolean} */ isSum) => timers.findIndex(({ ms }) => (ms === summaryMs) === isSum);
  return { said, voice, pass: (isSum = false) => timers.splice(sooner(isSum), 1)[0]?.callback() };
}

const replies = (/** @type {number[]} */ ...offsets) => offsets.map((offset) => ({ row: row(offset), kind: /** @type {const} */ ('reply') }));

test('what answers or names me is found among what arrived, and what names me in an answer counts once', () => {
  const rows = [row(1, { own: true }), row(2, { replyTo: 'e-1' }), row(3), row(4, { replyTo: 'e-3' }), row(5, { replyTo: 'e-1', text: '@Ada yes' }),
    row(6, { text: 'and @Ada?' }), row(7, { text: '@Ada', own: true }), row(8, { text: '@Ada', deleted: true })];
  assert.deepEqual(toMe(rows, 2, 'Ada', []).map(({ row: { id }, kind }) => [id, kind]), [['e-5', 'reply'], ['e-6', 'mention']]);
  assert.deepEqual(toMe(rows, 2, undefined, []).map(({ row: { id } }) => id), ['e-5']);
});

test('one reply is read out, several are counted; what others wrote is not', () => {
  const { said, voice, pass } = speaker();
  voice.arrived([row(1)], replies(1));
  voice.arrived([row(2)], replies(2));
  voice.arrived([row(3), row(4)], replies(3));
  assert.deepEqual(said, ['Bob replied to you: text 1']);
  pass();
  assert.deepEqual(said.slice(1), ['2 messages for you.']);
  pass();
  assert.equal(said.length, 2);
});

test('off says nothing of messages, and still what the page has to tell', () => {
  const { said, voice } = speaker('off');
  voice.arrived([row(1)], replies(1));
  voice.notice('Connected again.');
  assert.deepEqual(said, ['Connected again.']);
});

test('a summary counts what others wrote once in a while, and tells at once what is for me', () => {
  const { said, voice, pass } = speaker('summary');
  voice.arrived([row(1), row(2)], []);
  voice.arrived([row(3)], []);
  assert.deepEqual(said, []);
  voice.arrived([row(4)], [{ row: row(4), kind: 'mention' }]);
  assert.deepEqual(said, ['Bob mentioned you: text 4']);
  pass();
  assert.equal(said.length, 1);
  pass(true);
  assert.deepEqual(said.slice(1), ['3 new messages.']);
});

test('everything reads each message out, and counts those that come too fast', () => {
  const { said, voice, pass } = speaker('everything');
  voice.arrived([row(1)], []);
  voice.arrived([row(2), row(3)], []);
  pass();
  voice.arrived([row(4)], []);
  pass();
  assert.deepEqual(said, ['Bob: text 1', '2 new messages.', 'Bob: text 4']);
});

test('of several notices within the pause only the latest is told', () => {
  const { said, voice, pass } = speaker();
  voice.notice('one');
  voice.notice('two');
  voice.notice('three');
  pass();
  assert.deepEqual(said, ['one', 'three']);
});

test('what blocked members write is meant for nobody, though it answers or names them', () => {
  const from = { id: 'u-carol', name: 'Carol', role: 'attendee' };
  const rows = [row(1, { own: true }), row(2, { from, replyTo: 'e-1' }), row(3, { from, text: '@Ada' }), row(4, { text: '@Ada' })];
  assert.deepEqual(toMe(rows, 1, 'Ada', ['u-carol']).map(({ row: { id } }) => id), ['e-4']);
});
