// Where one asks: a field that grows, whether with one's name, and in whose voice.
import { html, nothing } from 'lit';

import { asStored, countdown } from '../view/count.js';
import { questionWords as says } from '../words/questions.js';
import { words } from '../words/words.js';
import { grow } from './grow.js';
import { icons } from './icons.js';
import { LightElement } from './light-element.js';

/** Tells `ask` with `text`, `anonymous` and `voice`, and `draft` with `text`. */
export class QuestionForm extends LightElement {
  /** @override */
  static properties = { draft: { attribute: false }, textMax: { attribute: false }, closedWhy: { attribute: false }, isClosed: { attribute: false }, mayBeAnonymous: { attribute: false }, text: { state: true }, anonymous: { state: true }, voice: { state: true } };

  constructor() {
    super();
    this.draft = '';
    this.textMax = 1000; // code points, until the server has told its own
    /** Why nothing can be asked here now; empty: one can, or the page does not know better. */
    this.closedWhy = '';
    this.isClosed = false;
    /** Whether the room takes questions without a name. */
    this.mayBeAnonymous = true;
    this.text = '';
    this.anonymous = false;
    /** @type {'self' | 'read'} */
    this.voice = 'self';
    this.isTouch = matchMedia('(hover: none) and (pointer: coarse)').matches;
  }

  get field() {
    return this.querySelector('textarea');
  }

  focusField() {
    this.field?.focus();
  }

  /** It was asked: the next one begins anew. */
  clear() {
    this.text = '';
    this.anonymous = false;
    this.voice = 'self';
  }

  /** @override */
  willUpdate() {
    if (!this.hasUpdated) this.text = this.draft;
  }

  /** @override */
  updated() {
    const { field } = this;
    if (!field) return;
    if (field.value !== this.text) field.value = this.text;
    grow(field);
  }

  /** @override */
  render() {
    const { left, isShown, isOver } = countdown(this.text, this.textMax);
    const isEmpty = !asStored(this.text);
    if (this.closedWhy && isEmpty) return html`<p class="closed">${this.closedWhy}</p>`;
    return html`
      <form class="composer question-form" @submit=${this.#onSubmit}>
        <div class="field">
          <textarea rows="1" aria-label=${says.askLabel} placeholder=${says.askHere} aria-describedby="ask-help" enterkeyhint=${this.isTouch ? 'enter' : 'send'} autocomplete="off" dir="auto"
            aria-invalid=${isOver ? 'true' : nothing} ?readonly=${this.closedWhy !== ''} ?disabled=${this.isClosed && !this.closedWhy} @input=${this.#onInput} @keydown=${this.#onKey}></textarea>
          <button class="send" type="submit" aria-disabled=${isEmpty || isOver || this.isClosed}><span>${says.ask}</span>${icons.send}</button>
        </div>
        ${isEmpty ? nothing : this.#optionsView()}
        <p class="help" id="ask-help">
          ${isShown ? html`<span class="countdown" ?data-over=${isOver}>${isOver ? words.over(-left) : words.left_(left)}</span>` : nothing}
          ${this.closedWhy ? html`<strong>${this.closedWhy}</strong>` : nothing}</p>
      </form>`;
  }

  #optionsView() {
    const voice = (/** @type {'self' | 'read'} */ one) => html`
      <label class="option"><input type="radio" name="voice" .checked=${this.voice === one} @change=${() => (this.voice = one)} /> ${says[one]}</label>`;
    return html`
      <fieldset class="ask-how"><legend class="unseen">${says.how}</legend>
        ${voice('self')} ${voice('read')}
        ${this.mayBeAnonymous ? html`<label class="option"><input type="checkbox" .checked=${this.anonymous} @change=${(/** @type {Event} */ event) => (this.anonymous = /** @type {HTMLInputElement} */ (event.target).checked)} />
          ${says.askAnonymous}</label>` : nothing}
      </fieldset>`;
  }

  /** @param {Event} event */
  #onInput(event) {
    this.text = /** @type {HTMLTextAreaElement} */ (event.target).value;
    this.tell('draft', { text: this.text });
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.isComposing || event.keyCode === 229) return; // a word is being put together
    if (event.key !== 'Enter' || event.shiftKey || event.altKey || (this.isTouch && !event.ctrlKey && !event.metaKey)) return;
    event.preventDefault();
    this.#ask();
  }

  /** @param {Event} event */
  #onSubmit(event) {
    event.preventDefault();
    this.#ask();
  }

  #ask() {
    if (this.isClosed || countdown(this.text, this.textMax).isOver) return;
    const text = asStored(this.text);
    const { voice } = this;
    const anonymous = this.anonymous && this.mayBeAnonymous;
    if (text) this.tell('ask', { text, anonymous, voice });
    this.focusField();
  }
}

customElements.define('question-form', QuestionForm);
