// Shares the event, a stage, a talk or a room: link, short code, QR code; and prints a stage's code for its door.
import { html, nothing } from 'lit';

import { copied } from '../clipboard.js';
import { subjectsOf } from '../view/sharing.js';
import { copyingWords } from '../words/copying.js';
import { sheetWords } from '../words/sheets.js';
import { words } from '../words/words.js';
import './qr-view.js';
import { SheetElement } from './sheet-element.js';

/** @import { Subject } from '../view/sharing.js' */

export class ShareSheet extends SheetElement {
  /** @override */
  static properties = { subjects: { attribute: false }, chosen: { state: true }, told: { state: true } };

  constructor() {
    super();
    /** @type {readonly Subject[]} */
    this.subjects = [];
    this.space = '';
    this.chosen = 0;
    this.told = '';
  }

  /** @override */
  get title_() {
    return sheetWords.shareTitle;
  }

  /** @param {Parameters<typeof subjectsOf>[0]} where */
  fill(where) {
    const kind = this.subjects[this.chosen]?.kind;
    this.subjects = subjectsOf(where);
    this.space = where.space?.title ?? '';
    this.chosen = Math.max(0, this.subjects.findIndex((one) => one.kind === kind));
  }

  /** Begins with the first of what there is to share. */
  begin() {
    this.#choose(0);
  }

  /** @override */
  contentView() {
    const subject = this.subjects[this.chosen];
    if (!subject) return nothing;
    const link = new URL(subject.path, location.href).href;
    return html`
      ${this.subjects.length > 1 ? html`
        <fieldset class="segments"><legend class="unseen">${sheetWords.shareWhat}</legend>${this.subjects.map(({ kind }, index) => html`
          <label><input type="radio" name="subject" .checked=${index === this.chosen} @change=${() => this.#choose(index)} /><span>${sheetWords.shareKinds[kind]}</span></label>`)}</fieldset>` : nothing}
      <p class="share-title" dir="auto">${subject.title || words.product}</p>
      ${subject.kind === 'stage' ? html`<p class="share-hint">${sheetWords.shareStage}</p>` : nothing}
      <qr-view .text=${link} .label=${sheetWords.qrOf(subject.title || words.product)}></qr-view>
      ${subject.code ? html`<p class="share-code"><span>${sheetWords.shareCode}</span> <strong>${subject.code}</strong>
        <span class="share-hint">${sheetWords.codeHint(`${location.host}/c/${subject.code}`)}</span></p>` : nothing}
      <label class="share-link"><span class="unseen">${sheetWords.shareLink}</span>
        <input type="text" readonly .value=${link} @focus=${(/** @type {Event} */ event) => /** @type {HTMLInputElement} */ (event.target).select()} /></label>
      <p class="share-told" role="status">${this.told}</p>
      <div class="choices">
        ${subject.kind === 'stage' ? html`<button class="plain" type="button" @click=${() => print()}>${sheetWords.print}</button>` : nothing}
        ${'share' in navigator ? html`<button class="plain" type="button" @click=${() => this.#via(subject.title, link)}>${sheetWords.shareVia}</button>` : nothing}
        <button class="primary" type="button" @click=${() => this.#copy(link)}>${copyingWords.link}</button>
      </div>`;
  }

  /** @override */
  render() {
    const subject = this.subjects[this.chosen];
    return html`${super.render()}
      ${subject?.kind === 'stage' ? html`
        <section class="door-sheet" aria-hidden="true">
          <p class="door-space" dir="auto">${this.space}</p>
          <h1 dir="auto">${subject.title}</h1>
          <p class="door-call">${sheetWords.scanToJoin}</p>
          <qr-view .text=${new URL(subject.path, location.href).href} .label=${sheetWords.qrOf(subject.title)}></qr-view>
          <p>${sheetWords.scanHow}</p>
          <p class="door-address">${subject.code ? html`${location.host}/c/<strong>${subject.code}</strong>` : `${location.host}${subject.path}`}</p>
        </section>` : nothing}`;
  }

  /** @param {number} index */
  #choose(index) {
    this.chosen = index;
    this.told = '';
  }

  /** @param {string} link */
  async #copy(link) {
    this.told = (await copied(link, this.querySelector('.share-link input'))) ? copyingWords.copied : copyingWords.failed;
  }

  /** @param {string} title @param {string} url */
  async #via(title, url) {
    try {
      await navigator.share({ title, url });
    } catch {
      // The reader thought better of it.
    }
  }
}

customElements.define('share-sheet', ShareSheet);
