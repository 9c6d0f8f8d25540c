// What a schedule means at a moment, and what is told of it folded in.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  currentOf, dayOf, daysOf, delayOf, entryOf, foldSchedule, nextMoment, nextOf, readSchedule, talksOf,
} from './hallway.js';

const minute = 60_000;
const nine = Date.parse('2024-02-03T08:00:00Z'); // 9 o'clock in Brussels

/** @param {string} name @param {number} from @param {number} to  minutes behind nine @param {object} [more] */
const talk = (name, from, to, more = {}) => ({
  room: `t-${name}`,
  title: name.toUpperCase(),
  stage: 's-janson',
  starts: nine + from * minute,
  ends: nine + to * minute,
  ...more,
});

/** @param {any[]} talks @param {object} [more] */
const scheduleOf = (talks, more = {}) =>
  /** @type {NonNullable<ReturnType<typeof readSchedule>>} */ (
    readSchedule({
      space: 'main',
      title: 'FOSDEM',
      version: 10,
      time_zone: 'Europe/Brussels',
      stages: [
        { room: 's-janson', title: 'Janson' },
        { room: 's-k1', title: 'K.1' },
      ],
      talks,
      lessons: [],
      ...more,
    })
  );

const at = (/** @type {number} */ minutes) => nine + minutes * minute;
const named = (/** @type {{ room: string } | null} */ one) => one?.room ?? null;

test('what is on has begun and not ended; of two the later start counts; what is cancelled is not on', () => {
  const schedule = scheduleOf([talk('a', 0, 50), talk('b', 30, 60), talk('c', 60, 90, { cancelled: true }), talk('d', 90, 120)]);
  const on = (/** @type {number} */ minutes) => named(currentOf(schedule, 's-janson', at(minutes)));
  assert.deepEqual(
    [-1, 0, 29, 30, 59, 60, 89.99, 90, 120].map(on),
    [null, 't-a', 't-a', 't-b', 't-b', null, null, 't-d', null],
  );
  const next = (/** @type {number} */ minutes) => named(nextOf(schedule, 's-janson', at(minutes)));
  assert.deepEqual([-1, 0, 30, 89, 90].map(next), ['t-a', 't-b', 't-d', 't-d', null]);
  assert.equal(currentOf(schedule, 's-k1', at(0)), null);
  assert.equal(currentOf(schedule, 's-nowhere', at(0)), null);
});

test('what is on changes at starts and ends only', () => {
  const schedule = scheduleOf([talk('a', 0, 30), talk('b', 30, 60, { stage: 's-k1' })]);
  assert.deepEqual([-5, 0, 29, 30, 59].map((minutes) => nextMoment(schedule, at(minutes))), [0, 30, 30, 60, 60].map(at));
  assert.equal(nextMoment(schedule, at(60)), null);
});

test('a day begins at four in the morning, in the zone of the schedule', () => {
  const schedule = scheduleOf([talk('a', 0, 30), talk('late', 15 * 60, 17 * 60), talk('b', 24 * 60, 25 * 60)]);
  assert.equal(dayOf(schedule, Date.parse('2024-02-04T02:59:00Z')), '2024-02-03');
  assert.equal(dayOf(schedule, Date.parse('2024-02-04T03:00:00Z')), '2024-02-04');
  assert.deepEqual(daysOf(schedule).map(({ day, talks }) => [day, talks.length]), [['2024-02-03', 2], ['2024-02-04', 1]]);
  assert.equal(dayOf(scheduleOf([], { time_zone: 'Mars/Olympus' }), nine), '2024-02-03'); // as in UTC
});

test('talks stand by start, then in the order of the stages, whatever the order they are told in', () => {
  const schedule = scheduleOf([talk('z', 30, 60), talk('y', 0, 30, { stage: 's-k1' }), talk('x', 0, 30)]);
  assert.deepEqual(schedule.talks.map(named), ['t-x', 't-y', 't-z']);
  assert.deepEqual(talksOf(schedule, 's-janson').map(named), ['t-x', 't-z']);
  assert.equal(entryOf(schedule, 's-k1')?.title, 'K.1');
  assert.equal(entryOf(schedule, 't-none'), null);
});

test('what is told replaces talks, takes some away, adds others, and never goes back', () => {
  const before = scheduleOf([talk('a', 0, 30), talk('b', 30, 60), talk('c', 60, 90)]);
  const moved = talk('a', 10, 40, { planned: { starts: at(0), ends: at(30), stage: 's-janson' } });
  const after = foldSchedule(before, { ev: 'schedule', version: 12, talks: [moved, talk('d', 5, 9)], removed: ['t-c'] });
  assert.deepEqual(after?.talks.map(named), ['t-d', 't-a', 't-b']);
  assert.equal(after?.version, 12);
  assert.equal(delayOf(/** @type {any} */ (entryOf(/** @type {any} */ (after), 't-a'))), 10 * minute);
  assert.equal(delayOf(before.talks[0]), 0);
  assert.deepEqual(before.talks.map(named), ['t-a', 't-b', 't-c']);
  assert.equal(foldSchedule(before, { ev: 'schedule', version: 10, talks: [moved] }), before);
  assert.equal(foldSchedule(before, { ev: 'schedule', version: 11, reload: true }), null);
});

test('what is no schedule is not read as one', () => {
  for (const wrong of [null, {}, [], { version: 1 }, { version: '1', stages: [], talks: [], lessons: [] }])
    assert.equal(readSchedule(wrong), null);
});
