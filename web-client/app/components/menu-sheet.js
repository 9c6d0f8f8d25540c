// The page's menu: what one needs now and then.
import { html, nothing } from 'lit';

import { viewAddressOf } from '../view/address.js';
import { seesAll } from '../view/board.js';
import { careWords } from '../words/care.js';
import { clockWords } from '../words/clock.js';
import { safetyWords } from '../words/safety.js';
import { staffWords } from '../words/staff.js';
import { sheetWords } from '../words/sheets.js';
import { chooseLanguage, languages, words } from '../words/words.js';
import { icons } from './icons.js';
import { menuIcons } from './menu-icons.js';
import { SheetElement } from './sheet-element.js';

/** @typedef {'share' | 'keep' | 'name' | 'help' | 'clock' | 'takeaways' | 'settings' | 'announce' | 'reports' | 'blocked'} MenuChoice */

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
    this.hasBlocked = false;
    /** How many reports are open, for who reads them; null: the reader does not. @type {string | null} */
    this.reports = null;
    /** Of the reader. @type {string | undefined} */
    this.readerRole = undefined;
    /** Where one is: a room, a stage's at its address, as what is on there changes; empty: in neither. */
    this.room = '';
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
        ${this.reports === null ? nothing : this.#choiceView('reports', menuIcons.flag, html`${safetyWords.reportsMenu} ${this.reports ? html`<span class="badge">${this.reports}</span>` : nothing}`)}
        ${this.room && seesAll(this.readerRole) ? this.#viewsView() : nothing}
        ${this.hasBlocked ? this.#choiceView('blocked', menuIcons.unseen, careWords.blockedMenu) : nothing}
        ${this.hasHelp ? this.#choiceView('help', icons.speech, words.helpTitle) : nothing}
      </ul>
      <fieldset class="segments"><legend>${menuIcons.globe} ${sheetWords.languageTitle}</legend>${Object.entries(languages).map(([language, name]) => html`
        <label lang=${language}><input type="radio" name="language" .checked=${language === words.language} @change=${() => chooseLanguage(language)} />
          <span>${name}</span></label>`)}</fieldset>`;
  }

  /** Where staff put questions in order, and where they are shown to the hall. */
  #viewsView() {
    return html`
      <li><a class="choice" href=${viewAddressOf(this.room, 'moderate')} @click=${() => this.close()}>${menuIcons.question} ${sheetWords.moderateMenu}</a></li>
      <li><a class="choice" href=${viewAddressOf(this.room, 'screen')} target="_blank" rel="noopener" @click=${() => this.close()}>${menuIcons.stage} ${sheetWords.screenMenu}</a></li>`;
  }

  /** @param {MenuChoice} choice @param {unknown} icon @param {unknown} title */
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
