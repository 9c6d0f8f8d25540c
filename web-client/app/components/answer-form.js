// Where staff write an answer, below its question: words, a link, or both.
import { html, nothing } from 'lit';

import { asStored, countdown } from '../view/count.js';
import { questionWords as says } from '../words/questions.js';
import { words } from '../words/words.js';
import { LightElement } from './light-element.js';

/** Tells `answer` with `text` and `url`, and `answer-over`. */
export class AnswerForm extends LightElement {
  /** @override */
  static properties = { textMax: { attribute: false }, text: { state: true }, fault: { state: true } };

  constructor() {
    super();
    this.textMax = 1000; // code points
    this.text = '';
    this.fault = '';
  }

  /** @override */
  firstUpdated() {
    this.querySelector('textarea')?.focus();
  }

  /** @override */
  render() {
    const { left, isShown, isOver } = countdown(this.text, this.textMax);
    return html`
      <form class="answer-form" @submit=${this.#onSubmit} @keydown=${this.#onKey}>
        <label>${says.answerLabel} <textarea rows="3" dir="auto" aria-invalid=${isOver ? 'true' : nothing}
          @input=${(/** @type {Event} */ event) => (this.text = /** @type {HTMLTextAreaElement} */ (event.target).value)}></textarea></label>
        ${isShown ? html`<p class="help"><span class="countdown" ?data-over=${isOver}>${isOver ? words.over(-left) : words.left_(left)}</span></p>` : nothing}
        <label>${says.linkLabel} <input type="url" inputmode="url" autocomplete="off" spellcheck="false" aria-describedby=${this.fault ? 'link-fault' : nothing} aria-invalid=${this.fault ? 'true' : nothing}
          @input=${() => (this.fault = '')} /></label>
        ${this.fault ? html`<p class="fault" id="link-fault" role="alert">${this.fault}</p>` : nothing}
        <p class="choices"><button class="primary" type="submit">${says.sendAnswer}</button>
          <button class="plain" type="button" @click=${() => this.tell('answer-over')}>${words.cancel}</button></p>
      </form>`;
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.isComposing || event.key !== 'Escape') return;
    event.preventDefault();
    this.tell('answer-over');
  }

  /** @param {Event} event */
  #onSubmit(event) {
    event.preventDefault();
    const text = asStored(this.text);
    const field = this.querySelector('input');
    const url = asStored(field?.value ?? '');
    if (url && !/^https?:\/\/\S+$/i.test(url)) {
      this.fault = says.linkWrong;
      field?.focus();
    } else if ((text || url) && !countdown(text, this.textMax).isOver) {
      this.tell('answer', { text, url: url || undefined });
    }
  }
}

customElements.define('answer-form', AnswerForm);
