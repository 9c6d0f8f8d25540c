// How rooms are set at once: as for a main stage, and as another room is. Pure.

/** @import { Policy, ScheduleState } from '../../sdk/types.js' */

/** For a hall full of people who do not know each other: what is written shows a little later, and whatever looks like a nuisance waits for somebody.
 * @type {Partial<Policy>} */
export const mainStage = Object.freeze({ moderated: true, approval: false, delay_s: 10, slow_mode_s: 10, hold_links: true, hold_repeats: true });

/** What of this has still to be set: a room that is set so already refuses to be set so again.
 * @param {Partial<Policy>} wanted @param {Policy} policy @returns {Partial<Policy>} */
export const missing = (wanted, policy) =>
  Object.fromEntries(Object.entries(wanted).filter(([field, value]) => JSON.stringify(value) !== JSON.stringify(policy[/** @type {keyof Policy} */ (field)])));

/** The rooms of a stage's talks that still take place, apart from this one. @param {ScheduleState | null} schedule @param {string | undefined} stage @param {string} room @returns {string[]} */
export const talkRooms = (schedule, stage, room) => (schedule?.talks ?? []).filter((talk) => talk.stage === stage && !talk.cancelled && talk.room !== room).map((talk) => talk.room);

/** One word a line, each once. @param {string} text @returns {string[]} */
export const wordsIn = (text) => [...new Set(text.split('\n').map((line) => line.trim()).filter(Boolean))];
