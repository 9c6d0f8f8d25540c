// Asks for a name where there is no room to ask in.
import { html } from 'lit';

import { refusalText } from '../view/refusal.js';
import { sheetWords } from '../words/sheets.js';
import { words } from '../words/words.js';
import './name-form.js';
import { SheetElement } from './sheet-element.js';

/** @import { Client } from '../connection-watch.js' */

export class NameSheet extends SheetElement {
  /** @override */
  static properties = { refusal: { state: true }, isBusy: { state: true }, isOpen: { state: true } };

  /** @param {Client} client */
  constructor(client) {
    super();
    this.client = client;
    this.refusal = '';
    this.isBusy = false;
    this.isOpen = false;
  }

  /** @override */
  get title_() {
    return this.client.me?.name ? sheetWords.nameMenu : words.giveName;
  }

  /** @override */
  async open() {
    this.refusal = '';
    this.isOpen = true;
    await super.open();
    this.querySelector('input')?.focus();
  }

  /** @override */
  contentView() {
    if (!this.isOpen) return '';
    const { me, limits, space } = this.client;
    return html`<name-form .name=${me?.name ?? ''} .max=${limits?.name_code_points ?? 64} .rules=${space?.rules ?? ''} .isBusy=${this.isBusy}
      .refusal=${this.refusal} @name-given=${this.#onName} @name-over=${() => this.#end()}></name-form>`;
  }

  #end() {
    this.isOpen = false;
    this.close();
  }

  /** @param {CustomEvent} event */
  async #onName({ detail: { name } }) {
    this.isBusy = true;
    try {
      await this.client.rename(name);
      this.#end();
    } catch (error) {
      this.refusal = refusalText(error);
    }
    this.isBusy = false;
  }
}

customElements.define('name-sheet', NameSheet);
