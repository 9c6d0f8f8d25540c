// What the stage clock offers: the room's talk or the one that is on, to staff alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { clockOf } from './clock.js';

const minute = 60_000;
const day = Date.parse('2024-02-03T09:00:00Z');
/** @param {string} room @param {string} stage @param {number} starts  minutes @param {object} [more] */
const talk = (room, stage, starts, more = {}) => ({
  room, title: room, stage, starts: day + starts * minute, ends: day + (starts + 30) * minute, digest: '', code: '', ...more,
});
const schedule = {
  space: 'main', title: '', version: 1, time_zone: 'Europe/Brussels', lessons: [],
  stages: [{ room: 's-aula', title: 'Aula', code: '' }, { room: 's-lab', title: 'Lab', code: '' }],
  talks: [
    talk('t-a', 's-aula', 0), talk('t-x', 's-lab', 10), talk('t-b', 's-aula', 30), talk('t-gone', 's-lab', 60, { cancelled: true }),
    talk('t-tomorrow', 's-aula', 24 * 60),
  ],
};

test('staff in a talk\'s room move that talk, and can swap it with those of its day that have not ended', () => {
  const clock = clockOf(schedule, 't-b', 'moderator', day + 5 * minute);
  assert.equal(clock?.stage, 'Aula');
  assert.equal(clock?.talk?.room, 't-b');
  assert.equal(clock?.isOn, false);
  assert.deepEqual(clock?.others.map((one) => one.room), ['t-a', 't-x']);
  assert.equal(clockOf(schedule, 't-a', 'organiser', day + 5 * minute)?.isOn, true);
  assert.equal(clockOf(schedule, 't-a', 'organiser', day + 30 * minute)?.isOver, true);
  assert.deepEqual(clockOf(schedule, 't-b', 'organiser', day + 30 * minute)?.others.map((one) => one.room), ['t-x']);
});

test('in a stage\'s room it is the talk that is on, between two the next one, after all none', () => {
  assert.equal(clockOf(schedule, 's-aula', 'moderator', day)?.talk?.room, 't-a');
  assert.equal(clockOf(schedule, 's-lab', 'moderator', day)?.talk?.room, 't-x');
  assert.equal(clockOf(schedule, 's-lab', 'moderator', day + 50 * minute)?.talk, null);
});

test('nobody else has it, and no other room', () => {
  for (const role of ['attendee', 'speaker', 'safety', 'bot', undefined]) assert.equal(clockOf(schedule, 't-a', role, day), null);
  assert.equal(clockOf(schedule, 'lobby', 'organiser', day), null);
  assert.equal(clockOf(null, 't-a', 'organiser', day), null);
});
