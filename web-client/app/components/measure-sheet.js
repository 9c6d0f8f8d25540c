// Mutes, bans or sends out who wrote something: for how long, where and why. The usual is chosen already, so that Enter does it.
import { html, nothing } from 'lit';

import { endOf, scopesFor, spans } from '../view/measures.js';
import { refusalText } from '../view/refusal.js';
import { timesIn } from '../words/moments.js';
import { staffWords as says } from '../words/staff.js';
import { words } from '../words/words.js';
import { StaffSheet } from './staff-sheet.js';

/** @import { Member } from '../../sdk/types.js' */
/** @import { Client } from '../connection-watch.js' */
/** @import { Notices } from '../notices.js' */
/** @import { Scope, Span } from '../view/measures.js' */
/** @import { Act } from '../words/staff.js' */

const reasonMax = 200; // code points that a server takes

/** What moderators choose most often. @type {Record<Act, { span: Span, scope: Scope['name'] }>} */
const usual = { mute: { span: 'short', scope: 'room' }, ban: { span: 'today', scope: 'space' }, kick: { span: 'open', scope: 'room' } };

export class MeasureSheet extends StaffSheet {
  /** @override */
  static properties = { ...StaffSheet.properties, act: { state: true }, span: { state: true }, scope: { state: true } };

  /** @param {Client} client @param {Notices} notices */
  constructor(client, notices) {
    super(client);
    this.notices = notices;
    /** @type {Act} */
    this.act = 'mute';
    /** @type {Span} */
    this.span = 'short';
    /** @type {Scope[]} */
    this.scopes = [];
    /** @type {Scope | undefined} */
    this.scope = undefined;
    /** @type {Member | null} */
    this.whom = null;
  }

  get #name() {
    return this.whom?.name ?? words.nameless;
  }

  /** @override */
  get title_() {
    return says.title[this.act](this.#name);
  }

  /** @param {Act} act @param {Member} whom @param {string} room  where that is decided @param {HTMLElement | null} back  where focus returns */
  async ask(act, whom, room, back) {
    this.act = act;
    this.whom = whom;
    this.span = usual[act].span;
    this.scopes = scopesFor(this.client.me, this.placeOf(room));
    this.scope = this.scopes.find(({ name }) => name === usual[act].scope) ?? this.scopes[0];
    this.told = '';
    this.waiting = null;
    await this.open();
    this.back = back;
    const reason = this.querySelector('input[name="reason"]');
    if (reason instanceof HTMLInputElement) reason.value = '';
    /** @type {HTMLElement | null} */ (this.querySelector('.danger'))?.focus();
  }

  /** @override */
  formView() {
    const { act, whom, scopes, isBusy } = this;
    if (!whom) return nothing;
    return html`
      <form class="staff-form" @submit=${this.#onSubmit}>
        <p class="sheet-note">${says.means[act]}</p>
        ${act === 'kick' ? nothing : this.segmentsView(says.howLong, 'span', spans.map((span) => ({
          title: says.spans[span], value: span, isChosen: span === this.span, choose: () => (this.span = span),
        })))}
        ${scopes.length < 2 ? nothing : this.segmentsView(says.where, 'scope', scopes.map((scope) => ({
          title: says.scopes[scope.name], value: scope.name, isChosen: scope === this.scope, choose: () => (this.scope = scope),
        })))}
        <label class="staff-field">${says.reason} <input name="reason" maxlength=${reasonMax} autocomplete="off" dir="auto" /></label>
        <div class="choices">
          <button class="plain" type="button" @click=${() => this.close()}>${words.cancel}</button>
          <button class="danger" type="submit" aria-disabled=${isBusy}>${says.act[act]}</button>
        </div>
      </form>`;
  }

  /** @param {Event} event */
  #onSubmit = (event) => {
    event.preventDefault();
    const { client, act, whom, scope: at, span } = this;
    if (!whom || !at) return;
    const times = timesIn(client.space?.time_zone);
    const reason = /** @type {HTMLInputElement | null} */ (this.querySelector('input[name="reason"]'))?.value.trim() || undefined;
    const until = act === 'kick' ? undefined : endOf(span, client.schedule.now(), times.day);
    const { scope } = at;
    this.run(async () => {
      await client[act](whom.id, { scope, until, reason });
      this.close();
      this.#tell(act, whom, scope);
    });
  };

  /** @param {Act} act @param {Member} whom @param {string | undefined} scope */
  #tell(act, whom, scope) {
    const name = whom.name ?? words.nameless;
    const undo = async () => {
      try {
        await this.client[act === 'ban' ? 'unban' : 'unmute'](whom.id, { scope });
        this.notices.tell(says.undone(name));
      } catch (error) {
        this.notices.tell(refusalText(error));
      }
    };
    this.notices.tell(says.done[act](name), act === 'kick' ? null : { title: says.undo, run: undo });
  }
}

customElements.define('measure-sheet', MeasureSheet);
