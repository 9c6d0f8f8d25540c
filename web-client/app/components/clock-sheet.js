// The stage clock, for staff: what is on starts, ends, goes on longer, and what follows moves. What it says is done, the server has stored.
import { html, nothing } from 'lit';

import { clockOf } from '../view/clock.js';
import { refusalText } from '../view/refusal.js';
import { clockWords } from '../words/clock.js';
import { timesIn } from '../words/moments.js';
import { words } from '../words/words.js';
import './name-form.js';
import { SheetElement } from './sheet-element.js';

/** @import { Client } from '../connection-watch.js' */
/** @import { StageClock } from '../view/clock.js' */
/** @typedef {{ act: 'start' | 'end' | 'extend' | 'shift' | 'swap', minutes?: number, with?: string }} Move */

const extensions = [5, 10, 15];
const shifts = [5, 10, 15, -5];

export class ClockSheet extends SheetElement {
  /** @override */
  static properties = { told: { state: true }, isBusy: { state: true }, waiting: { state: true } };

  /** @param {Client} client */
  constructor(client) {
    super();
    this.client = client;
    this.room = '';
    this.told = '';
    this.isBusy = false;
    /** What is done once there is a name under which to do it. @type {Move | null} */
    this.waiting = null;
    client.schedule.on('change', () => this.requestUpdate());
  }

  /** Stands at the stage of a room from now on. @param {string} room @returns {boolean} whether there is a clock that this person may move */
  isFor(room) {
    if (room !== this.room) this.told = '';
    this.room = room;
    return this.clock !== null;
  }

  begin() {
    this.#wait(null);
  }

  get clock() {
    const { schedule, me } = this.client;
    const role = this.room ? this.client.room(this.room).state.role : null; // it may be another here than elsewhere
    return clockOf(schedule.state, this.room, role ?? me?.role, schedule.now());
  }

  /** @override */
  get title_() {
    return clockWords.title(this.clock?.stage ?? '');
  }

  /** @override */
  contentView() {
    const { clock } = this;
    if (!clock?.talk) return html`<p>${clockWords.nothing}</p>`;
    if (this.waiting) return this.#nameView(this.waiting);
    const { talk, isOn, isOver, others } = clock;
    return html`
      <p class="share-title" dir="auto">${talk.title}</p>
      <p>${timesIn(this.client.schedule.state?.time_zone).range(talk.starts, talk.ends)}</p>
      <fieldset class="clock-moves" ?disabled=${this.isBusy}><legend>${clockWords.talkGroup}</legend>
        ${isOn ? nothing : this.#moveView(clockWords.start, { act: 'start' })}
        ${isOn ? this.#moveView(clockWords.end, { act: 'end' }) : nothing}
        ${extensions.map((minutes) => this.#moveView(clockWords.extend(minutes), { act: 'extend', minutes }))}
      </fieldset>
      ${isOver ? nothing : html`
        <fieldset class="clock-moves" ?disabled=${this.isBusy}><legend>${clockWords.stageGroup}</legend>
          ${shifts.map((minutes) => this.#moveView(clockWords.shift(minutes), { act: 'shift', minutes }))}
        </fieldset>`}
      ${others.length > 0 && !isOver ? this.#swapView(others) : nothing}
      <p class="share-told" role="status">${this.told}</p>`;
  }

  /** Whoever moves the clock is told with it, so that it is asked who that is. @param {Move} move */
  #nameView(move) {
    const { limits, space } = this.client;
    return html`<name-form .max=${limits?.name_code_points ?? 64} .rules=${space?.rules ?? ''} .isBusy=${this.isBusy} .refusal=${this.told}
      @name-given=${(/** @type {CustomEvent} */ event) => this.#name(event.detail.name, move)} @name-over=${() => this.#wait(null)}></name-form>`;
  }

  /** @param {Move | null} move */
  #wait(move) {
    this.told = '';
    this.waiting = move;
  }

  /** @param {string} name @param {Move} move */
  async #name(name, move) {
    this.isBusy = true;
    this.told = '';
    try {
      await this.client.rename(name);
      this.waiting = null;
    } catch (error) {
      this.told = refusalText(error, words.partMissing);
    }
    this.isBusy = false;
    if (!this.waiting) await this.#move(move);
  }

  /** @param {string} title @param {Move} move */
  #moveView(title, move) {
    return html`<button class="small" type="button" @click=${() => this.#move(move)}>${title}</button>`;
  }

  /** @param {StageClock['others']} others */
  #swapView(others) {
    const times = timesIn(this.client.schedule.state?.time_zone);
    return html`
      <fieldset class="clock-moves" ?disabled=${this.isBusy}><legend><label for="clock-swap">${clockWords.swapWith}</label></legend>
        <select id="clock-swap">${others.map(({ room, title, starts }) => html`<option value=${room}>${times.time(starts)} ${title}</option>`)}</select>
        <button class="small" type="button" @click=${this.#swap}>${clockWords.swap}</button>
      </fieldset>`;
  }

  #swap = () => this.#move({ act: 'swap', with: this.querySelector('select')?.value });

  /** @param {Move} move */
  async #move(move) {
    const talk = this.clock?.talk?.room;
    if (!talk || this.isBusy) return;
    if (!this.client.me?.name) return this.#wait(move);
    this.isBusy = true;
    this.told = '';
    try {
      await this.client.moveClock({ talk, ...move });
      this.told = clockWords.done;
    } catch (error) {
      this.told = refusalText(error, words.partMissing);
    }
    this.isBusy = false;
  }
}

customElements.define('clock-sheet', ClockSheet);
