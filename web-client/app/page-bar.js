// What stands under the header of every place: what staff tell, what waits for staff, what is on elsewhere, and an offer. Each part comes with the first that it has to say.
import { html, nothing } from 'lit';

import { isStaff } from '../sdk/policy.js';
import { hereOf } from './view/here.js';

/** @import { HallwayPage } from './components/hallway-page.js' */

export class PageBar {
  #page;
  #hasNews = false;
  /** @type {typeof import('./components/here-view.js') | null} */
  #herePart = null;
  /** What waits for staff. @type {import('./staff-alerts.js').StaffAlerts | null} */
  alerts = null;
  /** The offer to keep this identity: due until there is something to keep. @type {import('./components/keep-offer.js').KeepOffer | 'due' | 'asked'} */
  #offer = 'due';

  /** @param {HallwayPage} page */
  constructor(page) {
    this.#page = page;
  }

  view() {
    const page = this.#page;
    return html`${this.#hasNews ? html`<space-news .page=${page} .list=${page.client.announcements}></space-news>` : nothing}
      ${this.alerts?.view()}${this.#hereView()}${typeof this.#offer === 'object' ? this.#offer.view() : nothing}`;
  }

  /** What time made of the talk or stage before the reader. */
  #hereView() {
    const { client, isInRoom, place, visit } = this.#page;
    const { schedule } = client;
    const here = isInRoom && visit ? hereOf(schedule.state, visit.id, schedule.now()) : null;
    if (!here || !schedule.state) return nothing;
    if (!this.#herePart) {
      import('./components/here-view.js').then((part) => {
        this.#herePart = part;
        this.#page.requestUpdate();
      }, () => {});
    }
    return this.#herePart?.hereView(here, { schedule: schedule.state, now: schedule.now(), isStage: place.kind === 'stage' });
  }

  /** The server has said who this is. */
  greet() {
    const { me } = this.#page.client;
    this.showNews();
    if (this.alerts || !(isStaff(me?.role) || me?.roles)) return;
    import('./staff-alerts.js').then(({ StaffAlerts }) => (this.alerts ??= new StaffAlerts(this.#page)), () => {}); // asked for again with the next hello
  }

  /** What staff tell everybody; the rules of the space, which may be others than before. */
  showNews() {
    const { announcements, me, space } = this.#page.client;
    this.#hasNews ||= announcements.length > 0 || Boolean(me?.name && space?.rules);
    if (this.#hasNews) import('./components/space-news.js').catch(() => {});
    this.#page.requestUpdate();
  }

  /** Once there is a message of one's own: who has written may want to be the same person elsewhere. */
  async offerKeeping() {
    const page = this.#page;
    if (this.#offer !== 'due' || !page.isInRoom || !page.visit?.state.rows.some(({ own, deleted }) => own && !deleted)) return;
    this.#offer = 'asked';
    try {
      const { KeepOffer } = await import('./components/keep-offer.js');
      this.#offer = new KeepOffer(page);
    } catch {
      this.#offer = 'due'; // the server is away: with the next message
    }
  }
}
