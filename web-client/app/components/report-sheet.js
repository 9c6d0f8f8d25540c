// Reports a message to the safety team: what is wrong with it in plain words, and more if somebody wants to say more.
import { html, nothing } from 'lit';

import { report } from '../../sdk/moderation.js';
import { shortened } from '../view/count.js';
import { careWords as says } from '../words/care.js';
import { words } from '../words/words.js';
import { StaffSheet } from './staff-sheet.js';

/** @import { ReportKind } from '../../sdk/types.js' */
/** @import { Client } from '../connection-watch.js' */
/** @import { Notices } from '../notices.js' */
/** @import { MessageItem } from '../view/timeline.js' */
/** @import { Room } from '../visits.js' */

const shownMax = 200; // code points of the message
const textMax = 1000;

export class ReportSheet extends StaffSheet {
  /** @override */
  static properties = { ...StaffSheet.properties, item: { state: true }, kind: { state: true } };

  /** @param {Client} client @param {Notices} notices */
  constructor(client, notices) {
    super(client);
    this.notices = notices;
    /** @type {MessageItem | null} */
    this.item = null;
    /** @type {Room | null} */
    this.room = null;
    /** @type {ReportKind | ''} */
    this.kind = '';
  }

  /** @override */
  get title_() {
    return says.reportTitle(this.item?.author?.name ?? words.nameless);
  }

  /** @param {MessageItem} item @param {Room} room @param {HTMLElement | null} back  where focus returns */
  async ask(item, room, back) {
    this.item = item;
    this.room = room;
    this.kind = '';
    this.told = '';
    await this.open();
    this.back = back;
    const more = this.querySelector('textarea');
    if (more) more.value = '';
  }

  /** @override */
  formView() {
    const { item, isBusy, kind } = this;
    if (!item) return nothing;
    return html`
      <form class="staff-form" @submit=${this.#onSubmit}>
        <blockquote dir="auto">${shortened(item.text, shownMax)}</blockquote>
        <fieldset class="staff-switches" ?disabled=${isBusy}><legend>${says.kindTitle}</legend>${Object.entries(says.kinds).map(([name, title]) => html`
          <label><input type="radio" name="report-kind" value=${name} .checked=${name === kind} required @change=${() => (this.kind = /** @type {ReportKind} */ (name))} /> ${title}</label>`)}</fieldset>
        <label class="staff-field">${says.more} <textarea name="more" rows="2" maxlength=${textMax} dir="auto"></textarea></label>
        <p class="sheet-note">${says.whoReads}</p>
        <div class="choices">
          <button class="plain" type="button" @click=${() => this.close()}>${words.cancel}</button>
          <button class="primary" type="submit" aria-disabled=${isBusy}>${says.send}</button>
        </div>
      </form>`;
  }

  /** @param {Event} event */
  #onSubmit = (event) => {
    event.preventDefault();
    const { item, room, kind } = this;
    if (!item?.id || !room || !kind) return;
    const target = item.id;
    const text = this.querySelector('textarea')?.value.trim() || undefined;
    this.run(async () => {
      await report(room, { kind, target, text });
      this.close();
      this.notices.tell(says.sent);
    }, false);
  };
}

customElements.define('report-sheet', ReportSheet);
