// What undoes what staff did with a question, where something does. Pure.

/** @import { Pin, Question, QuestionState } from '../../sdk/types.js' */

/** @typedef {{ do: 'question', target: string, to: QuestionState } | { do: 'pin', target: string, place: number, until?: number } | { do: 'unpin', target: string }
 *   | { do: 'endorse', target: string, on: boolean } | { do: 'take-away', target: string }} Step */

/**
 * The commands that lead back, in order; none: nothing does.
 * @param {string} choice  what was done
 * @param {{ id: string, state?: QuestionState }} target  as it was before
 * @param {{ questions: readonly Question[], pins: readonly Pin[] }} board  likewise
 * @returns {Step[]}
 */
export function stepsBack(choice, { id, state }, { questions, pins }) {
  if (choice === 'pin') return [{ do: 'unpin', target: id }];
  if (choice === 'unpin') {
    const place = pins.findIndex(({ target }) => target === id);
    return place < 0 ? [] : [{ do: 'pin', target: id, place, until: pins[place].until }];
  }
  if (!isState(choice) || !state || state === choice) return [];
  /** @type {Step[]} */
  const steps = [{ do: 'question', target: id, to: state }];
  // Who took up this question answered the one before it.
  const before = choice === 'answering' ? questions.find((one) => one.state === 'answering' && one.id !== id) : undefined;
  return before ? [...steps, { do: 'question', target: before.id, to: 'answering' }] : steps;
}

/** Whether what was done still stands as it was done; else somebody else has gone on from there.
 * @param {string} choice  what was done @param {{ id: string }} target @param {{ questions: readonly Question[], pins: readonly Pin[] }} board  now */
export function stillStands(choice, { id }, { questions, pins }) {
  if (choice === 'pin' || choice === 'unpin') return pins.some(({ target }) => target === id) === (choice === 'pin');
  return !isState(choice) || questions.find((one) => one.id === id)?.state === choice;
}

/** @param {string} choice @returns {choice is QuestionState} */
const isState = (choice) => ['pending', 'visible', 'answering', 'answered', 'archived'].includes(choice);
