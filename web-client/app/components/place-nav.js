// The way between the places: tabs at the bottom of a phone, a rail at the side of a wide screen.
import { html, nothing } from 'lit';

import { words } from '../words/words.js';
import { icons } from './icons.js';

/** @typedef {'now' | 'room' | 'hallway'} PlaceName */

/**
 * @param {{ current: PlaceName, roomAddress: string, hasUnread: boolean }} what
 */
export const placeNav = ({ current, roomAddress, hasUnread }) => html`
  <nav class="places" aria-label=${words.places}>
    ${placeLink('now', '/now', icons.calendar, current)}
    ${placeLink('room', roomAddress, icons.speech, current)}
    ${placeLink('hallway', '/hallway', icons.cup, current, hasUnread)}
  </nav>`;

/** @param {PlaceName} name @param {string} address @param {unknown} icon @param {PlaceName} current @param {boolean} [hasUnread] */
const placeLink = (name, address, icon, current, hasUnread = false) => html`
  <a href=${address} aria-current=${name === current ? 'page' : nothing} data-place=${name} ?data-unread=${hasUnread}>${icon}<span>${words[name]}</span></a>`;
