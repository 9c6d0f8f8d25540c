// The offer to keep who one is here, made once, after the first message.
import { html } from 'lit';

import { keepWords as says } from '../words/keep.js';
import { LightElement } from './light-element.js';

/** Tells `answered` with whether it is wanted. */
export class KeepOffer extends LightElement {
  /** @override */
  render() {
    return html`
      <section class="here" aria-label=${says.offer}>
        <p>${says.offer}</p>
        <p class="here-choices"><button class="small" type="button" @click=${() => this.tell('answered', { isWanted: true })}>${says.how}</button>
          <button class="small" type="button" @click=${() => this.tell('answered', { isWanted: false })}>${says.no}</button></p>
      </section>`;
  }
}

customElements.define('keep-offer', KeepOffer);
