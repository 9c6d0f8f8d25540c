// How a room is set, for those who tend it: slow mode, who may write, what waits, and how questions are asked. What it shows, the room has told.
import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';

import { setPolicyOf } from '../../sdk/moderation.js';
import { patiently } from '../patience.js';
import { isTending } from '../view/board.js';
import { mainStage, missing, talkRooms, wordsIn } from '../view/presets.js';
import { staffWords as says } from '../words/staff.js';
import { StaffSheet } from './staff-sheet.js';

/** @import { Policy } from '../../sdk/types.js' */
/** @import { Visit } from '../visits.js' */

/** @typedef {'locked' | 'only_questions' | 'moderated' | 'anonymous' | 'approval' | 'hold_links' | 'hold_repeats' | 'applause' | 'typing'} Switch */

const slowModes = [0, 10, 30, 60, 300]; // s
const delays = [0, 3, 5, 10, 15]; // s

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
  /** @override */
  static properties = { ...StaffSheet.properties, isPresetAsked: { state: true }, wordsEdited: { state: true }, progress: { state: true } };

  /** @type {Visit | null} */
  visit = null;
  #stopListening = () => {};

  /** @param {import('../connection-watch.js').Client} client */
  constructor(client) {
    super(client);
    this.isPresetAsked = false;
    /** As typed and not saved. @type {string | null} */
    this.wordsEdited = null;
    /** Of what is set in other rooms, too. */
    this.progress = '';
  }

  /** Stands in a room from now on. @param {Visit | null} visit @returns {boolean} whether this person may set it */
  isFor(visit) {
    if (visit !== this.visit) {
      this.#stopListening();
      this.told = '';
      this.waiting = null;
      this.isPresetAsked = false;
      this.wordsEdited = null;
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
        ${this.#presetView()}
        ${this.segmentsView(says.slowTitle, 'slow', slow.map((seconds) => ({
          title: seconds === 0 ? says.slowOff : seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`, value: String(seconds),
          isChosen: seconds === policy.slow_mode_s, choose: () => this.#set({ slow_mode_s: seconds }),
        })))}
        <fieldset class="staff-switches" ?disabled=${this.isBusy}><legend>${says.writing}</legend>
          ${this.#switchView('locked', says.locked)} ${this.#switchView('only_questions', says.onlyQuestions)}</fieldset>
        <fieldset class="staff-switches" ?disabled=${this.isBusy}><legend>${says.asking}</legend>
          ${this.#switchView('moderated', says.moderated)} ${this.#switchView('anonymous', says.anonymous)}</fieldset>
        <fieldset class="staff-switches" ?disabled=${this.isBusy}><legend>${says.holding}</legend>
          ${this.#switchView('approval', says.approval)} ${this.#switchView('hold_links', says.holdLinks)} ${this.#switchView('hold_repeats', says.holdRepeats)}</fieldset>
        ${this.segmentsView(says.delay, 'delay', delays.map((seconds) => ({
          title: seconds === 0 ? says.delayOff : `${seconds} s`, value: String(seconds), isChosen: seconds === policy.delay_s, choose: () => this.#set({ delay_s: seconds }),
        })))}
        <form @submit=${this.#onWords}>
          <label class="staff-field">${says.heldWords} <textarea name="words" rows="3" dir="auto" autocapitalize="none" spellcheck="false" .value=${live(this.wordsEdited ?? policy.words.join('\n'))}
            @input=${(/** @type {Event} */ event) => (this.wordsEdited = /** @type {HTMLTextAreaElement} */ (event.target).value)}></textarea></label>
          ${this.wordsEdited === null ? nothing : html`<p class="choices"><button class="primary" type="submit" aria-disabled=${this.isBusy}>${says.saveWords}</button></p>`}</form>
        <p class="sheet-note">${says.notForStaff}</p>
        <fieldset class="staff-switches" ?disabled=${this.isBusy}><legend>${says.lively}</legend>
          ${this.#switchView('applause', says.applause)} ${this.#switchView('typing', says.typing)}</fieldset>
        ${this.#copyView()}
      </div>`;
  }

  /** What a main stage is set to is said before it is. */
  #presetView() {
    if (!this.isPresetAsked) return html`<p><button class="small" type="button" @click=${() => (this.isPresetAsked = true)}>${says.preset}</button></p>`;
    return html`
      <section class="preset"><p>${says.presetWhat}</p>
        <div class="choices"><button class="plain" type="button" @click=${() => (this.isPresetAsked = false)}>${says.presetNot}</button>
          <button class="primary" type="button" aria-disabled=${this.isBusy} @click=${this.#usePreset}>${says.presetDo}</button></div></section>`;
  }

  /** At a stage, or at one of its talks: all the others are set in one go. */
  #copyView() {
    const rooms = this.#otherRooms;
    if (rooms.length === 0) return nothing;
    return html`<p><button class="small" type="button" aria-disabled=${this.isBusy} @click=${this.#copy}>${says.copyTo(rooms.length)}</button> <span role="status">${this.progress}</span></p>`;
  }

  get #otherRooms() {
    const id = this.visit?.id ?? '';
    return talkRooms(this.client.schedule.state, this.placeOf(id).stage, id);
  }

  /** @param {Switch} field @param {string} title */
  #switchView(field, title) {
    const isOn = this.visit?.room.state.policy[field] === true;
    return html`<label><input type="checkbox" data-field=${field} .checked=${isOn} @change=${() => this.#set({ [field]: !isOn })} /> ${title}</label>`;
  }

  #usePreset = async () => {
    const policy = this.visit?.room.state.policy;
    const wanted = policy ? missing(mainStage, policy) : {};
    if (Object.keys(wanted).length === 0 || (await this.#set(wanted))) {
      this.isPresetAsked = false;
      this.told = says.presetDone;
    }
  };

  /** @param {Event} event */
  #onWords = async (event) => {
    event.preventDefault();
    const words = wordsIn(this.wordsEdited ?? '');
    const known = this.visit?.room.state.policy;
    if ((known && Object.keys(missing({ words }, known)).length === 0) || (await this.#set({ words }))) this.wordsEdited = null;
  };

  /** As this room is set, one after another; what is set so already is done. */
  #copy = () => this.run(async () => {
    const { policy } = /** @type {Visit} */ (this.visit).room.state;
    const rooms = this.#otherRooms;
    try {
      for (const [index, room] of rooms.entries()) {
        this.progress = says.copying(index, rooms.length);
        await patiently(() => setPolicyOf(this.client, room, policy)).catch((error) => {
          if (error.code !== 'conflict') throw error;
        });
      }
      this.told = says.copied(rooms.length);
    } finally {
      this.progress = '';
    }
  });

  /** It shows as set when the room tells it; until then, and if it is refused, as it was. @param {Partial<Policy>} policy @returns {Promise<boolean>} whether it is */
  async #set(policy) {
    const room = this.visit?.room;
    if (!room) return false;
    const focused = document.activeElement;
    const isDone = await this.run(async () => {
      const { offset } = await room.setPolicy(policy);
      await hasTold(room, offset);
      this.told = says.set;
    });
    this.requestUpdate();
    await this.updateComplete;
    this.#showAsSet();
    if (focused instanceof HTMLElement && this.contains(focused)) focused.focus(); // a field that was disabled lost it
    return isDone;
  }

  /** A box that was ticked stays so for the browser, though lit has nothing new to say. */
  #showAsSet() {
    const policy = this.visit?.room.state.policy;
    for (const box of this.querySelectorAll('input')) {
      if (box.type === 'radio') box.checked = Number(box.value) === (box.name.endsWith('-delay') ? policy?.delay_s : policy?.slow_mode_s);
      else if (box.dataset.field) box.checked = policy?.[/** @type {Switch} */ (box.dataset.field)] === true;
    }
  }
}

customElements.define('settings-sheet', SettingsSheet);
