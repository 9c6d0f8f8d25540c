// A menu of what can be done with something: at its button, or a sheet at the bottom of a phone. What it holds, its kinds say.
import { html, nothing } from 'lit';

import { words } from '../words/words.js';
import { LightElement } from './light-element.js';

const margin = 8; // px between the menu and the edges of the view

/** @typedef {Record<string, { title: string, icon: unknown }>} ChoiceLooks */

/** Tells `chosen` with `choice`, `item` and `back`, and `menu-over` when it closes.
 * @template {object} Item @template {string} Choice */
export class ChoiceMenu extends LightElement {
  /** @override */
  static properties = { item: { state: true }, choices: { state: true } };

  constructor() {
    super();
    /** @type {Item | null} */
    this.item = null;
    /** @type {Choice[]} */
    this.choices = [];
    /** @type {HTMLElement | null} */
    this.opener = null;
    /** Where focus goes when the menu closes. @type {HTMLElement | null} */
    this.back = null;
  }

  /** How each choice is shown. @returns {ChoiceLooks} */
  get looks() {
    return {};
  }

  /** @param {Item} item @param {Choice[]} choices @param {Element} opener */
  async open(item, choices, opener) {
    const active = document.activeElement;
    this.opener = /** @type {HTMLElement} */ (opener);
    this.back = active instanceof HTMLElement && active.matches('.message, .question') ? active : this.opener;
    this.item = item;
    this.choices = choices;
    addEventListener('pointerdown', this.#onOutside, true);
    addEventListener('resize', this.#onLeave);
    await this.updateComplete;
    this.#place();
    this.querySelector('button')?.focus();
  }

  /** @param {boolean} [isFocusReturned] */
  close(isFocusReturned = true) {
    if (!this.item) return;
    this.item = null;
    removeEventListener('pointerdown', this.#onOutside, true);
    removeEventListener('resize', this.#onLeave);
    if (isFocusReturned) this.back?.focus({ preventScroll: true });
    this.tell('menu-over');
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.close(false);
  }

  /** @override */
  render() {
    const { item, looks } = this;
    if (!item) return nothing;
    return html`
      <div class="menu-back" aria-hidden="true"></div>
      <div class="menu" role="menu" aria-label=${words.actions} @keydown=${this.#onKey} @focusout=${this.#onFocusOut}>
        ${this.choices.map((choice) => html`
          <button class="choice" type="button" role="menuitem" tabindex="-1" data-choice=${choice} @click=${() => this.#choose(choice)}>
            ${looks[choice].icon} ${looks[choice].title}
          </button>`)}
      </div>`;
  }

  /** @param {Choice} choice */
  #choose(choice) {
    const { item, back } = this;
    this.close(choice === 'copy');
    if (item) this.tell('chosen', { choice, item, back });
  }

  /** At the opener's end, below it or above it, wherever there is room. On phones the style sheet places it. */
  #place() {
    const menu = this.querySelector('.menu');
    if (!(menu instanceof HTMLElement) || !this.opener) return;
    const at = this.opener.getBoundingClientRect();
    const { width, height } = menu.getBoundingClientRect();
    const below = at.bottom + 4;
    const top = below + height + margin <= innerHeight ? below : Math.max(margin, at.top - height - 4);
    const isRightToLeft = getComputedStyle(menu).direction === 'rtl';
    const left = isRightToLeft ? at.left : at.right - width;
    menu.style.setProperty('--menu-top', `${top}px`);
    menu.style.setProperty('--menu-left', `${Math.min(Math.max(margin, left), innerWidth - width - margin)}px`);
  }

  /** @param {Event} event */
  #onOutside = (event) => {
    if (event.target instanceof Node && this.querySelector('.menu')?.contains(event.target)) return;
    if (event.target instanceof Node && this.opener?.contains(event.target)) event.stopPropagation();
    this.close();
  };

  #onLeave = () => this.close();

  /** @param {FocusEvent} event */
  #onFocusOut(event) {
    const next = event.relatedTarget;
    if (next instanceof Node && !this.contains(next)) this.close(false);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const buttons = [...this.querySelectorAll('button')];
    const index = buttons.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    const count = buttons.length;
    const moves = { ArrowDown: (index + 1) % count, ArrowUp: (index - 1 + count) % count, Home: 0, End: count - 1 };
    if (Object.hasOwn(moves, event.key)) buttons[moves[/** @type {keyof typeof moves} */ (event.key)]].focus();
    else if (event.key === 'Escape' || event.key === 'Tab') this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
