// The programme: what is on, what comes next, what is mine, every day of it, and a search. It opens on what is on.
import { html, nothing } from 'lit';

import { dayOf, nextMoment } from '../../sdk/schedule.js';
import looks from '../looks/programme.css';
import { addressOf } from '../view/address.js';
import { found, foundMax, programmeOf } from '../view/programme.js';
import { createStars } from '../view/stars.js';
import { longDayName, shortDayName, timesIn } from '../words/moments.js';
import { programmeWords } from '../words/programme.js';
import { programmeIcons } from './programme-icons.js';
import { LightElement, wear } from './light-element.js';
import { talkRow } from './talk-row.js';

/** @import { Client } from '../connection-watch.js' */
/** @import { Entry, Programme } from '../view/programme.js' */
/** @import { Lesson, ScheduleState } from '../../sdk/types.js' */

const minuteMs = 60_000;
const fewMax = 5; // talks that a section shows before it is asked for all

export class NowPlace extends LightElement {
  /** @override */
  static properties = { day: { state: true }, query: { state: true }, opened: { state: true } };

  /** @param {Client} client @param {Storage | null} storage */
  constructor(client, storage) {
    super();
    this.client = client;
    this.stars = createStars(storage);
    /** The day that was chosen. @type {string | null} */
    this.day = null;
    this.query = '';
    /** The sections that show all they have. @type {ReadonlySet<string>} */
    this.opened = new Set();
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.ticking = undefined;
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.stopListening = this.client.schedule.on('change', () => this.requestUpdate());
    addEventListener('storage', this.#onStorage);
    document.addEventListener('visibilitychange', this.#onLook);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.stopListening?.();
    removeEventListener('storage', this.#onStorage);
    document.removeEventListener('visibilitychange', this.#onLook);
    clearTimeout(this.ticking);
  }

  /** @override */
  shouldUpdate() {
    return !this.hidden;
  }

  /** @override */
  render() {
    const schedule = this.client.schedule.state;
    const now = this.client.schedule.now();
    return html`
      <div class="place-scroller">
        <div class="place">
          ${schedule ? this.#scheduleView(schedule, now) : html`<p class="place-empty">${programmeWords.programmeLoading}</p>`}
        </div>
      </div>`;
  }

  /** @override */
  updated() {
    clearTimeout(this.ticking);
    const schedule = this.client.schedule.state;
    if (!schedule || document.hidden) return;
    const now = this.client.schedule.now();
    const nextMinute = minuteMs - (now % minuteMs);
    this.ticking = setTimeout(() => this.requestUpdate(), Math.min(nextMinute, Math.max(50, (nextMoment(schedule, now) ?? Infinity) - now + 1)));
  }

  /** @param {ScheduleState} schedule @param {number} now */
  #scheduleView(schedule, now) {
    if (schedule.talks.length + schedule.lessons.length === 0) return html`<p class="place-empty">${programmeWords.noProgramme}</p>`;
    const { mine } = this.stars;
    const programme = programmeOf(schedule, { now, mine, day: this.day });
    return html`
      <search class="programme-search">
        <label>${programmeIcons.search}<span class="unseen">${programmeWords.search}</span>
          <input type="search" placeholder=${programmeWords.search} autocomplete="off" enterkeyhint="search" .value=${this.query}
            @input=${(/** @type {Event} */ event) => (this.query = /** @type {HTMLInputElement} */ (event.target).value)} /></label>
      </search>
      ${this.#zoneView(now)}
      ${this.query.trim() ? this.#foundView(schedule, now) : html`
        ${schedule.talks.length > 0 ? this.#presentView(programme, now) : nothing}
        ${programme.days.length > 0 ? this.#dayView(programme, now) : nothing}
        ${programme.units.map(({ unit, lessons }) => html`<section><h2 dir="auto">${unit || programmeWords.programme}</h2>${lessonsView(lessons)}</section>`)}`}`;
  }

  /** @param {number} now */
  #zoneView(now) {
    const times = this.#times;
    const aheadMs = times.aheadMs(now);
    if (aheadMs === 0) return nothing;
    const minutes = Math.round(Math.abs(aheadMs) / minuteMs);
    const span = programmeWords.span(Math.floor(minutes / 60), minutes % 60);
    return html`<p class="zone-note">${programmeWords.zoneNote(times.zoneName(now), aheadMs > 0 ? programmeWords.ahead(span) : programmeWords.behind(span))}</p>`;
  }

  /** @param {Programme} programme @param {number} now */
  #presentView({ on, next, mine, nextAt }, now) {
    const isOver = on.length === 0 && next.length === 0 && nextAt === null;
    return html`
      <section aria-labelledby="on-now"><h2 id="on-now">${programmeWords.onNow}</h2>
        ${on.length > 0 ? this.#listView('on', on, now) : html`<p class="place-note">${isOver
          ? programmeWords.programmeOver : `${programmeWords.nothingOn} ${nextAt === null ? '' : programmeWords.goesOnAt(this.#when(nextAt, now))}`}</p>`}</section>
      ${next.length > 0 ? html`<section aria-labelledby="on-next"><h2 id="on-next">${programmeWords.next}</h2>${this.#listView('next', next, now)}</section>` : nothing}
      ${isOver && mine.length === 0 ? nothing : html`
        <section aria-labelledby="mine"><h2 id="mine">${programmeWords.mine}</h2>
          ${mine.length > 0 ? this.#listView('mine', mine, now) : html`<p class="place-note">${programmeWords.mineEmpty}</p>`}</section>`}`;
  }

  /** @param {string} name @param {Entry[]} entries @param {number} now */
  #listView(name, entries, now) {
    const isOpen = this.opened.has(name);
    const shown = isOpen ? entries : entries.slice(0, fewMax);
    return html`<ul class="talks">${this.#rows(shown, now, name === 'mine')}</ul>
      ${entries.length > fewMax ? html`
        <button class="plain" type="button" aria-expanded=${isOpen} @click=${() => this.#toggle(name)}>${
          isOpen ? programmeWords.showFewer : `${programmeWords.showAll} (${entries.length})`}</button>` : nothing}`;
  }

  /** @param {Programme} programme @param {number} now */
  #dayView({ days, day, slots, nowBefore }, now) {
    const line = html`<p class="now-line"><span>${programmeWords.nowLine(this.#times.time(now))}</span></p>`;
    return html`
      <section aria-labelledby="programme"><h2 id="programme">${programmeWords.programme}</h2>
        ${days.length > 1 ? html`<div class="days" role="group" aria-label=${programmeWords.days}>${days.map((one) => html`
          <button class="small" type="button" aria-pressed=${one === day} @click=${() => (this.day = one)}>${shortDayName(one)}</button>`)}</div>` : nothing}
        ${day ? html`<h3 class="day-title">${longDayName(day)}</h3>` : nothing}
        ${slots.map(({ at, entries }, index) => html`
          ${nowBefore === index ? line : nothing}
          <div class="slot"><h4>${this.#times.time(at)}</h4><ul class="talks">${this.#rows(entries, now)}</ul></div>`)}
        ${nowBefore === slots.length ? line : nothing}</section>`;
  }

  /** @param {ScheduleState} schedule @param {number} now */
  #foundView(schedule, now) {
    const { entries, lessons, count } = found(schedule, this.query, { now, mine: this.stars.mine });
    return html`
      <p class="place-note" role="status">${programmeWords.found(count)}${count > foundMax ? ` ${programmeWords.foundMore(foundMax)}` : ''}</p>
      <ul class="talks">${this.#rows(entries, now, true)}</ul>
      ${lessons.length > 0 ? lessonsView(lessons) : nothing}`;
  }

  /** @param {readonly Entry[]} entries @param {number} now */
  #rows(entries, now, isDayShown = false) {
    const schedule = /** @type {ScheduleState} */ (this.client.schedule.state);
    const today = dayOf(schedule, now);
    const times = this.#times;
    return entries.map((entry) => {
      const day = dayOf(schedule, entry.talk.starts);
      return talkRow(entry, { times, now, onStar: this.#onStar, day: isDayShown && day !== today ? shortDayName(day) : '' });
    });
  }

  get #times() {
    return timesIn(this.client.schedule.state?.time_zone);
  }

  /** @param {number} at @param {number} now */
  #when(at, now) {
    const schedule = /** @type {ScheduleState} */ (this.client.schedule.state);
    const day = dayOf(schedule, at);
    const time = this.#times.time(at);
    return day === dayOf(schedule, now) ? programmeWords.at(time) : programmeWords.dayAt(longDayName(day), time);
  }

  #onStar = (/** @type {string} */ room) => {
    this.stars.toggle(room);
    this.requestUpdate();
  };

  /** @param {string} name */
  #toggle(name) {
    const next = new Set(this.opened);
    if (!next.delete(name)) next.add(name);
    this.opened = next;
  }

  #onStorage = () => {
    this.stars.reload();
    this.requestUpdate();
  };

  #onLook = () => this.requestUpdate();
}

/** @param {readonly Lesson[]} lessons */
const lessonsView = (lessons) => html`<ul class="talks">${lessons.map(({ room, title, unit }) => html`
  <li class="talk"><a class="talk-link" href=${addressOf(room)}><span class="talk-title" dir="auto">${title}</span>
    <span class="talk-more" dir="auto">${unit}</span></a></li>`)}</ul>`;

wear(looks);
customElements.define('now-place', NowPlace);
