// What somebody is told who is not in a room any more, or not in the event: until when and why, and how they come back.
import { html, nothing } from 'lit';

import looks from '../looks/sent-away.css';
import { lobby } from '../view/address.js';
import { learnRefusals, refusalText } from '../view/refusal.js';
import { momentIn } from '../words/moments.js';
import { ruleWords as says } from '../words/rules.js';
import { LightElement, wear } from './light-element.js';

/** @import { RoomState, StateInfo } from '../../sdk/types.js' */
/** @import { Client } from '../connection-watch.js' */
/** @import { Room } from '../visits.js' */

await learnRefusals(); // what is told here is seldom told again

/** Out of a room, or, without one, out of the event. Tells `leave` when another room is wanted. */
export class SentAway extends LightElement {
  /** @override */
  static properties = { client: { attribute: false }, room: { attribute: false }, state: { attribute: false }, info: { attribute: false } };

  constructor() {
    super();
    /** @type {Client | null} */
    this.client = null;
    /** @type {Room | null} */
    this.room = null;
    /** @type {RoomState | null} */
    this.state = null;
    /** @type {StateInfo | null} */
    this.info = null;
  }

  /** @override */
  render() {
    const { client, state, info } = this;
    if (!client) return nothing;
    if (state && state.leftCode !== 'banned' && state.leftCode !== 'kicked') return this.#leftView(state);
    const isKick = (state ? state.leftCode : info?.reason) === 'kicked';
    const told = (state ? state.leftWhy : info?.message) ?? '';
    const title = isKick ? (state ? says.kickedRoom : says.kickedTitle) : state ? says.bannedRoom : says.bannedTitle;
    const heading = state ? html`<h2>${title}</h2>` : html`<h1 tabindex="-1">${title}</h1>`;
    return isKick ? html`${heading}${this.#reasonView(told)}<p>${says.kickedHow}</p>
      <button class="primary" type="button" @click=${() => this.#comeBack()}>${says.comeBack}</button>` : html`${heading}${this.#banView(client, told)}`;
  }

  /** For another reason than staff's. @param {RoomState} state */
  #leftView({ id, leftCode }) {
    return html`<h2>${says.left[leftCode ?? ''] ?? says.left.other}</h2>
      ${id === lobby ? nothing : html`<button class="primary" type="button" @click=${() => this.tell('leave')}>${says.toLobby}</button>`}`;
  }

  /** What was told when it was decided; who comes later is told a sentence. @param {Client} client @param {string} sentence */
  #banView(client, sentence) {
    const ban = client.sanctionIn('ban', this.state?.id);
    if (!ban && sentence) return html`<p dir="auto">${refusalText({ code: 'banned', message: sentence })}</p>`;
    const zone = client.space?.time_zone;
    return html`<p>${ban?.until ? says.until(momentIn(zone, ban.until, client.schedule.now())) : says.untilLifted}</p>${this.#reasonView(ban?.reason ?? '')}`;
  }

  /** @param {string} reason */
  #reasonView(reason) {
    return reason ? html`<p>${says.reason} <q dir="auto">${reason}</q></p>` : nothing;
  }

  #comeBack() {
    if (this.room) this.room.join();
    else this.client?.start();
  }

  /** @override */
  updated() {
    this.toggleAttribute('data-by-staff', this.state?.leftCode === 'banned' || this.state?.leftCode === 'kicked');
    // A page that is otherwise empty begins at its title.
    if (!this.state && document.activeElement === document.body) this.querySelector('h1')?.focus();
  }
}

wear(looks);
customElements.define('sent-away', SentAway);
