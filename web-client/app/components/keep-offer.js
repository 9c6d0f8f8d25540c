// The offer to keep who one is here: once in this browser, after the first message. Fetched when there is something to keep.
import { html, nothing } from 'lit';

import { keep, kept } from '../view/slots.js';
import { keepWords as says } from '../words/keep.js';

/** @import { HallwayPage } from './hallway-page.js' */

const offeredSlot = 'hallway.keep-offered';

export class KeepOffer {
  #page;
  #isOpen;

  /** @param {HallwayPage} page */
  constructor(page) {
    this.#page = page;
    this.#isOpen = !kept(page.storage, offeredSlot);
    keep(page.storage, offeredSlot, 'yes');
    page.requestUpdate();
  }

  /** Nothing if it was made before, or answered. */
  view() {
    if (!this.#isOpen) return nothing;
    return html`
      <section class="here" aria-label=${says.offer}>
        <p>${says.offer}</p>
        <p class="here-choices"><button class="small" type="button" @click=${() => this.#end(true)}>${says.how}</button>
          <button class="small" type="button" @click=${() => this.#end(false)}>${says.no}</button></p>
      </section>`;
  }

  /** @param {boolean} isWanted */
  #end(isWanted) {
    this.#isOpen = false;
    this.#page.requestUpdate();
    if (isWanted) this.#page.sheets.open('keep');
    else this.#page.room?.focusComposer();
  }
}
