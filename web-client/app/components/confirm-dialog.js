// Asks once before something is taken away for everybody.
import { html, nothing } from 'lit';

import { returnFocus } from '../return-focus.js';
import { removalWords } from '../words/removal.js';
import { LightElement } from './light-element.js';

/** What is to be taken away. @typedef {{ id: string | null, text: string, isOwn: boolean }} Taken */
/** @typedef {{ deleteTitle: string, removeTitle: string, deleteExplained: string }} Wording */

export class ConfirmDialog extends LightElement {
  /** @override */
  static properties = { item: { state: true } };

  constructor() {
    super();
    /** @type {Taken | null} */
    this.item = null;
    /** @type {Wording} */
    this.wording = removalWords;
    /** @type {HTMLElement | null} */
    this.back = null;
  }

  /** @param {Taken} item @param {HTMLElement | null} back  where focus returns @param {Wording} [wording]  of what is no message */
  async ask(item, back, wording = removalWords) {
    this.item = item;
    this.wording = wording;
    this.back = back;
    await this.updateComplete;
    this.querySelector('dialog')?.showModal();
  }

  /** @override */
  render() {
    const { item, wording } = this;
    return html`
      <dialog class="confirm" aria-labelledby="confirm-title" aria-describedby="confirm-text" @close=${this.#onClose}>
        ${item ? html`
          <h2 id="confirm-title">${item.isOwn ? wording.deleteTitle : wording.removeTitle}</h2>
          <blockquote dir="auto">${item.text}</blockquote>
          <p id="confirm-text">${wording.deleteExplained}</p>
          <div class="choices">
            <button class="plain" type="button" autofocus @click=${() => this.#answer('')}>${removalWords.keep}</button>
            <button class="danger" type="button" @click=${() => this.#answer('yes')}>${item.isOwn ? removalWords.delete : removalWords.remove}</button>
          </div>` : nothing}
      </dialog>`;
  }

  /** @param {string} answer */
  #answer(answer) {
    this.querySelector('dialog')?.close(answer);
  }

  #onClose() {
    const { item, back } = this;
    const dialog = this.querySelector('dialog');
    if (item && dialog?.returnValue === 'yes') this.tell('confirmed', { item });
    if (dialog) dialog.returnValue = '';
    this.item = null;
    returnFocus(back);
  }
}

customElements.define('confirm-dialog', ConfirmDialog);
