// The names that are offered while one is typed behind an @: a list above the field, for keys, mouse and fingers.
import { html, nothing } from 'lit';

import { words } from '../words/words.js';
import { badgeView, nameView, signView } from './person-view.js';

/** @import { Member } from '../../sdk/types.js' */

export const nameListId = 'names';
/** @param {number} index */
export const nameOptionId = (index) => `name-${index}`;

/** @param {readonly Member[]} people @param {number} active  the one that Enter takes @param {(member: Member) => void} onChosen */
export function nameListView(people, active, onChosen) {
  if (people.length === 0) return nothing;
  /** @param {Event} event */
  const keepFocus = (event) => event.preventDefault(); // it stays in the field
  return html`
    <ul class="names" id=${nameListId} role="listbox" aria-label=${words.namesOffered} @pointerdown=${keepFocus} @mousedown=${keepFocus}>
      ${people.map((member, index) => html`
        <li role="option" id=${nameOptionId(index)} aria-selected=${index === active} @click=${() => onChosen(member)}>
          ${signView(member)} ${nameView(member)} ${badgeView(member)}
        </li>`)}
    </ul>`;
}
