// What staff can move on a stage's clock, for who stands in one of its rooms. Pure.

import { currentOf, dayOf, nextOf, talksOf } from '../../sdk/schedule.js';
import { talkOf } from './here.js';

/** @import { ScheduleState, Talk } from '../../sdk/types.js' */

/** Who may move it. */
const staff = new Set(['moderator', 'organiser']);

/**
 * @typedef {object} StageClock
 * @property {string} stage  its title
 * @property {Talk | null} talk  the one that is moved: the room's own, else the one that is on, else the next
 * @property {boolean} isOn  it has begun and has not ended
 * @property {boolean} isOver
 * @property {Talk[]} others  of its day, on any stage, that have not ended: what it can be swapped with
 */

/**
 * @param {ScheduleState | null} schedule
 * @param {string} room
 * @param {string | undefined} role
 * @param {number} now  ms, the server's
 * @returns {StageClock | null}  null: there is no clock here, or not for this person
 */
export function clockOf(schedule, room, role, now) {
  if (!schedule || !staff.has(role ?? '')) return null;
  const own = talkOf(schedule, room);
  const stage = schedule.stages.find((one) => one.room === (own?.stage ?? room));
  if (!stage) return null;
  const talk = own ?? currentOf(schedule, stage.room, now) ?? nextOf(schedule, stage.room, now) ?? null;
  const isOf = (/** @type {Talk} */ one) => talk !== null && one.room !== talk.room && !one.cancelled && one.ends > now && dayOf(schedule, one.starts) === dayOf(schedule, talk.starts);
  return {
    stage: stage.title,
    talk,
    isOn: talk !== null && talk.starts <= now && now < talk.ends,
    isOver: talk !== null && talk.ends <= now,
    others: schedule.stages.flatMap((one) => talksOf(schedule, one.room)).filter(isOf),
  };
}
