// The line under the header that tells what time made of the talk or stage before the reader. It leads on, and never moves anybody.
import { html, nothing } from 'lit';

import { currentOf } from '../../sdk/schedule.js';
import { addressOf, stageAddressOf } from '../view/address.js';
import { hereWords as words } from '../words/here.js';
import { timesIn } from '../words/moments.js';

/** @import { ScheduleState } from '../../sdk/types.js' */
/** @import { Here } from '../view/here.js' */

/**
 * @param {Here} here
 * @param {{ schedule: ScheduleState, now: number, isStage: boolean }} how  `isStage`: the reader is at the stage's address, and stays there
 */
export function hereView({ kind, stage, talk }, { schedule, now, isStage }) {
  const isOn = talk !== null && currentOf(schedule, stage, now) === talk;
  const time = talk ? timesIn(schedule.time_zone).time(talk.starts) : '';
  const first = kind === 'ended' ? words.ended : kind === 'between' ? words.betweenTalks : '';
  const then = !talk ? words.nothingMoreHere : isOn ? words.onHere : words.nextHere(time);
  return html`
    <div class="here" role="status">
      <p>${first} ${then} ${talk ? html`<strong dir="auto">${talk.title}</strong>` : nothing}</p>
      ${talk ? html`<a class="small" href=${isOn && isStage ? stageAddressOf(stage) : addressOf(talk.room)}>${words.goThere}</a>` : nothing}
    </div>`;
}
