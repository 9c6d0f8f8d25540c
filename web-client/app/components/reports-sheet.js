// What was reported, for the safety team: the newest first, what was said if it is kept, and what can be done about it.
import { html, nothing } from 'lit';

import { keptText, listReports, settleReport } from '../../sdk/moderation.js';
import { momentIn } from '../words/moments.js';
import { safetyWords as says } from '../words/safety.js';
import { words } from '../words/words.js';
import { StaffSheet } from './staff-sheet.js';

/** @import { Kept, Report } from '../../sdk/types.js' */
/** @import { HallwayPage } from './hallway-page.js' */

export class ReportsSheet extends StaffSheet {
  /** @override */
  static properties = { ...StaffSheet.properties, reports: { state: true }, cursor: { state: true }, list: { state: true }, loading: { state: true }, kept: { state: true } };

  /** @param {HallwayPage} page */
  constructor(page) {
    super(page.client);
    this.page = page;
    /** @type {readonly Report[]} */
    this.reports = [];
    /** Where the next page begins. @type {string | undefined} */
    this.cursor = undefined;
    /** @type {'open' | 'closed'} */
    this.list = 'open';
    /** @type {'idle' | 'loading' | 'failed'} */
    this.loading = 'idle';
    /** What reported messages said, by report: only what was asked for. @type {ReadonlyMap<string, Kept | null>} */
    this.kept = new Map();
    page.client.on('report', ({ report }) => this.#take(report));
  }

  /** @override */
  get title_() {
    return says.reports;
  }

  begin() {
    this.told = '';
    this.reports = [];
    this.cursor = undefined;
    this.#fetch();
  }

  /** What was told takes the place of what was known. @param {Report} report */
  #take(report) {
    const isKnown = this.reports.some(({ id }) => id === report.id);
    this.reports = isKnown ? this.reports.map((one) => (one.id === report.id ? report : one)) : [report, ...this.reports];
  }

  #fetch = async () => {
    this.loading = 'loading';
    try {
      const { reports, after } = await listReports(this.client, this.cursor);
      const known = new Set(this.reports.map(({ id }) => id));
      this.reports = [...this.reports, ...reports.filter(({ id }) => !known.has(id))];
      this.cursor = after;
      this.loading = 'idle';
    } catch {
      this.loading = 'failed';
    }
  };

  /** @override */
  formView() {
    const { reports, list, loading, cursor } = this;
    const shown = reports.filter(({ closed }) => (list === 'closed') === Boolean(closed));
    return html`
      <div class="staff-form">
        ${this.segmentsView(says.which, 'list', /** @type {const} */ (['open', 'closed']).map((name) => ({
          title: says.lists[name], value: name, isChosen: name === list, choose: () => (this.list = name),
        })))}
        <ul class="report-list">${shown.map((report) => this.#reportView(report))}</ul>
        ${loading === 'loading' ? html`<p class="sheet-note">${says.loading}</p>` : nothing}
        ${loading === 'failed' ? html`<p class="sheet-note">${says.failed} <button class="small" type="button" @click=${this.#fetch}>${says.again}</button></p>` : nothing}
        ${loading === 'idle' && shown.length === 0 ? html`<p class="sheet-note">${says.none[list]}</p>` : nothing}
        ${loading === 'idle' && cursor !== undefined ? html`<button class="small" type="button" @click=${this.#fetch}>${says.older}</button>` : nothing}
      </div>`;
  }

  /** @param {Report} report */
  #reportView(report) {
    const { id, at, by, member, room, kind, text, target, closed } = report;
    const when = (/** @type {number} */ moment) => momentIn(this.client.space?.time_zone, moment, this.client.schedule.now());
    return html`
      <li class="report" data-id=${id} ?data-closed=${Boolean(closed)}>
        <p><strong>${says.kinds[kind] ?? kind}</strong> <time datetime=${new Date(at).toISOString()}>${when(at)}</time></p>
        <p dir="auto">${says.line(by?.name || says.somebody, member?.name || says.somebody, this.page.titleOf(room))}</p>
        ${text ? html`<blockquote dir="auto">${text}</blockquote>` : nothing}
        ${target ? this.#keptView(report, when) : nothing}
        <p class="report-acts">
          ${target ? html`<button class="small" type="button" @click=${() => this.#jump(report)}>${says.jump}</button>` : nothing}
          ${/** @type {const} */ (['mute', 'ban']).map((act) => html`<button class="small" type="button" @click=${() => this.#measure(act, report)}>${says[act]}</button>`)}</p>
        ${closed ? html`<p class="sheet-note">${says.closedBy(closed.by?.name || says.somebody, when(closed.at))}${closed.note ? html`: <span dir="auto">${closed.note}</span>` : nothing}</p>` : html`
          <form class="report-settle" @submit=${(/** @type {Event} */ event) => this.#settle(event, id)}>
            <label class="staff-field">${says.note} <input name="note" maxlength="200" autocomplete="off" dir="auto" /></label>
            <button class="primary" type="submit" aria-disabled=${this.isBusy}>${says.settle}</button></form>`}
      </li>`;
  }

  /** What was said is read only by who asks for it: it is written down. @param {Report} report @param {(at: number) => string} when */
  #keptView({ id, room, target }, when) {
    const kept = this.kept.get(id);
    if (kept === undefined) {
      return html`<p><button class="small" type="button" @click=${() => this.#read(id, room, target ?? '')}>${says.kept}</button> <span class="report-hint">${says.keptNote}</span></p>`;
    }
    if (!kept) return html`<p class="sheet-note">${says.keptGone}</p>`;
    return html`<blockquote dir="auto">${kept.text}</blockquote><p class="report-hint">${says.keptUntil(when(kept.until))}</p>`;
  }

  /** @param {string} id @param {string} room @param {string} target */
  #read(id, room, target) {
    this.run(async () => {
      /** @type {Kept | null} */
      const kept = await keptText(this.client, room, target).catch((error) => {
        if (error.code === 'not_found' || error.code === 'gone') return null;
        throw error;
      });
      this.kept = new Map([...this.kept, [id, kept]]);
    });
  }

  /** @param {Event} event @param {string} id */
  #settle(event, id) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const note = /** @type {HTMLInputElement | null} */ (form.querySelector('input'))?.value.trim() || undefined;
    this.run(async () => {
      await settleReport(this.client, id, note); // it shows as closed when that is told
      this.told = says.settled;
    });
  }

  /** @param {Report} report */
  #jump({ room, target }) {
    this.close();
    this.page.go(room, target);
  }

  /** @param {'mute' | 'ban'} act @param {Report} report */
  async #measure(act, { member, room }) {
    this.close();
    const { client, notices } = this.page;
    try {
      const { MeasureSheet } = await import('./measure-sheet.js');
      const sheet = new MeasureSheet(client, notices);
      document.body.append(sheet);
      await sheet.ask(act, { ...member, role: '' }, room, null);
    } catch {
      notices.tell(words.partMissing);
    }
  }
}

customElements.define('reports-sheet', ReportsSheet);
