// Times and days in the reader's own form, on the device's clock or on that of the event.

import { locale } from './words.js';

/** @import { Words } from './en.js' */

const shortDay = new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' });
const longDay = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' });

/** @param {string} day  "2024-02-03" */
export const shortDayName = (day) => shortDay.format(Date.parse(`${day}T12:00:00Z`));

/** @param {string} day  "2024-02-03" */
export const longDayName = (day) => longDay.format(Date.parse(`${day}T12:00:00Z`));

/** @typedef {{ zone: string, time: (at: number) => string, range: (from: number, to: number) => string, zoneName: (at: number) => string,
 *   aheadMs: (at: number) => number, full: (at: number) => string, day: (at: number) => string, dayName: (at: number, now: number, words: Words) => string }} ZoneTimes
 *   `full`: the day and the time, those of the device, too, where they differ; `day`: "2024-02-03" */

/** @type {Map<string, ZoneTimes>} */
const known = new Map();

/** Times of day where the event is. A zone that this browser does not know is the device's.
 * @param {string | undefined} zone  "Europe/Brussels" @returns {ZoneTimes} */
export function timesIn(zone) {
  const asked = zone ?? '';
  const made = known.get(asked) ?? timesOf(asked);
  known.set(asked, made);
  return made;
}

/** @param {string} asked @returns {ZoneTimes} */
function timesOf(asked) {
  /** @type {string | undefined} */
  let timeZone = asked || undefined;
  try {
    new Intl.DateTimeFormat(locale, { timeZone });
  } catch {
    timeZone = undefined;
  }
  const times = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit', timeZone });
  const named = new Intl.DateTimeFormat(locale, { timeZoneName: 'long', timeZone });
  const full = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'short', timeZone });
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', timeZone });
  const withYear = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone });
  const day = dayTeller(timeZone);
  const own = timeZone ? new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' }) : null;
  return {
    full(at) {
      const there = full.format(at);
      return !own || own.format(at) === times.format(at) ? there : `${there} (${own.format(at)})`;
    },
    day,
    dayName(at, now, words) {
      const told = day(at);
      if (told === day(now)) return words.today;
      if (told === day(now - 86_400_000)) return words.yesterday;
      return (told.slice(0, 4) === day(now).slice(0, 4) ? weekday : withYear).format(at);
    },
    zone: times.resolvedOptions().timeZone,
    time: (at) => times.format(at),
    range: (from, to) => times.formatRange(from, to),
    zoneName: (at) => named.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? asked,
    aheadMs: (at) => wallMs(at, undefined) - wallMs(at, timeZone),
  };
}

/** When something ends, there: the time alone if that is today. @param {string | undefined} zone @param {number} at @param {number} now */
export function momentIn(zone, at, now) {
  const times = timesIn(zone);
  return times.day(at) === times.day(now) ? times.time(at) : `${shortDayName(times.day(at))}, ${times.time(at)}`;
}

/** The reading of a clock there, as if it were UTC. @param {number} at @param {string | undefined} timeZone */
function wallMs(at, timeZone) {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric',
  }).formatToParts(at);
  const [year, month, day, hours, minutes] = ['year', 'month', 'day', 'hour', 'minute'].map((wanted) => Number(parts.find(({ type }) => type === wanted)?.value));
  return Date.UTC(year, month - 1, day, hours, minutes);
}

const quarterMs = 900_000; // no zone changes its day within one
const quartersKept = 5_000;

/** The day of a moment, for hundreds of rows at every rendering: a day is told once for each quarter of an hour. @param {string | undefined} timeZone */
function dayTeller(timeZone) {
  const format = new Intl.DateTimeFormat('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit', timeZone });
  /** @type {Map<number, string>} */
  const told = new Map();
  return (/** @type {number} */ at) => {
    const quarter = Math.floor(at / quarterMs);
    const day = told.get(quarter) ?? format.format(at);
    if (told.size > quartersKept) told.clear();
    told.set(quarter, day);
    return day;
  };
}
