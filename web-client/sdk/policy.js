// The policy of a room, and what comes of it for one who writes there. Pure.

/** @import { Policy, RoomState } from './types.js' */

/** A room where nothing was set otherwise. @type {Policy} */
export const usualPolicy = Object.freeze({
  slow_mode_s: 0, locked: false, only_questions: false, moderated: false, anonymous: true, approval: false, delay_s: 0, words: Object.freeze([]), hold_links: false, hold_repeats: false,
  applause: true, typing: false,
});

const staff = new Set(['moderator', 'safety', 'organiser']);

/** Whether this member may send others away, and write where others may not. @param {string | null | undefined} role */
export const isStaff = (role) => staff.has(role ?? '');

/** Puts what was told in the place of what was known. What is of a later version, or of another form, is left out.
 * @param {Policy} known @param {{ [field: string]: unknown } | undefined} told @returns {Policy} */
export function foldPolicy(known, told) {
  const next = /** @type {any} */ ({ ...known });
  for (const [field, usual] of Object.entries(usualPolicy)) if (told?.[field] != null && typeof told[field] === typeof usual) next[field] = told[field];
  return next;
}

/** Whether slow mode and "only questions" are for this member, too. @param {RoomState} state */
const isSlowed = ({ role }) => !isStaff(role) && role !== 'speaker';

/**
 * What keeps this member from posting in a room as it is set, apart from sanctions and the talk's time.
 * @param {RoomState} state
 * @returns {'locked' | 'only-questions' | null}
 */
export function closedBy(state) {
  const { policy, role } = state;
  if (policy.locked && !isStaff(role)) return 'locked';
  return policy.only_questions && isSlowed(state) ? 'only-questions' : null;
}

/**
 * From when on this member may post again in slow mode, ms of the server's time; 0: at once, or no slow mode is on. As far as is known
 * here: what was posted from another device and is not among the rows only the server knows.
 * @param {RoomState} state
 */
export function slowUntil(state) {
  const { policy, rows } = state;
  if (policy.slow_mode_s === 0 || !isSlowed(state)) return 0;
  for (let at = rows.length - 1; at >= 0; at--) if (rows[at].own) return rows[at].at + policy.slow_mode_s * 1000;
  return 0;
}
