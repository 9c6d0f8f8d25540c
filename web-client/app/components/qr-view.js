// A QR code, dark on light in every colour scheme, since cameras want it so. It is computed when it is first shown.
import { html, nothing, svg } from 'lit';

import { sheetWords } from '../words/sheets.js';
import { LightElement } from './light-element.js';

export class QrView extends LightElement {
  /** @override */
  static properties = { text: { attribute: false }, label: { attribute: false }, code: { state: true } };

  constructor() {
    super();
    /** What the code says. */
    this.text = '';
    /** What it is called. */
    this.label = '';
    /** @type {{ size: number, path: string } | 'failed' | null} */
    this.code = null;
  }

  /** @override @param {Map<PropertyKey, unknown>} changed */
  willUpdate(changed) {
    if (changed.has('text')) this.#draw(this.text);
  }

  /** @param {string} text */
  async #draw(text) {
    this.code = null;
    try {
      const { qrOf } = await import('../view/qr.js');
      if (text === this.text) this.code = qrOf(text);
    } catch {
      this.code = 'failed';
    }
  }

  /** @override */
  render() {
    const { code } = this;
    if (code === 'failed') return html`<p class="qr-failed" role="alert">${sheetWords.qrFailed}</p>`;
    return html`<div class="qr">${code ? svg`
      <svg viewBox="0 0 ${code.size} ${code.size}" role="img" aria-label=${this.label} shape-rendering="crispEdges"><path d=${code.path} /></svg>` : nothing}</div>`;
  }
}

customElements.define('qr-view', QrView);
