// A schedule as the server tells it, and what it means at a moment: what is on, what comes next, which day it is. Pure.

/** @import { Lesson, ScheduleState, ServerDocument, Stage, Talk } from './types.js' */

/** A day of a schedule begins at this hour in its zone, so that what ends after midnight belongs to the evening before. */
export const dayBeginsAtHour = 4;

/** What a space without a schedule has. @type {ScheduleState} */
export const emptySchedule = Object.freeze({ space: '', title: '', version: 0, stages: [], talks: [], lessons: [] });

/** What is computed once for each schedule, as no schedule is ever changed in place.
 * @typedef {{ byRoom: Map<string, Stage | Talk | Lesson>, byStage: Map<string, Talk[]>, moments: number[] | null,
 *   days: Day[] | null }} Index */

/** @typedef {{ day: string, talks: Talk[] }} Day */

/** @type {WeakMap<ScheduleState, Index>} */
const indexes = new WeakMap();

/** @param {ScheduleState} schedule @returns {Index} */
function indexOf(schedule) {
  const known = indexes.get(schedule);
  if (known) return known;
  const { stages, talks, lessons } = schedule;
  const byRoom = new Map([...stages, ...lessons, ...talks].map((one) => [one.room, one]));
  /** @type {Map<string, Talk[]>} */
  const byStage = new Map(stages.map(({ room }) => [room, []]));
  for (const talk of talks) byStage.get(talk.stage)?.push(talk);
  /** @type {Index} */
  const made = { byRoom, byStage, moments: null, days: null };
  indexes.set(schedule, made);
  return made;
}

/** The stage, talk or lesson whose room this is. @param {ScheduleState} schedule @param {string} room */
export const entryOf = (schedule, room) => indexOf(schedule).byRoom.get(room) ?? null;

/** A stage's talks by start, cancelled ones among them. @param {ScheduleState} schedule @param {string} stage @returns {readonly Talk[]} */
export const talksOf = (schedule, stage) => indexOf(schedule).byStage.get(stage) ?? [];

/** What is on at a stage: of several the one that began last.
 * @param {ScheduleState} schedule @param {string} stage @param {number} now  ms, the server's @returns {Talk | null} */
export function currentOf(schedule, stage, now) {
  const on = talksOf(schedule, stage).filter(({ starts, ends, cancelled }) => !cancelled && starts <= now && now < ends);
  return on.at(-1) ?? null;
}

/** What begins next at a stage, on this day or a later one.
 * @param {ScheduleState} schedule @param {string} stage @param {number} now  ms, the server's @returns {Talk | null} */
export const nextOf = (schedule, stage, now) =>
  talksOf(schedule, stage).find(({ starts, cancelled }) => !cancelled && starts > now) ?? null;

/** The day that a moment belongs to, "2024-02-03", in the schedule's zone (UTC without one).
 * @param {ScheduleState} schedule @param {number} at  ms */
export const dayOf = (schedule, at) => formatOf(schedule.time_zone ?? 'UTC').format(at - dayBeginsAtHour * 3_600_000);

/** The days on which something is planned, in order, each with its talks by start. @param {ScheduleState} schedule @returns {readonly Day[]} */
export function daysOf(schedule) {
  const index = indexOf(schedule);
  if (index.days) return index.days;
  /** @type {Map<string, Day>} */
  const days = new Map();
  for (const talk of schedule.talks) {
    const day = dayOf(schedule, talk.starts);
    const known = days.get(day);
    if (known) known.talks.push(talk);
    else days.set(day, { day, talks: [talk] });
  }
  index.days = [...days.values()];
  return index.days;
}

/** When something begins or ends next, at whichever stage: until then what is on stays. Null: nothing does any more.
 * @param {ScheduleState} schedule @param {number} now  ms, the server's @returns {number | null} */
export function nextMoment(schedule, now) {
  const index = indexOf(schedule);
  index.moments ??= [...new Set(schedule.talks.flatMap(({ starts, ends }) => [starts, ends]))].sort((a, b) => a - b);
  const { moments } = index;
  let [low, high] = [0, moments.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (moments[middle] > now) high = middle;
    else low = middle + 1;
  }
  return moments[low] ?? null;
}

/** By how much a talk begins later than planned, in ms; negative: earlier. @param {Talk} talk */
export const delayOf = (talk) => talk.starts - (talk.planned?.starts ?? talk.starts);

/**
 * A schedule with what `ev schedule` told. What it knows already changes nothing.
 * @param {ScheduleState} schedule
 * @param {ServerDocument} document
 * @returns {ScheduleState | null}  null: it has to be fetched anew
 */
export function foldSchedule(schedule, document) {
  if (document.version <= schedule.version) return schedule;
  if (document.reload) return null;
  const gone = new Set(document.removed ?? []);
  /** @type {Talk[]} */
  const told = document.talks ?? [];
  for (const { room } of told) gone.add(room);
  const talks = [...schedule.talks.filter(({ room }) => !gone.has(room)), ...told];
  return { ...schedule, version: document.version, talks: inOrder(talks, schedule.stages) };
}

/** @param {Talk[]} talks @param {readonly Stage[]} stages */
function inOrder(talks, stages) {
  const place = new Map(stages.map(({ room }, at) => [room, at]));
  const placeOf = (/** @type {Talk} */ { stage }) => place.get(stage) ?? stages.length;
  return talks.sort((a, b) => a.starts - b.starts || placeOf(a) - placeOf(b) || (a.room < b.room ? -1 : 1));
}

/** What a server answered at /v1/schedule; null if it is no schedule. @param {any} read @returns {ScheduleState | null} */
export function readSchedule(read) {
  const lists = [read?.stages, read?.talks, read?.lessons];
  if (!Number.isInteger(read?.version) || !lists.every(Array.isArray)) return null;
  return Object.freeze({ ...read, talks: inOrder([...read.talks], read.stages) });
}

/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();

/** @param {string} timeZone */
function formatOf(timeZone) {
  let format = formats.get(timeZone);
  if (!format) {
    const parts = /** @type {const} */ ({ year: 'numeric', month: '2-digit', day: '2-digit' });
    try {
      format = new Intl.DateTimeFormat('en-CA', { ...parts, timeZone });
    } catch {
      format = new Intl.DateTimeFormat('en-CA', { ...parts, timeZone: 'UTC' }); // a zone that this browser does not know
    }
    formats.set(timeZone, format);
  }
  return format;
}
