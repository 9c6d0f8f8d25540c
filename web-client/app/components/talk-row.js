// One talk of the programme: when, what, who and where, and the star that makes it the reader's own.
import { html, nothing } from 'lit';

import { addressOf } from '../view/address.js';
import { programmeWords } from '../words/programme.js';
import { words } from '../words/words.js';
import { programmeIcons } from './programme-icons.js';

/** @import { Entry } from '../view/programme.js' */
/** @import { ZoneTimes } from '../words/moments.js' */

const minuteMs = 60_000;

/**
 * @param {Entry} entry
 * @param {{ times: ZoneTimes, now: number, onStar: (room: string) => void, day?: string }} how  `day`: what to put before the time
 */
export function talkRow({ talk, stage, state, wasAt, wasIn, isMine }, { times, now, onStar, day = '' }) {
  const { title, persons = [], track } = talk;
  const language = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(talk.language ?? '') ? talk.language : nothing;
  return html`
    <li class="talk" data-state=${state} ?data-mine=${isMine}>
      <a class="talk-link" href=${addressOf(talk.room)}>
        <span class="talk-time">${day ? html`<span>${day}</span> ` : nothing}<time datetime=${new Date(talk.starts).toISOString()}>${
          times.range(talk.starts, talk.ends)}</time>${state === 'on' ? html`
          <span class="talk-left"><span class="unseen">${programmeWords.running}, </span>${programmeWords.minutesLeft(Math.max(1, Math.ceil((talk.ends - now) / minuteMs)))}</span>` : nothing}</span>
        <span class="talk-title" dir="auto" lang=${language}>${state === 'cancelled' ? html`<s>${title}</s>` : title}</span>
        <span class="talk-more"><span class="talk-stage" dir="auto">${stage}</span>${
          persons.length > 0 ? html` <span dir="auto">${persons.join(', ')}</span>` : nothing}${track ? html` <span dir="auto">${track}</span>` : nothing}</span>
        ${state === 'cancelled' ? html` <strong class="talk-note" data-kind="cancelled">${words.cancelled}</strong>` : nothing}
        ${wasAt !== null && state !== 'cancelled' ? html` <span class="talk-note" data-kind="moved">${words.wasAt(times.time(wasAt))}</span>` : nothing}
        ${wasIn && state !== 'cancelled' ? html` <span class="talk-note" data-kind="moved">${words.wasIn(wasIn)}</span>` : nothing}
      </a>
      <button class="tool star" type="button" aria-pressed=${isMine} aria-label=${programmeWords.star(title)} @click=${() => onStar(talk.room)}>${
        isMine ? programmeIcons.starred : programmeIcons.star}</button>
    </li>`;
}
