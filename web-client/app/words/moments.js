// Times and days in the reader's own form.

/** @import { Words } from './en.js' */

const hour = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'short' });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const withYear = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });

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
