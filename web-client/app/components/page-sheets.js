// The dialogs of the page, which come together when one of them is first wanted.
import { AnnounceSheet } from './announce-sheet.js';
import { BlockedSheet } from './blocked-sheet.js';
import { ClockSheet } from './clock-sheet.js';
import { KeepSheet } from './keep-sheet.js';
import { MenuSheet } from './menu-sheet.js';
import { NameSheet } from './name-sheet.js';
import { ReportsSheet } from './reports-sheet.js';
import { SettingsSheet } from './settings-sheet.js';
import { ShareSheet } from './share-sheet.js';
import { TakeawaysSheet } from './takeaways-sheet.js';

/** @import { HallwayPage } from './hallway-page.js' */
/** @import { MenuChoice } from './menu-sheet.js' */

/** @typedef {'menu' | 'share' | 'keep' | 'clock' | 'name' | 'settings' | 'announce' | 'takeaways' | 'reports' | 'blocked'} SheetName */

export class PageSheets {
  #page;
  #sheets;

  /** @param {HallwayPage} page */
  constructor(page) {
    const { client } = page;
    this.#page = page;
    this.#sheets = {
      menu: new MenuSheet(), share: new ShareSheet(), keep: new KeepSheet(client), clock: new ClockSheet(client), name: new NameSheet(client),
      settings: new SettingsSheet(client), announce: new AnnounceSheet(client), takeaways: new TakeawaysSheet(), reports: new ReportsSheet(page), blocked: new BlockedSheet(page),
    };
    this.#sheets.menu.addEventListener('menu', (event) => this.#choose(/** @type {CustomEvent<{ choice: MenuChoice }>} */ (event).detail.choice));
    document.body.append(...Object.values(this.#sheets));
    // Who is quicker than the network opens a dialog before there is anything to say in it.
    client.on('hello', () => this.#fill());
    client.schedule.on('change', () => this.#fill());
  }

  /** @param {SheetName} name */
  async open(name) {
    const { share, keep, clock, takeaways, reports } = this.#sheets;
    this.#fill();
    if (name === 'share') share.begin();
    else if (name === 'keep') keep.told = '';
    else if (name === 'clock') clock.begin();
    else if (name === 'takeaways') takeaways.begin(this.#room);
    else if (name === 'reports') reports.begin();
    await this.#sheets[name].open();
  }

  get #room() {
    const { isInRoom, place, visit } = this.#page;
    return ((isInRoom || place.kind === 'moderate') && visit?.id) || '';
  }

  /** Tells the dialogs where one is, and as whom. */
  #fill() {
    const { menu, share, clock, settings, announce, takeaways } = this.#sheets;
    const { bar, place, roomTitle, client, isInRoom, visit } = this.#page;
    const room = this.#room;
    menu.isMember = Boolean(client.me?.name);
    menu.hasHelp = isInRoom || place.kind === 'moderate';
    menu.readerRole = visit?.state.role ?? client.me?.role;
    menu.room = place.kind === 'stage' ? place.room : room;
    menu.hasClock = clock.isFor(room);
    menu.hasTakeaways = isInRoom && takeaways.isFor(visit?.state);
    menu.hasSettings = settings.isFor(isInRoom || place.kind === 'moderate' ? visit : null);
    menu.hasBlocked = client.blocked.length > 0;
    menu.reports = bar.alerts?.isSafety ? bar.alerts.badge : null;
    menu.hasAnnouncing = announce.isFor(isInRoom || place.kind === 'moderate' ? visit : null);
    menu.requestUpdate();
    share.fill({ place, room, roomTitle, space: client.space, schedule: client.schedule.state });
  }

  /** @param {MenuChoice} choice */
  #choose(choice) {
    if (choice === 'help') (this.#page.isInRoom ? this.#page.room : this.#page.others.moderate)?.openHelp();
    else if (choice === 'name') this.#page.sheets.name();
    else this.open(choice);
  }
}
