// An invite: says as what, and redeems it when its reader presses the button, never before.
import { html, nothing } from 'lit';

import { createClient } from '../../sdk/client.js';
import { socketAddress } from '../view/address.js';
import { readInvite } from '../view/invite.js';
import { learnRefusals, refusalText } from '../view/refusal.js';
import { inviteWords as says } from '../words/invite.js';
import { SheetElement } from './sheet-element.js';

/** @import { Client } from '../connection-watch.js' */

await learnRefusals(); // what is told here is seldom told again

/** Tells `accepted` with the guest key that the invite became. */
export class InviteSheet extends SheetElement {
  /** @override */
  static properties = { told: { state: true }, isBusy: { state: true }, isOver: { state: true } };

  /** @param {Client} client  who one is here @param {string} token */
  constructor(client, token) {
    super();
    this.client = client;
    this.token = token;
    this.invite = readInvite(token);
    this.told = this.invite ? '' : says.unreadable;
    this.isBusy = false;
    /** Whether there is nothing left to accept. */
    this.isOver = this.invite === null;
    client.on('hello', () => this.requestUpdate());
  }

  /** @override */
  get title_() {
    return says.title;
  }

  /** @override */
  contentView() {
    const { client, invite, isBusy, isOver, told } = this;
    const name = client.me?.name;
    const role = says.roles[invite?.role ?? ''];
    const space = client.space?.title || invite?.space || '';
    return html`
      ${invite && !isOver ? html`<p dir="auto">${role ? says.as(role, space) : says.plain(space)}</p>
        <p class="sheet-note" dir="auto">${name ? says.here(name) : says.laterHow}</p>` : nothing}
      <p class="share-told" role="status" dir="auto">${isBusy ? says.underWay : told}</p>
      <div class="choices">
        <button class="plain" type="button" @click=${() => this.close()}>${says.later}</button>
        ${isOver ? nothing : html`<button class="primary" type="button" aria-disabled=${isBusy} @click=${this.#accept}>${says.accept}</button>`}
      </div>`;
  }

  /** As another client, so that who one is here stays until the invite is one's own. */
  #accept = () => {
    if (this.isBusy) return;
    this.isBusy = true;
    this.told = '';
    const other = createClient({ url: socketAddress(location), token: this.token, storage: null });
    /** @param {string} told @param {boolean} [isOver] */
    const end = (told, isOver = false) => {
      other.stop();
      this.isBusy = false;
      this.isOver = isOver;
      this.told = told;
    };
    other.on('hello', () => {
      const { token } = other;
      end('');
      this.close();
      this.tell('accepted', { token });
    });
    other.on('state', ({ state, message }) => {
      if (state === 'refused') end(refusalText({ message }, says.refused), true);
      // Not once more by itself: each time may use up one device of three.
      else if (state === 'waiting' || state === 'offline') end(says.failed);
    });
    other.start();
  };
}

customElements.define('invite-sheet', InviteSheet);
