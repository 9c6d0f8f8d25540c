// Times and days in the reader's own form, on the device's clock or on that of the event.

import { locale } from './words.js';

/** @import { Words } from './en.js' */

const hour = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' });
const full = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'short' });
const weekday = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long' });
const withYear = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
const shortDay = new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' });
const longDay = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' });

/** @param {number} at */
export const clockTime = (at) => hour.format(at);

/** @param {number} at */
export const fullTime = (at) => full.format(at);

/** @param {number} at @param {number} now @param {Words} words */
export function dayName(at, now, words) {
  const start = new Date(now).setHours(0, 0, 0, 0);
  const yesterday = new Date(start).setDate(new Date(start).getDate() - 1);
  if (at >= start) return words.today;
  if (at >= yesterday) return words.yesterday;
  return (new Date(at).getFullYear() === new Date(now).getFullYear() ? weekday : withYear).format(at);
}

/** @param {string} day  "2024-02-03" */
export const shortDayName = (day) => shortDay.format(Date.parse(`${day}T12:00:00Z`));

/** @param {string} day  "2024-02-03" */
export const longDayName = (day) => longDay.format(Date.parse(`${day}T12:00:00Z`));

/** @typedef {{ zone: string, time: (at: number) => string, range: (from: number, to: number) => string, zoneName: (at: number) => string,
 *   aheadMs: (at: number) => number }} ZoneTimes */

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
  return {
    zone: times.resolvedOptions().timeZone,
    time: (at) => times.format(at),
    range: (from, to) => times.formatRange(from, to),
    zoneName: (at) => named.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? asked,
    aheadMs: (at) => wallMs(at, undefined) - wallMs(at, timeZone),
  };
}

/** The reading of a clock there, as if it were UTC. @param {number} at @param {string | undefined} timeZone */
function wallMs(at, timeZone) {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric',
  }).formatToParts(at);
  const [year, month, day, hours, minutes] = ['year', 'month', 'day', 'hour', 'minute'].map((wanted) => Number(parts.find(({ type }) => type === wanted)?.value));
  return Date.UTC(year, month - 1, day, hours, minutes);
}
