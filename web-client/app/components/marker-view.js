// What stands between messages: days, the line above what is new, and the beginning of the room.
import { html, nothing } from 'lit';

import { words } from '../words/words.js';
import { icons } from './icons.js';

/** @import { RoomState } from '../../sdk/types.js' */
/** @import { ZoneTimes } from '../words/moments.js' */
/** @import { DayItem, NewItem } from '../view/timeline.js' */

/** @param {DayItem | NewItem} item @param {ZoneTimes} times */
export const separatorView = (item, times) => item.type === 'day'
  ? html`<li class="day"><span>${times.dayName(item.at, Date.now(), words)}</span></li>`
  : html`<li class="new-line" data-new><span>${words.newHere}</span></li>`;

/**
 * The top of the timeline.
 * @param {object} what
 * @param {RoomState} what.state
 * @param {boolean} what.isOldest  whether the oldest row that is here is rendered
 * @param {boolean} what.isEmpty
 * @param {boolean} what.isClosed  whether nobody may write here now
 * @param {string} what.title
 * @param {'idle' | 'loading' | 'failed'} what.olderState
 * @param {() => void} what.onOlder
 */
export function startView({ state, isOldest, isEmpty, isClosed, title, olderState, onOlder }) {
  if (state.status === 'left' && isEmpty) return nothing;
  if (!state.position && isEmpty) return html`<p class="start" data-kind="loading">${words.loading}</p>`;
  if (!state.position) return html`<p class="start">${words.keptOnly}</p>`;
  if (!isOldest) return html`<p class="start">${words.loadingOlder}</p>`;
  if (state.hasOlder) {
    if (olderState === 'loading') return html`<p class="start">${words.loadingOlder}</p>`;
    return html`<p class="start">${olderState === 'failed' ? `${words.olderFailed} ` : nothing}
      <button class="small" type="button" @click=${onOlder}>${olderState === 'failed' ? words.tryAgain : words.showOlder}</button></p>`;
  }
  if (isEmpty) {
    return html`<div class="start" data-kind="empty">${icons.door}<h2>${words.emptyTitle}</h2>${isClosed ? nothing : html`<p>${words.empty}</p>`}</div>`;
  }
  return state.markers.some((marker) => marker.kind === 'reset')
    ? nothing
    : html`<p class="start" data-kind="beginning">${words.beginning(title)}</p>`;
}
