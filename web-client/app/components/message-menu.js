// What can be done with a message.

import { isStaff } from '../../sdk/policy.js';
import { questionsOf } from '../../sdk/questions.js';
import { helpedBy, isTending } from '../view/board.js';
import { maySendAway } from '../view/measures.js';
import { careWords } from '../words/care.js';
import { copyingWords } from '../words/copying.js';
import { questionWords } from '../words/questions.js';
import { removalWords } from '../words/removal.js';
import { staffWords } from '../words/staff.js';
import { words } from '../words/words.js';
import { ChoiceMenu } from './choice-menu.js';
import { icons } from './icons.js';
import { menuIcons } from './menu-icons.js';

/** @import { RoomState } from '../../sdk/types.js' */
/** @import { MessageItem } from '../view/timeline.js' */

/** @typedef {'reply' | 'copy' | 'edit' | 'delete' | 'remove' | 'helped' | 'promote' | 'pin' | 'unpin' | 'mute' | 'kick' | 'ban'
 *   | 'report' | 'block' | 'unblock' | 'all-of'} Choice */

/** @type {Record<Choice, { title: string, icon: unknown }>} */
const looks = {
  reply: { title: words.reply, icon: icons.reply },
  copy: { title: copyingWords.link, icon: menuIcons.link },
  edit: { title: words.edit, icon: icons.edit },
  helped: { title: questionWords.helped, icon: menuIcons.check },
  promote: { title: questionWords.promote, icon: menuIcons.question },
  pin: { title: questionWords.acts.pin, icon: menuIcons.pin },
  unpin: { title: questionWords.acts.unpin, icon: menuIcons.pin },
  delete: { title: removalWords.delete, icon: menuIcons.trash },
  remove: { title: removalWords.remove, icon: menuIcons.trash },
  mute: { title: staffWords.menu.mute, icon: menuIcons.mute },
  kick: { title: staffWords.menu.kick, icon: menuIcons.out },
  ban: { title: staffWords.menu.ban, icon: menuIcons.ban },
  report: { title: careWords.report, icon: menuIcons.flag },
  block: { title: '', icon: menuIcons.unseen },
  unblock: { title: '', icon: menuIcons.unseen },
  'all-of': { title: '', icon: icons.speech },
};

/** @extends {ChoiceMenu<MessageItem, Choice>} */
export class MessageMenu extends ChoiceMenu {
  /** @override */
  get looks() {
    const name = this.item?.author?.name || words.nameless;
    const named = /** @type {const} */ ([['block', careWords.block], ['unblock', careWords.unblock], ['all-of', careWords.allOf]]);
    return { ...looks, ...Object.fromEntries(named.map(([choice, title]) => [choice, { ...looks[choice], title: title(name) }])) };
  }

  /** Opens with what the reader may do, and what who asked may, or who tends the room; what takes away comes last.
   * @param {MessageItem} item @param {Choice[]} choices @param {Element} opener @param {RoomState} state
   * @param {readonly string[]} blocked  whom the reader does not want to read */
  offer(item, choices, opener, state, blocked) {
    const { role, questions, pins } = state;
    /** @type {Choice[]} */
    const more = [];
    if (item.row && questionHelped(item, state)) more.push('helped');
    if (item.row && isTending(role ?? undefined)) {
      if (!Object.values(questions).some(({ source, deleted }) => source === item.id && !deleted)) more.push('promote');
      more.push(pins.some(({ target }) => target === item.id) ? 'unpin' : 'pin');
    }
    const isRemoval = (/** @type {Choice} */ choice) => choice === 'delete' || choice === 'remove';
    /** @type {Choice[]} */
    const measures = item.row && maySendAway(state, item.row.from) ? ['mute', 'kick', 'ban'] : [];
    /** @type {Choice[]} */
    const care = item.row && !item.isOwn ? ['report', blocked.includes(item.row.from.id) ? 'unblock' : 'block'] : [];
    if (item.row && !item.isOwn && isStaff(role)) care.push('all-of');
    return this.open(item, [...choices.filter((choice) => !isRemoval(choice)), ...more, ...care, ...choices.filter(isRemoval), ...measures], opener);
  }
}

/** The reader's question that this message may have answered. @param {MessageItem} item @param {RoomState} state */
export function questionHelped({ row }, state) {
  const own = questionsOf(state).filter(({ mine, from }) => mine || (state.me !== null && from?.id === state.me.id));
  return row ? helpedBy(own, row) : undefined;
}

customElements.define('message-menu', MessageMenu);
