// What can be done about who wrote a message that waits.

import { maySendAway } from '../view/measures.js';
import { careWords } from '../words/care.js';
import { staffWords } from '../words/staff.js';
import { words } from '../words/words.js';
import { ChoiceMenu } from './choice-menu.js';
import { icons } from './icons.js';
import { menuIcons } from './menu-icons.js';

/** @import { HeldRow } from '../../sdk/types.js' */
/** @import { Floor } from '../tending.js' */

/** @typedef {'all-of' | 'mute' | 'kick' | 'ban'} HeldChoice */

/** @extends {ChoiceMenu<HeldRow, HeldChoice>} */
export class HeldMenu extends ChoiceMenu {
  constructor() {
    super();
    /** @type {Floor | null} */
    this.place = null;
    /** @type {import('./measure-sheet.js').MeasureSheet | null} */
    this.measuring = null;
    /** @type {import('./member-sheet.js').MemberSheet | null} */
    this.listing = null;
    this.addEventListener('chosen', (event) => this.#do(/** @type {CustomEvent<{ choice: HeldChoice, item: HeldRow, back: HTMLElement | null }>} */ (event).detail));
  }

  /** @override */
  get looks() {
    const { menu } = staffWords;
    return {
      'all-of': { title: careWords.allOf(this.item?.from.name || words.nameless), icon: icons.speech },
      mute: { title: menu.mute, icon: menuIcons.mute }, kick: { title: menu.kick, icon: menuIcons.out }, ban: { title: menu.ban, icon: menuIcons.ban },
    };
  }

  /** @param {HeldRow} row @param {Element} opener */
  offer(row, opener) {
    const state = this.place?.visit.state;
    return this.open(row, state && maySendAway(state, row.from) ? ['all-of', 'mute', 'kick', 'ban'] : ['all-of'], opener);
  }

  /** @param {{ choice: HeldChoice, item: HeldRow, back: HTMLElement | null }} chosen */
  async #do({ choice, item, back }) {
    const { place } = this;
    if (!place) return;
    const { client, notices, visit } = place;
    try {
      if (choice === 'all-of') {
        const { MemberSheet } = await import('./member-sheet.js');
        this.listing ??= new MemberSheet(client);
        document.body.append(this.listing);
        await this.listing.show(item.from, visit.room, visit.state.title || visit.id, back);
      } else {
        const { MeasureSheet } = await import('./measure-sheet.js');
        this.measuring ??= new MeasureSheet(client, notices);
        document.body.append(this.measuring);
        await this.measuring.ask(choice, item.from, visit.id, back);
      }
    } catch {
      notices.tell(words.partMissing);
    }
  }
}

customElements.define('held-menu', HeldMenu);
