// What happens when the reader does something with a message: its menu, replies, links, and what was refused; and the list of keys.

import { setBlocked } from './blocking.js';
import { questionHelped } from './components/message-menu.js';
import { copyLink } from './link-copy.js';
import { refusalText } from './view/refusal.js';
import { words } from './words/words.js';

/** @import { Member } from '../sdk/types.js' */
/** @import { RoomPlace } from './components/room-place.js' */
/** @import { Choice, MessageMenu } from './components/message-menu.js' */
/** @import { ConfirmDialog } from './components/confirm-dialog.js' */
/** @import { MessageItem } from './view/timeline.js' */

export class MessageActions {
  #page;
  /** @type {import('./components/measure-sheet.js').MeasureSheet | null} */
  #sheet = null;
  /** @type {import('./components/report-sheet.js').ReportSheet | null} */
  #reporting = null;
  /** @type {import('./components/member-sheet.js').MemberSheet | null} */
  #listing = null;
  /** @type {import('./components/help-sheet.js').HelpSheet | null} */
  #help = null;

  /** @param {RoomPlace} page */
  constructor(page) {
    this.#page = page;
  }

  /** @param {CustomEvent<{ what: string, item: MessageItem, element: Element }>} event */
  onAction = ({ detail: { what, item, element } }) => {
    const page = this.#page;
    const { room } = page.visit;
    if (what === 'menu') {
      page.menuKey = item.key;
      /** @type {MessageMenu | null} */
      const menu = page.querySelector('message-menu');
      menu?.offer(item, page.writing.choicesFor(item, page.visit.state.role), element, page.visit.state, page.client.blocked);
    } else if (what === 'reply') {
      if (!page.writing.isClosed) page.writing.begin({ kind: 'reply', item });
    } else if (what === 'edit') {
      if (page.writing.mayEdit(item)) page.writing.begin({ kind: 'edit', item });
    } else if (what === 'copy') {
      copyLink(page, item.id);
    } else if (item.entry) {
      if (what === 'rewrite') {
        room.discard(item.entry.key);
        return this.#rewrite(item);
      }
      room.retry(item.entry.key);
      page.composer?.focusField();
    }
  };

  async openHelp() {
    const page = this.#page;
    try {
      const { HelpSheet } = await import('./components/help-sheet.js');
      if (!this.#help) {
        this.#help = new HelpSheet(page.preferences);
        this.#help.addEventListener('chosen', () => page.requestUpdate());
        page.append(this.#help);
      }
      await this.#help.open();
    } catch {
      page.notices.tell(words.partMissing);
    }
  }

  /** @param {CustomEvent<{ choice: Choice, item: MessageItem, back: HTMLElement | null }>} event */
  onChosen = ({ detail: { choice, item, back } }) => {
    const page = this.#page;
    const refused = (/** @type {unknown} */ error) => page.notices.tell(refusalText(error));
    if (choice === 'reply' || choice === 'edit') {
      page.writing.begin({ kind: choice, item });
    } else if (choice === 'copy') {
      copyLink(page, item.id);
    } else if (choice === 'helped') {
      const question = questionHelped(item, page.visit.state);
      if (question && item.id) page.visit.room.answer(question.id, { message: item.id }).settled.catch(refused);
    } else if (choice === 'promote' || choice === 'pin' || choice === 'unpin') {
      page.visit.room[choice](item.id ?? '').catch(refused);
    } else if (choice === 'report') {
      this.#report(item, back);
    } else if (choice === 'block' || choice === 'unblock') {
      if (item.author) setBlocked(page, item.author, choice === 'block');
    } else if (choice === 'all-of') {
      if (item.author) this.#listAll(item.author, back);
    } else if (choice === 'mute' || choice === 'kick' || choice === 'ban') {
      if (item.author) this.#measure(choice, item.author, back);
    } else {
      /** @type {ConfirmDialog | null} */
      const dialog = page.querySelector('confirm-dialog');
      dialog?.ask(item, back);
    }
  };

  /** @param {import('./words/staff.js').Act} act @param {Member} whom @param {HTMLElement | null} back */
  async #measure(act, whom, back) {
    const { client, notices, visit } = this.#page;
    try {
      const { MeasureSheet } = await import('./components/measure-sheet.js');
      if (!this.#sheet) {
        this.#sheet = new MeasureSheet(client, notices);
        document.body.append(this.#sheet);
      }
      await this.#sheet.ask(act, whom, visit.id, back);
    } catch {
      notices.tell(words.partMissing);
    }
  }

  /** @param {MessageItem} item @param {HTMLElement | null} back */
  async #report(item, back) {
    const { client, notices, visit } = this.#page;
    try {
      const { ReportSheet } = await import('./components/report-sheet.js');
      this.#reporting ??= this.#added(new ReportSheet(client, notices));
      await this.#reporting.ask(item, visit.room, back);
    } catch {
      notices.tell(words.partMissing);
    }
  }

  /** All that somebody wrote here. @param {Member} whom @param {HTMLElement | null} back */
  async #listAll(whom, back) {
    const page = this.#page;
    try {
      const { MemberSheet } = await import('./components/member-sheet.js');
      this.#listing ??= this.#added(new MemberSheet(page.client));
      await this.#listing.show(whom, page.visit.room, page.roomTitle, back);
    } catch {
      page.notices.tell(words.partMissing);
    }
  }

  /** @template {HTMLElement} T @param {T} sheet @returns {T} */
  #added(sheet) {
    document.body.append(sheet);
    return sheet;
  }

  /** A refused text comes back to be written anew. @param {MessageItem} item */
  #rewrite(item) {
    const { composer, visit, writing } = this.#page;
    if (item.entry?.kind === 'edit') {
      writing.begin({ kind: 'edit', item: { ...item, entry: null } });
      return;
    }
    const text = [item.text, composer?.text ?? ''].filter(Boolean).join('\n');
    writing.keepDraft(visit.id, text);
    composer?.write(text);
  }
}
