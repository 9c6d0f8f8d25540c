// The page's menu: what one needs now and then.
import { html, nothing } from 'lit';

import { clockWords } from '../words/clock.js';
import { staffWords } from '../words/staff.js';
import { sheetWords } from '../words/sheets.js';
import { chooseLanguage, languages, words } from '../words/words.js';
import { icons } from './icons.js';
import { menuIcons } from './menu-icons.js';
import { SheetElement } from './sheet-element.js';

/** @typedef {'share' | 'keep' | 'name' | 'help' | 'clock' | 'takeaways' | 'settings' | 'announce'} MenuChoice */

/** Tells `menu` with what was chosen. */
export class MenuSheet extends SheetElement {
  constructor() {
    super();
    this.isMember = false;
    this.hasHelp = false;
    this.hasClock = false;
    this.hasTakeaways = false;
    this.hasSettings = false;
    this.hasAnnouncing = false;
  }

  /** @override */
  get title_() {
    return words.menu;
  }

  /** @override */
  contentView() {
    return html`
      <ul class="menu-list">
        ${this.#choiceView('share', icons.share, words.share)}
        ${this.isMember ? this.#choiceView('keep', menuIcons.key, sheetWords.keepMenu) : nothing}
        ${this.#choiceView('name', icons.edit, this.isMember ? sheetWords.nameMenu : words.giveName)}
        ${this.hasClock ? this.#choiceView('clock', icons.clock, clockWords.menu) : nothing}
        ${this.hasTakeaways ? this.#choiceView('takeaways', menuIcons.away, sheetWords.takeaways) : nothing}
        ${this.hasSettings ? this.#choiceView('settings', menuIcons.lock, staffWords.settingsMenu) : nothing}
        ${this.hasAnnouncing ? this.#choiceView('announce', menuIcons.horn, staffWords.announceMenu) : nothing}
        ${this.hasHelp ? this.#choiceView('help', icons.speech, words.helpTitle) : nothing}
      </ul>
      <fieldset class="segments"><legend>${menuIcons.globe} ${sheetWords.languageTitle}</legend>${Object.entries(languages).map(([language, name]) => html`
        <label lang=${language}><input type="radio" name="language" .checked=${language === words.language} @change=${() => chooseLanguage(language)} />
          <span>${name}</span></label>`)}</fieldset>`;
  }

  /** @param {MenuChoice} choice @param {unknown} icon @param {string} title */
  #choiceView(choice, icon, title) {
    return html`<li><button class="choice" type="button" @click=${() => this.#choose(choice)}>${icon} ${title}</button></li>`;
  }

  /** @param {MenuChoice} choice */
  #choose(choice) {
    this.close();
    this.tell('menu', { choice });
  }
}

customElements.define('menu-sheet', MenuSheet);
