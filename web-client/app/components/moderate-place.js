// Where moderators work: what waits in a room and its questions, list by list, with what is done most often at hand, by touch or by single keys.
import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';

import { pinsAt, questionsOf } from '../../sdk/questions.js';
import { allHeld, allQuestions } from '../all-questions.js';
import { Holding } from '../holding.js';
import looks from '../looks/moderate.css';
import { Stillness } from '../stillness.js';
import { Tending } from '../tending.js';
import { addressOf, viewAddressOf } from '../view/address.js';
import { arranged, seesAll } from '../view/board.js';
import { shortened } from '../view/count.js';
import { asksForKeys } from '../view/keys.js';
import { columns, countsOf, listNames, listOf, listsOf, listToBegin, meaningHere, movedFrom, nextTo, toggled, without } from '../view/moderation.js';
import { leftOut } from '../view/pulse.js';
import { isHolding, queueOf } from '../view/queue.js';
import { timesIn } from '../words/moments.js';
import { moderationWords as says } from '../words/moderation.js';
import { questionWords } from '../words/questions.js';
import { ruleWords } from '../words/rules.js';
import { words } from '../words/words.js';
import './confirm-dialog.js';
import './dialog-looks.js';
import './held-menu.js';
import { heldItemView, onItView } from './held-view.js';
import { icons } from './icons.js';
import { LightElement, wear } from './light-element.js';
import { menuIcons } from './menu-icons.js';
import './menu-looks.js';
import './question-looks.js';
import './question-menu.js';
import { questionView } from './question-view.js';
import { pinView } from './room-pins.js';

/** @import { HeldRow, Pin, Question } from '../../sdk/types.js' */
/** @import { Arrangement } from '../view/board.js' */
/** @import { Act, List, ListName } from '../view/moderation.js' */
/** @import { House } from './room-place.js' */
/** @import { Visit } from '../visits.js' */

const spokenMax = 80; // code points of a question in the name of a button
const toldMax = 60; // of what was done
const handy = /** @type {const} */ (['visible', 'answering', 'answered', 'archived']);

/** As in layout.css: there is room for lists beside each other. */
const wide = matchMedia('(min-width: 62rem)');

export class ModeratePlace extends LightElement {
  /** @override */
  static properties = { turn: { state: true }, visit: { attribute: false }, shown: { state: true }, marked: { state: true } };

  /** @param {House} house @param {Visit} visit */
  constructor(house, visit) {
    super();
    this.house = house;
    this.client = house.client;
    this.notices = house.notices;
    this.connection = house.connection;
    this.visit = visit;
    this.turn = 0;
    /** @type {readonly Question[]} */
    this.questions = [];
    /** @type {readonly Pin[]} */
    this.pins = [];
    /** @type {Arrangement | null} */
    this.arrangement = null;
    /** The lists that the reader wants to see; null: those that there is room for. @type {ListName | 'all' | null} */
    this.shown = null;
    /** Chosen to be merged. @type {readonly string[]} */
    this.marked = [];
    /** Questions that a key was pressed for: the reader is elsewhere already, so that they may leave their place. @type {Set<string>} */
    this.leaving = new Set();
    /** A question that had the focus when it was the last to leave its list. */
    this.followed = '';
    /** The question that had the focus before this rendering. */
    this.focusedBefore = '';
    /** Messages that wait, by id in the order in which they are shown. @type {readonly string[]} */
    this.queue = [];
    this.tending = new Tending(this, () => this);
    this.holding = new Holding(this, () => this);
    this.stillness = new Stillness(this, '.lists');
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    document.addEventListener('keydown', this.#onKey);
    wide.addEventListener('change', this.#onWidth);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener('keydown', this.#onKey);
    wide.removeEventListener('change', this.#onWidth);
  }

  #onWidth = () => this.turn++;

  askName() {
    this.house.askName();
  }

  /** @param {string} id */
  revealMessage(id) {
    this.house.go(this.visit.id, id);
  }

  /** @override @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    if (changed.has('visit')) {
      this.queue = [];
      this.arrangement = null;
      this.marked = [];
    }
    const { state } = this.visit;
    this.focusedBefore = this.#focused?.id ?? '';
    this.questions = questionsOf(state);
    this.pins = pinsAt(state, this.client.schedule.now());
    this.tending.settle();
    this.holding.settle(state.held);
    for (const id of this.leaving) if (this.#heldOf(id) && !this.holding.standing(id).doing) this.leaving.delete(id); // it was undone, or refused
    const isHeld = this.holding.menuId !== '' || this.tending.menuId !== '' || this.tending.answeringId !== '' || this.stillness.isHeld;
    this.queue = queueOf(state.held, this.queue, isHeld, this.leaving);
    const done = new Set([...this.leaving].filter((id) => !this.tending.context(this.#questionOf(id)).isBusy && !this.#heldOf(id)));
    const before = this.arrangement && without(this.arrangement, done);
    for (const id of done) this.leaving.delete(id);
    this.arrangement = arranged(this.questions, before, isHeld);
    this.marked = this.marked.filter((id) => this.#questionOf(id));
  }

  /** @override */
  updated() {
    const { room, state } = this.visit;
    this.holding.watch(state.held);
    if (state.moreQuestions && state.status === 'live') allQuestions(room).catch(() => {}); // asked for again with the next change
    if (state.moreHeld && state.status === 'live' && seesAll(state.role ?? undefined)) allHeld(room).catch(() => {});
    const id = this.followed || (document.activeElement === document.body ? this.focusedBefore : ''); // what is moved loses the focus
    if (!id || this.contains(document.activeElement)) return;
    const element = this.querySelector(`.part:not([data-part="pins"]) .question[data-id="${id}"]`) ?? this.querySelector('.list-column');
    this.followed = '';
    if (element instanceof HTMLElement) element.focus();
  }

  /** @param {string} id */
  #questionOf(id) {
    return this.questions.find((one) => one.id === id) ?? null;
  }

  /** @param {string} id @returns {HeldRow | undefined} */
  #heldOf(id) {
    return this.visit.state.held.find((row) => row.id === id && !row.isDropped);
  }

  get #counts() {
    return countsOf(this.questions, this.pins, this.visit.state.held.filter(({ isDropped }) => !isDropped).length);
  }

  /** Whether messages may wait here, or do. */
  get #isHolding() {
    return this.queue.length > 0 || this.#counts.held > 0 || isHolding(this.visit.state.policy);
  }

  /** @returns {ListName | 'all'} */
  get #showing() {
    if (wide.matches) return this.shown ?? 'all';
    const isGone = this.shown === null || this.shown === 'all' || (this.shown === 'held' && !this.#isHolding);
    return isGone ? listToBegin(this.#counts) : /** @type {ListName} */ (this.shown);
  }

  get #lists() {
    return this.arrangement ? listsOf(this.arrangement, this.pins, this.#showing, this.#isHolding ? this.queue : null) : [];
  }

  /** @override */
  render() {
    const { client, visit, stillness, tending } = this;
    if (!client.me || !visit.state.position) return html`<div class="place-scroller moderate"><p class="place-empty">${visit.state.leftCode === null ? says.opening : ruleWords.left[visit.state.leftCode] ?? ruleWords.left.other}</p></div>`;
    if (!seesAll(visit.state.role ?? client.me.role)) return this.#strangerView();
    const lists = new Map(this.#lists.map((list) => [list.name, list]));
    return html`
      <div class="place-scroller moderate">
        ${this.#headView()}
        ${leftOut(visit.state).map(({ kind, people, seconds }) => html`<p class="moderate-shed" data-shed=${kind}>${says.shed[kind](people, seconds)}</p>`)}
        ${client.me.name ? nothing : html`<p class="moderate-name">${says.nameFirst} <button class="small" type="button" @click=${this.askName}>${words.giveName}</button></p>`}
        <div class="lists" data-shown=${this.#showing} @pointermove=${stillness.onPointer} @pointerdown=${stillness.onPointer} @pointerleave=${stillness.onLeave} @focusout=${stillness.onFocusOut} @focusin=${this.holding.onFocusIn}>
          ${columns.map((column) => (column.some((name) => lists.has(name)) ? html`
            <div class="list-column" tabindex="0" role="group" aria-label=${column.map((name) => says.lists[name]).join(', ')}>${column.map((name) => this.#listView(lists.get(name)))}</div>` : nothing))}
        </div>
        ${this.#deskView()}
      </div>
      <question-menu @chosen=${tending.onChosen} @menu-over=${tending.onMenuOver}></question-menu>
      <held-menu .place=${this} @menu-over=${this.holding.onMenuOver}></held-menu>
      <confirm-dialog @confirmed=${(/** @type {CustomEvent} */ event) => visit.room.delete(event.detail.item.id)}></confirm-dialog>`;
  }

  /** Whoever came here by chance, or by a link that somebody passed on. */
  #strangerView() {
    return html`
      <div class="place-scroller moderate"><div class="place-empty"><h2>${says.notStaffTitle}</h2><p>${says.notStaff}</p>
        <p><a class="primary" href=${addressOf(this.visit.id)}>${says.room}</a></p></div></div>`;
  }

  #headView() {
    const counts = this.#counts;
    const showing = this.#showing;
    /** @param {ListName | 'all'} name @param {string} title */
    const tab = (name, title) => html`<button type="button" data-list=${name} aria-pressed=${showing === name} @click=${() => (this.shown = name)}>${title}</button>`;
    return html`
      <div class="moderate-head">
        <h2 class="unseen">${says.title}</h2>
        <div class="filter" role="group" aria-label=${says.filter}>
          ${wide.matches ? tab('all', says.all) : nothing}
          ${listNames.filter((name) => name !== 'held' || this.#isHolding).map((name) => tab(name, questionWords.counted(says.lists[name], counts[name])))}
        </div>
        <p class="moderate-ways">
          ${this.#nextView()}<a class="small" href=${addressOf(this.visit.id)}>${says.room}</a>
          <a class="small" href=${viewAddressOf(this.visit.id, 'screen')} target="_blank" rel="noopener">${says.screen}</a>
          <button class="small moderate-keys" type="button" aria-haspopup="dialog" @click=${this.openHelp}>${says.keys}</button></p>
      </div>`;
  }

  /** To where one moderates what comes next at this stage. */
  #nextView() {
    const { schedule } = this.client;
    const { id } = this.visit;
    const entry = schedule.entryOf(id);
    const stage = id.startsWith('s-') ? id : /** @type {{ stage?: string } | null} */ (entry)?.stage ?? '';
    const next = stage ? schedule.nextOf(stage) : null;
    return next && next.room !== id ? html`<a class="small next-talk" href=${viewAddressOf(next.room, 'moderate')}><span>${says.next(timesIn(this.client.space?.time_zone).time(next.starts), next.title)}</span></a>` : nothing;
  }

  /** @param {List | undefined} list */
  #listView(list) {
    if (!list) return nothing;
    const { name, ids } = list;
    const title = questionWords.counted(says.lists[name], this.#counts[name]);
    return html`
      <section class="part" data-part=${name} aria-label=${title}>
        <h3>${title}</h3>
        ${ids.length === 0 ? html`<p class="note">${this.#counts[name] === 0 ? says.none[name] : nothing}</p>` : html`
          <ul class="questions" role="list">${repeat(ids, (id) => id, (id) => (name === 'pins' ? this.#pinnedView(id) : name === 'held' ? this.#heldView(id) : this.#questionView(id, name)))}</ul>`}
      </section>`;
  }

  /** @param {string} id */
  #heldView(id) {
    return heldItemView(this.#heldOf(id), this.holding.context(id));
  }

  /** @param {string} id @param {ListName} list  where it stands, which it may not belong to any more */
  #questionView(id, list) {
    const question = this.#questionOf(id);
    if (!question) return html`<li class="question" data-state="gone"><p class="note">${questionWords.gone}</p></li>`;
    const { state, text, votes } = question;
    const { tending } = this;
    const context = tending.context(question);
    const choices = tending.choices(question);
    const tools = handy.filter((one) => choices.includes(one));
    return questionView(question, {
      ...context, mayVote: false, isTarget: false,
      lead: html`
        <div class="mark">
          <span class="vote" data-kind="count">${votes}<span class="unseen"> ${questionWords.votes(votes).replace(/^\S+\s/u, '')}</span></span>
          ${choices.includes('merge') ? html`
            <label><input type="checkbox" aria-label=${says.mark(shortened(text, spokenMax))} .checked=${this.marked.includes(id)} @change=${() => this.#mark(id)} /></label>` : nothing}
        </div>`,
      tools: html`
        <p class="handy">${list === 'waiting' ? onItView(this.holding.standing(id)) : nothing} ${listOf[state] === list ? nothing : html`<span class="chip">${listOf[state] === 'waiting' ? says.waiting : says.lists[listOf[state]]}</span>`}
          ${context.isBusy ? nothing : tools.map((choice) => this.#toolView(choice, question))}</p>`,
    });
  }

  /** @param {typeof handy[number]} choice @param {Question} question */
  #toolView(choice, question) {
    const isBack = choice === 'visible' && (question.state === 'answering' || question.state === 'answered');
    const title = isBack ? says.reopen : says.tools[choice];
    const choose = (/** @type {MouseEvent} */ { detail }) => detail < 2 && this.tending.choose(choice, question); // the second of a double click may meet another button
    return html`<button class="small" type="button" aria-label=${says.toolFor(title, shortened(question.text, spokenMax))} @click=${choose}>${title}</button>`;
  }

  /** @param {string} target */
  #pinnedView(target) {
    const pin = this.pins.find((one) => one.target === target);
    if (!pin) return nothing;
    const { isBusy } = this.tending.context(this.#questionOf(target));
    return html`
      <li class="question pinned" data-id=${target} tabindex="-1" aria-busy=${isBusy ? 'true' : nothing}>
        ${pinView(pin, { times: timesIn(this.client.space?.time_zone), onShow: () => this.revealMessage(target), onUnpin: () => this.#act('pin', 'pins', target) })}
      </li>`;
  }

  /** What was done last, and what is about to be merged: always in the same place, so that nothing above it moves. */
  #deskView() {
    const { tending, marked } = this;
    const { done } = tending;
    const [one, other] = marked;
    const undoView = done ? html`
      <p><strong>${says.did[done.what]}:</strong> <span dir="auto">${shortened(done.text, toldMax)}</span></p>
      ${tending.canUndo ? html`<button class="small" type="button" @click=${() => tending.undo()}>${says.undo}</button>` : nothing}
      <button class="tool" type="button" aria-label=${says.dismiss} title=${says.dismiss} @click=${() => tending.forget()}>${icons.close}</button>` : nothing;
    return html`
      <div class="moderate-desk">
        ${one ? html`
          <div class="moderate-merge">
            <p>${other ? says.markedTwo : says.markedOne}</p>
            ${other ? html`<button class="primary" type="button" @click=${this.#mergeMarked}>${menuIcons.merge} ${says.mergeThem}</button>` : nothing}
            <button class="tool" type="button" aria-label=${says.unmark} title=${says.unmark} @click=${() => (this.marked = [])}>${icons.close}</button>
          </div>` : nothing}
        <div class="moderate-done" role="status">${undoView}</div>
      </div>`;
  }

  // ------------------------------------------------------------------------------------------------------------- doing

  /** @param {string} id */
  #mark(id) {
    this.marked = toggled(this.marked, id);
  }

  #mergeMarked = () => {
    const chosen = this.marked.flatMap((id) => this.#questionOf(id) ?? []);
    this.marked = [];
    if (chosen.length > 0) this.tending.merge(chosen);
  };

  /** @param {Act} act @param {string} list @param {string} id @returns {boolean} whether there was something to do */
  #act(act, list, id) {
    const { tending } = this;
    if (act === 'merge' && this.marked.length === 2) {
      this.#mergeMarked();
      return true;
    }
    const row = list === 'held' ? this.#heldOf(id) : undefined;
    if (row) return this.holding.actByKey(act, row, this.#elementOf(list, id)?.querySelector('.more') ?? null);
    const question = this.#questionOf(id);
    if (act === 'pin' && tending.isPinned(id)) act = 'unpin';
    if (list === 'pins') {
      const pin = this.pins.find(({ target }) => target === id);
      if (act === 'unpin' && pin) tending.choose('unpin', { id, text: pin.text });
      return act === 'unpin' && pin !== undefined;
    }
    if (!question) return false;
    const choices = tending.choices(question);
    const element = this.#elementOf(list, id);
    const opener = element?.querySelector('.more');
    if (act === 'menu' && opener) tending.openMenu(question, opener);
    else if (act === 'mark' && choices.includes('merge')) this.#mark(id);
    else if (act !== 'menu' && act !== 'mark' && act !== 'undo' && choices.includes(act)) tending.choose(act, question, element);
    else return false;
    return true;
  }

  // ------------------------------------------------------------------------------------------------------ the keyboard

  /** @param {string} list @param {string} id @returns {HTMLElement | null} */
  #elementOf(list, id) {
    return this.querySelector(`.part[data-part="${list}"] .question[data-id="${id}"]`);
  }

  /** The question that has the focus, or something in it. */
  get #focused() {
    const element = document.activeElement?.closest('.question[data-id]');
    if (!(element instanceof HTMLElement) || !this.contains(element)) return null;
    return { list: element.closest('.part')?.getAttribute('data-part') ?? '', id: element.dataset.id ?? '' };
  }

  /** @param {KeyboardEvent} event */
  #onKey = (event) => {
    const { target } = event;
    const isElsewhere = target instanceof Element && target.closest('input:not([type="checkbox"]), textarea, select, dialog, [role="menu"]') !== null;
    if (this.hidden || isElsewhere || event.defaultPrevented) return;
    const hasLetters = this.house.preferences.keys;
    if (asksForKeys(event, hasLetters)) {
      event.preventDefault();
      return this.openHelp();
    }
    const meaning = meaningHere(event, hasLetters);
    const at = this.#focused;
    if (!meaning) return;
    // Keys that mean something to a button, or to a page that scrolls, are this place's on a question alone.
    const isOnQuestion = target instanceof Element && target.matches('.question');
    if ('act' in meaning && meaning.act === 'menu' && !isOnQuestion) return;
    if ('move' in meaning && !at && /^(Arrow|Home|End)/.test(event.key) && !(target instanceof Element && target.closest('.lists'))) return;
    event.preventDefault();
    if ('move' in meaning) this.#focus(movedFrom(this.#lists, at, meaning.move));
    else if (meaning.act === 'undo') this.#undoByKey();
    else this.#actByKey(meaning.act, at ?? { list: '', id: '' });
  };

  /** The focus goes on to the next question where this one is about to leave its list. @param {Act} act @param {{ list: string, id: string }} at */
  #actByKey(act, at) {
    const isLeaving = handy.some((one) => one === act);
    const next = nextTo(this.#lists, at);
    if (!this.#act(act, at.list, at.id) || !isLeaving) return;
    this.leaving.add(at.id);
    if (next !== at.id) this.#focus({ list: at.list, id: next });
    this.followed = next === at.id ? at.id : '';
  }

  #undoByKey() {
    if (this.holding.last) return this.holding.undo();
    const back = this.tending.done?.back ?? [];
    this.tending.undo();
    for (const { target } of back) this.leaving.add(target);
  }

  /** @param {{ list: string, id: string } | null} to */
  #focus(to) {
    const element = to && this.#elementOf(to.list, to.id);
    element?.focus({ preventScroll: true });
    element?.scrollIntoView({ block: 'nearest' });
  }

  openHelp = async () => {
    const { HelpSheet } = await import('./help-sheet.js');
    let sheet = this.querySelector('help-sheet');
    if (!(sheet instanceof HelpSheet)) {
      sheet = new HelpSheet(this.house.preferences, says);
      sheet.addEventListener('chosen', () => this.turn++);
      this.append(sheet);
    }
    await /** @type {import('./help-sheet.js').HelpSheet} */ (sheet).open();
  };
}

wear(looks);
customElements.define('moderate-place', ModeratePlace);
