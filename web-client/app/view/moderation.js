// What is there to be moderated in a room, list by list, and which keys do what with it. Pure.
//
// Every kind of thing that waits for somebody is a list here: another kind is another name in `columns`, with a view of its items.

import { isModified } from './keys.js';

/** @import { Pin, Question } from '../../sdk/types.js' */
/** @import { Arrangement, Part, QuestionChoice } from './board.js' */
/** @import { Stroke } from './keys.js' */

/** @typedef {Part | 'pins' | 'held'} ListName */
/** @typedef {{ name: ListName, ids: readonly string[] }} List  ids of questions, of messages that wait, or of what is pinned */

/** Where the lists stand beside each other; above each other in the same order. @type {readonly (readonly ListName[])[]} */
export const columns = [['held', 'answering', 'waiting'], ['open'], ['answered', 'away', 'pins']];

/** @type {readonly ListName[]} */
export const listNames = columns.flat();

/** Where a question belongs. @type {Record<Question['state'], ListName>} */
export const listOf = { answering: 'answering', pending: 'waiting', visible: 'open', answered: 'answered', archived: 'away' };

/** How many there are of each, by the latest word; a list that is held may still show others.
 * @param {readonly Question[]} questions @param {readonly Pin[]} pins @param {number} [held]  messages that wait @returns {Record<ListName, number>} */
export function countsOf(questions, pins, held = 0) {
  const counts = { held, answering: 0, waiting: 0, open: 0, answered: 0, away: 0, pins: pins.length };
  for (const { state } of questions) counts[listOf[state]] += 1;
  return counts;
}

/** @param {Arrangement} arrangement @param {readonly Pin[]} pins @param {ListName | 'all'} shown @param {readonly string[] | null} [held]  null: nothing waits in this room
 * @returns {List[]} */
export const listsOf = (arrangement, pins, shown, held = null) => listNames
  .filter((name) => (shown === 'all' || name === shown) && (name !== 'held' || held))
  .map((name) => ({ name, ids: name === 'pins' ? pins.map(({ target }) => target) : name === 'held' ? held ?? [] : arrangement[name] }));

/** What one begins with where only one list has room: what waits for somebody. @param {Record<ListName, number>} counts @returns {ListName} */
export const listToBegin = ({ held, waiting }) => (held > 0 ? 'held' : waiting > 0 ? 'waiting' : 'open');

/** Those that the reader is done with may leave their place, though nothing else moves. @param {Arrangement} arrangement @param {ReadonlySet<string>} ids @returns {Arrangement} */
export function without({ answering, waiting, open, answered, away }, ids) {
  const left = (/** @type {readonly string[]} */ all) => all.filter((id) => !ids.has(id));
  return { answering: left(answering), waiting: left(waiting), open: left(open), answered: left(answered), away: left(away) };
}

// ------------------------------------------------------------------------------------------------------------------ keys

/** @typedef {'up' | 'down' | 'left' | 'right' | 'first' | 'last'} Move */
/** @typedef {QuestionChoice | 'mark' | 'undo' | 'menu'} Act */

/** @type {Record<string, Move>} */
const moves = { ArrowUp: 'up', ArrowDown: 'down', ArrowLeft: 'left', ArrowRight: 'right', Home: 'first', End: 'last' };

/** @type {Record<string, Move>} */
const letterMoves = { j: 'down', k: 'up', h: 'left', l: 'right' };

/** @type {Record<string, Act>} */
const letterActs = { s: 'visible', a: 'answering', d: 'answered', e: 'archived', w: 'answer', m: 'merge', x: 'mark', p: 'pin', u: 'undo' };

/** @param {Stroke} event @param {boolean} hasLetters  whether single letters count @returns {{ move: Move } | { act: Act } | null} */
export function meaningHere(event, hasLetters) {
  if (isModified(event)) return null;
  const { key } = event;
  if (Object.hasOwn(moves, key)) return { move: moves[key] };
  if (key === 'Enter') return { act: 'menu' };
  const letter = key.toLowerCase();
  if (!hasLetters) return null;
  if (Object.hasOwn(letterMoves, letter)) return { move: letterMoves[letter] };
  return Object.hasOwn(letterActs, letter) ? { act: letterActs[letter] } : null;
}

/**
 * Where a move leads: within a list and from list to list, sideways to the next list that has something. From nowhere to the first of all.
 * @param {readonly List[]} lists @param {{ list: string, id: string } | null} from @param {Move} move
 * @returns {{ list: ListName, id: string } | null}  null: there is nothing
 */
export function movedFrom(lists, from, move) {
  const filled = lists.filter(({ ids }) => ids.length > 0);
  if (filled.length === 0) return null;
  const at = filled.findIndex(({ name, ids }) => name === from?.list && ids.includes(from.id));
  if (!from || at < 0) return { list: filled[0].name, id: filled[0].ids[0] };
  const { name, ids } = filled[at];
  const index = ids.indexOf(from.id);
  if (move === 'first') return { list: name, id: ids[0] };
  if (move === 'last') return { list: name, id: /** @type {string} */ (ids.at(-1)) };
  const isForwards = move === 'down' || move === 'right';
  const within = move === 'down' ? index + 1 : move === 'up' ? index - 1 : -1;
  if (ids[within] !== undefined) return { list: name, id: ids[within] };
  const next = filled[at + (isForwards ? 1 : -1)];
  if (!next) return { list: name, id: from.id };
  return { list: next.name, id: move === 'up' ? /** @type {string} */ (next.ids.at(-1)) : next.ids[0] };
}

/** Which one is next when this one leaves its list: the one below it, else the one above; else itself.
 * @param {readonly List[]} lists @param {{ list: string, id: string }} at @returns {string} */
export function nextTo(lists, { list, id }) {
  const ids = lists.find(({ name }) => name === list)?.ids ?? [];
  const index = ids.indexOf(id);
  return ids[index + 1] ?? ids[index - 1] ?? id;
}

/** Two at most are marked, for a merge: a third takes the place of the first. @param {readonly string[]} marked @param {string} id @returns {string[]} */
export const toggled = (marked, id) => (marked.includes(id) ? marked.filter((one) => one !== id) : [...marked.slice(-1), id]);
