// How a person is shown: the sign with their letters, the name, the badge of their role.
import { html, nothing } from 'lit';

import { initialsOf, tintOf } from '../view/person.js';
import { words } from '../words/words.js';

/** @import { Member } from '../../sdk/types.js' */

/** @param {Member | null} member */
export const nameOf = (member) => member?.name || words.nameless;

/** @param {Member | null} member */
export const signView = (member) =>
  html`<span class="sign" data-tint=${tintOf(member?.id ?? '')} aria-hidden="true">${initialsOf(nameOf(member))}</span>`;

/** @param {Member | null} member */
export const nameView = (member) => html`<bdi class="name">${nameOf(member)}</bdi>`;

/** Drawn by the server's word alone.
 * @param {Member | null} member */
export function badgeView(member) {
  const role = member?.role ?? '';
  const title = words.roles[role] ?? role;
  return title ? html`<span class="badge" data-role=${role}>${title}</span>` : nothing;
}
