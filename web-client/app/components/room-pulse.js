// What goes on in a room at the moment, above where one writes: who is typing, and applause, to give and to see.
import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';

import { applaud, tellTyping } from '../../sdk/signals.js';
import looks from '../looks/pulse.css';
import { RoomSignals } from '../room-signals.js';
import { applauseKinds, TypingTeller, typingOf } from '../view/pulse.js';
import { pulseWords as says } from '../words/pulse.js';
import { applauseIcons } from './applause-icons.js';
import { LightElement, wear } from './light-element.js';

/** @import { ApplauseKind, RoomState } from '../../sdk/types.js' */

const pauseMsDefault = 2000; // until the server has told its own
const typingMsDefault = 10_000;
const typingPeopleDefault = 50;
const pressedMs = 300;

export class RoomPulse extends LightElement {
  /** @override */
  static properties = { place: { attribute: false }, state: { attribute: false }, pressed: { state: true }, current: { state: true } };

  constructor() {
    super();
    /** @type {import('./room-place.js').RoomPlace | null} */
    this.place = null;
    /** @type {RoomState | null} */
    this.state = null;
    this.told = new RoomSignals(this);
    /** What was pressed a moment ago. @type {ApplauseKind | null} */
    this.pressed = null;
    /** To which Tab leads; arrows lead on. @type {ApplauseKind} */
    this.current = 'clap';
    this.givenAt = -Infinity;
    this.teller = new TypingTeller();
    /** @type {HTMLElement | null} */
    this.desk = null;
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.desk = this.parentElement;
    this.desk?.addEventListener('draft', this.#onDraft);
    this.desk?.addEventListener('send', this.#onSend);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.desk?.removeEventListener('draft', this.#onDraft);
    this.desk?.removeEventListener('send', this.#onSend);
  }

  /** @override */
  willUpdate() {
    this.told.follow(this.place?.visit.room ?? null);
  }

  /** @override */
  render() {
    const { place, state } = this;
    if (!place || !state || state.status === 'left') return nothing;
    const { applause, typing } = state.policy;
    if (!applause && !typing) return nothing;
    const names = typingOf(this.told.signals, [state.me?.id ?? '', ...place.client.blocked]);
    return html`
      <div class="pulse">
        ${typing ? html`<p class="typing" dir="auto">${names.length > 0 ? says.typing(names) : nothing}</p>` : nothing}
        ${applause && !place.client.sanctionIn('mute', state.id) ? html`
          <div class="applause" role="toolbar" aria-label=${says.applause} @keydown=${this.#onKey}>${applauseKinds.map((kind) => this.#kindView(kind))}</div>` : nothing}
      </div>`;
  }

  /** @param {ApplauseKind} kind */
  #kindView(kind) {
    const given = this.told.given.filter((one) => one.kind === kind);
    return html`
      <button class="tool" type="button" tabindex=${kind === this.current ? 0 : -1} aria-label=${says[kind]} title=${says[kind]} @focus=${() => (this.current = kind)} ?data-pressed=${this.pressed === kind} @click=${() => this.#give(kind)}>
        ${applauseIcons[kind]}
        ${repeat(given, ({ id }) => id, ({ count }) => html`<span class="given" aria-hidden="true">${count}</span>`)}
      </button>`;
  }

  /** Whoever claps on and on is counted once in a while, and sees each. @param {ApplauseKind} kind */
  #give(kind) {
    const { place, state } = this;
    if (!place || state?.status !== 'live') return;
    this.pressed = kind;
    setTimeout(() => (this.pressed = null), pressedMs);
    const now = performance.now();
    if (now - this.givenAt < (place.client.limits?.per_applause_ms ?? pauseMsDefault)) return;
    this.givenAt = now;
    applaud(place.visit.room, kind);
    place.notices.say(says.given);
  }

  /** @param {KeyboardEvent} event */
  #onKey = (event) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const count = applauseKinds.length;
    const next = (applauseKinds.indexOf(this.current) + by + count) % count;
    /** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll('.applause button'))[next]?.focus();
  };

  /** @param {Event} event */
  #onDraft = (event) => {
    const { place, state } = this;
    if (!place || !state) return;
    const { limits } = place.client;
    const how = { everyMs: limits?.typing_ms ?? typingMsDefault, peopleMax: limits?.typing_people ?? typingPeopleDefault, now: performance.now() };
    const told = this.teller.typed(state, /** @type {CustomEvent} */ (event).detail.text, how);
    if (told !== null) tellTyping(place.visit.room, told);
  };

  #onSend = () => this.teller.stopped();
}

wear(looks);
customElements.define('room-pulse', RoomPulse);
