// The questions of a room beside its timeline: what is being answered, what is open, what was; and where one asks.
import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';

import { askedOf, questionsOf, standingOf } from '../../sdk/questions.js';
import { allQuestions } from '../all-questions.js';
import { Stillness } from '../stillness.js';
import { Tending } from '../tending.js';
import { arranged, askingEnds, isTending, newsOf, seesAll } from '../view/board.js';
import { shortened } from '../view/count.js';
import { hasTakeaways } from '../view/takeaways.js';
import { questionWords as says } from '../words/questions.js';
import { words } from '../words/words.js';
import './confirm-dialog.js';
import './dialog-looks.js';
import { LightElement } from './light-element.js';
import './question-form.js';
import './question-looks.js';
import './question-menu.js';
import { askedView, questionView } from './question-view.js';
import './room-pins.js';

/** @import { PendingEntry, Question, RoomState } from '../../sdk/types.js' */
/** @import { Arrangement, Part } from '../view/board.js' */
/** @import { QuestionContext } from './question-view.js' */
/** @import { RoomPlace } from './room-place.js' */
/** @import { PropertyValues } from 'lit' */

const spokenMax = 120; // code points of a question that are told
const timerMax = 2 ** 31 - 1; // ms

/** @type {readonly Part[]} */
const folded = ['answered', 'away'];

export class RoomBoard extends LightElement {
  /** @override */
  static properties = {
    place: { attribute: false }, state: { attribute: false }, targetId: { state: true }, isFetching: { state: true }, turn: { state: true },
  };

  constructor() {
    super();
    /** @type {RoomPlace | null} */
    this.place = null;
    /** @type {RoomState | null} */
    this.state = null;
    /** @type {readonly Question[]} */
    this.questions = [];
    /** @type {Arrangement | null} */
    this.arrangement = null;
    /** @type {Set<Part>} */
    this.unfolded = new Set();
    this.targetId = '';
    this.isFetching = false;
    /** Rises when something changed that is no property. */
    this.turn = 0;
    /** What was rendered last. @type {readonly unknown[]} */
    this.rendered = [];
    this.tending = new Tending(this, () => /** @type {RoomPlace} */ (this.place));
    this.stillness = new Stillness(this, '.board-scroller');
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.closing = undefined;
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.closing);
  }

  /** In a fast room most of what is told is about messages. @override @param {PropertyValues<this>} changed */
  shouldUpdate(changed) {
    const { state, place } = this;
    if (!state || !place) return false;
    const { questions, pins, pending, mine, moreQuestions, me, status, rows } = state;
    const { writing, connection, client } = place;
    const named = new Set(Object.values(questions).flatMap(({ answers = [] }) => answers.flatMap(({ message }) => message ?? [])));
    const now = [
      questions, pins.length > 0, pending, mine, moreQuestions, me, status, client.me, client.space, connection.isOnline, connection.isShut, this.closedWhy, this.overWhy, place.rules?.mayBeAnonymous, state.role, place.isNamingAtBoard, writing.isNaming,
      writing.nameRefusal, this.tending.isDue, ...(named.size > 0 ? rows.filter(({ id }) => named.has(id)) : []),
    ];
    const isOther = now.length !== this.rendered.length || now.some((one, index) => one !== this.rendered[index]);
    this.rendered = now;
    return isOther || [...changed.keys()].some((property) => property !== 'state');
  }

  /** @override */
  willUpdate() {
    const { state, place } = this;
    if (!state || !place) return;
    const before = this.questions;
    this.questions = questionsOf(state);
    this.tending.settle();
    for (const { what, text } of newsOf(before, this.questions, (one) => this.tending.isOwn(one))) place.notices.tell(says.news[what](shortened(text, spokenMax)));
    this.arrangement = arranged(this.questions, this.arrangement, this.tending.menuId !== '' || this.stillness.isHeld);
  }

  /** @override */
  updated() {
    const { place, state } = this;
    clearTimeout(this.closing);
    const ends = place && state ? askingEnds(state.card, place.talk) : null;
    const left = ends === null || !place ? 0 : ends - place.client.schedule.now();
    if (left > 0) this.closing = setTimeout(() => this.turn++, Math.min(timerMax, left + 1));
  }

  /** Why nothing can be asked here now; empty: one can. */
  get closedWhy() {
    return this.overWhy || (this.place?.rules?.mutedWhy ?? '');
  }

  /** Why nobody can ask or vote here now; empty: they can. */
  get overWhy() {
    const { place, state } = this;
    if (!place || !state) return '';
    if (place.lockedWhy) return place.lockedWhy;
    const ends = askingEnds(state.card, place.talk);
    return ends !== null && place.client.schedule.now() >= ends && !isTending(this.tending.role) ? says.closed : '';
  }

  /** @override */
  render() {
    const { state, place, arrangement } = this;
    if (!state || !place || !arrangement) return nothing;
    const { writing, client, connection, visit } = place;
    const { closedWhy, stillness } = this;
    const isOut = connection.isShut || state.status === 'left';
    const asked = askedOf(state);
    return html`
      <section class="board-inner" aria-label=${says.listOf}>
        <h2 class="board-title">${says.title}</h2>
        <div class="board-scroller" tabindex="0" @pointermove=${stillness.onPointer} @pointerdown=${stillness.onPointer} @pointerleave=${stillness.onLeave} @focusout=${stillness.onFocusOut}>
          ${this.questions.length + asked.length > 0 ? nothing : html`
            <div class="board-empty"><p><strong>${closedWhy ? says.noneClosed : says.none}</strong></p>${closedWhy ? nothing : html`<p>${says.noneHow}</p>`}</div>`}
          ${this.#partView('answering', arrangement.answering)}
          ${this.#partView('waiting', arrangement.waiting, asked)}
          ${this.#partView('open', arrangement.open)}
          ${this.#partView('answered', arrangement.answered)}
          ${this.#partView('away', arrangement.away)}
          ${state.moreQuestions ? html`<p class="board-more"><button class="small" type="button" aria-disabled=${this.isFetching} @click=${() => this.#fetchAll().catch(() => place.notices.tell(words.partMissing))}>
            ${this.isFetching ? says.fetching : says.older}</button></p>` : nothing}
          ${hasTakeaways(state) ? html`<p class="board-more"><button class="small" type="button" aria-haspopup="dialog" @click=${() => this.tell('takeaways')}>${says.takeaways}</button></p>` : nothing}
        </div>
        <div class="board-desk">
          ${place.isNamingAtBoard ? place.nameView() : nothing}
          <question-form .draft=${writing.draftOf(`${visit.id}?`)} .textMax=${client.limits?.text_code_points ?? 1000} .isClosed=${isOut || closedWhy !== ''} .closedWhy=${isOut ? words.cannotWriteHere : closedWhy}
            .mayBeAnonymous=${place.rules?.mayBeAnonymous ?? true} @ask=${(/** @type {CustomEvent} */ { detail: { text, ...how } }) => place.ask(text, how)}
            @draft=${(/** @type {CustomEvent} */ { detail: { text } }) => writing.keepDraft(`${visit.id}?`, text)}></question-form>
        </div>
      </section>
      <question-menu @chosen=${this.tending.onChosen} @menu-over=${this.tending.onMenuOver}></question-menu>`;
  }

  /** @param {Part} part @param {readonly string[]} ids @param {readonly PendingEntry[]} [asked] */
  #partView(part, ids, asked = []) {
    if (ids.length + asked.length === 0) return nothing;
    const shown = new Map(this.questions.map((question) => [question.id, question]));
    const context = this.#context(null);
    const list = html`
      <ul class="questions" role="list">
        ${asked.map((entry) => askedView(entry, context))}
        ${repeat(ids, (id) => id, (id) => {
          const question = shown.get(id);
          return question ? questionView(question, this.#context(question)) : html`<li class="question" data-state="gone"><p class="note">${says.gone}</p></li>`;
        })}
      </ul>`;
    const title = says.parts[part];
    if (!folded.includes(part)) {
      // One's own that waits, and words that are on their way, say so themselves.
      const isTitled = part !== 'waiting' || seesAll(this.tending.role);
      return html`<div class="part" data-part=${part}>${isTitled ? html`<h3>${title}</h3>` : nothing}${list}</div>`;
    }
    const isOpen = this.unfolded.has(part);
    return html`
      <div class="part" data-part=${part}>
        <h3><button class="fold" type="button" aria-expanded=${isOpen} @click=${() => this.#fold(part, !isOpen)}>${says.counted(title, ids.length)}</button></h3>
        ${isOpen ? list : nothing}
      </div>`;
  }

  /** @param {Part} part @param {boolean} isOpen */
  #fold(part, isOpen) {
    if (isOpen) this.unfolded.add(part);
    else this.unfolded.delete(part);
    this.turn++;
  }

  /** @param {Question | null} question @returns {QuestionContext} */
  #context(question) {
    const { tending } = this;
    return {
      ...tending.context(question),
      mayVote: tending.role !== 'bot' && this.overWhy === '' && this.place?.connection.isShut === false,
      isTarget: question !== null && question.id === this.targetId,
    };
  }

  // ---------------------------------------------------------------------------------------------------------- showing

  /** @param {string} id @returns {any} */
  #elementOf(id) {
    return this.querySelector(`.question[data-id="${id}"]`);
  }

  async #fetchAll() {
    if (!this.place || this.isFetching) return;
    this.isFetching = true;
    try {
      const { room } = this.place.visit;
      await allQuestions(room);
      this.state = room.state;
      await this.updateComplete;
    } finally {
      this.isFetching = false;
    }
  }

  /** Whether this is a question, or an answer to one; then it is shown. @param {string} id @returns {Promise<boolean>} */
  async reveal(id) {
    const find = () => {
      const { state } = this;
      if (!state) return null;
      const of = Object.values(state.questions).find(({ answers }) => answers?.some((answer) => answer.id === id));
      return standingOf(state, of?.id ?? id);
    };
    if (!find() && this.state?.moreQuestions) await this.#fetchAll().catch(() => {});
    const found = find();
    if (!found) return false;
    await this.updateComplete;
    const part = folded.find((one) => this.arrangement?.[one].includes(found));
    if (part) this.unfolded.add(part);
    this.targetId = found;
    this.place?.openBoard(true);
    this.turn++;
    await this.updateComplete;
    const element = this.#elementOf(found);
    element?.scrollIntoView({ block: 'center' });
    element?.focus({ preventScroll: true });
    return true;
  }

  /** @returns {import('./question-form.js').QuestionForm | null} */
  get #form() {
    return this.querySelector('question-form');
  }

  /** It was asked: the field is free for the next one. */
  clear() {
    this.#form?.clear();
  }

  focusForm() {
    this.#form?.focusField();
  }
}

customElements.define('room-board', RoomBoard);
