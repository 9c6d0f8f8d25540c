// The hallway: the rooms that are open to everybody, apart from the talks.
import { html, nothing } from 'lit';

import looks from '../looks/hallway.css';
import { addressOf } from '../view/address.js';
import { words } from '../words/words.js';
import { LightElement, wear } from './light-element.js';

/** @import { RoomSign } from './room-list.js' */

export class HallwayPlace extends LightElement {
  /** @override */
  static properties = { rooms: { attribute: false } };

  constructor() {
    super();
    /** @type {readonly RoomSign[]} */
    this.rooms = [];
  }

  /** @override */
  render() {
    return html`
      <div class="place-scroller">
        <div class="place">
          <p class="place-note">${this.rooms.length > 0 ? words.hallwayIntro : words.hallwayNone}</p>
          <ul class="tables">${this.rooms.map(({ id, title, unread }) => html`
            <li><a class="table" href=${addressOf(id)}><span class="table-title" dir="auto">${title}</span>
              ${unread > 0 ? html`<span class="table-news">${words.unread(unread)}</span>` : nothing}</a></li>`)}</ul>
        </div>
      </div>`;
  }
}

customElements.define('hallway-place', HallwayPlace);
wear(looks);
