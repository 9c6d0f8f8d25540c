// What to tell who looks at a talk or a stage while time goes on: that the talk has ended, what is on now, what comes next. Pure.

import { currentOf, entryOf, nextOf } from '../../sdk/schedule.js';

/** @import { ScheduleState, Talk } from '../../sdk/types.js' */

/** For how long after its end a talk says so, ms. */
export const endedShownMs = 60 * 60_000;

/** `ended`: the talk before the reader has; `on`: another one is on here; `between`: nothing is. `talk`: where one may go, and may not exist.
 * @typedef {{ kind: 'ended' | 'on' | 'between', stage: string, talk: Talk | null }} Here */

/** Whether there is anything to show. @param {ScheduleState | null} schedule */
export const hasProgramme = (schedule) => schedule !== null && schedule.talks.length + schedule.lessons.length > 0;

/** The room that a stage's address opens: of the talk that is on, else the stage's own.
 * @param {ScheduleState | null} schedule @param {string} stage @param {number} now  ms, the server's */
export const roomAt = (schedule, stage, now) => (schedule && currentOf(schedule, stage, now)?.room) ?? stage;

/**
 * @param {ScheduleState | null} schedule
 * @param {string} room  the one that is shown
 * @param {number} now  ms, the server's
 * @returns {Here | null}  null: nothing is to be told
 */
export function hereOf(schedule, room, now) {
  if (!schedule) return null;
  const talk = talkOf(schedule, room);
  if (talk) {
    const { stage, ends } = talk;
    if (talk.cancelled || now < ends || now - ends > endedShownMs) return null;
    return { kind: 'ended', stage, talk: currentOf(schedule, stage, now) ?? nextOf(schedule, stage, now) };
  }
  if (!schedule.stages.some((one) => one.room === room)) return null;
  const current = currentOf(schedule, room, now);
  return current ? { kind: 'on', stage: room, talk: current } : { kind: 'between', stage: room, talk: nextOf(schedule, room, now) };
}

/** @param {ScheduleState} schedule @param {string} room @returns {Talk | null} */
export function talkOf(schedule, room) {
  const entry = entryOf(schedule, room);
  return entry && 'ends' in entry ? /** @type {Talk} */ (entry) : null;
}
