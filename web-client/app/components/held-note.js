// How it stands with a message of one's own that not everybody sees: what it waits for and how long, and what can be done about it.
import { html, nothing } from 'lit';

import { copied } from '../clipboard.js';
import { HeldWords } from '../held-words.js';
import { refusalText } from '../view/refusal.js';
import { heldWords as says } from '../words/held.js';
import { icons } from './icons.js';
import { LightElement } from './light-element.js';

/** @import { HeldRow } from '../../sdk/types.js' */
/** @import { RoomPlace } from './room-place.js' */

const freshMs = 5000; // what was written so lately is told to who listens

export class HeldNote extends LightElement {
  /** @override */
  static properties = { row: { attribute: false }, isUnattended: { state: true } };

  constructor() {
    super();
    /** @type {HeldRow | null} */
    this.row = null;
    this.isUnattended = false;
    /** @type {RoomPlace | null} */
    this.place = null;
    /** @type {HeldWords | null} */
    this.words = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.ticking = undefined;
    this.wasDropped = false;
    this.stopListening = () => {};
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.place = /** @type {RoomPlace | null} */ (this.closest('room-place'));
    this.words ??= new HeldWords(this.place?.storage ?? null);
    this.stopListening = this.place?.client.on('unattended', ({ id, over }) => {
      if (id === this.row?.id) this.isUnattended = !over;
    }) ?? (() => {});
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.stopListening();
    clearTimeout(this.ticking);
  }

  get #now() {
    return this.place?.client.schedule.now() ?? Date.now();
  }

  /** Its words, also if they are with this browser alone. */
  get #text() {
    return this.row?.text || this.words?.of(this.row?.id ?? '') || '';
  }

  /** @override */
  render() {
    const { row } = this;
    if (!row || (row.isDropped && this.words?.of(row.id) === null)) return nothing;
    if (row.isDropped) {
      const text = this.#text;
      const isElsewhere = row.text === '';
      return html`
        <div class="refusal"><p>${icons.warning} <strong>${says.dropped}</strong> ${text ? says.droppedHow : says.droppedWordless}</p>
          ${text && isElsewhere ? html`<blockquote dir="auto">${text}</blockquote>` : nothing}
          <p class="choices">${text ? html`<button class="small" type="button" @click=${this.#copy}>${says.copyText}</button>` : nothing} <button class="small" type="button" @click=${this.#letGo}>${says.close}</button></p></div>`;
    }
    const isDelay = row.reason === 'delay' && row.until !== null;
    const why = isDelay ? says.showsIn(Math.ceil((/** @type {number} */ (row.until) - this.#now) / 1000)) : says.waits[row.reason ?? ''] ?? says.waits.unknown;
    return html`
      <div class="held">
        <p>${icons.clock} <span>${why} ${isDelay || row.reason === null ? nothing : says.onlyYou} ${this.isUnattended ? html`<strong>${says.unattended}</strong>` : nothing}</span></p>
        <button class="small" type="button" @click=${this.#takeBack}>${says.takeBack}</button></div>`;
  }

  /** @override */
  updated() {
    const { row, place } = this;
    clearTimeout(this.ticking);
    if (!row) return;
    if (!row.isDropped) this.words?.keep(row.id, row.text);
    else if (this.words?.of(row.id) === null) place?.visit.room.letGo(row.id); // at an earlier visit
    const left = (row.until ?? 0) - this.#now;
    if (!row.isDropped && left > 0) this.ticking = setTimeout(() => this.requestUpdate(), left % 1000 || 1000);
    if (row.isDropped !== this.wasDropped) place?.notices.say(says.saidDropped);
    this.wasDropped = row.isDropped;
  }

  /** @override */
  firstUpdated() {
    const { row, place } = this;
    this.wasDropped = row?.isDropped === true;
    if (row && !row.isDropped && this.#now - row.at < freshMs) place?.notices.say(row.reason === 'delay' ? says.saidDelayed : says.saidWaits);
  }

  /** It comes back to where it was written, before what is being written there by now; also if somebody has gone to another room. */
  #takeBack = () => {
    const { row, place } = this;
    if (!row || !place) return;
    const { visit, writing } = place;
    visit.room.delete(row.id).settled.then(() => {
      const text = [row.text, writing.draftOf(visit.id)].filter(Boolean).join('\n');
      writing.keepDraft(visit.id, text);
      if (place.visit === visit) place.composer?.write(text);
    }, (/** @type {unknown} */ error) => place.notices.tell(refusalText(error)));
  };

  #copy = async () => {
    this.place?.notices.tell((await copied(this.#text)) ? says.textCopied : says.textNotCopied);
  };

  #letGo = () => {
    this.words?.letGo(this.row?.id ?? '');
    this.place?.visit.room.letGo(this.row?.id ?? '');
    this.place?.focusComposer();
  };
}

customElements.define('held-note', HeldNote);
