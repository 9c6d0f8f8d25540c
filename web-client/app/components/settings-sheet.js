// How a room is set, for those who tend it: slow mode, who may write, and how questions are asked. What it shows, the room has told.
import { html, nothing } from 'lit';

import { isTending } from '../view/board.js';
import { staffWords as says } from '../words/staff.js';
import { StaffSheet } from './staff-sheet.js';

/** @import { Policy } from '../../sdk/types.js' */
/** @import { Visit } from '../visits.js' */

const slowModes = [0, 10, 30, 60, 300]; // s

const tellMaxMs = 5000; // the answer comes before the event; a connection may be lost between them

/** Waits until a room has told what it answered. @param {Visit['room']} room @param {number} offset @returns {Promise<void>} */
const hasTold = (room, offset) => new Promise((resolve) => {
  const end = () => {
    stop();
    clearTimeout(timer);
    resolve();
  };
  const look = () => (room.state.position?.offset ?? 0) >= offset && end();
  const stop = room.on('change', look);
  const timer = setTimeout(end, tellMaxMs);
  look();
});

export class SettingsSheet extends StaffSheet {
  /** @type {Visit | null} */
  visit = null;
  #stopListening = () => {};

  /** Stands in a room from now on. @param {Visit | null} visit @returns {boolean} whether this person may set it */
  isFor(visit) {
    if (visit !== this.visit) {
      this.#stopListening();
      this.told = '';
      this.waiting = null;
      this.visit = visit;
      this.#stopListening = visit?.room.on('change', () => this.requestUpdate()) ?? (() => {});
    }
    return isTending(visit?.room.state.role ?? undefined);
  }

  /** @override */
  get title_() {
    return says.settings(this.visit?.room.state.title ?? '');
  }

  /** @override */
  formView() {
    if (!this.visit) return nothing;
    const { policy } = this.visit.room.state;
    const slow = slowModes.includes(policy.slow_mode_s) ? slowModes : [...slowModes, policy.slow_mode_s].sort((a, b) => a - b);
    return html`
      <div class="staff-form">
        ${this.segmentsView(says.slowTitle, 'slow', slow.map((seconds) => ({
          title: seconds === 0 ? says.slowOff : seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`, value: String(seconds),
          isChosen: seconds === policy.slow_mode_s, choose: () => this.#set({ slow_mode_s: seconds }),
        })))}
        <fieldset class="staff-switches" ?disabled=${this.isBusy}><legend>${says.writing}</legend>
          ${this.#switchView('locked', says.locked)} ${this.#switchView('only_questions', says.onlyQuestions)}</fieldset>
        <fieldset class="staff-switches" ?disabled=${this.isBusy}><legend>${says.asking}</legend>
          ${this.#switchView('moderated', says.moderated)} ${this.#switchView('anonymous', says.anonymous)}</fieldset>
      </div>`;
  }

  /** @param {'locked' | 'only_questions' | 'moderated' | 'anonymous'} field @param {string} title */
  #switchView(field, title) {
    const isOn = this.visit?.room.state.policy[field] === true;
    return html`<label><input type="checkbox" .checked=${isOn} @change=${() => this.#set({ [field]: !isOn })} /> ${title}</label>`;
  }

  /** It shows as set when the room tells it; until then, and if it is refused, as it was. @param {Partial<Policy>} policy */
  async #set(policy) {
    const room = this.visit?.room;
    if (!room) return;
    const focused = document.activeElement;
    await this.run(async () => {
      const { offset } = await room.setPolicy(policy);
      await hasTold(room, offset);
      this.told = says.set;
    });
    this.requestUpdate();
    await this.updateComplete;
    this.#showAsSet();
    if (focused instanceof HTMLElement && this.contains(focused)) focused.focus(); // a field that was disabled lost it
  }

  /** A box that was ticked stays so for the browser, though lit has nothing new to say. */
  #showAsSet() {
    const policy = this.visit?.room.state.policy;
    for (const box of this.querySelectorAll('input')) {
      if (box.type === 'radio') box.checked = Number(box.value) === policy?.slow_mode_s;
    }
    const fields = /** @type {const} */ (['locked', 'only_questions', 'moderated', 'anonymous']);
    this.querySelectorAll('input[type="checkbox"]').forEach((box, index) => {
      if (box instanceof HTMLInputElement) box.checked = policy?.[fields[index]] === true;
    });
  }
}

customElements.define('settings-sheet', SettingsSheet);
