// The room that is shown: its timeline above its desk, and what a reader does with both. The page around it gives it the visit.
import { html, nothing } from 'lit';
import { keyed } from 'lit/directives/keyed.js';

import { dayOf } from '../../sdk/schedule.js';
import { openCount } from '../view/open-count.js';
import { asksForKeys } from '../view/keys.js';
import { createDrafts } from '../view/drafts.js';
import { mayWrite, nextChange, talkHereOf } from '../view/talk.js';
import { windowWhy } from '../words/window.js';
import { words } from '../words/words.js';
import { Writing } from '../writing.js';
import { leftView } from './away-view.js';
import { LightElement } from './light-element.js';
import './message-composer.js';
import './message-timeline.js';
import './room-bar.js';
import { statusView } from './status-view.js';

/** @import { Client, ConnectionWatch } from '../connection-watch.js' */
/** @import { Notices } from '../notices.js' */
/** @import { Preferences } from '../preferences.js' */
/** @import { RoomState, Sanction } from '../../sdk/types.js' */
/** @import { TalkHere } from '../view/talk.js' */
/** @import { Visit, Visits } from '../visits.js' */

const timerMax = 2 ** 31 - 1; // ms; a longer one would be due at once

/**
 * What the page and its room share; the page makes it, and renders both when something in it changes.
 * @typedef {object} House
 * @property {Client} client
 * @property {Storage | null} storage
 * @property {Notices} notices
 * @property {ConnectionWatch} connection
 * @property {Visits} visits
 * @property {Preferences} preferences
 * @property {() => void} askName  where there is no room to ask in
 * @property {(room: string, event: string) => void} go  to a message or a question
 * @property {() => void} changed  asks for a rendering of the page, its header, its title, and with it of the room
 */

const laterMs = 1500; // the room comes first
/** As in layout.css: the questions stand beside the timeline. */
const beside = matchMedia('(min-width: 76rem)');

/** Tells `leave` when the reader wants another room than this one, `mend` with what is to be done about the connection. */
export class RoomPlace extends LightElement {
  /** @override */
  static properties = { isBoardOpen: { state: true }, menuKey: { state: true }, visit: { attribute: false }, roomTitle: { attribute: false }, awaited: { attribute: false } };

  /** @param {House} house @param {Visit} visit */
  constructor(house, visit) {
    super();
    this.client = house.client;
    this.notices = house.notices;
    this.connection = house.connection;
    this.visits = house.visits;
    this.preferences = house.preferences;
    this.changed = house.changed;
    this.visit = visit;
    this.roomTitle = '';
    /** A message to show once its room is here. @type {string | null} */
    this.awaited = null;
    /** The room that was rendered last, once it was there. */
    this.openedIn = '';
    /** The questions have the place of the timeline, where there is none for both. */
    this.isBoardOpen = false;
    /** @type {TalkHere | null} */
    this.talk = null;
    /** Why nobody may write, ask or vote here now; empty: they may. */
    this.lockedWhy = '';
    /** @type {import('../room-rules.js').RulesHere | null} */
    this.rules = null;
    /** @type {typeof import('../room-rules.js') | null} */
    this.rulesPart = null;
    this.storage = house.storage;
    /** @type {string | null} */
    this.menuKey = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.ticking = undefined;
    this.writing = new Writing(this, house.client, house.storage, createDrafts(house.storage));
    /** @type {import('../message-actions.js').MessageActions | null} */
    this.actions = null;
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    document.addEventListener('visibilitychange', this.#onReading);
    document.addEventListener('keydown', this.#onKey);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.#onReading);
    document.removeEventListener('keydown', this.#onKey);
    clearTimeout(this.ticking);
  }

  /** @returns {import('./message-timeline.js').MessageTimeline | null} */
  get timeline() {
    return this.querySelector('message-timeline');
  }

  /** What it can do it can once it has come. @returns {Partial<import('./room-board.js').RoomBoard> | null} */
  get board() {
    return this.querySelector('room-board');
  }

  /** @returns {import('./message-composer.js').MessageComposer | null} */
  get composer() {
    return this.querySelector('message-composer');
  }

  /** Another room, or this one again. @param {Visit} visit */
  show(visit) {
    if (visit === this.visit) return;
    this.visits.readIn(null);
    this.visit = visit;
    this.writing.task = { kind: 'post' };
    this.writing.asking = null;
    this.isBoardOpen = false;
    if (visit.state.status === 'left') visit.room.join();
  }

  askName() {
    this.writing.ask(null);
  }

  focusComposer() {
    if (this.isBoardOpen) this.board?.focusForm?.();
    else this.composer?.focusField();
  }

  /** @override */
  render() {
    const { client, visit, writing } = this;
    const { state } = visit;
    const { schedule } = client;
    const talk = talkHereOf(schedule.state, visit.id, state.card, schedule.now());
    this.talk = talk;
    this.#settleRules();
    const { rules } = this;
    writing.isFixed = rules?.isFixed === true;
    this.lockedWhy = talk !== null && !mayWrite(talk.phase, state.role ?? client.me?.role) ? windowWhy(talk, schedule.state, schedule.now()) : rules?.lockedWhy ?? '';
    const closedWhy = this.lockedWhy || (rules?.closedWhy ?? '');
    const isLocked = closedWhy !== '';
    this.#tellClosing(closedWhy);
    return html`
      ${this.#barView(talk)}
      <div class="shelf">
        <div class="tabs" role="group" aria-label=${this.roomTitle}>${this.#tabView(false, words.chat(this.isBoardOpen ? this.visits.newIn(visit) : 0))}${this.#tabView(true, words.questions(openCount(state.questions)))}</div>
        ${keyed(visit.id, html`<room-pins .place=${this} .state=${state}></room-pins>`)}
      </div>
      ${keyed(visit.id, html`<room-board class="board" .place=${this} .state=${state}></room-board>`)}
      ${this.#statusView()}
      ${state.status === 'left' ? leftView(client, visit.room, state) : nothing}
      ${keyed(visit.id, html`
        <message-timeline .state=${state} .history=${visit.room} .roomTitle=${this.roomTitle} .menuKey=${this.menuKey} .newAfter=${visit.newAfter}
          .seen=${visit.seen} .isOnline=${this.connection.isOnline} .isMissing=${visit.caughtUp > 0} .hasLetters=${this.preferences.keys} .isClosed=${isLocked} .zone=${client.space?.time_zone} .blocked=${client.blocked}
          @new-seen=${this.#onNewSeen} @reading=${this.#onReading} @message-action=${this.#onAct}
          @reveal=${(/** @type {CustomEvent} */ event) => this.reveal(event.detail.id)} @write=${() => this.focusComposer()}></message-timeline>`)}
      <div class="desk">
        ${writing.asking && !this.isNamingAtBoard ? this.nameView() : nothing}
        ${keyed(visit.id, html`<room-pulse .place=${this} .state=${state}></room-pulse>
          <message-composer .room=${visit.id} .roomTitle=${this.roomTitle} .draft=${writing.draftOf(visit.id)} .task=${writing.task}
            .rows=${() => visit.state.rows} .textMax=${client.limits?.text_code_points ?? 1000} .isClosed=${this.connection.isShut || state.status === 'left' || isLocked}
            .closedWhy=${closedWhy} .closedMore=${rules?.more ?? ''} .slow=${rules?.slow ?? null}
            @too-soon=${(/** @type {CustomEvent} */ { detail: { why } }) => this.notices.say(why)} @send=${this.#onSend} @draft=${this.#onDraft}
            @task-over=${() => writing.begin({ kind: 'post' })} @edit-last=${this.#onEditLast} @help=${this.openHelp}></message-composer>`)}
      </div>
      <message-menu @chosen=${(/** @type {CustomEvent} */ event) => this.actions?.onChosen(event)} @menu-over=${() => (this.menuKey = null)}></message-menu>
      <confirm-dialog @confirmed=${(/** @type {CustomEvent} */ event) => visit.room.delete(event.detail.item.id)}></confirm-dialog>`;
  }

  /** @param {boolean} isBoard @param {string} title */
  #tabView(isBoard, title) {
    return html`<button type="button" aria-pressed=${this.isBoardOpen === isBoard} @click=${() => this.openBoard(isBoard)}>${title}</button>`;
  }

  /** Whether the name is asked for below the questions, and not below the timeline. */
  get isNamingAtBoard() {
    const { asking } = this.writing;
    return asking !== null && (asking.waiting ? Boolean(asking.waiting.how) : this.isBoardOpen);
  }

  /** Asks for a name, below what waits for it. */
  nameView() {
    const { client, writing } = this;
    return html`
      <name-form .name=${writing.nameSuggested} .max=${client.limits?.name_code_points ?? 64} .rules=${client.space?.rules ?? ''}
        .isSending=${Boolean(writing.asking?.waiting)} .isBusy=${writing.isNaming} .refusal=${writing.nameRefusal} @name-given=${this.#onName} @name-over=${this.#onNameOver} @help=${this.openHelp}></name-form>`;
  }

  /** @param {TalkHere | null} talk */
  #barView(talk) {
    const { client, visit } = this;
    const { state } = client.schedule;
    const day = state && talk && 'ends' in talk.talk ? dayOf(state, talk.talk.starts) : null;
    return keyed(visit.id, html`
      <room-bar .talk=${talk} .zone=${state?.time_zone} .day=${state && day !== dayOf(state, client.schedule.now()) ? day : null} .here=${visit.state.here}
        .fetch=${() => client.about(visit.id)}></room-bar>`);
  }

  /** How this room is set, and what was decided about the reader; it comes when it is not as usual. */
  #settleRules() {
    const { client, visit } = this;
    if (isUsual(visit.state, client.sanctionIn('mute', visit.id))) this.rules = null;
    else if (this.rulesPart) this.rules = this.rulesPart.rulesHere(this);
    else rulesLater().then((part) => {
      this.rulesPart = part;
      this.requestUpdate();
    }, () => {}); // what is not told here the server says
  }

  /** Who listens hears when a room closes while they are in it. @param {string} why */
  #tellClosing(why) {
    const { writing, visit } = this;
    if (why && !writing.isClosed && this.openedIn === visit.id) this.notices.say(why);
    writing.isClosed = why !== '';
    this.openedIn = visit.state.position ? visit.id : '';
  }

  /** Renders again when the room opens, its talk begins or ends, or it closes. */
  #watchTalk() {
    clearTimeout(this.ticking);
    const { schedule } = this.client;
    const now = schedule.now();
    const talk = talkHereOf(schedule.state, this.visit.id, this.visit.state.card, now);
    const due = talk && nextChange(talk, now);
    if (due !== null) this.ticking = setTimeout(() => this.requestUpdate(), Math.min(timerMax, due - now + 1));
  }

  #statusView() {
    const { visit } = this;
    return statusView({
      line: this.connection.line(visit.state.status),
      caughtUp: visit.caughtUp,
      isMoreMissed: visit.isMoreMissed,
      notice: this.notices,
      onAction: (action) => this.tell('mend', { action }),
      onJump: async () => {
        this.openBoard(false);
        await this.updateComplete;
        await this.timeline?.toNew();
        this.#onNewSeen();
      },
    });
  }

  /** @override */
  firstUpdated() {
    setTimeout(() => Promise.all([later(), boardLater()]).catch(() => {}), laterMs); // asked for again when it is wanted
  }

  /** @override */
  updated() {
    if (this.awaited && this.visit.state.status === 'live') {
      const id = this.awaited;
      this.awaited = null;
      this.reveal(id);
    }
    if (this.writing.asking) this.whenReady(() => {});
    this.toggleAttribute('data-board', this.isBoardOpen);
    const { state } = this.visit;
    // What stands beside the timeline, or above it, comes as soon as it is there.
    if (state.status === 'live' && (state.pins.length > 0 || beside.matches)) boardLater().catch(() => {});
    this.board?.requestUpdate?.();
    this.#onReading();
    this.#watchTalk();
  }

  #onReading = () => {
    const { timeline, visit } = this;
    if (!timeline) return;
    const { seen } = visit;
    const isInSight = !this.hidden && (beside.matches || !this.isBoardOpen);
    this.visits.readIn(isInSight && !document.hidden && timeline.isFollowing ? visit.id : null);
    if (visit.seen !== seen) this.changed();
  };

  #onNewSeen = () => {
    this.visit.caughtUp = 0;
    this.requestUpdate();
  };

  /** @param {KeyboardEvent} event */
  #onKey = (event) => {
    const { target } = event;
    const isInField = target instanceof Element && target.closest('input, textarea, select, [contenteditable], dialog') !== null;
    if (this.hidden || isInField || !asksForKeys(event, this.preferences.keys)) return;
    event.preventDefault();
    this.openHelp();
  };

  /** What is discarded is gone at once: the page may be closed with the next touch. @param {CustomEvent} event */
  #onAct = (event) => {
    const { what, item } = event.detail;
    if (what !== 'discard') return void this.whenReady((actions) => actions.onAction(event));
    this.visit.room.discard(item.entry.key);
    this.composer?.focusField();
  };

  /** Does what needs the parts that come later, once they are here. @param {(actions: import('../message-actions.js').MessageActions) => void} action */
  async whenReady(action) {
    if (this.actions) return action(this.actions);
    try {
      const { MessageActions } = await later();
      this.actions ??= new MessageActions(this);
    } catch {
      this.menuKey = null;
      if (this.writing.asking) this.writing.stopAsking();
      return this.notices.tell(words.partMissing);
    }
    action(this.actions);
  }

  /** The list of keys and what is read aloud, which comes when it is asked for. */
  openHelp = () => this.whenReady((actions) => void actions.openHelp());

  /** Shows a message, or a question, or the question of an answer. @param {string} id */
  async reveal(id) {
    const { rows, questions } = this.visit.state;
    const isMessage = rows.some((row) => row.id === id);
    if (!isMessage && (questions[id] || this.isBoardOpen) && (await this.#revealQuestion(id))) return;
    if (await this.timeline?.reveal(id)) this.isBoardOpen = false;
    else if (!(await this.#revealQuestion(id))) this.notices.tell(words.originalGone);
  }

  /** @param {string} id */
  async #revealQuestion(id) {
    await boardLater().catch(() => {});
    return this.board?.reveal?.(id);
  }

  /** @param {string} id */
  async revealMessage(id) {
    this.openBoard(false);
    await this.updateComplete;
    if (!(await this.timeline?.reveal(id))) this.notices.tell(words.originalGone);
  }

  /** @param {boolean} isOpen */
  openBoard(isOpen) {
    this.isBoardOpen = isOpen && !beside.matches;
    if (isOpen) boardLater().catch(() => this.notices.tell(words.partMissing));
  }

  // ---------------------------------------------------------------------------------------------------------- writing

  /** @param {CustomEvent} event */
  #onSend({ detail: { text, task } }) {
    if (this.writing.send(this.visit.room, text, task)) this.#sent(text, task.kind !== 'edit');
  }

  /** @param {string} text @param {import('../writing.js').Asking} how */
  ask(text, how) {
    if (this.writing.sendNamed({ room: this.visit.room, text, how })) this.board?.clear?.();
  }

  /** @param {string} text @param {boolean} [isPost] */
  #sent(text, isPost = true) {
    if (!isPost) return;
    this.composer?.clear(text);
    this.visit.newAfter = null;
    this.visit.caughtUp = 0;
    this.timeline?.toNewest();
  }

  /** @param {CustomEvent} event */
  #onName = async ({ detail: { name } }) => {
    const isQuestion = this.isNamingAtBoard;
    const sent = await this.writing.giveName(name);
    if (sent?.how) this.board?.clear?.();
    else if (sent) this.#sent(sent.text);
    await this.updateComplete;
    if (!this.writing.asking) this.#focusField(isQuestion);
  };

  /** @param {unknown} isQuestion */
  #focusField(isQuestion) {
    if (isQuestion) this.board?.focusForm?.();
    else this.focusComposer();
  }

  /** Who begins to write may soon be asked for a name. @param {CustomEvent} event */
  #onDraft({ detail: { text } }) {
    this.writing.keepDraft(this.visit.id, text);
    later().catch(() => {});
  }

  #onNameOver = async () => {
    const isQuestion = this.isNamingAtBoard;
    this.writing.stopAsking();
    await this.updateComplete;
    this.#focusField(isQuestion);
  };

  #onEditLast() {
    const item = this.timeline?.lastOwn();
    if (item && this.writing.mayEdit(item)) this.writing.begin({ kind: 'edit', item });
  }
}

/** Whether a room is set as rooms are, and nobody decided anything about the reader: then none of this has to be fetched.
 * @param {RoomState} state @param {Sanction | null} mute */
const isUsual = ({ policy }, mute) => !mute && policy.slow_mode_s === 0 && !policy.locked && !policy.only_questions && policy.anonymous && !policy.approval && !policy.delay_s;

/** Fetches how a room is set, in words. */
const rulesLater = () => import('../room-rules.js');

/** Fetches the questions and pins. */
const boardLater = () => import('./room-board.js');

/** Fetches what is needed when the reader does something. */
export const later = () => import('./room-later.js');

customElements.define('room-place', RoomPlace);
