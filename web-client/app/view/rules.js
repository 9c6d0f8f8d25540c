// What a reader may do in a room as it is set, and as staff have decided about them. Pure.

import { closedBy, slowUntil } from '../../sdk/policy.js';

/** @import { RoomState, Sanction } from '../../sdk/types.js' */

/**
 * @typedef {object} Rules
 * @property {'muted' | 'locked' | 'only-questions' | null} closed  why no message can be written; the first of several
 * @property {boolean} isLocked  nothing can be asked or voted for either
 * @property {number} everyS  seconds between two messages in slow mode; 0: no slow mode is on
 * @property {number} waitsUntil  when the next one may go, ms of the server's time; 0: at once
 * @property {number} shownAfterS  seconds before others see what the reader writes; Infinity: not before a moderator lets it through
 */

/**
 * @param {RoomState} state
 * @param {Sanction | null} mute  what keeps the reader from writing here
 * @param {number} aheadMs  the server's clock minus this device's
 * @returns {Rules}
 */
export function rulesOf(state, mute, aheadMs) {
  const by = closedBy(state);
  const closed = mute ? 'muted' : by;
  const waiting = state.pending.flatMap(({ error }) => (error?.code === 'slow_mode' && error.until ? error.until + aheadMs : []));
  const slow = slowUntil(state);
  return {
    closed,
    isLocked: by === 'locked',
    everyS: slow > 0 || isSlowed(state) ? state.policy.slow_mode_s : 0,
    waitsUntil: Math.max(slow, ...waiting),
    shownAfterS: !isOrdinary(state) ? 0 : state.policy.approval ? Infinity : state.policy.delay_s,
  };
}

/** Whether slow mode is for this reader. @param {RoomState} state */
const isSlowed = (state) => state.policy.slow_mode_s > 0 && isOrdinary(state);

/** Neither speaker nor staff. @param {RoomState} state */
const isOrdinary = ({ role }) => role === 'attendee' || role === 'bot';
