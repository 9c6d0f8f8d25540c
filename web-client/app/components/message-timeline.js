// The timeline of one room: the rows in view, older ones on the way up, new ones at the bottom.
import { html, nothing } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';

import { meaningOf, movedTo } from '../view/keys.js';
import { toMe } from '../view/for-me.js';
import { timelineOf } from '../view/timeline.js';
import { around, movedDown, movedUp, spanOf, unseen } from '../view/window.js';
import { timesIn } from '../words/moments.js';
import { words } from '../words/words.js';
import { icons } from './icons.js';
import { removeLeftMarkers } from './left-markers.js';
import { LightElement } from './light-element.js';
import { separatorView, startView } from './marker-view.js';
import { messageView } from './message-view.js';
import { ScrollKeeper } from './scroll-keeper.js';

/** @import { Marker, RoomState, Row } from '../../sdk/types.js' */
/** @import { Item, MessageItem } from '../view/timeline.js' */
/** @import { PropertyValues } from 'lit' */

/** The part of the SDK's room that the timeline uses.
 * @typedef {{ readonly state: RoomState, loadOlder(): Promise<number>, loadAround(id: string): Promise<unknown>, fill(marker: any): Promise<unknown> }} History */

const nearEdge = 0.8; // heights of the view from an end at which more is fetched

export class MessageTimeline extends LightElement {
  /** @override */
  static properties = {
    state: { attribute: false }, history: { attribute: false }, roomTitle: { attribute: false }, menuKey: { attribute: false },
    newAfter: { attribute: false }, seen: { attribute: false }, isOnline: { attribute: false }, isMissing: { attribute: false }, hasLetters: { attribute: false }, isClosed: { attribute: false }, zone: { attribute: false }, blocked: { attribute: false },
    rare: { state: true }, unveiled: { state: true },
    from: { state: true }, activeKey: { state: true }, target: { state: true }, olderState: { state: true }, busyMarkers: { state: true },
  };

  constructor() {
    super();
    /** @type {RoomState | null} */
    this.state = null;
    /** @type {History | null} */
    this.history = null;
    this.roomTitle = '';
    /** @type {string | null} */
    this.menuKey = null;
    /** @type {number | null} */
    this.newAfter = null;
    /** @type {number | null} */
    this.seen = null;
    this.isOnline = false;
    /** Whether the reader has still to be told of what they missed: telling them ends when it comes into view. */
    this.isMissing = false;
    /** The event's, "Europe/Brussels"; without one days and times are the device's. @type {string | undefined} */
    this.zone = undefined;
    /** Ids of members whom the reader does not want to read. @type {readonly string[]} */
    this.blocked = [];
    /** What they wrote and the reader wants to see all the same, by key. @type {ReadonlySet<string>} */
    this.unveiled = new Set();
    /** What shows all but plain messages, once there is need of it. @type {typeof import('./rare-rows.js') | null} */
    this.rare = null;
    /** All that could be shown, with one's own that waits. @type {readonly Row[]} */
    this.rows = [];
    /** Whether nobody may write here now. */
    this.isClosed = false;
    /** Whether single letters are keys. */
    this.hasLetters = true;
    /** @type {number | null} */
    this.from = null;
    /** @type {string | null} */
    this.activeKey = null;
    /** @type {string | null} */
    this.target = null;
    /** @type {'idle' | 'loading' | 'failed'} */
    this.olderState = 'idle';
    /** @type {ReadonlyMap<string, 'loading' | 'failed'>} */
    this.busyMarkers = new Map();
    /** @type {Item[]} */
    this.items = [];
    this.keeper = new ScrollKeeper(() => this.#scrolled());
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.keeper.detach();
  }

  get isFollowing() {
    return this.keeper.isFollowing;
  }

  /** The newest message of one's own that is stored. */
  lastOwn() {
    const own = this.items.filter((item) => item.type === 'message');
    return own.filter((item) => item.isOwn && item.id !== null && !item.isDeleted).at(-1);
  }

  toNewest() {
    this.from = null;
    this.keeper.follow();
    this.requestUpdate();
    this.tell('reading');
  }

  /** To the line above what is new, or to the newest if that line is in view already. */
  async toNew() {
    await this.#fetchNew();
    const line = this.querySelector('[data-new]') ?? (await this.#windowAtNew());
    const frame = this.querySelector('.scroller')?.getBoundingClientRect();
    const top = line?.getBoundingClientRect().top;
    if (line && frame && top !== undefined && (top < frame.top || top > frame.bottom)) {
      this.#stay();
      this.keeper.reveal(line);
      return;
    }
    this.toNewest();
  }

  /** Shows a message, fetching what is around it if it is not here.
   * @param {string} id
   * @returns {Promise<boolean>} whether it is here now */
  async reveal(id) {
    if (this.state && around(this.state.rows, id) === null) {
      try {
        await this.history?.loadAround(id);
        this.#takeState();
      } catch {
        return false;
      }
    }
    const from = this.state && around(this.state.rows, id);
    if (from === null) return false;
    const span = this.state && spanOf(this.rows, this.from);
    const isRendered = span && this.rows.slice(span.start, span.end).some((row) => row.id === id);
    this.#stay();
    if (!isRendered) this.from = from;
    this.target = id;
    await this.updateComplete;
    const element = this.querySelector(`[data-id="${id}"]`);
    if (!(element instanceof HTMLElement)) return false;
    this.activeKey = element.dataset.key ?? null;
    await this.updateComplete;
    this.keeper.reveal(element);
    element.focus({ preventScroll: true });
    return true;
  }

  /** @override @param {PropertyValues<this>} changed */
  willUpdate(changed) {
    if (!this.state) return;
    this.keeper.heed();
    if (changed.has('isOnline') && this.isOnline && this.olderState === 'failed') this.olderState = 'idle';
    const { rare, blocked } = this;
    const { held, pending, markers, me } = this.state;
    if (!rare && held.length + blocked.length + markers.length > 0) import('./rare-rows.js').then((part) => (this.rare = part), () => {});
    const rows = rare?.withHeld(this.state.rows, held) ?? this.state.rows;
    this.rows = rows;
    const span = spanOf(rows, this.from);
    this.span = span;
    const items = timelineOf({
      rows: rows.slice(span.start, span.end), known: rows, pending, markers, me, newAfter: this.newAfter, isNewest: span.isNewest,
      dayOf: timesIn(this.zone).day,
    });
    this.items = rare?.veiled(items, blocked, this.unveiled) ?? items.filter((item) => item.type !== 'message' || !blocked.includes(item.author?.id ?? ''));
    const messages = this.items.filter((item) => item.type === 'message');
    this.tabKey = messages.some((item) => item.key === this.activeKey) ? this.activeKey : messages.at(-1)?.key ?? null;
  }

  /** @override @param {PropertyValues} changed */
  update(changed) {
    this.keeper.capture(() => this.querySelectorAll('.message'));
    super.update(changed);
  }

  /** @override */
  updated() {
    this.keeper.attach(this.querySelector('.scroller'));
    this.keeper.restore();
    removeLeftMarkers(this.querySelector('.messages'));
    this.#look();
    this.#lookForNew();
  }

  /** @override */
  render() {
    const { state, span } = this;
    if (!state || !span) return nothing;
    const isEmpty = this.items.length === 0;
    const fresh = unseen(state.rows, this.seen, this.blocked);
    const forMe = fresh > 0 && this.seen !== null ? toMe(state.rows, this.seen, state.me?.name, this.blocked).length : 0;
    return html`
      <div class="scroller" ?data-closed=${this.isClosed} @keydown=${this.#onKey} @focusin=${this.#onFocus}>
        <div class="rows">
          ${startView({ state, isOldest: span.isOldest, isEmpty, isClosed: this.isClosed, title: this.roomTitle, olderState: this.olderState, onOlder: () => this.#older() })}
          <section role="log" aria-live="off" aria-label=${words.messagesIn(this.roomTitle)}>
            <ol class="messages">${repeat(this.items, (item) => item.key, (item) => this.#itemView(item))}</ol>
          </section>
        </div>
      </div>
      ${this.isFollowing && span.isNewest ? nothing : html`
        <button class="to-newest" type="button" ?data-new-below=${fresh > 0} ?data-for-me=${forMe > 0} @click=${fresh > 0 ? this.toNew : this.toNewest}>
          ${icons.down} ${fresh > 0 ? words.newBelow(fresh, forMe) : words.toNewest}
        </button>`}`;
  }

  /** @param {Item} item */
  #itemView(item) {
    if (item.type === 'message') {
      const isActive = item.key === this.tabKey;
      const isTarget = item.id !== null && item.id === this.target;
      const hasMenu = item.key === this.menuKey;
      const isOnline = this.isOnline || item.entry === null; // matters to what is on its way alone
      const myName = this.state?.me?.name;
      // Most rows are as they were: a fast room renders a frame for each that came.
      const times = timesIn(this.zone);
      const { rare } = this;
      return guard([item, isActive, isTarget, hasMenu, isOnline, myName, times, rare],
        () => messageView(item, { isActive, isTarget, hasMenu, isOnline, myName, times, rare, act: this.#act }));
    }
    if (item.type === 'day' || item.type === 'new') return separatorView(item, timesIn(this.zone));
    return this.rare?.rareView(item, this.busyMarkers.get(item.key) ?? 'idle', () => this.#open(item));
  }

  /** @type {(what: string, item: MessageItem, element: Element) => void} */
  #act = (what, item, element) => {
    this.activeKey = item.key;
    if (what === 'quote' && item.quote) this.tell('reveal', { id: item.quote.id });
    else this.tell('message-action', { what, item, element });
  };

  /** Holds the view where it is: new rows come below it. */
  #stay() {
    if (!this.keeper.isFollowing || !this.state || !this.span) return;
    this.keeper.isFollowing = false;
    this.from = this.span.start === 0 ? 0 : this.rows[this.span.start]?.offset ?? null;
    this.tell('reading');
  }

  #scrolled() {
    const { keeper } = this;
    if (keeper.isAtBottom && this.span?.isNewest) {
      if (!keeper.isFollowing) this.toNewest();
    } else {
      this.#stay();
    }
    this.#look();
    this.#lookForNew();
  }

  #lookForNew() {
    if (!this.isMissing) return;
    const line = this.querySelector('[data-new]')?.getBoundingClientRect();
    const frame = this.querySelector('.scroller')?.getBoundingClientRect();
    if (line && frame && line.top >= frame.top && line.bottom <= frame.bottom) this.tell('new-seen');
  }

  /** Fetches or renders more where the view comes near an end. */
  #look() {
    const { state, span, keeper } = this;
    if (!state || !span || keeper.isFollowing) return;
    const { above, below } = keeper.distances;
    if (above < nearEdge) {
      if (!span.isOldest) this.from = movedUp(this.rows, span);
      else if (state.hasOlder && this.olderState === 'idle' && this.isOnline) this.#older();
    } else if (below < nearEdge && !span.isNewest) {
      this.from = movedDown(this.rows, span);
    }
  }

  /** What was just loaded, before the page passes it on: else its absence would be taken for a reason to load more. */
  #takeState() {
    this.state = this.history?.state ?? this.state;
  }

  async #older() {
    if (this.olderState === 'loading') return;
    this.olderState = 'loading';
    this.#stay();
    try {
      await this.history?.loadOlder();
      this.#takeState();
      this.from = 0;
      this.olderState = 'idle';
    } catch {
      this.olderState = 'failed';
    }
  }

  /** @param {import('../view/timeline.js').MarkerItem | import('../view/apart.js').BlockedItem} item */
  #open(item) {
    if (item.type === 'marker') this.#fill(item.key, item.marker);
    else this.unveiled = new Set([...this.unveiled, ...item.keys]);
  }

  /** @param {string} key @param {Marker} marker */
  async #fill(key, marker) {
    if (this.busyMarkers.get(key) === 'loading') return;
    this.#stay();
    this.busyMarkers = new Map([...this.busyMarkers, [key, 'loading']]);
    try {
      await this.history?.fill(marker);
      this.#takeState();
      this.busyMarkers = new Map([...this.busyMarkers].filter(([other]) => other !== key));
    } catch {
      this.busyMarkers = new Map([...this.busyMarkers, [key, 'failed']]);
    }
  }

  /** What was missed may begin far above what is here. */
  async #fetchNew() {
    const { state, newAfter } = this;
    if (newAfter === null || !state?.hasOlder || !(state.rows[0]?.offset > newAfter + 1)) return;
    try {
      await this.history?.fill({ from: newAfter + 1, to: newAfter + 1 });
      this.#takeState();
    } catch {
      // The line stands above the oldest that is here then.
    }
  }

  async #windowAtNew() {
    const { state, newAfter } = this;
    const first = newAfter === null ? undefined : state?.rows.find((row) => row.offset > newAfter);
    const from = first && state ? around(state.rows, first.id) : null;
    if (from === null) return null;
    this.#stay();
    this.from = from;
    await this.updateComplete;
    return this.querySelector('[data-new]');
  }

  /** @param {FocusEvent} event */
  #onFocus(event) {
    const message = event.target instanceof Element ? event.target.closest('.message') : null;
    if (message instanceof HTMLElement && message.dataset.key) this.activeKey = message.dataset.key;
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const { target } = event;
    const meaning = meaningOf(event, this.hasLetters);
    if (!meaning || !(target instanceof HTMLElement) || !target.matches('.message')) return;
    event.preventDefault();
    if (meaning === 'write') {
      this.tell('write');
    } else if (meaning === 'menu' || meaning === 'reply' || meaning === 'edit' || meaning === 'copy') {
      const item = this.items.find((one) => one.key === target.dataset.key);
      if (item?.type === 'message' && item.id && !item.isDeleted) this.#act(meaning, item, target.querySelector('.more') ?? target);
    } else {
      if (meaning === 'newest') this.toNewest();
      const all = [...this.querySelectorAll('.message')];
      const next = all[movedTo(meaning, all.indexOf(target), all.length)];
      if (next instanceof HTMLElement) next.focus();
    }
  }
}

customElements.define('message-timeline', MessageTimeline);
