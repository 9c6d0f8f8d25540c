// What is worth keeping of a room: to read, to keep beside one's notes, to pass on.
import { html } from 'lit';

import { copied } from '../clipboard.js';
import { hasTakeaways, takeawaysPath } from '../view/takeaways.js';
import { copyingWords } from '../words/copying.js';
import { sheetWords } from '../words/sheets.js';
import { icons } from './icons.js';
import { menuIcons } from './menu-icons.js';
import { SheetElement } from './sheet-element.js';

/** @import { RoomState } from '../../sdk/types.js' */

export class TakeawaysSheet extends SheetElement {
  /** @override */
  static properties = { told: { state: true } };

  constructor() {
    super();
    this.room = '';
    this.told = '';
  }

  /** @override */
  get title_() {
    return sheetWords.takeaways;
  }

  /** @param {RoomState | undefined} state @returns {boolean} whether there is something to take away */
  isFor(state) {
    return state !== undefined && hasTakeaways(state);
  }

  /** @param {string} room */
  begin(room) {
    this.room = room;
    this.told = '';
  }

  /** @override */
  contentView() {
    const { room } = this;
    const link = new URL(takeawaysPath(room, 'html'), location.href).href;
    return html`
      <p>${sheetWords.takeawaysWhat}</p>
      <ul class="menu-list">
        <li><a class="choice" href=${takeawaysPath(room, 'html')} target="_blank" rel="noopener">${menuIcons.eye} ${sheetWords.takeawaysRead}</a></li>
        <li><a class="choice" href=${takeawaysPath(room, 'md')} download="${room}.md">${menuIcons.away} ${sheetWords.takeawaysMarkdown}</a></li>
        <li><button class="choice" type="button" @click=${() => this.#copy(link)}>${icons.share} ${copyingWords.link}</button></li>
      </ul>
      <p class="share-told" role="status">${this.told}</p>
      <label class="share-link"><span class="unseen">${sheetWords.shareLink}</span>
        <input type="text" readonly .value=${link} @focus=${(/** @type {Event} */ event) => /** @type {HTMLInputElement} */ (event.target).select()} /></label>`;
  }

  /** @param {string} link */
  async #copy(link) {
    this.told = (await copied(link, this.querySelector('.share-link input'))) ? copyingWords.copied : copyingWords.failed;
  }
}

customElements.define('takeaways-sheet', TakeawaysSheet);
