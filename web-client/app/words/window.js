// Why nobody may write in a talk's room now, by its time: not yet, or no more.

import { dayOf } from '../../sdk/schedule.js';
import { shortDayName, timesIn } from './moments.js';
import { words } from './words.js';

/** @import { ScheduleState } from '../../sdk/types.js' */
/** @import { TalkHere } from '../view/talk.js' */

/** @param {TalkHere} talk @param {ScheduleState | null} schedule @param {number} now */
export function windowWhy({ phase, opens }, schedule, now) {
  if (phase !== 'early' || opens === null || !schedule) return words.closedSince;
  const day = dayOf(schedule, opens);
  const time = timesIn(schedule.time_zone).time(opens);
  return words.opensAt(day === dayOf(schedule, now) ? time : `${shortDayName(day)}, ${time}`);
}
