// Every state met by every event, every close code, and the words for each state.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { judgeClose, nextState, transitions } from './connection-states.js';
import { connectionKey, connectionWords, wordsFor } from './words.js';

// Rows are states, columns events; a dot stays.
const grid = `
            start       opened    greeted  lost     lost-offline  refused  due         wake        network-lost  stop
idle        connecting  .         .        .        .             .        .           .           .             stopped
connecting  .           greeting  .        waiting  offline       refused  .           .           .             stopped
greeting    .           .         online   waiting  offline       refused  .           .           .             stopped
online      .           .         .        waiting  offline       refused  .           .           .             stopped
waiting     .           .         .        .        .             .        connecting  connecting  offline       stopped
offline     .           .         .        .        .             .        connecting  connecting  .             stopped
refused     connecting  .         .        .        .             .        .           .           .             stopped
stopped     connecting  .         .        .        .             .        .           .           .             .`;

test('every state goes where the grid says, on every event', () => {
  const [events, ...lines] = grid
    .trim()
    .split('\n')
    .map((line) => /** @type {any[]} */ (line.trim().split(/\s+/)));
  assert.deepEqual(lines.map(([state]) => state).sort(), Object.keys(transitions).sort());
  for (const [state, ...targets] of lines) {
    events.forEach((event, index) => {
      assert.equal(nextState(state, event), targets[index] === '.' ? state : targets[index], `${state} on ${event}`);
    });
    assert.ok(
      Object.keys(transitions[/** @type {'idle'} */ (state)]).every((event) => events.includes(event)),
      `an event of ${state} is not in the grid`,
    );
  }
});

test('close codes come back, or do not, as the contract says', () => {
  const back = [1001, 1006, 1011, 1012, 1013, 4001, 4008, 4010, 4029];
  const final = [1002, 1003, 1007, 1008, 1009, 4005, 4030, 4400, 4401, 4403];
  for (const code of back) assert.equal(judgeClose(code).event, 'lost', String(code));
  for (const code of final) assert.equal(judgeClose(code).event, 'refused', String(code));
  const reasons = [4001, 4005, 4029, 4030, 4401, 4403, 4400].map((code) => judgeClose(code).reason);
  assert.deepEqual(reasons, ['drain', 'expired', 'rate', 'replaced', 'token', 'banned', 'protocol']);
});

test('close codes of later versions: 44xx stays away, others come back', () => {
  assert.deepEqual(
    [4499, 4099, 3000, 1000].map((code) => judgeClose(code).event),
    ['refused', 'lost', 'lost', 'lost'],
  );
});

test('every state has words, with the seconds in them', () => {
  const base = { retryInMs: null, reason: null, everOnline: false };
  for (const state of /** @type {any[]} */ (Object.keys(transitions))) {
    assert.ok(wordsFor({ ...base, state }).length > 5, state);
  }
  assert.equal(
    wordsFor({ state: 'waiting', retryInMs: 2_400, reason: 'lost', everOnline: true }),
    'Connection lost. Trying again in 3 s.',
  );
  assert.equal(wordsFor({ ...base, state: 'online', everOnline: true }), 'Connected.');
  assert.equal(connectionKey({ ...base, state: 'refused', reason: 'not_found' }), 'refused-other');
});

test('every key can be reached', () => {
  const reasons = [
    null,
    'lost',
    'drain',
    'rate',
    'slow',
    'token',
    'expired',
    'banned',
    'kicked',
    'replaced',
    'protocol',
    'address',
  ];
  const reached = new Set();
  for (const state of /** @type {any[]} */ (Object.keys(transitions)))
    for (const reason of reasons)
      for (const everOnline of [true, false]) reached.add(connectionKey({ state, reason, everOnline, retryInMs: 0 }));
  assert.deepEqual([...reached].sort(), Object.keys(connectionWords).sort());
});
