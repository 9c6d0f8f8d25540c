// Opens the page's dialogs: its menu, sharing, the personal link, the name. They are fetched when one is first wanted.

import { words } from './words/words.js';

/** @import { HallwayPage } from './components/hallway-page.js' */
/** @import { MenuChoice } from './components/menu-sheet.js' */

/** @typedef {{ menu: import('./components/menu-sheet.js').MenuSheet, share: import('./components/share-sheet.js').ShareSheet,
 *   keep: import('./components/keep-sheet.js').KeepSheet, takeaways: import('./components/takeaways-sheet.js').TakeawaysSheet,
 *   clock: import('./components/clock-sheet.js').ClockSheet, name: import('./components/name-sheet.js').NameSheet }} LoadedSheets */

export class Sheets {
  #page;
  /** @type {Promise<LoadedSheets> | null} */
  #loading = null;

  /** @param {HallwayPage} page */
  constructor(page) {
    this.#page = page;
  }

  menu = () => this.#with(({ menu }) => menu.open());

  share = () => this.#with(({ share }) => {
    share.begin();
    return share.open();
  });

  keep = () => this.#with(({ keep }) => {
    keep.told = '';
    return keep.open();
  });

  takeaways = () => this.#with(({ takeaways }) => {
    takeaways.begin(this.#room);
    return takeaways.open();
  });

  clock = () => this.#with(({ clock }) => {
    clock.begin();
    return clock.open();
  });

  get #room() {
    return (this.#page.isInRoom && this.#page.visit?.id) || '';
  }

  /** In the room, where the name is asked for with the first message, else in a dialog. */
  name = () => {
    const { isInRoom, room } = this.#page;
    if (isInRoom && room) room.askName();
    else this.#with(({ name }) => name.open());
  };

  /** @param {(sheets: LoadedSheets) => unknown} action */
  async #with(action) {
    try {
      const sheets = await (this.#loading ??= this.#load());
      this.#fill(sheets);
      await action(sheets);
    } catch {
      this.#loading = null;
      this.#page.notices.tell(words.partMissing);
    }
  }

  async #load() {
    const { ClockSheet, KeepSheet, MenuSheet, NameSheet, ShareSheet, TakeawaysSheet } = await import('./components/page-sheets.js');
    const { client } = this.#page;
    const sheets = { menu: new MenuSheet(), share: new ShareSheet(), keep: new KeepSheet(client), takeaways: new TakeawaysSheet(), clock: new ClockSheet(client), name: new NameSheet(client) };
    sheets.menu.addEventListener('menu', (event) => this.#choose(/** @type {CustomEvent<{ choice: MenuChoice }>} */ (event).detail.choice));
    document.body.append(...Object.values(sheets));
    // Who is quicker than the network opens a dialog before there is anything to say in it.
    client.on('hello', () => this.#fill(sheets));
    client.schedule.on('change', () => this.#fill(sheets));
    return sheets;
  }

  /** Tells the dialogs where one is, and as whom. @param {LoadedSheets} sheets */
  #fill({ menu, share, clock, takeaways }) {
    const { place, roomTitle, client, isInRoom } = this.#page;
    menu.isMember = Boolean(client.me?.name);
    menu.hasHelp = isInRoom;
    menu.hasClock = clock.isFor(this.#room);
    menu.hasTakeaways = isInRoom && takeaways.isFor(this.#page.visit?.state);
    menu.requestUpdate();
    share.fill({ place, room: this.#room, roomTitle, space: client.space, schedule: client.schedule.state });
  }

  /** @param {MenuChoice} choice */
  #choose(choice) {
    if (choice === 'help') this.#page.room?.openHelp();
    else this[choice]();
  }
}
