// Which of the rows are rendered: never more than a few hundred, at the newest end unless the reader went up. Pure.

/** @import { Row } from '../../sdk/types.js' */

export const renderedMax = 400;
/** While it follows the newest it is shorter: in a fast room every row costs something at every message. */
export const followedMax = 125;
const followStep = 25; // rows by which it moves then
const step = 150; // rows by which the window moves when its edge comes into view

/**
 * @typedef {{ start: number, end: number, isOldest: boolean, isNewest: boolean }} Span  `end` is exclusive
 */

/** The first index whose offset is at least this.
 * @param {readonly Row[]} rows @param {number} offset */
export function firstFrom(rows, offset) {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle].offset < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * @param {readonly Row[]} rows
 * @param {number | null} from  the offset at which the window begins, or null to follow the newest
 * @param {number} [max]
 * @returns {Span}
 */
export function spanOf(rows, from, max = renderedMax) {
  const start = from === null ? Math.max(0, Math.ceil((rows.length - Math.min(max, followedMax)) / followStep) * followStep) : firstFrom(rows, from);
  const end = Math.min(rows.length, start + max);
  return { start, end, isOldest: start === 0, isNewest: end === rows.length };
}

/** Where the window begins after it moved up; 0 means with the oldest, whatever is loaded later.
 * @param {readonly Row[]} rows @param {Span} span */
export function movedUp(rows, span) {
  const start = Math.max(0, span.start - step);
  return start === 0 ? 0 : rows[start].offset;
}

/** Where the window begins after it moved down; it never moves past the last full window.
 * @param {readonly Row[]} rows @param {Span} span @param {number} [max] */
export function movedDown(rows, span, max = renderedMax) {
  const start = Math.min(span.start + step, Math.max(0, rows.length - max));
  return rows[start]?.offset ?? 0;
}

/** Where a window begins that has this row in its middle.
 * @param {readonly Row[]} rows @param {string} id @param {number} [max]
 * @returns {number | null} null if the row is not among them */
export function around(rows, id, max = renderedMax) {
  const index = rows.findIndex((row) => row.id === id);
  if (index < 0) return null;
  const start = Math.max(0, Math.min(index - (max >> 1), rows.length - max));
  return start === 0 ? 0 : rows[start].offset;
}

/** @param {Row} row @param {readonly string[]} blocked  ids of members whom the reader does not want to read */
export const isNews = ({ own, deleted, from }, blocked) => !own && !deleted && !blocked.includes(from.id);

/** The rows behind an offset.
 * @param {readonly Row[]} rows @param {number} offset */
export const newerThan = (rows, offset) => rows.slice(firstFrom(rows, offset + 1));

/**
 * What came since the reader was last at the newest end, by others whom they read.
 * @param {readonly Row[]} rows
 * @param {number | null} seen  the offset of the last row that was in view; null counts nothing
 * @param {readonly string[]} blocked  ids of members
 */
export function unseen(rows, seen, blocked) {
  if (seen === null) return 0;
  let count = 0;
  for (let index = rows.length - 1; index >= 0 && rows[index].offset > seen; index--) {
    if (isNews(rows[index], blocked)) count++;
  }
  return count;
}
