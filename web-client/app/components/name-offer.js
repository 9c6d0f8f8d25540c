// The names that are offered while one is typed behind an @: a list above the field, for keys, mouse and fingers. It comes when it is wanted.
import { html, nothing } from 'lit';

import { offered, queryAt, recentAuthors, withName } from '../view/name-offer.js';
import { nameWords } from '../words/name.js';
import { badgeView, nameView, signView } from './person-view.js';

/** @import { Member } from '../../sdk/types.js' */
/** @import { MessageComposer } from './message-composer.js' */

const listId = 'names';
/** @param {number} index */
const optionId = (index) => `name-${index}`;

export class NameOffer {
  /** The name that is being typed, and who is offered for it. @type {{ start: number, query: string, people: readonly Member[] } | null} */
  #naming = null;
  #active = 0;
  #composer;

  /** @param {MessageComposer} composer */
  constructor(composer) {
    this.#composer = composer;
  }

  /** What the field controls, and the part of it that Enter takes; undefined while no name is offered. */
  get listId() {
    return this.#naming ? listId : undefined;
  }

  get activeId() {
    return this.#naming ? optionId(this.#active) : undefined;
  }

  view() {
    if (!this.#naming) return nothing;
    /** @param {Event} event */
    const keepFocus = (event) => event.preventDefault(); // it stays in the field
    return html`
      <ul class="names" id=${listId} role="listbox" aria-label=${nameWords.offered} @pointerdown=${keepFocus} @mousedown=${keepFocus}>
        ${this.#naming.people.map((member, index) => html`
          <li role="option" id=${optionId(index)} aria-selected=${index === this.#active} @click=${() => this.#take(member)}>
            ${signView(member)} ${nameView(member)} ${badgeView(member)}
          </li>`)}
      </ul>`;
  }

  /** Whether the caret stands behind the beginning of a name, and whose it could be. */
  look() {
    const { field, text, rows } = this.#composer;
    const caret = field && field.selectionStart === field.selectionEnd ? field.selectionStart : null;
    const query = caret === null ? null : queryAt(text, caret);
    const people = query ? offered(query.query, recentAuthors(rows())) : [];
    this.#naming = query && people.length > 0 ? { ...query, people } : null;
    this.#active = 0;
    this.#composer.requestUpdate();
  }

  close() {
    this.#naming = null;
    this.#composer.requestUpdate();
  }

  /** Keys that belong to the list of names while it is open.
   * @param {KeyboardEvent} event @returns {boolean} whether it was one of them */
  onKey(event) {
    if (!this.#naming || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return false;
    const { people } = this.#naming;
    const count = people.length;
    if (event.key === 'ArrowDown') this.#active = (this.#active + 1) % count;
    else if (event.key === 'ArrowUp') this.#active = (this.#active - 1 + count) % count;
    else if (event.key === 'Enter' || event.key === 'Tab') this.#take(people[this.#active]);
    else if (event.key === 'Escape') this.#naming = null;
    else return false;
    event.preventDefault();
    event.stopPropagation();
    this.#composer.requestUpdate();
    return true;
  }

  /** @param {Member} member */
  async #take(member) {
    const composer = this.#composer;
    if (!this.#naming) return;
    const { text, caret } = withName(composer.text, this.#naming, member.name ?? '');
    this.#naming = null;
    composer.setText(text);
    await composer.updateComplete;
    composer.focusField();
    composer.field?.setSelectionRange(caret, caret);
  }
}
