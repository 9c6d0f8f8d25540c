// The line above a room's timeline: its talk's stage, time and speakers, what changed, who is here; and at length when asked.
import { html, nothing } from 'lit';

import { refusalText } from '../view/refusal.js';
import { shortDayName, timesIn } from '../words/moments.js';
import { words } from '../words/words.js';
import { icons } from './icons.js';
import { LightElement } from './light-element.js';
import { textView } from './text-view.js';

/** @import { About, RoomState } from '../../sdk/types.js' */
/** @import { TalkHere } from '../view/talk.js' */

export class RoomBar extends LightElement {
  /** @override */
  static properties = {
    talk: { attribute: false }, zone: { attribute: false }, day: { attribute: false }, here: { attribute: false }, isOpen: { state: true }, about: { state: true }, fault: { state: true },
  };

  constructor() {
    super();
    /** @type {TalkHere | null} */
    this.talk = null;
    /** @type {string | undefined} */
    this.zone = undefined;
    /** The talk's day if that is another than today, "2024-02-03". @type {string | null} */
    this.day = null;
    /** @type {RoomState['here']} */
    this.here = null;
    /** Fetches what the talk says about itself. @type {() => Promise<About>} */
    this.fetch = () => Promise.reject(new Error());
    this.isOpen = false;
    /** @type {About | null} */
    this.about = null;
    this.fault = '';
    /** Comes with the first text to be shown. @type {(about: About) => unknown} */
    this.view = () => nothing;
  }

  /** @override */
  render() {
    const { talk, isOpen } = this;
    const count = hereWords(this.here);
    if (!talk) return count ? html`<div class="room-bar"><p class="facts"><span class="count">${count}</span></p></div>` : nothing;
    return html`
      <section class="room-bar" aria-label=${words.aboutTalk}>
        <div class="facts-line">
          <p class="facts">${this.#factsView(talk)} ${count ? html`<span class="count">${count}</span>` : nothing}</p>
          <button class="small" type="button" aria-expanded=${isOpen} aria-controls="about" @click=${this.#toggle}>${words.about}${icons.chevron}</button>
        </div>
        <div class="about" id="about" ?hidden=${!isOpen}>${isOpen ? this.#aboutView(talk) : nothing}</div>
      </section>`;
  }

  /** @param {TalkHere} here */
  #factsView({ talk, stage, wasAt, wasIn }) {
    const { persons = [] } = /** @type {{ persons?: string[] }} */ (talk);
    const times = timesIn(this.zone);
    if (!('ends' in talk)) return html`${talk.unit ? html`<span dir="auto">${talk.unit}</span>` : nothing}`;
    return html`
      <span class="stage" dir="auto">${stage}</span>
      <span class="when">${this.day ? `${shortDayName(this.day)}, ` : nothing}<time datetime=${new Date(talk.starts).toISOString()}>${times.range(talk.starts, talk.ends)}</time></span>
      ${talk.cancelled ? html`<strong class="talk-note" data-kind="cancelled">${words.cancelled}</strong>` : nothing}
      ${wasAt !== null && !talk.cancelled ? html`<span class="talk-note" data-kind="moved">${words.wasAt(times.time(wasAt))}</span>` : nothing}
      ${wasIn && !talk.cancelled ? html`<span class="talk-note" data-kind="moved" dir="auto">${words.wasIn(wasIn)}</span>` : nothing}
      ${persons.map((person) => html`<bdi class="speaker">${person}</bdi>`)}`;
  }

  /** @param {TalkHere} here */
  #aboutView({ talk }) {
    const { about, fault } = this;
    const zone = timesIn(this.zone);
    const isElsewhere = 'ends' in talk && zone.aheadMs(talk.starts) !== 0;
    return html`
      <h2 dir="auto">${talk.title}</h2>
      ${isElsewhere && 'ends' in talk ? html`<p class="zone">${words.onThisDevice(zone.zoneName(talk.starts), timesIn(undefined).range(talk.starts, talk.ends))}</p>` : nothing}
      ${fault ? html`<p class="fault">${fault} <button class="small" type="button" @click=${this.#load}>${words.tryAgain}</button></p>` : nothing}
      ${!about && !fault ? html`<p>${words.aboutLoading}</p>` : nothing}
      ${about ? this.view(about) : nothing}`;
  }

  #toggle() {
    this.isOpen = !this.isOpen;
    if (this.isOpen && !this.about) this.#load();
  }

  #load = async () => {
    this.fault = '';
    try {
      const [about, { aboutView }] = await Promise.all([this.fetch(), import('./about-view.js')]);
      this.view = (shown) => aboutView(shown, textView);
      this.about = about;
    } catch (error) {
      this.fault = refusalText(error, words.aboutFailed);
    }
  };
}

/** @param {RoomState['here']} here */
function hereWords(here) {
  if (!here || here.people + here.watching === 0) return '';
  return [here.people > 0 ? words.peopleHere(here.people) : '', here.watching > 0 ? words.watchingHere(here.watching) : ''].filter(Boolean).join(', ');
}

customElements.define('room-bar', RoomBar);
