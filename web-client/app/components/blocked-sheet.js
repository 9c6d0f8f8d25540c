// Whom the reader has blocked, to be shown again.
import { html } from 'lit';

import { namesOf, setBlocked } from '../blocking.js';
import looks from '../looks/staff.css';
import { careWords as says } from '../words/care.js';
import { wear } from './light-element.js';
import { SheetElement } from './sheet-element.js';

/** @import { HallwayPage } from './hallway-page.js' */

export class BlockedSheet extends SheetElement {
  /** @param {HallwayPage} page */
  constructor(page) {
    super();
    this.page = page;
    page.client.on('blocked', () => this.requestUpdate());
  }

  /** @override */
  get title_() {
    return says.blockedTitle;
  }

  /** @override */
  contentView() {
    const { client, storage } = this.page;
    const names = namesOf(storage);
    if (client.blocked.length === 0) return html`<p class="sheet-note">${says.blockedNone}</p>`;
    return html`
      <p class="sheet-note">${says.blockedWhat}</p>
      <ul class="staff-list">${client.blocked.map((id) => {
        const name = names[id] ?? says.blockedUnknown;
        return html`<li><span dir="auto">${name}</span> <button class="small" type="button" aria-label=${says.unblockOf(name)}
          @click=${() => setBlocked(this.page, { id, name }, false)}>${says.unblockShort}</button></li>`;
      })}</ul>`;
  }
}

wear(looks);
customElements.define('blocked-sheet', BlockedSheet);
