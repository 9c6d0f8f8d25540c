// One message that waits, as moderators see it: who wrote it, what it says, what holds it, and what can be done.
import { html, nothing } from 'lit';

import { shortened } from '../view/count.js';
import { secondsLeft } from '../view/queue.js';
import { moderationWords as says } from '../words/moderation.js';
import { words } from '../words/words.js';
import { icons } from './icons.js';
import { badgeView, nameView } from './person-view.js';
import { textView } from './text-view.js';

/** @import { HeldRow } from '../../sdk/types.js' */
/** @import { Standing } from '../holding.js' */
/** @import { ZoneTimes } from '../words/moments.js' */

const spokenMax = 80; // code points of a message in the name of a button

/** @typedef {{ standing: Standing, now: number, times: ZoneTimes, hasMenu: boolean, act: (what: 'release' | 'drop' | 'undo' | 'menu', row: HeldRow, element: Element) => void }} HeldContext */

/** Who else is on it. @param {Standing} standing */
export const onItView = ({ by }) => (by ? html`<span class="chip">${says.onIt(by.name || words.nameless)}</span>` : nothing);

/** @param {HeldRow | undefined} row  undefined: it is gone, and keeps its place for a moment @param {HeldContext} context */
export function heldItemView(row, { standing, now, times, hasMenu, act }) {
  const { doing } = standing;
  if (!row) return html`<li class="question" data-state="gone"><p class="note">${says.heldGone}</p></li>`;
  const { id, from, at, text, reason } = row;
  const left = secondsLeft(row, now);
  const short = shortened(text, spokenMax);
  /** @param {'release' | 'drop' | 'undo' | 'menu'} what */
  const on = (what) => (/** @type {MouseEvent} */ event) => event.detail < 2 && act(what, row, /** @type {Element} */ (event.currentTarget));
  return html`
    <li class="question held-item" data-id=${id} data-state="held" tabindex="-1" aria-busy=${doing === 'release' || doing === 'drop' ? 'true' : nothing}>
      <div class="question-body">
        <p class="question-by">${nameView(from)} ${badgeView(from)} <time datetime=${new Date(at).toISOString()} title=${times.full(at)}>${times.time(at)}</time>
          ${onItView(standing)}</p>
        <div class="text">${textView(text, true, undefined)}</div>
        <p class="note">${icons.clock} ${says.reasons[reason ?? ''] ?? says.reasons.unknown} ${left === null ? nothing : says.showsIn(left)}</p>
      </div>
      <button class="tool more" type="button" title=${words.actions} aria-label=${words.actionsFor(from.name || words.nameless)} aria-haspopup="menu" aria-expanded=${hasMenu} @click=${on('menu')}></button>
      <p class="handy">${doing === 'dropping' ? html`<span class="note">${says.dropsSoon}</span> <button class="small" type="button" aria-label=${says.toolFor(says.undo, short)} @click=${on('undo')}>${says.undo}</button>`
        : doing ? html`<span class="note">${icons.clock} ${says.underWay}</span>` : html`
        <button class="small" type="button" aria-label=${says.toolFor(says.release, short)} @click=${on('release')}>${says.release}</button>
        <button class="small" type="button" aria-label=${says.toolFor(says.drop, short)} @click=${on('drop')}>${says.drop}</button>`}</p>
    </li>`;
}
