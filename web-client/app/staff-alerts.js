// What waits for staff wherever they are: rooms where nobody moderates, and for safety the reports that are open. Under the header, until somebody has looked.
import { html, nothing } from 'lit';

import { listReports } from '../sdk/moderation.js';
import { viewAddressOf } from './view/address.js';
import { safetyWords as says } from './words/safety.js';

/** @import { Report } from '../sdk/types.js' */
/** @import { HallwayPage } from './components/hallway-page.js' */

export class StaffAlerts {
  #page;
  /** Rooms where something waits. @type {Set<string>} */
  #waiting = new Set();
  /** Reports that are open. @type {Set<string>} */
  #open = new Set();
  /** Whether there are more than were asked for. */
  #hasMore = false;
  /** Whether the number of reports is shown: until it was looked at, and again with the next one. */
  #isShown = true;

  /** @param {HallwayPage} page */
  constructor(page) {
    this.#page = page;
    const { client } = page;
    client.on('waiting', ({ room }) => this.#onWaiting(room));
    client.on('report', ({ report }) => this.#onReport(report));
    client.on('hello', () => this.#count());
    this.#count();
  }

  /** Whether this member reads reports, somewhere. */
  get isSafety() {
    const { me } = this.#page.client;
    return me?.role === 'safety' || me?.roles?.some(({ role }) => role === 'safety') === true;
  }

  /** How many are open, as a badge tells it; empty: none. */
  get badge() {
    return this.#open.size > 0 ? `${this.#open.size}${this.#hasMore ? '+' : ''}` : '';
  }

  async #count() {
    if (!this.isSafety) return;
    try {
      const { reports, after } = await listReports(this.#page.client);
      this.#open = new Set(reports.filter(({ closed }) => !closed).map(({ id }) => id));
      this.#hasMore = after !== undefined && this.#open.size === reports.length;
      this.#page.requestUpdate();
    } catch {
      // The next hello asks again; what comes meanwhile is told.
    }
  }

  /** @param {unknown} room */
  #onWaiting(room) {
    if (typeof room !== 'string') return;
    this.#waiting.add(room);
    this.#page.notices.say(says.waiting(this.#page.titleOf(room)));
    this.#page.requestUpdate();
  }

  /** @param {Report} report */
  #onReport({ id, closed }) {
    if (closed) this.#open.delete(id);
    else if (!this.#open.has(id)) {
      this.#open.add(id);
      this.#isShown = true;
      this.#page.notices.say(says.newReport);
    }
    this.#page.requestUpdate();
  }

  view() {
    const { place, visit } = this.#page;
    if (place.kind === 'moderate' && visit) this.#waiting.delete(visit.id);
    const { size } = this.#open;
    return html`
      ${[...this.#waiting].map((room) => html`
        <section class="here" aria-label=${says.waiting(this.#page.titleOf(room))}>
          <p>${says.waiting(this.#page.titleOf(room))}</p>
          <p class="here-choices"><a class="small" href=${viewAddressOf(room, 'moderate')}>${says.openRoom}</a>
            <button class="small" type="button" @click=${() => this.#dismiss(room)}>${says.notNow}</button></p>
        </section>`)}
      ${size > 0 && this.#isShown ? html`
        <section class="here" aria-label=${says.reports}>
          <p>${says.openReports(size, this.#hasMore)}</p>
          <p class="here-choices"><button class="small" type="button" @click=${this.#show}>${says.show}</button>
            <button class="small" type="button" @click=${this.#hide}>${says.notNow}</button></p>
        </section>` : nothing}`;
  }

  /** @param {string} room */
  #dismiss(room) {
    this.#waiting.delete(room);
    this.#page.requestUpdate();
  }

  #hide = () => {
    this.#isShown = false;
    this.#page.requestUpdate();
  };

  #show = () => {
    this.#hide();
    this.#page.sheets.open('reports');
  };
}
