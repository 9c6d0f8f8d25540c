// The questions of a room beside its timeline: what is being answered, what is open, what was; and where one asks.
import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';

import { askedOf, questionsOf, standingOf } from '../../sdk/questions.js';
import looks from '../looks/questions.css';
import { arranged, askingEnds, choicesFor, isAnswering, isTending, newsOf } from '../view/board.js';
import { shortened } from '../view/count.js';
import { hasTakeaways } from '../view/takeaways.js';
import { timesIn } from '../words/moments.js';
import { questionWords as says } from '../words/questions.js';
import { words } from '../words/words.js';
import './answer-form.js';
import './confirm-dialog.js';
import './dialog-looks.js';
import { LightElement, wear } from './light-element.js';
import { MergeSheet } from './merge-sheet.js';
import './question-form.js';
import './question-menu.js';
import { askedView, questionView } from './question-view.js';
import './room-pins.js';

/** @import { PendingEntry, Question, QuestionState, RoomState } from '../../sdk/types.js' */
/** @import { Arrangement, Part, QuestionChoice } from '../view/board.js' */
/** @import { ConfirmDialog } from './confirm-dialog.js' */
/** @import { QuestionContext } from './question-view.js' */
/** @import { RoomPlace } from './room-place.js' */
/** @import { PropertyValues } from 'lit' */

const holdMs = 4000; // since the pointer moved last
const spokenMax = 120; // code points of a question that are told
const timerMax = 2 ** 31 - 1; // ms
const seesAll = new Set(['moderator', 'safety', 'organiser']);

/** @type {readonly Part[]} */
const folded = ['answered', 'away'];

export class RoomBoard extends LightElement {
  /** @override */
  static properties = {
    place: { attribute: false }, state: { attribute: false }, menuId: { state: true }, answeringId: { state: true }, targetId: { state: true }, isFetching: { state: true }, turn: { state: true },
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
    this.menuId = '';
    this.answeringId = '';
    this.targetId = '';
    this.isFetching = false;
    /** Rises when something changed that is no property. */
    this.turn = 0;
    /** What was rendered last. @type {readonly unknown[]} */
    this.rendered = [];
    /** What staff did and the room has not told yet: up to which offset it has to tell. @type {Map<string, number>} */
    this.busy = new Map();
    this.heldUntil = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.holding = undefined;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.closing = undefined;
    /** @type {MergeSheet | null} */
    this.sheet = null;
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.holding);
    clearTimeout(this.closing);
    this.sheet?.remove();
  }

  /** The reader's. */
  get myRole() {
    return this.state?.role ?? this.place?.client.me?.role;
  }

  /** @param {Question} question */
  isOwn({ mine, from }) {
    const me = this.state?.me;
    return mine === true || (me != null && from?.id === me.id);
  }

  get isHeld() {
    return this.menuId !== '' || Date.now() < this.heldUntil || this.querySelector('.board-scroller :focus-visible') !== null;
  }

  /** In a fast room most of what is told is about messages. @override @param {PropertyValues<this>} changed */
  shouldUpdate(changed) {
    const { state, place } = this;
    if (!state || !place) return false;
    const { questions, pins, pending, mine, moreQuestions, me, status, position, rows } = state;
    const { writing, connection, client } = place;
    const named = new Set(Object.values(questions).flatMap(({ answers = [] }) => answers.flatMap(({ message }) => message ?? [])));
    const now = [
      questions, pins.length > 0, pending, mine, moreQuestions, me, status, client.me, client.space, connection.isOnline, connection.isShut, this.closedWhy, this.overWhy, place.rules?.mayBeAnonymous, state.role, place.isNamingAtBoard, writing.isNaming,
      writing.nameRefusal, [...this.busy.values()].some((offset) => offset <= (position?.offset ?? 0)), ...(named.size > 0 ? rows.filter(({ id }) => named.has(id)) : []),
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
    const top = state.position?.offset ?? 0;
    for (const [id, offset] of this.busy) if (offset <= top) this.busy.delete(id);
    for (const { what, text } of newsOf(before, this.questions, (one) => this.isOwn(one))) place.notices.tell(says.news[what](shortened(text, spokenMax)));
    this.arrangement = arranged(this.questions, this.arrangement, this.isHeld);
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
    return ends !== null && place.client.schedule.now() >= ends && !isTending(this.myRole) ? says.closed : '';
  }

  /** @override */
  render() {
    const { state, place, arrangement } = this;
    if (!state || !place || !arrangement) return nothing;
    const { writing, client, connection, visit } = place;
    const { closedWhy } = this;
    const isOut = connection.isShut || state.status === 'left';
    const asked = askedOf(state);
    return html`
      <section class="board-inner" aria-label=${says.listOf}>
        <h2 class="board-title">${says.title}</h2>
        <div class="board-scroller" tabindex="0" @pointermove=${this.#onPointer} @pointerdown=${this.#onPointer} @pointerleave=${this.#onLeave} @focusout=${this.#onFocusOut}>
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
      <question-menu @chosen=${this.#onChosen} @menu-over=${() => (this.menuId = '')}></question-menu>`;
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
      const isTitled = part !== 'waiting' || seesAll.has(this.myRole ?? '');
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
    const role = this.myRole;
    const place = /** @type {RoomPlace} */ (this.place);
    const state = /** @type {RoomState} */ (this.state);
    const id = question?.id ?? '';
    return {
      isOwn: question !== null && this.isOwn(question),
      isStaff: seesAll.has(role ?? ''),
      mayAnswer: isAnswering(role),
      mayVote: role !== 'bot' && this.overWhy === '' && !place.connection.isShut,
      hasMenu: id !== '' && this.menuId === id,
      isTarget: id !== '' && this.targetId === id,
      isBusy: this.busy.has(id),
      isOnline: place.connection.isOnline,
      me: state.me?.name,
      times: timesIn(place.client.space?.time_zone),
      rowOf: (message) => state.rows.find((row) => row.id === message),
      answers: state.pending.filter(({ kind, target }) => kind === 'answer' && target === id),
      form: id !== '' && this.answeringId === id ? html`
        <answer-form .textMax=${place.client.limits?.text_code_points ?? 1000} @answer=${this.#onAnswer} @answer-over=${() => this.#endAnswer()}></answer-form>` : nothing,
      act: this.#act,
      onAnswer: this.#onAnswerAct,
      onEntry: (what, { key }) => place.visit.room[what](key),
    };
  }

  // ----------------------------------------------------------------------------------------------- nothing moves away

  /** @param {PointerEvent} event */
  #onPointer = (event) => {
    if (event.pointerType === 'touch' && event.type === 'pointermove') return;
    this.heldUntil = Date.now() + holdMs;
    clearTimeout(this.holding);
    this.holding = setTimeout(() => this.turn++, holdMs + 1);
  };

  /** @param {PointerEvent} event */
  #onLeave = (event) => {
    if (event.pointerType === 'touch') return; // a finger that was lifted may come back
    this.heldUntil = 0;
    this.turn++;
  };

  #onFocusOut = () => setTimeout(() => this.turn++);

  // ------------------------------------------------------------------------------------------------ what a reader does

  /** @type {QuestionContext['act']} */
  #act = (what, question, element, message) => {
    const place = /** @type {RoomPlace} */ (this.place);
    const { room } = place.visit;
    if (what === 'vote') {
      if (element.getAttribute('aria-disabled') === 'true') return;
      room.vote(question.id, !question.hasMyVote).settled.catch(({ message: why }) => place.notices.tell(why));
    } else if (what === 'menu') {
      this.menuId = question.id;
      this.#menu?.open(question, choicesFor(question, {
        role: this.myRole, isOwn: this.isOwn(question), isPinned: this.state?.pins.some(({ target }) => target === question.id) === true, hasOthers: this.questions.length > 1,
      }), element);
    } else if (message) {
      place.revealMessage(message);
    }
  };

  /** @param {CustomEvent<{ choice: QuestionChoice, item: Question, back: HTMLElement | null }>} event */
  #onChosen = ({ detail: { choice, item, back } }) => {
    const place = /** @type {RoomPlace} */ (this.place);
    const { room } = place.visit;
    const { id } = item;
    if (choice === 'copy') place.whenReady((actions) => actions.copyLink(id));
    else if (choice === 'answer') this.answeringId = id;
    else if (choice === 'merge') this.#merge(item);
    else if (choice === 'pin' || choice === 'unpin') this.#order(id, room[choice](id));
    else if (choice === 'delete' || choice === 'remove') {
      /** @type {ConfirmDialog | null} */ (place.querySelector('confirm-dialog'))?.ask({ id, text: item.text, isOwn: choice === 'delete' }, back, says);
    } else this.#order(id, room.moveQuestion(id, /** @type {QuestionState} */ (choice)));
    if (choice !== 'copy' && choice !== 'answer') back?.focus({ preventScroll: true });
  };

  /** @param {Question} target */
  #merge(target) {
    const { room } = /** @type {RoomPlace} */ (this.place).visit;
    if (!this.sheet) {
      this.sheet = new MergeSheet();
      document.body.append(this.sheet);
    }
    this.sheet.addEventListener('merge', (event) => {
      const { into } = /** @type {CustomEvent} */ (event).detail;
      this.#order(target.id, room.merge(target.id, into));
    }, { once: true });
    this.sheet.ask(target, this.questions);
  }

  /** It is done when the room tells it; until then it is under way. @param {string} id @param {Promise<{ [field: string]: any }>} done */
  async #order(id, done) {
    this.busy.set(id, Infinity);
    this.turn++;
    try {
      const { offset } = await done;
      if ((this.state?.position?.offset ?? 0) >= offset) this.busy.delete(id);
      else this.busy.set(id, offset);
    } catch (error) {
      this.busy.delete(id);
      if (!this.place?.client.me?.name) this.place?.askName(); // the reason, most likely
      this.place?.notices.tell(error instanceof Error ? error.message : words.refused);
    }
    this.turn++;
  }

  /** @type {QuestionContext['onAnswer']} */
  #onAnswerAct = (what, question, answer) => {
    const { room } = /** @type {RoomPlace} */ (this.place).visit;
    this.#order(question.id, room.endorse(answer.id, what === 'take-away' ? { gone: true } : { on: what === 'endorse' }));
  };

  /** @param {CustomEvent<{ text: string, url?: string }>} event */
  #onAnswer = ({ detail }) => {
    this.place?.visit.room.answer(this.answeringId, detail);
    this.#endAnswer();
  };

  async #endAnswer() {
    const id = this.answeringId;
    this.answeringId = '';
    await this.updateComplete;
    this.#elementOf(id)?.querySelector('.more')?.focus({ preventScroll: true });
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
      for (let after; ;) {
        const page = await room.questions(after);
        after = page.after;
        if (after === undefined) break;
      }
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

  /** @returns {import('./question-menu.js').QuestionMenu | null} */
  get #menu() {
    return this.querySelector('question-menu');
  }

  /** It was asked: the field is free for the next one. */
  clear() {
    this.#form?.clear();
  }

  focusForm() {
    this.#form?.focusField();
  }
}

wear(looks);
customElements.define('room-board', RoomBoard);
