// The programme: what is on, next, mine, a day, a search.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readSchedule } from '../../sdk/schedule.js';
import { hasProgramme } from './here.js';
import { found, foundMax, programmeOf } from './programme.js';

const minute = 60_000;
const ten = Date.UTC(2024, 1, 3, 10);
const stages = [{ room: 's-hall', title: 'Großer Saal' }, { room: 's-attic', title: 'Attic' }];

/** A talk of half an hour. @param {string} room @param {string} stage @param {number} at  minutes after ten */
const talk = (room, stage, at, more = {}) =>
  ({ room, title: `About ${room}`, stage, starts: ten + at * minute, ends: ten + (at + 30) * minute, ...more });

/** @param {object[]} talks */
const scheduleOf = (talks, lessons = /** @type {object[]} */ ([])) => /** @type {any} */ (readSchedule({ space: 'main', title: 'Main', version: 1, stages, talks, lessons }));
const nobody = new Set();
const rooms = (/** @type {any[]} */ entries) => entries.map(({ talk: { room } }) => room);
const at = (/** @type {number} */ minutes, mine = /** @type {Set<any>} */ (nobody)) => ({ now: ten + minutes * minute, mine, day: null });

const schedule = scheduleOf([
  talk('t-1', 's-hall', 0), talk('t-2', 's-attic', 0), talk('t-3', 's-hall', 30), talk('t-4', 's-attic', 60), talk('t-5', 's-hall', 24 * 60),
]);

test('what is on stands by stage, what comes next today by time', () => {
  const { on, next } = programmeOf(schedule, at(10));
  assert.deepEqual(rooms(on), ['t-1', 't-2']);
  assert.deepEqual(rooms(next), ['t-3', 't-4']);
});

test('what is mine is listed until it is over', () => {
  const mine = new Set(['t-1', 't-4', 't-5']);
  assert.deepEqual(rooms(programmeOf(schedule, at(10, mine)).mine), ['t-1', 't-4', 't-5']);
  assert.deepEqual(rooms(programmeOf(schedule, at(30, mine)).mine), ['t-4', 't-5']);
  assert.deepEqual(programmeOf(schedule, at(10, mine)).on.map(({ isMine }) => isMine), [true, false]);
});

test('today is shown by its times, with the line of the present between what began and what did not', () => {
  const { days, day, slots, nowBefore } = programmeOf(schedule, at(30));
  assert.deepEqual(days, ['2024-02-03', '2024-02-04']);
  assert.equal(day, '2024-02-03');
  assert.deepEqual(slots.map(({ entries }) => rooms(entries)), [['t-1', 't-2'], ['t-3'], ['t-4']]);
  assert.equal(nowBefore, 2);
  assert.deepEqual(slots.flatMap(({ entries }) => entries).map(({ state }) => state), ['past', 'past', 'on', 'later']);
});

test('another day has no present', () => {
  const { day, slots, nowBefore } = programmeOf(schedule, { ...at(30), day: '2024-02-04' });
  assert.equal(day, '2024-02-04');
  assert.deepEqual(slots.map(({ entries }) => rooms(entries)), [['t-5']]);
  assert.equal(nowBefore, null);
});

test('before, between and after the days it opens on the day that comes, at last on the last', () => {
  assert.equal(programmeOf(schedule, at(-3 * 24 * 60)).day, '2024-02-03');
  assert.equal(programmeOf(schedule, at(20 * 60)).day, '2024-02-04');
  assert.equal(programmeOf(schedule, at(9 * 24 * 60)).day, '2024-02-04');
  assert.equal(programmeOf(schedule, at(2 * 60)).nextAt, ten + 24 * 60 * minute);
  assert.equal(programmeOf(schedule, at(9 * 24 * 60)).nextAt, null);
});

test('a talk that moved says when and where it was planned; a cancelled one is neither on nor next', () => {
  const planned = { starts: ten, ends: ten + 30 * minute, stage: 's-attic' };
  const { on, slots } = programmeOf(scheduleOf([talk('t-1', 's-hall', 15, { planned }), talk('t-2', 's-attic', 15, { cancelled: true })]), at(20));
  assert.deepEqual(rooms(on), ['t-1']);
  assert.deepEqual([on[0].wasAt, on[0].wasIn], [ten, 'Attic']);
  assert.deepEqual(slots[0].entries.map(({ state }) => state), ['on', 'cancelled']);
});

test('lessons stand by unit', () => {
  const lessons = [{ room: 't-7', title: 'One', unit: 'Week 1' }, { room: 't-8', title: 'Two', unit: 'Week 1' }, { room: 't-9', title: 'Three', unit: 'Week 2' }];
  const { units, days, day } = programmeOf(scheduleOf([], lessons), at(0));
  assert.deepEqual(units.map(({ unit, lessons: all }) => [unit, all.length]), [['Week 1', 2], ['Week 2', 1]]);
  assert.deepEqual([days, day], [[], null]);
});

test('a search wants every word, in title, speaker, stage or track, and minds no accent', () => {
  const all = scheduleOf([
    talk('t-1', 's-hall', 0, { title: 'Café culture', persons: ['Zoë', 'Ada'], track: 'Food' }), talk('t-2', 's-attic', 0, { title: 'Tea', persons: ['Ada'] }),
  ]);
  const rooms_ = (/** @type {string} */ query) => rooms(found(all, query, at(0)).entries);
  assert.deepEqual(rooms_('cafe'), ['t-1']);
  assert.deepEqual(rooms_('ada ZOE'), ['t-1']);
  assert.deepEqual(rooms_('ada'), ['t-1', 't-2']);
  assert.deepEqual(rooms_('attic'), ['t-2']);
  assert.deepEqual(rooms_('saal food'), ['t-1']);
  assert.deepEqual(rooms_('coffee'), []);
});

test('a search lists a bounded number, what is over last', () => {
  const many = scheduleOf(Array.from({ length: 150 }, (_, index) => talk(`t-${index}`, 's-hall', index * 30)));
  const { entries, count } = found(many, 'about', at(31));
  assert.equal(count, 150);
  assert.equal(entries.length, foundMax);
  assert.equal(entries[0].talk.room, 't-1');
});

test('a schedule without talks and lessons is none', () => {
  assert.equal(hasProgramme(null), false);
  assert.equal(hasProgramme(scheduleOf([])), false);
  assert.equal(hasProgramme(schedule), true);
});
