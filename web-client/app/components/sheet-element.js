// The base of the page's dialogs: opened over everything else, closed by Escape, its button or a touch beside it, focus back where it was.
import { html } from 'lit';

import looks from '../looks/sheets.css';
import { returnFocus } from '../return-focus.js';
import { sheetWords } from '../words/sheets.js';
import './dialog-looks.js';
import { icons } from './icons.js';
import { LightElement, wear } from './light-element.js';

export class SheetElement extends LightElement {
  constructor() {
    super();
    /** @type {HTMLElement | null} */
    this.back = null;
  }

  /** Its heading. @returns {string} */
  get title_() {
    return '';
  }

  /** @returns {unknown} */
  contentView() {
    return '';
  }

  async open() {
    const { activeElement } = document;
    this.back = activeElement instanceof HTMLElement ? activeElement : null;
    this.requestUpdate();
    await this.updateComplete;
    const dialog = this.querySelector('dialog');
    if (dialog && !dialog.open) dialog.showModal();
  }

  close() {
    this.querySelector('dialog')?.close();
  }

  /** @override */
  render() {
    return html`
      <dialog class="confirm page-sheet" aria-labelledby="${this.localName}-title" @close=${() => returnFocus(this.back)} @click=${this.#onBackdrop}>
        <div class="sheet-head"><h2 id="${this.localName}-title" dir="auto">${this.title_}</h2>
          <button class="tool" type="button" aria-label=${sheetWords.close} @click=${() => this.close()}>${icons.close}</button></div>
        ${this.contentView()}
      </dialog>`;
  }

  /** @param {Event} event */
  #onBackdrop(event) {
    if (event.target === event.currentTarget) this.close();
  }
}

wear(looks);
