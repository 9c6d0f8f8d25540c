// What seldom stands in a timeline, and comes when it does: what is missing, what waits, and the line in the place of what blocked members wrote.
import { html } from 'lit';

import looks from '../looks/rare-rows.css';
import { heldWords as says } from '../words/held.js';
import './held-note.js';
import { wear } from './light-element.js';

/** @import { HeldRow } from '../../sdk/types.js' */
/** @import { BlockedItem } from '../view/apart.js' */
/** @import { MarkerItem, MessageItem } from '../view/timeline.js' */

export { veiled, withHeld } from '../view/apart.js';

/** What stands where a message would. @param {MarkerItem | BlockedItem} item @param {'idle' | 'loading' | 'failed'} state  of what is fetched @param {() => void} onOpen */
export function rareView(item, state, onOpen) {
  if (item.type === 'blocked') {
    return html`
      <li class="blocked-run"><span>${says.blocked(item.count)}</span> <button class="small-link" type="button" @click=${onOpen}>${says.show}</button></li>`;
  }
  const { marker } = item;
  if (marker.kind === 'reset') return html`<li class="marker" data-kind="reset"><span>${says.reset[marker.reason] ?? says.reset.other}</span></li>`;
  const title = { idle: says.fill, loading: says.filling, failed: says.fillFailed }[state];
  return html`
    <li class="marker" data-kind="gap"><span>${says.gap(marker.to - marker.from + 1)}</span>
      <button class="small" type="button" aria-disabled=${state === 'loading'} @click=${onOpen}>${title}</button></li>`;
}

/** How it stands with a message that waits. @param {MessageItem} item */
export const heldView = ({ row }) => html`<held-note .row=${/** @type {HeldRow} */ (row)}></held-note>`;

wear(looks);
