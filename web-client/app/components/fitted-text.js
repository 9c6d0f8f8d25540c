// A text as large as its box allows, between two sizes; what does not fit at the smaller one is cut with an ellipsis.
import { html } from 'lit';

import { largestFitting } from '../view/screen.js';
import { LightElement } from './light-element.js';

export class FittedText extends LightElement {
  /** @override */
  static properties = { text: { attribute: false }, most: { attribute: false } };

  constructor() {
    super();
    this.text = '';
    /** The largest size, in least ones: those of its box. */
    this.most = 1;
    this.observer = new ResizeObserver(() => this.#fit());
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.observer.observe(this);
    document.fonts.addEventListener('loadingdone', this.#fit);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.observer.disconnect();
    document.fonts.removeEventListener('loadingdone', this.#fit);
  }

  /** @override */
  render() {
    return html`<span dir="auto">${this.text}</span>`;
  }

  /** @override */
  updated() {
    this.#fit();
  }

  #fit = () => {
    const span = this.querySelector('span');
    const { clientHeight: height, clientWidth: width } = this;
    if (!span || height === 0) return;
    const least = parseFloat(getComputedStyle(this).fontSize); // its own, that of the text is set below
    const { style } = span;
    style.setProperty('-webkit-line-clamp', 'none');
    const size = largestFitting(least, least * this.most, (tried) => {
      style.setProperty('font-size', `${tried}px`);
      return span.scrollHeight <= height && span.scrollWidth <= width;
    });
    style.setProperty('font-size', `${size}px`);
    const lines = Math.max(1, Math.floor(height / parseFloat(getComputedStyle(span).lineHeight)));
    style.setProperty('-webkit-line-clamp', String(lines));
  };
}

customElements.define('fitted-text', FittedText);
