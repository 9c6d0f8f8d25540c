// Asks for a name: at the first message, or to change it. The typed message waits in the composer meanwhile.
import { html, nothing } from 'lit';

import looks from '../looks/name.css';
import { agree } from '../view/agreed.js';
import { asStored, codePoints } from '../view/count.js';
import { storageOf } from '../view/drafts.js';
import { nameWords } from '../words/name.js';
import { words } from '../words/words.js';
import { LightElement, wear } from './light-element.js';

export class NameForm extends LightElement {
  /** @override */
  static properties = {
    name: { attribute: false },
    max: { attribute: false },
    isSending: { attribute: false },
    isBusy: { attribute: false },
    refusal: { attribute: false },
    rules: { attribute: false },
    fault: { state: true },
  };

  constructor() {
    super();
    this.name = '';
    this.max = 64; // code points
    /** Whether a message waits for the name. */
    this.isSending = false;
    this.isBusy = false;
    /** The server's sentence. */
    this.refusal = '';
    /** What one agrees to by writing here; empty: nothing. */
    this.rules = '';
    this.fault = '';
  }

  /** @override */
  firstUpdated() {
    const field = this.querySelector('input');
    if (!field) return;
    field.value = this.name;
    field.focus();
    field.select();
  }

  /** @override */
  render() {
    const fault = this.fault || this.refusal;
    return html`
      <form class="name-form" aria-labelledby="name-title" @submit=${this.#onSubmit} @keydown=${this.#onKey}>
        <h2 id="name-title">${nameWords.nameTitle}</h2>
        <div class="name-field">
          <input name="name" type="text" aria-label=${nameWords.nameLabel} autocomplete="nickname" autocapitalize="words" spellcheck="false" dir="auto"
            enterkeyhint=${this.isSending ? 'send' : 'done'} aria-describedby=${[this.rules && 'name-rules', fault && 'name-fault'].filter(Boolean).join(' ') || nothing}
            aria-invalid=${fault ? 'true' : nothing} @input=${() => (this.fault = '')} />
          <button class="primary" type="submit" aria-disabled=${this.isBusy}>${this.isBusy
            ? nameWords.nameSaving : this.isSending ? nameWords.nameSend : nameWords.nameSave}</button>
          <button class="plain" type="button" @click=${() => this.tell('name-over')}>${nameWords.notNow}</button>
        </div>
        ${fault ? html`<p class="fault" id="name-fault" role="alert">${fault}</p>` : nothing}
        ${this.rules ? html`<p class="rules" id="name-rules" dir="auto">${this.rules}</p>` : nothing}
        <p><button class="help-link" type="button" @click=${() => this.tell('help')}>${words.helpTitle}</button></p>
      </form>`;
  }

  /** @param {Event} event */
  #onSubmit(event) {
    event.preventDefault();
    if (this.isBusy) return;
    const name = asStored(this.querySelector('input')?.value ?? '');
    if (!name) this.fault = nameWords.nameEmpty;
    else if (codePoints(name) > this.max) this.fault = nameWords.nameLong(this.max);
    else {
      agree(storageOf(window), this.rules);
      this.tell('name-given', { name });
    }
    if (this.fault) this.querySelector('input')?.focus();
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.key !== 'Escape' || event.isComposing) return;
    event.preventDefault();
    this.tell('name-over');
  }
}

customElements.define('name-form', NameForm);
wear(looks);
