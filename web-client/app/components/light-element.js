// The base of all components: lit without a shadow, so that one set of style sheets and one tree of labels serve the page.
import { LitElement } from 'lit';

export class LightElement extends LitElement {
  /** @override */
  createRenderRoot() {
    return this;
  }

  /** Tells those above of what the reader wants.
   * @param {string} type @param {object} [detail] */
  tell(type, detail = {}) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true }));
  }
}
