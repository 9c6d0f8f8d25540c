// What can be done with a message.

import { isTending } from '../view/board.js';
import { questionWords } from '../words/questions.js';
import { removalWords } from '../words/removal.js';
import { words } from '../words/words.js';
import { ChoiceMenu } from './choice-menu.js';
import { icons } from './icons.js';
import { menuIcons } from './menu-icons.js';

/** @import { RoomState } from '../../sdk/types.js' */
/** @import { MessageItem } from '../view/timeline.js' */

/** @typedef {'reply' | 'copy' | 'edit' | 'delete' | 'remove' | 'promote' | 'pin' | 'unpin'} Choice */

/** @type {Record<Choice, { title: string, icon: unknown }>} */
const looks = {
  reply: { title: words.reply, icon: icons.reply },
  copy: { title: words.copyLink, icon: menuIcons.link },
  edit: { title: words.edit, icon: icons.edit },
  promote: { title: questionWords.promote, icon: menuIcons.question },
  pin: { title: questionWords.acts.pin, icon: menuIcons.pin },
  unpin: { title: questionWords.acts.unpin, icon: menuIcons.pin },
  delete: { title: removalWords.delete, icon: menuIcons.trash },
  remove: { title: removalWords.remove, icon: menuIcons.trash },
};

/** @extends {ChoiceMenu<MessageItem, Choice>} */
export class MessageMenu extends ChoiceMenu {
  /** @override */
  get looks() {
    return looks;
  }

  /** Opens with what the reader may do, and what those who tend the room may, which stands before what takes away.
   * @param {MessageItem} item @param {Choice[]} choices @param {Element} opener @param {RoomState} state */
  offer(item, choices, opener, { me, questions, pins }) {
    if (!isTending(me?.role) || !item.row) return this.open(item, choices, opener);
    const isPinned = pins.some(({ target }) => target === item.id);
    const isQuestion = Object.values(questions).some(({ source, deleted }) => source === item.id && !deleted);
    /** @type {Choice[]} */
    const tending = [...(isQuestion ? [] : /** @type {const} */ (['promote'])), isPinned ? 'unpin' : 'pin'];
    const isRemoval = (/** @type {Choice} */ choice) => choice === 'delete' || choice === 'remove';
    return this.open(item, [...choices.filter((choice) => !isRemoval(choice)), ...tending, ...choices.filter(isRemoval)], opener);
  }
}

customElements.define('message-menu', MessageMenu);
