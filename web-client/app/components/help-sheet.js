// The list of keys, and what is read aloud: asked for rarely, so that it is fetched when it is.
import { html, nothing } from 'lit';

import { returnFocus } from '../return-focus.js';
import { levels } from '../view/for-me.js';
import { helpWords } from '../words/help.js';
import { words } from '../words/words.js';
import { LightElement } from './light-element.js';

/** @import { Preferences } from '../preferences.js' */
/** What keys do, the keys first. @typedef {readonly (readonly [string, string])[]} KeyList */

export class HelpSheet extends LightElement {
  /** @param {Preferences} preferences @param {{ keyList: KeyList, letterList: KeyList }} [keys]  those of a place that has others than the timeline's */
  constructor(preferences, keys = helpWords) {
    super();
    this.preferences = preferences;
    this.keys = keys;
    /** Where focus goes when it closes. @type {HTMLElement | null} */
    this.back = null;
  }

  async open() {
    const { activeElement } = document;
    this.back = activeElement instanceof HTMLElement ? activeElement : null;
    await this.updateComplete;
    this.querySelector('dialog')?.showModal();
  }

  /** @override */
  render() {
    const { aloud, keys } = this.preferences;
    return html`
      <dialog class="confirm help-sheet" aria-labelledby="help-title" @close=${() => returnFocus(this.back)} @click=${this.#onBackdrop}>
        <form method="dialog">
          <h2 id="help-title">${words.helpTitle}</h2>
          <fieldset>
            <legend>${helpWords.aloudTitle}</legend>
            ${levels.map((level) => html`
              <label class="option"><input type="radio" name="aloud" .checked=${level === aloud} ?autofocus=${level === aloud} @change=${() => this.#choose({ aloud: level })} />
                <span>${helpWords.aloud[level]}</span></label>`)}
          </fieldset>
          <h3>${helpWords.keysTitle}</h3>
          ${listView(this.keys.keyList)}
          <label class="option"><input type="checkbox" .checked=${keys} @change=${() => this.#choose({ keys: !keys })} /> <span>${helpWords.keysOn}</span></label>
          ${keys ? listView(this.keys.letterList) : nothing}
          <div class="choices"><button class="primary" type="submit">${helpWords.done}</button></div>
        </form>
      </dialog>`;
  }

  /** @param {Parameters<Preferences['choose']>[0]} choices */
  #choose(choices) {
    this.preferences.choose(choices);
    this.requestUpdate();
    this.tell('chosen');
  }

  /** @param {Event} event */
  #onBackdrop(event) {
    if (event.target === event.currentTarget) this.querySelector('dialog')?.close();
  }
}

/** @param {KeyList} list */
const listView = (list) => html`<dl class="key-list">${list.map(([keys, meaning]) => html`
  <div><dt>${keys.split(' ').map((key) => html`<kbd>${key}</kbd> `)}</dt><dd>${meaning}</dd></div>`)}</dl>`;

customElements.define('help-sheet', HelpSheet);
