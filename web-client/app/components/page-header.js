// The top of the page: which room this is, the way to others, and who one is here.
import { html, nothing } from 'lit';

import { words } from '../words/words.js';
import { icons, signOf } from './icons.js';
import { LightElement } from './light-element.js';
import { badgeView, nameView, signView } from './person-view.js';

/** @import { Member } from '../../sdk/types.js' */

export class PageHeader extends LightElement {
  /** @override */
  static properties = {
    room: { attribute: false },
    space: { attribute: false },
    me: { attribute: false },
    hasRooms: { attribute: false },
    hasUnread: { attribute: false },
    logo: { attribute: false },
  };

  constructor() {
    super();
    this.room = '';
    this.space = '';
    /** @type {Member | null} */
    this.me = null;
    this.hasRooms = false;
    /** Whether another room has something new. */
    this.hasUnread = false;
    /** The path of the space's own; empty: Hallway's. */
    this.logo = '';
  }

  /** @override */
  render() {
    const { room, space } = this;
    return html`
      <header class="header">
        <span class="brand">${signOf(this.logo)}</span>
        <div class="where">
          ${space && space !== room ? html`<p class="space" dir="auto">${space}</p>` : nothing}
          <h1 dir="auto" tabindex="-1">${room || words.product}</h1>
          ${this.hasRooms ? html`
            <button class="room-switch" type="button" aria-haspopup="dialog" aria-label=${words.switchRoom(room)} ?data-unread=${this.hasUnread}
              @click=${() => this.tell('open-rooms')}>${icons.chevron}</button>` : nothing}
        </div>
        ${this.#meView()}
        <div class="header-tools">
          <button class="tool share" type="button" aria-label=${words.share} title=${words.share} aria-haspopup="dialog" @click=${() => this.tell('share')}>${icons.share}</button>
          <button class="tool" type="button" aria-label=${words.menu} title=${words.menu} aria-haspopup="dialog" @click=${() => this.tell('open-menu')}>${icons.menu}</button>
        </div>
      </header>`;
  }

  #meView() {
    const { me } = this;
    if (!me) return nothing;
    const rename = () => this.tell('rename');
    if (!me.name) {
      return html`<div class="me"><span class="reading">${words.reading}</span>
        <button class="plain" type="button" @click=${rename}>${words.giveName}</button></div>`;
    }
    return html`
      <div class="me">
        ${badgeView(me)}
        <button class="me-name" type="button" title=${words.changeName(me.name)} aria-label=${words.changeName(me.name)} @click=${rename}>
          ${signView(me)}${nameView(me)}</button>
      </div>`;
  }
}

customElements.define('page-header', PageHeader);
