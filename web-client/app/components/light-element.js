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

/** Puts on the looks of a part that comes later, into the layers of the first style sheet. Set through the CSSOM, which the content policy allows.
 * @param {string} text  of a style sheet */
export function wear(text) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
