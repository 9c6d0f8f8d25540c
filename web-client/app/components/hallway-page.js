// The page: the place that is shown, the way to the others, and what they share.
import { html, nothing } from 'lit';

import { ConnectionWatch } from '../connection-watch.js';
import { Notices } from '../notices.js';
import { Preferences } from '../preferences.js';
import { KeptRows } from '../kept-rows.js';
import { ReadMarks } from '../read-marks.js';
import { Sheets } from '../sheets.js';
import { addressOf, lobby, pathOf, placeOf } from '../view/address.js';
import { storageOf } from '../view/drafts.js';
import { hasProgramme, roomAt } from '../view/here.js';
import { keep, kept } from '../view/slots.js';
import { Ticking } from '../ticking.js';
import { Visits } from '../visits.js';
import { words } from '../words/words.js';
import { awayPage } from './away-view.js';
import { signOf } from './icons.js';
import { LightElement } from './light-element.js';
import { PageBar } from '../page-bar.js';
import './page-header.js';
import { placeNav } from './place-nav.js';
import './room-list.js';
import { statusView } from './status-view.js';

/** @import { Client } from '../connection-watch.js' */
/** @import { Place } from '../view/address.js' */
/** @import { Visit } from '../visits.js' */
/** @import { HallwayPlace } from './hallway-place.js' */
/** @import { ModeratePlace } from './moderate-place.js' */
/** @import { NowPlace } from './now-place.js' */
/** @import { House, RoomPlace } from './room-place.js' */

const hiddenPauseMs = 1000; // between renderings while nobody looks
const fastPauseMs = 80; // between renderings in a fast room
const roomSlot = 'hallway.room';
const programmeSlot = 'hallway.programme';

export class HallwayPage extends LightElement {
  /** @param {Client} client @param {Place} place */
  constructor(client, place) {
    super();
    this.client = client;
    /** @type {Place} */
    this.place = place;
    this.isLinked = place.token !== null;
    this.isDue = false;
    this.renderedAt = 0;
    /** Whether the stage's address has chosen its room already. */
    this.isStageOpen = false;
    this.storage = storageOf(window);
    this.sheets = new Sheets(this);
    /** What the page is painted in. @type {string | undefined} */
    this.colour = undefined;
    this.preferences = new Preferences(this.storage);
    this.notices = new Notices(this, this.preferences);
    this.connection = new ConnectionWatch(this, client, (sentence) => this.notices.say(sentence));
    this.visits = new Visits(client, {
      changed: () => this.#schedule(),
      arrived: ({ fresh, forMe }, visit) => this.notices.arrived(visit === this.visit && this.isInRoom ? fresh : [], forMe),
    }, new ReadMarks(this.storage, window), new KeptRows(this.storage, window));
    /** The room that is shown, or was last. @type {Visit | null} */
    this.visit = null;
    /** A message to show once its room is here. */
    this.awaited = place.event;
    /** The places that were shown once stay, and with them where one was in them. @type {RoomPlace | null} */
    this.room = null;
    /** @type {{ now?: NowPlace, hallway?: HallwayPlace, moderate?: ModeratePlace }} */
    this.others = {};
    this.ticking = new Ticking(() => this.requestUpdate());
    this.bar = new PageBar(this);
    client.on('hello', () => this.#onHello());
    client.on('member', () => this.#schedule());
    client.on('announcements', () => this.bar.showNews());
    for (const what of /** @type {const} */ (['sanctions', 'blocked'])) client.on(what, () => this.#schedule());
    client.schedule.on('change', () => this.#settle());
    this.#settle();
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    addEventListener('popstate', this.#onAddress);
    this.addEventListener('click', this.#onLink);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener('popstate', this.#onAddress);
    this.removeEventListener('click', this.#onLink);
    this.ticking.stop();
  }

  #openRooms() {
    /** @type {import('./room-list.js').RoomList | null} */
    const list = this.querySelector('room-list');
    list?.openSheet();
  }

  get roomTitle() {
    return this.visit?.state.title || this.titleOf(this.visit?.id ?? lobby);
  }

  /** @param {string} id  a room, which one may never have been in */
  titleOf(id) {
    return this.client.space?.rooms?.find((room) => room.id === id)?.title || this.client.schedule.entryOf(id)?.title || id;
  }

  /** Whether one is in a room, rather than in a list of what there is. */
  get isInRoom() {
    const { kind } = this.place;
    return kind === 'room' || kind === 'stage' || (kind === 'first' && this.visit !== null); // the last: as it was here last, until the server says
  }

  get hasPlaces() {
    return hasProgramme(this.client.schedule.state);
  }

  get #title() {
    const { kind } = this.place;
    if (kind === 'now' || kind === 'hallway') return words[kind];
    return this.visit && (this.isInRoom || kind === 'moderate') ? this.roomTitle : '';
  }

  /** @override */
  willUpdate() {
    this.bar.offerKeeping();
    const { room, others } = this;
    const { kind } = this.place;
    if (room) {
      room.hidden = !this.isInRoom || !this.visit;
      room.roomTitle = this.roomTitle;
      room.requestUpdate();
    }
    if (others.hallway) others.hallway.rooms = this.#openRoomSigns();
    if (others.moderate && this.visit) others.moderate.visit = this.visit;
    for (const [name, place] of Object.entries(others)) {
      place.hidden = name !== kind;
      place.requestUpdate();
    }
  }

  /** @override */
  render() {
    const { client, visit, room, place, hasPlaces } = this;
    const away = awayPage(client, signOf(this.#logo), () => this.requestUpdate());
    if (away) return away;
    const rooms = this.#rooms();
    const space = client.space?.title ?? '';
    const hasSide = rooms.length > 1 || hasPlaces;
    return html`
      <a class="skip" href=${this.isInRoom ? '#write' : '#content'} @click=${this.#onSkip}>${this.isInRoom ? words.skip : words.skipToContent}</a>
      <div class="frame" ?data-has-side=${hasSide} ?data-has-places=${hasPlaces}>
        <aside class="side" aria-label=${words.places}>
          ${hasSide ? html`<p class="side-brand">${signOf(this.#logo)}<span dir="auto">${space || words.product}</span></p>` : nothing}
          ${hasPlaces ? placeNav({
            current: this.isInRoom || place.kind === 'moderate' ? 'room' : place.kind === 'hallway' ? 'hallway' : 'now', roomAddress: addressOf(this.#lastRoom()),
            hasUnread: rooms.some(({ id, unread }) => unread > 0 && id !== visit?.id),
          }) : nothing}
          <room-list .rooms=${rooms} .current=${this.isInRoom ? visit?.id ?? '' : ''}></room-list>
        </aside>
        <page-header .room=${this.#title} .space=${space} .me=${client.me} .hasRooms=${rooms.length > 1 && (this.isInRoom || !hasPlaces)}
          .hasUnread=${rooms.some(({ id, unread }) => unread > 0 && id !== visit?.id)}
          @rename=${this.sheets.name} @share=${this.sheets.share} @open-menu=${this.sheets.menu} @open-rooms=${this.#openRooms} .logo=${this.#logo}></page-header>
        <div class="bar">${this.bar.view()}</div>
        <main class="panel" id="content" @takeaways=${this.sheets.takeaways} @leave=${() => this.go(this.#firstRoom())} @mend=${(/** @type {CustomEvent} */ event) => this.#mend(event.detail.action)}>
          ${this.isInRoom && room && visit ? nothing : this.#waitingView()}
          ${room ?? nothing}${Object.values(this.others)}
        </main>
      </div>
      <div class="unseen" role="status" aria-live="polite">${this.notices.spoken}</div>`;
  }

  /** What stands under the header while a place is on its way, and the state of the connection where no room tells it. */
  #waitingView() {
    const line = this.connection.line('live');
    const isHere = this.place.kind in this.others;
    return html`
      ${isHere ? nothing : html`<div class="skeleton" aria-hidden="true"><span></span><span></span><span></span></div>`}
      ${statusView({
        line: line.tone === 'good' ? { ...line, text: '' } : line, caughtUp: 0, isMoreMissed: false, notice: this.notices, onAction: (action) => this.#mend(action), onJump: () => {},
      })}`;
  }

  get #logo() {
    const logo = this.client.space?.brand?.logo ?? '';
    return logo.startsWith('/') ? logo : '';
  }

  /** @override */
  updated() {
    const { visit } = this;
    const space = this.client.space?.title ?? '';
    const news = visit && this.isInRoom ? this.visits.newIn(visit) : 0;
    const place = [...new Set([this.#title, space])].filter(Boolean).join(' – ') || words.product;
    document.title = news > 0 ? `(${news}) ${place}` : place;
    this.ticking.until(this.client.schedule);
  }

  // ----------------------------------------------------------------------------------------------------------- places

  /** Opens what the place means, as far as is known what it means; called again when more is known. */
  #settle() {
    if (this.place.kind === 'first') this.#settleFirst();
    const { kind, room } = this.place;
    if (kind === 'room') this.#showRoom(room);
    else if (kind === 'stage') this.#settleStage(room);
    else if (kind === 'now' && !this.others.now) this.#loadProgramme();
    else if (kind === 'hallway' && !this.others.hallway) this.#loadHallway();
    else if (kind === 'moderate') this.#settleModeration(room);
    this.requestUpdate();
  }

  /** The programme if there is one, else the first room. Before the server said so: as it was here last. */
  #settleFirst() {
    const { space } = this.client;
    const hadProgramme = kept(this.storage, programmeSlot);
    if (!space && hadProgramme === null) return;
    if (space ? space.schedule : hadProgramme === 'yes') {
      this.place = { ...this.place, kind: 'now' };
      return;
    }
    if (!space) return this.#showRoom(lobby);
    this.place = { ...this.place, kind: 'room', room: this.#firstRoom() };
    if (this.place.room !== lobby) history.replaceState(null, '', pathOf(this.place));
  }

  /** @param {string} stage  its room */
  #settleStage(stage) {
    const { state } = this.client.schedule;
    if (!state || this.visit?.id === stage) return;
    if (!this.isStageOpen) this.#showRoom(roomAt(state, stage, this.client.schedule.now()));
    this.isStageOpen = true; // from now on what is shown changes by the reader's wish alone
  }

  /** Of a stage: what is on there now. @param {string} room */
  #settleModeration(room) {
    const { state } = this.client.schedule;
    if (!state || this.isStageOpen) return;
    this.isStageOpen = true;
    this.#enter(roomAt(state, room, this.client.schedule.now()));
    if (!this.others.moderate) this.#loadModeration();
  }

  /** @param {string} id */
  #showRoom(id) {
    this.#enter(id);
    if (!this.room) this.#loadRoom();
    else if (this.awaited) this.room.awaited = this.awaited;
    if (this.room) this.awaited = null;
  }

  /** @param {string} id */
  #enter(id) {
    const before = this.visit?.id;
    if (before !== id) {
      this.visit = this.visits.open(id);
      if (this.isInRoom) keep(this.storage, roomSlot, id);
      this.room?.show(this.visit);
      if (before) this.notices.say(this.roomTitle);
    }
  }

  /** @returns {House} */
  get #house() {
    const { client, storage, notices, connection, visits, preferences, sheets } = this;
    return { client, storage, notices, connection, visits, preferences, askName: sheets.name, go: (room, event) => this.go(room, event), changed: () => this.requestUpdate() };
  }

  async #loadRoom() {
    const { RoomPlace } = await import('./room-place.js');
    if (this.room || !this.visit) return;
    this.room = new RoomPlace(this.#house, this.visit);
    this.room.awaited = this.awaited;
    this.awaited = null;
    this.requestUpdate();
  }

  async #loadProgramme() {
    const { NowPlace } = await import('./now-place.js');
    this.others.now ??= new NowPlace(this.client, this.storage);
    this.requestUpdate();
  }

  async #loadHallway() {
    const { HallwayPlace } = await import('./hallway-place.js');
    this.others.hallway ??= new HallwayPlace(this.client, (room) => this.visits.unreadIn(room));
    this.requestUpdate();
  }

  async #loadModeration() {
    const { ModeratePlace } = await import('./moderate-place.js');
    if (this.visit) this.others.moderate ??= new ModeratePlace(this.#house, this.visit);
    this.requestUpdate();
  }

  /** @param {Place} place @param {'push' | 'replace' | 'stay'} how  what becomes of the address */
  #open(place, how) {
    const path = pathOf(place);
    const isSame = path === location.pathname + location.hash;
    if (how === 'push' && !isSame) history.pushState(null, '', path);
    if (how === 'replace') history.replaceState(null, '', path);
    const wasInRoom = this.isInRoom;
    const before = this.place.kind;
    this.place = place;
    this.awaited = place.event;
    this.isStageOpen = false;
    this.#settle();
    if (how !== 'stay' && (wasInRoom !== this.isInRoom || before !== this.place.kind)) this.#focusTitle();
  }

  /** A room, from within the page. @param {string} room @param {string | null} [event] */
  go(room, event = null) {
    this.#open({ kind: 'room', room, event, token: null }, 'push');
  }

  /** Whoever comes to another place begins at its title. */
  async #focusTitle() {
    await this.updateComplete;
    const title = this.querySelector('h1');
    if (title instanceof HTMLElement) title.focus({ preventScroll: true });
  }

  /** Links to places of this page change the place, not the document. @param {MouseEvent} event */
  #onLink = (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button !== 0) return;
    const link = event.target instanceof Element ? event.target.closest('a[href^="/"]') : null;
    if (!(link instanceof HTMLAnchorElement) || link.target || link.hasAttribute('download')) return;
    const url = new URL(link.href);
    const place = placeOf(url);
    if (place.kind === 'screen' || (place.kind === 'first' && url.pathname !== '/')) return;
    event.preventDefault();
    this.#open(place, 'push');
  };

  #onAddress = () => {
    const place = placeOf(location);
    if (place.token) {
      history.replaceState(null, '', pathOf({ ...place, event: null }));
      this.takeLink(place.token);
    }
    this.#open(place, 'stay');
  };

  /** A link that makes its bearer somebody else was opened where one is somebody. @param {string} token */
  async takeLink(token) {
    try {
      const { takeLink } = await import('../taking-over.js');
      await takeLink(this, token);
    } catch {
      this.notices.tell(words.partMissing);
    }
  }

  /** @param {Event} event */
  #onSkip(event) {
    event.preventDefault();
    if (this.isInRoom) return this.room?.focusComposer();
    const first = this.querySelector('.place-scroller:not([hidden] *) :is(input, a, button)');
    if (first instanceof HTMLElement) first.focus();
  }

  // ------------------------------------------------------------------------------------------------------------ rooms

  /** The rooms that were opened for everybody. */
  #openRoomSigns() {
    return (this.client.space?.rooms ?? []).map(({ id, title }) => ({ id, title: title || id, unread: id === this.visit?.id && this.isInRoom ? 0 : this.visits.unreadIn(id) }));
  }

  /** Those, and the one that is shown. */
  #rooms() {
    const { visit } = this;
    const listed = this.#openRoomSigns();
    if (!visit || listed.some(({ id }) => id === visit.id) || visit.state.status === 'left') return listed;
    return [...listed, { id: visit.id, title: this.roomTitle, unread: this.isInRoom ? 0 : this.visits.unreadIn(visit.id) }];
  }

  #firstRoom() {
    const rooms = this.client.space?.rooms ?? [];
    return rooms.some(({ id }) => id === lobby) ? lobby : rooms[0]?.id ?? lobby;
  }

  /** Where "Room" leads. */
  #lastRoom() {
    return this.visit?.id ?? kept(this.storage, roomSlot) ?? this.#firstRoom();
  }

  #onHello() {
    this.#paint(this.client.space?.brand?.colour);
    keep(this.storage, programmeSlot, this.client.space?.schedule ? 'yes' : 'no');
    this.#settle();
    this.bar.greet();
  }

  /** What comes is rendered at once; in a fast room what came meanwhile, a few times a second. */
  #schedule() {
    if (this.isDue) return;
    this.isDue = true;
    const update = () => {
      this.isDue = false;
      this.renderedAt = performance.now();
      this.requestUpdate();
    };
    // In a task of its own, not in the frame's: rendering and painting are two shorter tasks on a slow phone.
    setTimeout(update, document.hidden ? hiddenPauseMs : Math.max(0, this.renderedAt + fastPauseMs - performance.now()));
  }

  /** @param {string | undefined} colour  the space's own */
  async #paint(colour) {
    if (colour === this.colour) return;
    this.colour = colour;
    const { paint } = await import('../brand.js');
    paint(document, colour);
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
