// Asks which question says the same as one: two touches make one of two.
import { html, nothing } from 'lit';

import { mergeable } from '../view/board.js';
import { questionWords as says } from '../words/questions.js';
import { SheetElement } from './sheet-element.js';

/** @import { Question } from '../../sdk/types.js' */

const shownMax = 30;

/** Tells `merge` with `target` and `into`, both questions. */
export class MergeSheet extends SheetElement {
  constructor() {
    super();
    /** @type {Question | null} */
    this.target = null;
    /** @type {readonly Question[]} */
    this.questions = [];
    /** Two that were chosen before: either may stay. @type {readonly [Question, Question] | null} */
    this.pair = null;
    this.search = '';
  }

  /** @param {Question} target @param {readonly Question[]} questions */
  ask(target, questions) {
    this.target = target;
    this.questions = questions;
    this.pair = null;
    this.search = '';
    return this.open();
  }

  /** @param {readonly [Question, Question]} pair */
  choose(pair) {
    this.pair = pair;
    return this.open();
  }

  /** @override */
  get title_() {
    return this.pair ? says.mergeStays : says.mergeTitle;
  }

  /** @override */
  contentView() {
    const { target, search, pair } = this;
    if (pair) return html`<p class="share-hint">${says.mergeHow}</p>${this.#listView(pair)}`;
    if (!target) return nothing;
    const found = mergeable(this.questions, target, search).slice(0, shownMax);
    return html`
      <blockquote dir="auto">${target.text}</blockquote>
      <p class="share-hint">${says.mergeHow}</p>
      <p class="share-link"><input type="search" aria-label=${says.mergeSearch} placeholder=${says.mergeSearch} .value=${search} @input=${this.#onSearch} /></p>
      ${found.length === 0 ? html`<p class="share-told">${says.mergeNone}</p>` : this.#listView(found)}`;
  }

  /** @param {readonly Question[]} questions */
  #listView(questions) {
    return html`
      <ul class="merge-list">${questions.map((question) => html`
        <li><button class="choice" type="button" @click=${() => this.#choose(question)}><span dir="auto">${question.text}</span> <span class="chip">${says.votes(question.votes)}</span></button></li>`)}</ul>`;
  }

  /** @param {Event} event */
  #onSearch(event) {
    this.search = /** @type {HTMLInputElement} */ (event.target).value;
    this.requestUpdate();
  }

  /** @param {Question} into */
  #choose(into) {
    const target = this.pair?.find((one) => one !== into) ?? this.target;
    this.close();
    if (target) this.tell('merge', { target, into });
  }
}

customElements.define('merge-sheet', MergeSheet);
