// All that a member wrote in a room, for staff; and what of it they choose, or all of it, deleted at once.
import { html, nothing } from 'lit';

import { rowsBy, wipe } from '../../sdk/moderation.js';
import { refusalText } from '../view/refusal.js';
import { timesIn } from '../words/moments.js';
import { safetyWords as says } from '../words/safety.js';
import { words } from '../words/words.js';
import { StaffSheet } from './staff-sheet.js';

/** @import { Member, Row } from '../../sdk/types.js' */
/** @import { Room } from '../visits.js' */

const pagesMax = 20; // that are asked for in a row while nothing is found

export class MemberSheet extends StaffSheet {
  /** @override */
  static properties = { ...StaffSheet.properties, rows: { state: true }, older: { state: true }, isSearching: { state: true }, isSure: { state: true }, chosen: { state: true } };

  /** @param {import('../connection-watch.js').Client} client */
  constructor(client) {
    super(client);
    /** @type {readonly Row[]} */
    this.rows = [];
    /** Where older ones begin; undefined: there are none. @type {number | undefined} */
    this.older = undefined;
    this.isSearching = false;
    /** Whether it is asked once more before all is deleted. */
    this.isSure = false;
    /** Messages that are to go. @type {ReadonlySet<string>} */
    this.chosen = new Set();
    /** @type {Member | null} */
    this.whom = null;
    /** @type {Room | null} */
    this.room = null;
    this.roomTitle = '';
  }

  get #name() {
    return this.whom?.name || words.nameless;
  }

  /** @override */
  get title_() {
    return says.allTitle(this.#name, this.roomTitle);
  }

  /** @param {Member} whom @param {Room} room @param {string} roomTitle @param {HTMLElement | null} back  where focus returns */
  async show(whom, room, roomTitle, back) {
    Object.assign(this, { whom, room, roomTitle, rows: [], older: undefined, isSure: false, chosen: new Set(), told: '', waiting: null });
    await this.open();
    this.back = back;
    await this.#search();
  }

  /** Goes back until something is found: a page may be empty though there is more. @param {number} [before] */
  async #search(before) {
    const { room, whom } = this;
    if (!room || !whom) return;
    this.isSearching = true;
    try {
      for (let pages = 0; pages < pagesMax; pages++) {
        const page = await rowsBy(room, whom.id, before);
        if (room !== this.room || whom !== this.whom) return;
        this.rows = [...page.rows, ...this.rows];
        this.older = before = page.before;
        if (page.rows.length > 0 || before === undefined) break;
      }
    } catch (error) {
      this.told = refusalText(error, says.failed);
    } finally {
      this.isSearching = false;
    }
  }

  /** @override */
  formView() {
    const { rows, older, isSearching, isSure, chosen } = this;
    const times = timesIn(this.client.space?.time_zone);
    const isAny = rows.some(({ deleted }) => !deleted) || older !== undefined;
    return html`
      <div class="staff-form">
        ${older === undefined || isSearching ? nothing : html`<button class="small" type="button" @click=${() => this.#search(older)}>${says.more}</button>`}
        <ul class="staff-list member-rows" tabindex="0" aria-label=${this.title_}>${rows.map((row) => html`
          <li>${row.deleted ? html`<span><em>${says.deletedRow}</em></span>` : html`<label><input type="checkbox" .checked=${chosen.has(row.id)} @change=${() => this.#choose(row.id)}>
            <span dir="auto">${row.text}</span></label>`} <time datetime=${new Date(row.at).toISOString()} title=${times.full(row.at)}>${times.time(row.at)}</time></li>`)}</ul>
        ${isSearching ? html`<p class="sheet-note">${says.searching}</p>` : rows.length === 0 ? html`<p class="sheet-note">${says.allNone}</p>` : nothing}
        ${isSure ? html`
          <p role="alert">${says.wipeSure(this.#name)}</p>
          <div class="choices"><button class="plain" type="button" @click=${() => (this.isSure = false)}>${says.wipeNot}</button>
            <button class="danger" type="button" aria-disabled=${this.isBusy} @click=${this.#wipe}>${says.wipeDo}</button></div>`
          : isAny ? html`<div class="choices">
            ${chosen.size > 0 ? html`<button class="danger" type="button" aria-disabled=${this.isBusy} @click=${this.#deleteChosen}>${says.deleteChosen(chosen.size)}</button>` : nothing}
            <button class="danger" type="button" @click=${this.#ask}>${says.wipe}</button></div>` : nothing}
      </div>`;
  }

  #ask = async () => {
    this.isSure = true;
    await this.updateComplete;
    /** @type {HTMLElement | null} */ (this.querySelector('.choices .plain'))?.focus();
  };

  /** @param {string} id */
  #choose(id) {
    const chosen = new Set(this.chosen);
    if (!chosen.delete(id)) chosen.add(id);
    this.chosen = chosen;
  }

  /** One after the other, each as it is answered; what could not be deleted stays chosen. */
  #deleteChosen = () => this.run(async () => {
    const { room } = this;
    let count = 0;
    for (const id of this.chosen) {
      await room?.delete(id).settled;
      count += 1;
      this.rows = this.rows.map((row) => (row.id === id ? { ...row, text: '', deleted: true } : row));
      this.#choose(id);
    }
    this.told = says.wiped(count);
  });

  /** It is done when the server says that nothing was left. */
  #wipe = () => this.run(async () => {
    const { room, whom } = this;
    if (!room || !whom) return;
    let count = 0;
    for (let last = 1; last > 0;) {
      last = (await wipe(room, whom.id)).deleted;
      count += last;
    }
    this.isSure = false;
    this.rows = [];
    this.told = says.wiped(count);
    await this.#search();
  });
}

customElements.define('member-sheet', MemberSheet);
