// What is pinned, at the top of its room: small, in its order, and folded away by who has read it.
import { html, nothing } from 'lit';

import { nextPinEnd, pinsAt } from '../../sdk/questions.js';
import { isTending } from '../view/board.js';
import { shortened } from '../view/count.js';
import { refusalText } from '../view/refusal.js';
import { keep, kept } from '../view/slots.js';
import { timesIn } from '../words/moments.js';
import { questionWords as says } from '../words/questions.js';
import { icons } from './icons.js';
import { LightElement } from './light-element.js';
import { menuIcons } from './menu-icons.js';
import { nameOf } from './person-view.js';

/** @import { Pin, RoomState } from '../../sdk/types.js' */
/** @import { RoomPlace } from './room-place.js' */

const textMax = 160; // code points
const timerMax = 2 ** 31 - 1; // ms
const foldedSlot = 'hallway.pins';

export class RoomPins extends LightElement {
  /** @override */
  static properties = { place: { attribute: false }, state: { attribute: false } };

  constructor() {
    super();
    /** @type {RoomPlace | null} */
    this.place = null;
    /** @type {RoomState | null} */
    this.state = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.ending = undefined;
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.ending);
  }

  /** Folded until something else is pinned. */
  get #mark() {
    return `${this.state?.epoch} ${this.state?.pinsVersion}`;
  }

  get #slot() {
    return `${foldedSlot}.${this.state?.id}`;
  }

  /** @override */
  render() {
    const { place, state } = this;
    if (!place || !state) return nothing;
    const pins = pinsAt(state, place.client.schedule.now());
    if (pins.length === 0) return nothing;
    const isOpen = kept(place.storage, this.#slot) !== this.#mark;
    const times = timesIn(place.client.space?.time_zone);
    return html`
      <section class="pins" aria-label=${says.pinned(pins.length)}>
        <button class="fold" type="button" aria-expanded=${isOpen} @click=${() => this.#fold(isOpen)}>${menuIcons.pin} ${says.pinned(pins.length)}</button>
        ${isOpen ? html`<ol>${pins.map((pin) => html`<li>${pinView(pin, {
          times, onShow: () => place.reveal(pin.target), onUnpin: isTending(place.visit.state.role ?? undefined) ? () => this.#unpin(pin, place) : null,
        })}</li>`)}</ol>` : nothing}
      </section>`;
  }

  /** @param {Pin} pin @param {RoomPlace} place */
  #unpin({ target }, place) {
    place.visit.room.unpin(target).catch((error) => place.notices.tell(refusalText(error)));
  }

  /** @param {boolean} isOpen */
  #fold(isOpen) {
    keep(this.place?.storage ?? null, this.#slot, isOpen ? this.#mark : '');
    this.requestUpdate();
  }

  /** @override */
  updated() {
    clearTimeout(this.ending);
    const now = this.place?.client.schedule.now() ?? 0;
    const due = this.state && nextPinEnd(this.state, now);
    if (due !== null) this.ending = setTimeout(() => this.requestUpdate(), Math.min(timerMax, due - now + 1));
  }
}

/** @param {Pin} pin @param {{ times: import('../words/moments.js').ZoneTimes, onShow: () => void, onUnpin: (() => void) | null }} how */
export function pinView({ from, by, text, until, anonymous }, { times, onShow, onUnpin }) {
  const short = shortened(text, textMax);
  return html`
    <p><button class="pin" type="button" aria-label=${says.showPinned(short)} @click=${onShow}>
      <span class="name">${anonymous ? says.anonymous : nameOf(from ?? null)}:</span> <span dir="auto">${short}</span></button>
    <span class="pinned-by">${says.pinnedBy(nameOf(by))}${until === undefined ? nothing : html`, ${says.pinnedUntil(times.time(until))}`}</span></p>
    ${onUnpin ? html`<button class="tool" type="button" aria-label="${says.acts.unpin}: ${short}" title=${says.acts.unpin} @click=${onUnpin}>${icons.close}</button>` : nothing}`;
}

customElements.define('room-pins', RoomPins);
