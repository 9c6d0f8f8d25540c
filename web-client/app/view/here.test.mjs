// What is told to who looks at a talk or a stage while time goes on.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readSchedule } from '../../sdk/schedule.js';
import { hereOf, roomAt } from './here.js';

const minute = 60_000;
const talk = (/** @type {string} */ room, /** @type {number} */ starts, /** @type {number} */ ends, more = {}) =>
  ({ room, title: room, stage: 's-hall', starts: starts * minute, ends: ends * minute, ...more });

/** @param {object[]} talks */
const scheduleOf = (...talks) => /** @type {any} */ (readSchedule({
  space: 'main', title: 'Main', version: 1, stages: [{ room: 's-hall', title: 'Hall' }], talks, lessons: [],
}));

const day = scheduleOf(talk('t-a', 0, 30), talk('t-b', 40, 60), talk('t-c', 60, 90, { cancelled: true }), talk('t-d', 90, 120));

test('a stage opens the talk that is on, and its own room between talks', () => {
  assert.equal(roomAt(day, 's-hall', 10 * minute), 't-a');
  assert.equal(roomAt(day, 's-hall', 35 * minute), 's-hall');
  assert.equal(roomAt(day, 's-hall', 70 * minute), 's-hall');
  assert.equal(roomAt(null, 's-hall', 0), 's-hall');
});

test('a talk that runs says nothing; one that ended names what is on, or comes next', () => {
  assert.equal(hereOf(day, 't-a', 29 * minute), null);
  assert.deepEqual(hereOf(day, 't-a', 30 * minute), { kind: 'ended', stage: 's-hall', talk: day.talks[1] });
  assert.equal(hereOf(day, 't-a', 45 * minute)?.talk?.room, 't-b');
  assert.equal(hereOf(day, 't-b', 65 * minute)?.talk?.room, 't-d', 'what is cancelled is passed over');
});

test('an hour later nobody is told any more, and a cancelled talk does not end', () => {
  assert.equal(hereOf(day, 't-a', 91 * minute), null);
  assert.equal(hereOf(day, 't-c', 95 * minute), null);
});

test('the room of a stage names what is on there, or what comes next, or that nothing does', () => {
  assert.deepEqual(hereOf(day, 's-hall', 50 * minute), { kind: 'on', stage: 's-hall', talk: day.talks[1] });
  assert.deepEqual(hereOf(day, 's-hall', 65 * minute), { kind: 'between', stage: 's-hall', talk: day.talks[3] });
  assert.deepEqual(hereOf(day, 's-hall', 130 * minute), { kind: 'between', stage: 's-hall', talk: null });
});

test('other rooms are told nothing', () => {
  assert.equal(hereOf(day, 'lobby', 10 * minute), null);
  assert.equal(hereOf(null, 't-a', 40 * minute), null);
});
