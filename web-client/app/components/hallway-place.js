// The hallway: the rooms that are open to everybody, apart from the talks. A space with many tells the first of them at once, the others when asked.
import { html, nothing } from 'lit';

import looks from '../looks/hallway.css';
import { addressOf } from '../view/address.js';
import { hallwayWords as words } from '../words/hallway.js';
import { LightElement, wear } from './light-element.js';

/** @import { Client } from '../connection-watch.js' */
/** @import { RoomSign } from './room-list.js' */

export class HallwayPlace extends LightElement {
  /** @override */
  static properties = { rooms: { attribute: false }, further: { state: true }, loading: { state: true } };

  /** @param {Client} client @param {(room: string) => number} unreadIn */
  constructor(client, unreadIn) {
    super();
    this.client = client;
    this.unreadIn = unreadIn;
    /** Those that were told at once. @type {readonly RoomSign[]} */
    this.rooms = [];
    /** Those that were asked for. @type {readonly { id: string, title: string }[]} */
    this.further = [];
    /** Where the next page begins; undefined: behind those that were told. @type {string | undefined} */
    this.cursor = undefined;
    /** @type {'idle' | 'loading' | 'failed' | 'all'} */
    this.loading = 'idle';
  }

  get #signs() {
    const told = new Set(this.rooms.map(({ id }) => id));
    return [...this.rooms, ...this.further.filter(({ id }) => !told.has(id)).map(({ id, title }) => ({ id, title: title || id, unread: this.unreadIn(id) }))];
  }

  /** @override */
  render() {
    const signs = this.#signs;
    const hasMore = this.loading !== 'all' && (this.cursor ?? this.client.space?.after) !== undefined;
    return html`
      <div class="place-scroller">
        <div class="place">
          <p class="place-note">${signs.length > 0 ? words.intro : words.none}</p>
          <ul class="tables">${signs.map(({ id, title, unread }) => html`
            <li><a class="table" href=${addressOf(id)}><span class="table-title" dir="auto">${title}</span>
              ${unread > 0 ? html`<span class="table-news">${words.unread(unread)}</span>` : nothing}</a></li>`)}</ul>
          <p class="more-rooms" role="status">${this.loading === 'failed' ? words.failed : this.further.length > 0 ? words.shown(signs.length) : nothing}</p>
          ${hasMore ? html`<p class="more-rooms"><button class="plain" type="button" aria-disabled=${this.loading === 'loading'} @click=${this.#more}>
            ${this.loading === 'loading' ? words.loading : words.more}</button></p>` : nothing}
        </div>
      </div>`;
  }

  /** The next page; the reader goes on at its first room. */
  #more = async () => {
    if (this.loading === 'loading') return;
    this.loading = 'loading';
    const { length } = this.#signs;
    try {
      const { rooms, after } = await this.client.listRooms(this.cursor ?? this.client.space?.after);
      this.further = [...this.further, ...rooms];
      this.cursor = after;
      this.loading = after ? 'idle' : 'all';
    } catch {
      this.loading = 'failed';
      return;
    }
    await this.updateComplete;
    const first = this.querySelectorAll('.table')[length];
    if (first instanceof HTMLElement) first.focus();
  };
}

customElements.define('hallway-place', HallwayPlace);
wear(looks);
