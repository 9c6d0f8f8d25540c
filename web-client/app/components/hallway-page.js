// The page: the place that is shown, the way to the others, and what they share.
import { html } from 'lit';

import { ConnectionWatch } from '../connection-watch.js';
import { Notices } from '../notices.js';
import { Preferences } from '../preferences.js';
import { ReadMarks } from '../read-marks.js';
import { addressOf, lobby, placeOf } from '../view/address.js';
import { storageOf } from '../view/drafts.js';
import { unseen } from '../view/window.js';
import { Visits } from '../visits.js';
import { words } from '../words/words.js';
import { LightElement } from './light-element.js';
import './page-header.js';
import './room-list.js';
import { RoomPlace } from './room-place.js';

/** @import { Client } from '../connection-watch.js' */
/** @import { Visit } from '../visits.js' */

const hiddenPauseMs = 1000; // between renderings while nobody looks

export class HallwayPage extends LightElement {
  /** @param {Client} client @param {import('../view/address.js').Place} place */
  constructor(client, place) {
    super();
    this.client = client;
    this.isLinked = place.token !== null;
    this.isRoomChosen = place.isNamed;
    this.isDue = false;
    const storage = storageOf(window);
    this.preferences = new Preferences(storage);
    this.notices = new Notices(this, this.preferences);
    this.connection = new ConnectionWatch(this, client, (sentence) => this.notices.say(sentence));
    this.visits = new Visits(client, {
      changed: () => this.#schedule(),
      arrived: ({ fresh, forMe }, visit) => this.notices.arrived(visit === this.visit ? fresh : [], forMe),
    }, new ReadMarks(storage, window));
    /** @type {Visit} */
    this.visit = this.visits.open(place.room);
    const { notices, connection, visits, preferences } = this;
    const house = { client, storage, notices, connection, visits, preferences, changed: () => this.requestUpdate() };
    this.room = new RoomPlace(house, this.visit);
    this.room.awaited = place.event;
    client.on('hello', () => this.#onHello());
    client.on('member', () => this.#schedule());
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    addEventListener('popstate', this.#onAddress);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener('popstate', this.#onAddress);
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
  willUpdate() {
    this.room.roomTitle = this.roomTitle;
    this.room.requestUpdate();
  }

  /** @override */
  render() {
    const { client, visit, room } = this;
    const rooms = this.#rooms();
    return html`
      <a class="skip" href="#write" @click=${this.#toComposer}>${words.skip}</a>
      <div class="frame" ?data-has-rooms=${rooms.length > 1}>
        <room-list .rooms=${rooms} .current=${visit.id} .space=${client.space?.title ?? ''} @go=${(/** @type {CustomEvent} */ event) => this.#go(event.detail.room)}></room-list>
        <page-header .room=${this.roomTitle} .space=${client.space?.title ?? ''} .me=${client.me} .hasRooms=${rooms.length > 1}
          .hasUnread=${rooms.some(({ id, unread }) => unread > 0 && id !== visit.id)}
          @rename=${() => room.askName()} @open-rooms=${this.#openRooms}></page-header>
        <main class="panel" @leave=${() => this.#go(this.#firstRoom())} @mend=${(/** @type {CustomEvent} */ event) => this.#mend(event.detail.action)}>
          ${room}
        </main>
      </div>
      <div class="unseen" role="status" aria-live="polite">${this.notices.spoken}</div>`;
  }

  /** @override */
  updated() {
    const { visit } = this;
    document.title = words.title(unseen(visit.state.rows, visit.seen), this.roomTitle, this.client.space?.title ?? '');
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
    this.visit = this.visits.open(id);
    this.room.show(this.visit);
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
    this.room.awaited = event;
    this.#go(room, 'stay');
    this.requestUpdate();
  };

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

  /** @param {Event} event */
  #toComposer(event) {
    event.preventDefault();
    this.room.focusComposer();
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
