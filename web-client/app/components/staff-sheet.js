// The base of dialogs in which staff do something: under a name, once at a time, and with what became of it.
import { html, nothing } from 'lit';

import looks from '../looks/staff.css';
import { refusalText } from '../view/refusal.js';
import { words } from '../words/words.js';
import { staffWords as says } from '../words/staff.js';
import { wear } from './light-element.js';
import './name-form.js';
import { SheetElement } from './sheet-element.js';

/** @import { Client } from '../connection-watch.js' */

export class StaffSheet extends SheetElement {
  /** @override */
  static properties = { told: { state: true }, isBusy: { state: true }, waiting: { state: true } };

  /** @param {Client} client */
  constructor(client) {
    super();
    this.client = client;
    /** What became of it. */
    this.told = '';
    this.isBusy = false;
    /** What is done once there is a name under which to do it. @type {(() => Promise<unknown>) | null} */
    this.waiting = null;
  }

  /** Where a room stands in the schedule, for what holds in a scope. @param {string} room */
  placeOf(room) {
    const entry = this.client.schedule.entryOf(room);
    const stage = entry && 'stage' in entry ? entry.stage : this.client.room(room).state.card?.stage;
    return { id: room, stage: room.startsWith('s-') ? room : /** @type {string | undefined} */ (stage) };
  }

  /** @override */
  contentView() {
    const { limits, space } = this.client;
    return html`
      ${this.waiting ? html`<name-form .max=${limits?.name_code_points ?? 64} .rules=${space?.rules ?? ''} .isBusy=${this.isBusy} .refusal=${this.told}
        @name-given=${(/** @type {CustomEvent} */ event) => this.#name(event.detail.name)} @name-over=${() => (this.waiting = null)}></name-form>`
        : html`${this.formView()}<p class="share-told" role="status">${this.isBusy ? says.underWay : this.told}</p>`}`;
  }

  /** What there is to do. @returns {unknown} */
  formView() {
    return nothing;
  }

  /** @param {string} legend @param {string} name @param {readonly { title: string, value: string, isChosen: boolean, choose: () => void }[]} choices */
  segmentsView(legend, name, choices) {
    return html`
      <fieldset class="segments" ?disabled=${this.isBusy}><legend>${legend}</legend>${choices.map(({ title, value, isChosen, choose }) => html`
        <label><input type="radio" name="${this.localName}-${name}" value=${value} .checked=${isChosen} @change=${choose} /> <span>${title}</span></label>`)}</fieldset>`;
  }

  /** Does it, as soon as there is a name. @param {() => Promise<unknown>} act @param {boolean} [needsName]  whether it is done under a name alone @returns {Promise<boolean>} whether it is done */
  async run(act, needsName = true) {
    if (this.isBusy) return false;
    this.told = '';
    if (needsName && !this.client.me?.name) {
      this.waiting = act;
      return false;
    }
    return this.#attempt(act);
  }

  /** @param {() => Promise<unknown>} act */
  async #attempt(act) {
    this.isBusy = true;
    try {
      await act();
      return true;
    } catch (error) {
      this.told = refusalText(error, words.partMissing);
      return false;
    } finally {
      this.isBusy = false;
    }
  }

  /** @param {string} name */
  async #name(name) {
    const act = this.waiting;
    if (!(await this.#attempt(() => this.client.rename(name)))) return;
    this.waiting = null;
    if (act) await this.#attempt(act);
  }
}

wear(looks);
