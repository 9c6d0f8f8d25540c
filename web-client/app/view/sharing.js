// What can be shared from where one is: the talk, its stage, the room, the whole event; with link and code. Pure.

import { entryOf } from '../../sdk/schedule.js';
import { addressOf, stageAddressOf } from './address.js';
import { talkOf } from './here.js';

/** @import { ScheduleState, Space } from '../../sdk/types.js' */
/** @import { Place } from './address.js' */

/** @typedef {{ kind: 'space' | 'stage' | 'talk' | 'room', title: string, path: string, code: string }} Subject  `code`: empty if there is none */

/**
 * The nearest first: at a stage's address the stage, since what is on there changes.
 * @param {{ place: Place, room: string, roomTitle: string, space: Space | null, schedule: ScheduleState | null }} where
 *   `room`: the one that is shown, empty in other places
 * @returns {Subject[]}
 */
export function subjectsOf({ place, room, roomTitle, space, schedule }) {
  /** @type {Subject} */
  const event = { kind: 'space', title: space?.title ?? '', path: '/', code: space?.code ?? '' };
  if (!room) return [event];
  const talk = schedule && talkOf(schedule, room);
  const stage = schedule?.stages.find((one) => one.room === (talk?.stage ?? room));
  /** @type {Subject[]} */
  const near = [];
  if (talk) near.push({ kind: 'talk', title: talk.title, path: addressOf(room), code: talk.code ?? '' });
  if (stage) near.push({ kind: 'stage', title: stage.title, path: stageAddressOf(stage.room), code: stage.code ?? '' });
  if (near.length === 0) near.push({ kind: 'room', title: roomTitle, path: addressOf(room), code: codeOf(schedule, space, room) });
  return [...(place.kind === 'stage' ? near.reverse() : near), event];
}

/** @param {ScheduleState | null} schedule @param {Space | null} space @param {string} room */
const codeOf = (schedule, space, room) => (schedule && entryOf(schedule, room)?.code) ?? space?.rooms?.find(({ id }) => id === room)?.code ?? '';
