// Asks once before something is taken away for everybody.
import { html, nothing } from 'lit';

import { removalWords } from '../words/removal.js';
import { LightElement } from './light-element.js';

/** @import { MessageItem } from '../view/timeline.js' */

export class ConfirmDialog extends LightElement {
  /** @override */
  static properties = { item: { state: true } };

  constructor() {
    super();
    /** @type {MessageItem | null} */
    this.item = null;
    /** @type {HTMLElement | null} */
    this.back = null;
  }

  /** @param {MessageItem} item @param {HTMLElement | null} back  where focus returns */
  async ask(item, back) {
    this.item = item;
    this.back = back;
    await this.updateComplete;
    this.querySelector('dialog')?.showModal();
  }

  /** @override */
  render() {
    const { item } = this;
    return html`
      <dialog class="confirm" aria-labelledby="confirm-title" aria-describedby="confirm-text" @close=${this.#onClose}>
        ${item ? html`
          <h2 id="confirm-title">${item.isOwn ? removalWords.deleteTitle : removalWords.removeTitle}</h2>
          <blockquote dir="auto">${item.text}</blockquote>
          <p id="confirm-text">${removalWords.deleteExplained}</p>
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
    back?.focus({ preventScroll: true });
  }
}

customElements.define('confirm-dialog', ConfirmDialog);
