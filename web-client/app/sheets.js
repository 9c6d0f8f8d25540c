// Opens the page's dialogs: its menu, sharing, the personal link, the name. They are fetched when one is first wanted.

import { words } from './words/words.js';

/** @import { HallwayPage } from './components/hallway-page.js' */
/** @import { PageSheets, SheetName } from './components/page-sheets.js' */

export class Sheets {
  #page;
  /** @type {Promise<PageSheets> | null} */
  #loading = null;

  /** @param {HallwayPage} page */
  constructor(page) {
    this.#page = page;
  }

  menu = () => this.open('menu');

  share = () => this.open('share');

  takeaways = () => this.open('takeaways');

  /** In the room, where the name is asked for with the first message, else in a dialog. */
  name = () => {
    const { isInRoom, room } = this.#page;
    if (isInRoom && room) room.askName();
    else this.open('name');
  };

  /** @param {SheetName} name */
  async open(name) {
    try {
      this.#loading ??= import('./components/page-sheets.js').then(({ PageSheets }) => new PageSheets(this.#page));
      await (await this.#loading).open(name);
    } catch {
      this.#loading = null;
      this.#page.notices.tell(words.partMissing);
    }
  }
}
