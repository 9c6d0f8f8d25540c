// Asks which question says the same as one: two touches make one of two.
import { html, nothing } from 'lit';

import { mergeable } from '../view/board.js';
import { questionWords as says } from '../words/questions.js';
import { SheetElement } from './sheet-element.js';

/** @import { Question } from '../../sdk/types.js' */

const shownMax = 30;

/** Tells `merge` with `target` and `into`. */
export class MergeSheet extends SheetElement {
  constructor() {
    super();
    /** @type {Question | null} */
    this.target = null;
    /** @type {readonly Question[]} */
    this.questions = [];
    this.search = '';
  }

  /** @param {Question} target @param {readonly Question[]} questions */
  ask(target, questions) {
    this.target = target;
    this.questions = questions;
    this.search = '';
    return this.open();
  }

  /** @override */
  get title_() {
    return says.mergeTitle;
  }

  /** @override */
  contentView() {
    const { target, search } = this;
    if (!target) return nothing;
    const found = mergeable(this.questions, target, search).slice(0, shownMax);
    return html`
      <blockquote dir="auto">${target.text}</blockquote>
      <p class="share-hint">${says.mergeHow}</p>
      <p class="share-link"><input type="search" aria-label=${says.mergeSearch} placeholder=${says.mergeSearch} .value=${search} @input=${this.#onSearch} /></p>
      ${found.length === 0 ? html`<p class="share-told">${says.mergeNone}</p>` : html`
        <ul class="merge-list">${found.map((question) => html`
          <li><button class="choice" type="button" @click=${() => this.#choose(question)}><span dir="auto">${question.text}</span> <span class="chip">${says.votes(question.votes)}</span></button></li>`)}</ul>`}`;
  }

  /** @param {Event} event */
  #onSearch(event) {
    this.search = /** @type {HTMLInputElement} */ (event.target).value;
    this.requestUpdate();
  }

  /** @param {Question} into */
  #choose(into) {
    const { target } = this;
    this.close();
    if (target) this.tell('merge', { target: target.id, into: into.id });
  }
}

customElements.define('merge-sheet', MergeSheet);
