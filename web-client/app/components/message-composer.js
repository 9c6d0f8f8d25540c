// Where one writes: a field that grows, what it replies to or edits, a countdown near the limit, and the draft.
import { html, nothing } from 'lit';

import { asStored, countdown, shortened } from '../view/count.js';
import { words } from '../words/words.js';
import { grow } from './grow.js';
import { icons } from './icons.js';
import { LightElement } from './light-element.js';
import { nameView } from './person-view.js';

/** @import { Row } from '../../sdk/types.js' */
/** @import { MessageItem } from '../view/timeline.js' */
/** @import { PropertyValues } from 'lit' */

const textMaxDefault = 1000; // code points, until the server has told its own

/** Slow mode: until when the next message waits, by the clock `now`, and what is said about it.
 * @typedef {{ hint: string, until: number, now: () => number, wait: (seconds: number) => string }} Slow */

/** What is being written: something new, a reply, or the new text of `item`.
 * @typedef {{ kind: 'post' } | { kind: 'reply' | 'edit', item: MessageItem }} Task */

export class MessageComposer extends LightElement {
  /** @override */
  static properties = {
    room: { attribute: false },
    roomTitle: { attribute: false },
    draft: { attribute: false },
    task: { attribute: false },
    textMax: { attribute: false },
    isClosed: { attribute: false },
    text: { state: true },
    isTouch: { state: true },
    closedWhy: { attribute: false },
    closedMore: { attribute: false },
    slow: { attribute: false },
  };

  constructor() {
    super();
    this.room = '';
    this.roomTitle = '';
    /** What to begin with. */
    this.draft = '';
    /** @type {Task} */
    this.task = { kind: 'post' };
    this.textMax = textMaxDefault;
    this.isClosed = false;
    this.text = '';
    this.isTouch = matchMedia('(pointer: coarse)').matches;
    /** Why nothing can be written here now; empty: the page does not know better. */
    this.closedWhy = '';
    /** What can be done instead. @type {unknown} */
    this.closedMore = '';
    /** @type {Slow | null} */
    this.slow = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.ticking = undefined;
    /** What was said here, by whom one could mean. @type {() => readonly Row[]} */
    this.rows = () => [];
    /** It comes with the first @. @type {import('./name-offer.js').NameOffer | null} */
    this.offer = null;
    /** What stood here before an edit began. */
    this.textBefore = '';
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.ticking);
  }

  /** How long slow mode lets what stands here wait, ms. */
  get waitMs() {
    return this.slow && this.task.kind !== 'edit' ? Math.max(0, this.slow.until - this.slow.now()) : 0;
  }

  get field() {
    return this.querySelector('textarea');
  }

  /** Puts a text here, with the caret at its end.
   * @param {string} text */
  async write(text) {
    this.text = text;
    await this.updateComplete;
    this.focusField();
    this.field?.setSelectionRange(text.length, text.length);
  }

  /** Another text may have been begun meanwhile. @param {string} sent */
  clear(sent) {
    if (this.text.trim() === sent.trim()) this.text = '';
  }

  /** The field, or the sentence in its place. */
  focusField() {
    /** @type {HTMLElement | null} */ (this.querySelector('#write'))?.focus();
  }

  /** @override @param {PropertyValues<this>} changed */
  willUpdate(changed) {
    this.hadFocus = this.field !== null && this.field === document.activeElement;
    if (!this.hasUpdated) this.text = this.draft;
    if (!changed.has('task')) return;
    const before = changed.get('task');
    const wasEdit = before?.kind === 'edit';
    if (this.task.kind === 'edit') {
      if (!wasEdit) this.textBefore = this.text;
      this.text = this.task.item.text;
    } else if (wasEdit) {
      this.text = this.textBefore;
    }
  }

  /** @override @param {PropertyValues<this>} changed */
  updated(changed) {
    const field = this.field;
    clearTimeout(this.ticking);
    if (this.waitMs > 0) this.ticking = setTimeout(() => this.requestUpdate(), this.waitMs % 1000 || 1000);
    if (!field && this.hadFocus) this.focusField();
    if (!field) return;
    if (field.value !== this.text) field.value = this.text;
    if (changed.has('text') || changed.has('roomTitle')) grow(field);
    if (changed.has('task') && changed.get('task') && this.task.kind !== 'post') {
      field.focus();
      field.setSelectionRange(field.value.length, field.value.length);
    }
  }

  /** @override */
  render() {
    const { left, isShown, isOver } = countdown(this.text, this.textMax);
    const isEdit = this.task.kind === 'edit';
    const isEmpty = !asStored(this.text);
    const { offer } = this;
    const { waitMs } = this;
    if (this.closedWhy && isEmpty) return html`<p class="closed" id="write" tabindex="-1">${this.closedWhy} ${this.closedMore}</p>`;
    return html`
      <form class="composer" @submit=${this.#onSubmit} data-task=${this.task.kind}>
        ${this.#taskView()}
        ${offer?.view()}
        <div class="field">
          <textarea id="write" rows="1" aria-label=${isEdit ? words.editing : words.writeIn(this.roomTitle)} placeholder=${words.writeHere}
            aria-describedby="composer-help" enterkeyhint=${this.isTouch ? 'enter' : 'send'} autocomplete="off" dir="auto"
            aria-autocomplete="list" aria-controls=${offer?.listId ?? nothing} aria-activedescendant=${offer?.activeId ?? nothing}
            aria-invalid=${isOver ? 'true' : nothing} ?readonly=${this.closedWhy !== ''} ?disabled=${this.isClosed && !this.closedWhy} @input=${this.#onInput} @keydown=${this.#onKey}
            @click=${this.#lookForName} @blur=${() => offer?.close()}></textarea>
          <button class="send" type="submit" aria-disabled=${isEmpty || isOver || this.isClosed || waitMs > 0}>
            <span>${isEdit ? words.save : words.send}</span>${icons.send}
          </button>
        </div>
        <p class="help" id="composer-help">
          ${isShown ? html`<span class="countdown" ?data-over=${isOver}>${isOver ? words.over(-left) : words.left_(left)}</span>` : nothing}
          ${this.isClosed ? html`<strong>${this.closedWhy || words.cannotWriteHere}</strong> ${this.closedMore}`
            : this.slow && !isEdit ? html`<span class="keys">${waitMs > 0 ? this.slow.wait(Math.ceil(waitMs / 1000)) : this.slow.hint}</span>` : this.isTouch ? nothing : html`<span class="keys">${words.hintKeys}</span>`}
          ${this.isTouch ? nothing : html`<button class="help-link" type="button" @click=${() => this.tell('help')}>${words.helpTitle}</button>`}
        </p>
      </form>`;
  }

  #taskView() {
    const { task } = this;
    if (task.kind === 'post') return nothing;
    const isEdit = task.kind === 'edit';
    return html`
      <div class="task">
        <p>${isEdit ? icons.edit : icons.reply} ${isEdit
          ? words.editing
          : html`${words.replyingTo} ${nameView(task.item.author)} <span class="quoted" dir="auto">${shortened(task.item.text, 90)}</span>`}</p>
        <button class="tool" type="button" aria-label=${isEdit ? words.cancel : words.cancelReply} title=${isEdit ? words.cancel : words.cancelReply}
          @click=${() => this.#cancel()}>${icons.close}</button>
      </div>`;
  }

  #cancel() {
    this.tell('task-over');
    this.focusField();
  }

  /** @param {Event} event */
  #onInput(event) {
    this.setText(/** @type {HTMLTextAreaElement} */ (event.target).value);
    this.#lookForName();
  }

  /** As if it were typed. @param {string} text */
  setText(text) {
    this.text = text;
    if (this.task.kind !== 'edit') this.tell('draft', { text });
  }

  #lookForName() {
    if (this.offer) this.offer.look();
    else if (this.text.includes('@')) import('./room-later.js').then(({ NameOffer }) => (this.offer ??= new NameOffer(this)).look(), () => {});
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.isComposing || event.keyCode === 229) return; // a word is being put together
    if (this.offer?.onKey(event)) return;
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey && (!this.isTouch || event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.#send();
    } else if (event.key === 'Escape' && this.task.kind !== 'post') {
      event.preventDefault();
      event.stopPropagation();
      this.#cancel();
    } else if (event.key === 'ArrowUp' && !this.text && this.task.kind === 'post') {
      event.preventDefault();
      this.tell('edit-last');
    }
  }

  /** @param {Event} event */
  #onSubmit(event) {
    event.preventDefault();
    this.#send();
  }

  #send() {
    if (this.isClosed || countdown(this.text, this.textMax).isOver) return;
    if (this.slow && this.waitMs > 0) return this.tell('too-soon', { why: this.slow.wait(Math.ceil(this.waitMs / 1000)) });
    const text = asStored(this.text);
    if (text) this.tell('send', { text, task: this.task });
    this.focusField();
  }
}

customElements.define('message-composer', MessageComposer);
