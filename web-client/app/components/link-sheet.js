// Asks before another person's link makes this device theirs: who one is here, whose the link is, and what becomes of either.
import { html } from 'lit';

import { copied } from '../clipboard.js';
import { personalAddressOf } from '../view/address.js';
import { copyingWords } from '../words/copying.js';
import { sheetWords } from '../words/sheets.js';
import { words } from '../words/words.js';
import { SheetElement } from './sheet-element.js';

/** @import { Member } from '../../sdk/types.js' */

/** Tells `change` if that is wanted; closed otherwise, everything stays as it is. */
export class LinkSheet extends SheetElement {
  /** @override */
  static properties = { told: { state: true } };

  /** @param {{ me: Member, key: string }} here @param {Member} other */
  constructor(here, other) {
    super();
    this.here = here;
    this.other = other;
    this.told = '';
  }

  /** @override */
  get title_() {
    return sheetWords.linkTitle;
  }

  /** @override */
  contentView() {
    const { here, other } = this;
    const name = here.me.name ?? '';
    return html`
      <p dir="auto">${sheetWords.linkHere(signed(here.me))} ${sheetWords.linkOf(signed(other))}</p>
      <p class="sheet-note" dir="auto">${sheetWords.linkChange(name)}</p>
      <p class="share-told" role="status">${this.told}</p>
      <div class="choices">
        <button class="plain" type="button" @click=${this.#copy}>${sheetWords.linkCopy(name)}</button>
        <button class="plain" type="button" @click=${this.#change}>${sheetWords.linkBecome(other.name ?? '')}</button>
        <button class="primary" type="button" autofocus @click=${() => this.close()}>${sheetWords.linkStay(name)}</button>
      </div>`;
  }

  #change = () => {
    this.tell('change');
    this.close();
  };

  #copy = async () => {
    const field = document.createElement('input');
    field.value = personalAddressOf(location.origin, this.here.key);
    field.className = 'unseen';
    this.querySelector('dialog')?.append(field);
    this.told = (await copied(field.value, field)) ? sheetWords.keepCopied : copyingWords.failed;
    field.remove();
  };
}

/** A name with what its bearer is here. @param {Member} member */
function signed({ name, role }) {
  const title = words.roles[role];
  return `${name || sheetWords.linkNameless}${title ? ` (${title})` : ''}`;
}

customElements.define('link-sheet', LinkSheet);
