// What a room says of the talk that it belongs to: where and when, what changed, and whether one may write yet or still. Pure.

import { entryOf } from '../../sdk/schedule.js';
import { talkOf } from './here.js';

/** @import { Lesson, ScheduleState, Talk } from '../../sdk/types.js' */

/** `early`: one cannot write yet; `soon`: it has not begun; `over`: it has ended, the conversation goes on; `closed`: one can only read.
 * @typedef {'early' | 'soon' | 'on' | 'over' | 'closed'} Phase */

/**
 * @typedef {object} TalkHere
 * @property {Talk | Lesson} talk
 * @property {string} stage  its title; empty for a lesson
 * @property {Phase} phase
 * @property {number | null} opens  from when on one may write, ms; null: always
 * @property {number | null} locks  until when, ms
 * @property {number | null} wasAt  when it was planned to begin, if that is otherwise now
 * @property {string} wasIn  the title of the stage it was planned for, if that is another one
 */

/** Who may write before the others. */
const early = new Set(['moderator', 'organiser', 'speaker']);

/**
 * @param {ScheduleState | null} schedule
 * @param {string} room
 * @param {{ [field: string]: any } | null} card  what the server said of the room when it was entered: the clock may have moved since
 * @param {number} now  ms, the server's
 * @returns {TalkHere | null}  null: the room belongs to no talk
 */
export function talkHereOf(schedule, room, card, now) {
  if (!schedule) return null;
  const lesson = entryOf(schedule, room);
  const talk = talkOf(schedule, room);
  if (!talk) {
    return lesson && 'unit' in lesson
      ? { talk: /** @type {Lesson} */ (lesson), stage: '', phase: 'on', opens: null, locks: null, wasAt: null, wasIn: '' } : null;
  }
  const opens = moved(card?.opens, talk.starts, card?.starts);
  const locks = moved(card?.locks, talk.ends, card?.ends);
  const titleOf = (/** @type {string} */ id) => schedule.stages.find((stage) => stage.room === id)?.title ?? '';
  const { planned } = talk;
  return {
    talk, stage: titleOf(talk.stage), phase: phaseOf(talk, opens, locks, now), opens, locks,
    wasAt: planned && planned.starts !== talk.starts ? planned.starts : null,
    wasIn: planned && planned.stage !== talk.stage ? titleOf(planned.stage) : '',
  };
}

/** A moment that keeps its distance from another. @param {unknown} at @param {number} now @param {unknown} then @returns {number | null} */
const moved = (at, now, then) => (typeof at === 'number' && typeof then === 'number' ? at + now - then : null);

/** @param {Talk} talk @param {number | null} opens @param {number | null} locks @param {number} now @returns {Phase} */
function phaseOf({ starts, ends }, opens, locks, now) {
  if (locks !== null && now >= locks) return 'closed';
  if (opens !== null && now < opens) return 'early';
  if (now < starts) return 'soon';
  return now < ends ? 'on' : 'over';
}

/** Whether this role may write there now. @param {Phase} phase @param {string | undefined} role */
export const mayWrite = (phase, role) => (phase === 'early' ? early.has(role ?? '') : phase !== 'closed');

/** When something of this changes next, ms. @param {TalkHere} here @param {number} now @returns {number | null} */
export function nextChange({ talk, opens, locks }, now) {
  const moments = [opens, talk.starts, 'ends' in talk ? talk.ends : null, locks].filter((at) => typeof at === 'number' && at > now);
  return moments.length > 0 ? Math.min(.../** @type {number[]} */ (moments)) : null;
}
