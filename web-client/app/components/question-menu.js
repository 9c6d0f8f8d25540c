// What can be done with a question.

import { copyingWords } from '../words/copying.js';
import { questionWords } from '../words/questions.js';
import { removalWords } from '../words/removal.js';
import { ChoiceMenu } from './choice-menu.js';
import { icons } from './icons.js';
import { menuIcons } from './menu-icons.js';

/** @import { Question } from '../../sdk/types.js' */
/** @import { QuestionChoice } from '../view/board.js' */

const { acts } = questionWords;

/** @type {Record<QuestionChoice, { title: string, icon: unknown }>} */
const looks = {
  answering: { title: acts.answering, icon: menuIcons.stage },
  answered: { title: acts.answered, icon: menuIcons.check },
  visible: { title: acts.visible, icon: menuIcons.eye },
  pending: { title: acts.pending, icon: icons.clock },
  archived: { title: acts.archived, icon: menuIcons.away },
  answer: { title: acts.answer, icon: icons.edit },
  merge: { title: acts.merge, icon: menuIcons.merge },
  pin: { title: acts.pin, icon: menuIcons.pin },
  unpin: { title: acts.unpin, icon: menuIcons.pin },
  copy: { title: copyingWords.link, icon: menuIcons.link },
  delete: { title: removalWords.delete, icon: menuIcons.trash },
  remove: { title: removalWords.remove, icon: menuIcons.trash },
};

/** @extends {ChoiceMenu<Question, QuestionChoice>} */
export class QuestionMenu extends ChoiceMenu {
  /** @override */
  get looks() {
    return looks;
  }
}

customElements.define('question-menu', QuestionMenu);
