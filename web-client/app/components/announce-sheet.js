// Announces something to everybody, or to the rooms of a scope, and ends what is announced.
import { html, nothing } from 'lit';

import { isTending } from '../view/board.js';
import { endOf, scopesFor, spans } from '../view/measures.js';
import { timesIn } from '../words/moments.js';
import { staffWords as says } from '../words/staff.js';
import { StaffSheet } from './staff-sheet.js';

/** @import { Client } from '../connection-watch.js' */
/** @import { Scope, Span } from '../view/measures.js' */
/** @import { Visit } from '../visits.js' */

export class AnnounceSheet extends StaffSheet {
  /** @override */
  static properties = { ...StaffSheet.properties, span: { state: true }, scope: { state: true } };

  /** @param {Client} client */
  constructor(client) {
    super(client);
    /** @type {Span} */
    this.span = 'hour';
    /** @type {Scope[]} */
    this.scopes = [];
    /** @type {Scope | undefined} */
    this.scope = undefined;
    client.on('announcements', () => this.requestUpdate());
  }

  /** @param {Visit | null} visit  where this person is @returns {boolean} whether they may announce something */
  isFor(visit) {
    const scopes = scopesFor(this.client.me, visit && this.placeOf(visit.id), isTending);
    if (JSON.stringify(scopes) !== JSON.stringify(this.scopes)) {
      this.scopes = scopes;
      this.scope = scopes.at(-1);
      this.told = '';
    }
    return scopes.length > 0;
  }

  /** @override */
  get title_() {
    return says.announce;
  }

  /** @override */
  formView() {
    const { scopes, client } = this;
    const standing = client.announcements.filter(({ scope }) => scopes.some((one) => one.scope === scope || one.name === 'space'));
    return html`
      <form class="staff-form" @submit=${this.#onSubmit}>
        <label class="staff-field">${says.announceText} <textarea rows="2" required maxlength=${client.limits?.text_code_points ?? 1000} dir="auto"></textarea></label>
        ${this.segmentsView(says.howLong, 'span', spans.map((span) => ({
          title: says.announceSpans[span], value: span, isChosen: span === this.span, choose: () => (this.span = span),
        })))}
        ${scopes.length < 2 ? nothing : this.segmentsView(says.where, 'scope', scopes.map((scope) => ({
          title: says.scopes[scope.name], value: scope.name, isChosen: scope === this.scope, choose: () => (this.scope = scope),
        })))}
        <div class="choices"><button class="primary" type="submit" aria-disabled=${this.isBusy}>${says.announceDo}</button></div>
      </form>
      ${standing.length === 0 ? nothing : html`
        <h3 id="standing-title">${says.standing}</h3>
        <ul class="staff-list" aria-labelledby="standing-title">${standing.map(({ id, text }) => html`
          <li><span dir="auto">${text}</span> <button class="small" type="button" aria-label=${says.endOf(text)} aria-disabled=${this.isBusy} @click=${() => this.#end(id)}>${says.end}</button></li>`)}</ul>`}`;
  }

  /** @param {Event} event */
  #onSubmit = (event) => {
    event.preventDefault();
    const field = this.querySelector('textarea');
    const text = field?.value.trim();
    if (!field || !text || !this.scope) return;
    const { client, span, scope: { scope } } = this;
    this.run(async () => {
      await client.announce(text, { scope, until: endOf(span, client.schedule.now(), timesIn(client.space?.time_zone).day) });
      field.value = '';
      this.told = says.announced;
    });
  };

  /** @param {string} id */
  #end(id) {
    this.run(async () => {
      await this.client.endAnnouncement(id);
      this.told = says.ended;
    });
  }
}

customElements.define('announce-sheet', AnnounceSheet);
