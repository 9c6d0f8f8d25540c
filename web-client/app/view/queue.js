// The queue of messages that wait, as moderators see it: in which order, and what holds one there. Pure.

/** @import { HeldRow, Policy } from '../../sdk/types.js' */

/** Time to think better of it before a message is dropped, which cannot be undone. */
export const dropAfterMs = 5000;
/** So long somebody is on it who said so. */
export const tendedShownMs = 60_000;

/** Whether messages may wait in a room that is set so. @param {Policy} policy */
export const isHolding = ({ approval, delay_s: delay, words, hold_links: links, hold_repeats: repeats }) => approval || delay > 0 || words.length > 0 || links || repeats;

/**
 * What waits, the oldest first. While somebody points at it nothing moves: what is gone keeps its place, and what came is below.
 * @param {readonly HeldRow[]} held @param {readonly string[] | null} before  as it was shown last @param {boolean} isStill
 * @param {ReadonlySet<string>} [leaving]  may leave their place all the same
 * @returns {readonly string[]}  ids
 */
export function queueOf(held, before, isStill, leaving = new Set()) {
  const ids = held.filter(({ isDropped }) => !isDropped).map(({ id }) => id);
  if (!isStill || !before) return ids;
  const known = new Set(ids);
  const kept = before.filter((id) => known.has(id) || !leaving.has(id));
  return [...kept, ...ids.filter((id) => !kept.includes(id))];
}

/** How many seconds are left until it shows by itself; null: it does not. @param {HeldRow} row @param {number} now  ms, the server's */
export const secondsLeft = ({ until }, now) => (until === null ? null : Math.max(0, Math.ceil((until - now) / 1000)));
