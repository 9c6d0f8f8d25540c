// The rooms of the space: a column beside the conversation, or a sheet that the header opens.
import { html, nothing } from 'lit';

import { addressOf } from '../view/address.js';
import { words } from '../words/words.js';
import { icons } from './icons.js';
import { LightElement } from './light-element.js';

/** @typedef {{ id: string, title: string, unread: number }} RoomSign */

export class RoomList extends LightElement {
  /** @override */
  static properties = { rooms: { attribute: false }, current: { attribute: false } };

  constructor() {
    super();
    /** @type {readonly RoomSign[]} */
    this.rooms = [];
    this.current = '';
  }

  openSheet() {
    const sheet = this.querySelector('dialog');
    sheet?.showModal();
    const current = sheet?.querySelector('[aria-current]');
    if (current instanceof HTMLElement) current.focus();
  }

  /** @override */
  render() {
    if (this.rooms.length < 2) return nothing;
    return html`
      <nav class="rooms-column" aria-label=${words.rooms}>
        <h2>${words.rooms}</h2>${this.#listView()}
      </nav>
      <dialog class="rooms-sheet" aria-label=${words.rooms} @click=${this.#onBackdrop}>
        <div class="sheet">
          <div class="sheet-head"><h2>${words.rooms}</h2>
            <button class="tool" type="button" aria-label=${words.closeRooms} @click=${() => this.#close()}>${icons.close}</button></div>
          ${this.#listView()}
        </div>
      </dialog>`;
  }

  #listView() {
    return html`<ul class="rooms">${this.rooms.map(({ id, title, unread }) => html`
      <li><a href=${addressOf(id)} aria-current=${id === this.current ? 'page' : nothing}
        aria-label=${unread > 0 ? words.roomWithUnread(title, unread) : nothing} @click=${() => this.#close()}>
        <span dir="auto">${title}</span>${unread > 0 ? html`<span class="unread">${unread > 99 ? '99+' : unread}</span>` : nothing}</a></li>`)}</ul>`;
  }

  /** @param {Event} event */
  #onBackdrop(event) {
    if (event.target === event.currentTarget) this.#close();
  }

  #close() {
    this.querySelector('dialog')?.close();
  }
}

customElements.define('room-list', RoomList);
