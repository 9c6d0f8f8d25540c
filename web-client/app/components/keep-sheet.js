// One's personal link: whoever opens it is this member. Told in plain words, since it is a secret.
import { html } from 'lit';

import { copied } from '../clipboard.js';
import { personalAddressOf } from '../view/address.js';
import { copyingWords } from '../words/copying.js';
import { sheetWords } from '../words/sheets.js';
import './qr-view.js';
import { SheetElement } from './sheet-element.js';

/** @import { Client } from '../connection-watch.js' */

export class KeepSheet extends SheetElement {
  /** @override */
  static properties = { told: { state: true } };

  /** @param {Client} client */
  constructor(client) {
    super();
    this.client = client;
    this.told = '';
  }

  /** @override */
  get title_() {
    return sheetWords.keepTitle(this.client.me?.name ?? '');
  }

  /** @override */
  contentView() {
    const link = personalAddressOf(location.origin, this.client.token ?? '');
    return html`
      <p>${sheetWords.keepWhat}</p>
      <p class="keep-warning"><strong>${sheetWords.keepWarning}</strong></p>
      <qr-view .text=${link} .label=${sheetWords.keepQr}></qr-view>
      <label class="share-link"><span class="unseen">${sheetWords.keepLink}</span>
        <input type="text" readonly .value=${link} @focus=${(/** @type {Event} */ event) => /** @type {HTMLInputElement} */ (event.target).select()} /></label>
      <p class="share-told" role="status">${this.told}</p>
      <div class="choices"><button class="primary" type="button" @click=${() => this.#copy(link)}>${copyingWords.link}</button></div>`;
  }

  /** @param {string} link */
  async #copy(link) {
    this.told = (await copied(link, this.querySelector('.share-link input'))) ? sheetWords.keepCopied : copyingWords.failed;
  }
}

customElements.define('keep-sheet', KeepSheet);
