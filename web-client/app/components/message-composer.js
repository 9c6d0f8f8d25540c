// Where one writes: a field that grows, what it replies to or edits, a countdown near the limit, and the draft.
import { html, nothing } from 'lit';

import { asStored, countdown, shortened } from '../view/count.js';
import { offered, queryAt, withName } from '../view/mentions.js';
import { words } from '../words/words.js';
import { icons } from './icons.js';
import { LightElement } from './light-element.js';
import { nameListId, nameListView, nameOptionId } from './name-list.js';
import { nameView } from './person-view.js';

/** @import { Member } from '../../sdk/types.js' */
/** @import { MessageItem } from '../view/timeline.js' */
/** @import { PropertyValues } from 'lit' */

const textMaxDefault = 1000; // code points, until the server has told its own

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
    naming: { state: true },
    activeName: { state: true },
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
    /** Whom one could mean, the latest first. @type {() => readonly Member[]} */
    this.people = () => [];
    /** The name that is being typed, and who is offered for it. @type {{ start: number, query: string, people: readonly Member[] } | null} */
    this.naming = null;
    this.activeName = 0;
    this.hadFocus = false;
    /** What stood here before an edit began. */
    this.textBefore = '';
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

  clear() {
    this.text = '';
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
    const isNaming = this.naming !== null;
    if (this.closedWhy && isEmpty) return html`<p class="closed" id="write" tabindex="-1">${this.closedWhy}</p>`;
    return html`
      <form class="composer" @submit=${this.#onSubmit} data-task=${this.task.kind}>
        ${this.#taskView()}
        ${nameListView(this.naming?.people ?? [], this.activeName, (member) => this.#takeName(member))}
        <div class="field">
          <textarea id="write" rows="1" aria-label=${isEdit ? words.editing : words.writeIn(this.roomTitle)} placeholder=${words.writeHere}
            aria-describedby="composer-help" enterkeyhint=${this.isTouch ? 'enter' : 'send'} autocomplete="off" dir="auto"
            aria-autocomplete="list" aria-controls=${isNaming ? nameListId : nothing} aria-activedescendant=${isNaming ? nameOptionId(this.activeName) : nothing}
            aria-invalid=${isOver ? 'true' : nothing} ?readonly=${this.closedWhy !== ''} ?disabled=${this.isClosed && !this.closedWhy} @input=${this.#onInput} @keydown=${this.#onKey}
            @click=${this.#lookForName} @blur=${() => (this.naming = null)}></textarea>
          <button class="send" type="submit" aria-disabled=${isEmpty || isOver || this.isClosed}>
            <span>${isEdit ? words.save : words.send}</span>${icons.send}
          </button>
        </div>
        <p class="help" id="composer-help">
          ${isShown ? html`<span class="countdown" ?data-over=${isOver}>${isOver ? words.over(-left) : words.left_(left)}</span>` : nothing}
          ${this.isClosed ? html`<strong>${this.closedWhy || words.cannotWriteHere}</strong>` : this.isTouch ? nothing : html`<span class="keys">${words.hintKeys}</span>`}
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
    this.text = /** @type {HTMLTextAreaElement} */ (event.target).value;
    if (this.task.kind !== 'edit') this.tell('draft', { text: this.text });
    this.#lookForName();
  }

  /** Whether the caret stands behind the beginning of a name, and whose it could be. */
  #lookForName() {
    const { field } = this;
    const caret = field && field.selectionStart === field.selectionEnd ? field.selectionStart : null;
    const query = caret === null ? null : queryAt(this.text, caret);
    const people = query ? offered(query.query, this.people()) : [];
    this.naming = query && people.length > 0 ? { ...query, people } : null;
    this.activeName = 0;
  }

  /** @param {Member} member */
  async #takeName(member) {
    if (!this.naming) return;
    const { text, caret } = withName(this.text, this.naming, member.name ?? '');
    this.naming = null;
    this.text = text;
    if (this.task.kind !== 'edit') this.tell('draft', { text });
    await this.updateComplete;
    this.focusField();
    this.field?.setSelectionRange(caret, caret);
  }

  /** Keys that belong to the list of names while it is open.
   * @param {KeyboardEvent} event @returns {boolean} whether it was one of them */
  #onNameKey(event) {
    const { naming, activeName } = this;
    if (!naming || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return false;
    const count = naming.people.length;
    if (event.key === 'ArrowDown') this.activeName = (activeName + 1) % count;
    else if (event.key === 'ArrowUp') this.activeName = (activeName - 1 + count) % count;
    else if (event.key === 'Enter' || event.key === 'Tab') this.#takeName(naming.people[activeName]);
    else if (event.key === 'Escape') this.naming = null;
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.isComposing || event.keyCode === 229) return; // a word is being put together
    if (this.#onNameKey(event)) return;
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
    const text = asStored(this.text);
    if (text) this.tell('send', { text, task: this.task });
    this.focusField();
  }
}

/** As high as its text; the style sheet bounds it.
 * @param {HTMLTextAreaElement} field */
function grow(field) {
  field.style.height = 'auto';
  field.style.height = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
}

customElements.define('message-composer', MessageComposer);
