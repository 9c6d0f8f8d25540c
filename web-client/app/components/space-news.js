// What staff tell everybody, and the rules of the space when they are others than before: a line above every place, until it is over or somebody
// has had enough of it.
import { html, nothing } from 'lit';

import looks from '../looks/space-news.css';
import { agree, agreement } from '../view/agreed.js';
import { keep, kept } from '../view/slots.js';
import { ruleWords as says } from '../words/rules.js';
import { icons } from './icons.js';
import { LightElement, wear } from './light-element.js';
import { textView } from './text-view.js';

/** @import { Announcement } from '../../sdk/types.js' */
/** @import { HallwayPage } from './hallway-page.js' */

const dismissedSlot = 'hallway.dismissed';
const dismissedMax = 30;

export class SpaceNews extends LightElement {
  /** @override */
  static properties = { page: { attribute: false }, list: { attribute: false }, isReady: { state: true }, dismissed: { state: true } };

  constructor() {
    super();
    /** @type {HallwayPage | null} */
    this.page = null;
    /** @type {readonly Announcement[]} */
    this.list = [];
    /** Whether the region is there: what comes into it after that is read out. */
    this.isReady = false;
    /** @type {readonly string[]} */
    this.dismissed = [];
  }

  /** @override */
  firstUpdated() {
    this.dismissed = this.#known;
    setTimeout(() => (this.isReady = true), 100);
  }

  /** What was dismissed here, also in another tab. */
  get #known() {
    return (kept(this.page?.storage ?? null, dismissedSlot) ?? '').split(' ').filter(Boolean);
  }

  /** Those that are for this place and were not dismissed, the newest first. */
  get #shown() {
    const { client, isInRoom, visit } = /** @type {HallwayPage} */ (this.page);
    return this.list.filter(({ id, scope }) => !this.dismissed.includes(id) && client.covers(scope, isInRoom ? visit?.id : undefined)).reverse();
  }

  /** @override */
  render() {
    return html`<div class="news-region" role="status" aria-label=${says.announcement}>${this.isReady ? html`${this.#rulesView()}${this.#newsView()}` : nothing}</div>`;
  }

  /** Who writes here agreed to rules; if they have others by now, these are told. */
  #rulesView() {
    const { client, storage } = /** @type {HallwayPage} */ (this.page);
    const rules = client.me?.name ? client.space?.rules : undefined;
    const { isGiven, wasGiven } = agreement(storage, rules ?? '');
    if (!rules || isGiven) return nothing;
    return html`
      <div class="news" data-kind="rules">
        <div class="news-text" dir="auto"><strong>${wasGiven ? says.rulesChanged : says.rulesFirst}</strong> ${rules}</div>
        <button class="small" type="button" @click=${() => this.#agree(rules)}>${says.rulesOk}</button>
      </div>`;
  }

  /** @param {string} rules */
  #agree(rules) {
    agree(this.page?.storage ?? null, rules);
    this.requestUpdate();
    /** @type {HTMLElement | null} */ (document.querySelector('h1'))?.focus({ preventScroll: true });
  }

  #newsView() {
    const [first, ...others] = this.#shown;
    if (!first) return nothing;
    return html`
      <div class="news">
        <div class="news-text" dir="auto">${textView(first.text, true, undefined)} ${others.length > 0 ? html`<p class="news-others">${says.others(others.length)}</p>` : nothing}</div>
        <button class="tool" type="button" aria-label=${says.dismiss} title=${says.dismiss} @click=${() => this.#dismiss(first.id)}>${icons.close}</button>
      </div>`;
  }

  /** For oneself, in all tabs from the next time on. @param {string} id */
  async #dismiss(id) {
    this.dismissed = [...new Set([...this.#known, ...this.dismissed, id])].slice(-dismissedMax);
    keep(this.page?.storage ?? null, dismissedSlot, this.dismissed.join(' '));
    await this.updateComplete;
    /** @type {HTMLElement | null} */ (this.querySelector('.tool') ?? document.querySelector('h1'))?.focus({ preventScroll: true });
  }
}

wear(looks);
customElements.define('space-news', SpaceNews);
