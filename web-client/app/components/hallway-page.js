// The page: one room at a time, the way to the others, and what ties their parts together.
import { html, nothing } from 'lit';
import { keyed } from 'lit/directives/keyed.js';

import { ConnectionWatch } from '../connection-watch.js';
import { MessageActions } from '../message-actions.js';
import { Notices } from '../notices.js';
import { addressOf, lobby, placeOf } from '../view/address.js';
import { createDrafts, storageOf } from '../view/drafts.js';
import { unseen } from '../view/window.js';
import { Visits } from '../visits.js';
import { words } from '../words/words.js';
import { Writing } from '../writing.js';
import './confirm-dialog.js';
import { LightElement } from './light-element.js';
import './message-composer.js';
import './message-menu.js';
import './message-timeline.js';
import './name-form.js';
import './page-header.js';
import './room-list.js';
import { statusView } from './status-view.js';

/** @import { Client } from '../connection-watch.js' */
/** @import { Visit } from '../visits.js' */

const caughtUpMs = 15_000;
const hiddenPauseMs = 1000; // between renderings while nobody looks

export class HallwayPage extends LightElement {
  /** @override */
  static properties = { menuKey: { state: true } };

  /** @param {Client} client @param {import('../view/address.js').Place} place */
  constructor(client, place) {
    super();
    this.client = client;
    /** @type {string | null} */
    this.menuKey = null;
    this.isLinked = place.token !== null;
    /** A message to show once its room is here. @type {string | null} */
    this.awaited = place.event;
    this.isRoomChosen = place.isNamed;
    this.isDue = false;
    const storage = storageOf(window);
    this.notices = new Notices(this);
    this.writing = new Writing(this, client, storage, createDrafts(storage));
    this.connection = new ConnectionWatch(this, client, (sentence) => this.notices.say(sentence));
    this.visits = new Visits(client, {
      changed: (visit) => this.#onRoom(visit), replied: (rows) => this.notices.replies(rows),
    });
    this.actions = new MessageActions(this);
    /** @type {Visit} */
    this.visit = this.visits.open(place.room);
    client.on('hello', () => this.#onHello());
    client.on('member', () => this.#schedule());
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    addEventListener('popstate', this.#onAddress);
    document.addEventListener('visibilitychange', this.#onReading);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener('popstate', this.#onAddress);
    document.removeEventListener('visibilitychange', this.#onReading);
  }

  /** @returns {import('./message-timeline.js').MessageTimeline | null} */
  get timeline() {
    return this.querySelector('message-timeline');
  }

  /** @returns {import('./message-composer.js').MessageComposer | null} */
  get composer() {
    return this.querySelector('message-composer');
  }

  #openRooms() {
    /** @type {import('./room-list.js').RoomList | null} */
    const list = this.querySelector('room-list');
    list?.openSheet();
  }

  get roomTitle() {
    const { state, id } = this.visit;
    return state.title || this.client.space?.rooms?.find((room) => room.id === id)?.title || id;
  }

  /** @override */
  render() {
    const { client, visit, writing } = this;
    const { state } = visit;
    const rooms = this.#rooms();
    return html`
      <a class="skip" href="#write" @click=${this.#toComposer}>${words.skip}</a>
      <div class="frame" ?data-has-rooms=${rooms.length > 1}>
        <room-list .rooms=${rooms} .current=${visit.id} .space=${client.space?.title ?? ''} @go=${(/** @type {CustomEvent} */ event) => this.#go(event.detail.room)}></room-list>
        <page-header .room=${this.roomTitle} .space=${client.space?.title ?? ''} .me=${client.me} .hasRooms=${rooms.length > 1}
          .hasUnread=${rooms.some(({ id, unread }) => unread > 0 && id !== visit.id)}
          @rename=${() => writing.ask(null)} @open-rooms=${this.#openRooms}></page-header>
        <main class="panel">
          ${this.#statusView()}
          ${state.status === 'left' ? this.#leftView() : nothing}
          ${keyed(visit.id, html`
            <message-timeline .state=${state} .history=${visit.room} .roomTitle=${this.roomTitle} .menuKey=${this.menuKey} .newAfter=${visit.newAfter}
              .seen=${visit.seen} .isOnline=${this.connection.isOnline} @reading=${this.#onReading} @message-action=${this.actions.onAction}
              @reveal=${(/** @type {CustomEvent} */ event) => this.#reveal(event.detail.id)} @write=${this.#toComposer}></message-timeline>`)}
          <div class="desk">
            ${writing.asking ? html`
              <name-form .name=${writing.nameSuggested} .max=${client.limits?.name_code_points ?? 64} .isSending=${writing.asking.waiting !== null}
                .isBusy=${writing.isNaming} .refusal=${writing.nameRefusal} @name-given=${this.#onName} @name-over=${this.#onNameOver}></name-form>`
            : nothing}
            ${keyed(visit.id, html`
              <message-composer .room=${visit.id} .roomTitle=${this.roomTitle} .draft=${writing.draftOf(visit.id)} .task=${writing.task}
                .textMax=${client.limits?.text_code_points ?? 1000} .isClosed=${this.connection.isShut || state.status === 'left'}
                @send=${this.#onSend} @draft=${(/** @type {CustomEvent} */ event) => writing.keepDraft(visit.id, event.detail.text)}
                @task-over=${() => writing.begin({ kind: 'post' })} @edit-last=${this.#onEditLast}></message-composer>`)}
          </div>
          <message-menu @chosen=${this.actions.onChosen} @menu-over=${() => (this.menuKey = null)}></message-menu>
        </main>
      </div>
      <confirm-dialog @confirmed=${(/** @type {CustomEvent} */ event) => visit.room.delete(event.detail.item.id)}></confirm-dialog>
      <div class="unseen" role="status" aria-live="polite">${this.notices.spoken}</div>`;
  }

  #statusView() {
    const { visit } = this;
    return statusView({
      line: this.connection.line(visit.state.status),
      caughtUp: visit.caughtUp,
      notice: this.notices.shown,
      onAction: (action) => this.#mend(action),
      onJump: () => {
        visit.caughtUp = 0;
        this.timeline?.toNew();
        this.requestUpdate();
      },
    });
  }

  #leftView() {
    const { leftCode } = this.visit.state;
    if (leftCode === null) return nothing;
    return html`
      <div class="left-room"><h2>${words.left[leftCode] ?? words.left.other}</h2>
        ${this.visit.id !== lobby && leftCode !== 'banned'
          ? html`<button class="primary" type="button" @click=${() => this.#go(this.#firstRoom())}>${words.toLobby}</button>` : nothing}</div>`;
  }

  /** @override */
  updated() {
    const { visit } = this;
    document.title = words.title(unseen(visit.state.rows, visit.seen), this.roomTitle, this.client.space?.title ?? '');
    if (this.awaited && visit.state.status === 'live') {
      const id = this.awaited;
      this.awaited = null;
      this.#reveal(id);
    }
    this.#onReading();
  }

  // ------------------------------------------------------------------------------------------------------------ rooms

  #rooms() {
    const listed = this.client.space?.rooms ?? [];
    const { visit } = this;
    const all = listed.some(({ id }) => id === visit.id) || visit.state.status === 'left' ? listed : [...listed, { id: visit.id, title: this.roomTitle }];
    return all.map(({ id, title }) => ({ id, title: title || id, unread: id === visit.id ? 0 : this.visits.unreadIn(id) }));
  }

  #firstRoom() {
    const rooms = this.client.space?.rooms ?? [];
    return rooms.some(({ id }) => id === lobby) ? lobby : rooms[0]?.id ?? lobby;
  }

  #onHello() {
    if (!this.isRoomChosen && this.visit.id !== this.#firstRoom()) this.#go(this.#firstRoom(), 'replace');
    this.isRoomChosen = true;
    this.requestUpdate();
  }

  /** @param {string} id @param {'push' | 'replace' | 'stay'} [how]  what becomes of the address */
  #go(id, how = 'push') {
    if (how === 'push' && id !== this.visit.id) history.pushState(null, '', addressOf(id));
    if (how === 'replace') history.replaceState(null, '', addressOf(id));
    if (id === this.visit.id) return;
    this.visits.readIn(null);
    this.visit = this.visits.open(id);
    this.writing.task = { kind: 'post' };
    this.writing.asking = null;
    if (this.visit.state.status === 'left') this.visit.room.join();
    this.notices.say(this.roomTitle);
    this.requestUpdate();
  }

  #onAddress = () => {
    const { room, event, token } = placeOf(location);
    if (token) {
      history.replaceState(null, '', addressOf(room));
      this.isLinked = true;
      this.client.stop();
      this.client.useToken(token);
      this.client.start();
    }
    this.awaited = event;
    this.#go(room, 'stay');
    this.requestUpdate();
  };

  /** @param {Visit} visit */
  #onRoom(visit) {
    if (visit.caughtUp > 0 && visit.id === this.visit.id) {
      setTimeout(() => {
        visit.caughtUp = 0;
        this.requestUpdate();
      }, caughtUpMs);
    }
    this.#schedule();
  }

  /** At most one rendering a frame, however fast the room is. */
  #schedule() {
    if (this.isDue) return;
    this.isDue = true;
    const update = () => {
      this.isDue = false;
      this.requestUpdate();
    };
    if (document.hidden) setTimeout(update, hiddenPauseMs);
    else requestAnimationFrame(update);
  }

  #onReading = () => {
    const { timeline, visit } = this;
    if (!timeline) return;
    const { seen } = visit;
    this.visits.readIn(!document.hidden && timeline.isFollowing ? visit.id : null);
    if (visit.seen !== seen) this.requestUpdate();
  };

  /** @param {string} id */
  async #reveal(id) {
    if (!(await this.timeline?.reveal(id))) this.notices.tell(words.originalGone);
  }

  // ---------------------------------------------------------------------------------------------------------- writing

  /** @param {CustomEvent} event */
  #onSend({ detail: { text, task } }) {
    if (this.writing.send(this.visit.room, text, task)) this.#sent(task.kind !== 'edit');
  }

  /** @param {boolean} isPost */
  #sent(isPost) {
    if (!isPost) return;
    this.composer?.clear();
    this.visit.newAfter = null;
    this.timeline?.toNewest();
  }

  /** @param {CustomEvent} event */
  async #onName({ detail: { name } }) {
    if (await this.writing.giveName(name)) this.#sent(true);
    await this.updateComplete;
    if (!this.writing.asking) this.composer?.focusField();
  }

  async #onNameOver() {
    this.writing.stopAsking();
    await this.updateComplete;
    this.composer?.focusField();
  }

  #onEditLast() {
    const item = this.timeline?.lastOwn();
    if (item && this.writing.mayEdit(item)) this.writing.begin({ kind: 'edit', item });
  }

  /** @param {Event} event */
  #toComposer(event) {
    event.preventDefault();
    this.composer?.focusField();
  }

  /** @param {'retry' | 'use-here' | 'without-token' | 'reload'} action */
  #mend(action) {
    const { client } = this;
    if (action === 'reload' || (action === 'without-token' && this.isLinked)) return location.reload();
    if (action === 'without-token') client.forgetToken();
    client.wake();
    client.start();
  }
}

customElements.define('hallway-page', HallwayPage);
