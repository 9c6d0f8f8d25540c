// The questions of a room as they are shown: in which order, what may be done with each, and what is news to who asked. Pure.

/** @import { Question, QuestionState, RoomState } from '../../sdk/types.js' */
/** @import { TalkHere } from './talk.js' */

/** The parts of the list, from the top. @typedef {'answering' | 'waiting' | 'open' | 'answered' | 'away'} Part */
/** @typedef {Record<Part, readonly string[]>} Arrangement  ids of questions */

/** @type {readonly Part[]} */
export const parts = ['answering', 'waiting', 'open', 'answered', 'away'];

/** @type {Record<QuestionState, Part>} */
const partOf = { answering: 'answering', pending: 'waiting', visible: 'open', answered: 'answered', archived: 'away' };

/**
 * In which order questions stand: those with the most votes first, of equals the older; what was answered last comes first there.
 * While somebody points at the list nothing in it moves: what is new comes last, and what is gone leaves its place.
 * @param {readonly Question[]} questions
 * @param {Arrangement | null} before
 * @param {boolean} isHeld
 * @returns {Arrangement}
 */
export function arranged(questions, before, isHeld) {
  const known = new Set(before && isHeld ? parts.flatMap((part) => before[part]) : []);
  /** @param {Part} part */
  const inPart = (part) => questions.filter(({ id, state }) => partOf[state] === part && !known.has(id));
  /** @param {Question} a @param {Question} b */
  const byVotes = (a, b) => b.votes - a.votes || a.offset - b.offset;
  /** @param {Question} a @param {Question} b */
  const byChange = (a, b) => b.version - a.version || b.offset - a.offset;
  /** @param {Part} part @param {(a: Question, b: Question) => number} [order] */
  const ids = (part, order) => {
    const fresh = inPart(part);
    if (order) fresh.sort(order);
    return [...(before && isHeld ? before[part] : []), ...fresh.map(({ id }) => id)];
  };
  return { answering: ids('answering'), waiting: ids('waiting'), open: ids('open', byVotes), answered: ids('answered', byChange), away: ids('away', byChange) };
}

/** @typedef {'answering' | 'answered' | 'visible' | 'pending' | 'archived' | 'copy' | 'answer' | 'merge' | 'pin' | 'unpin' | 'delete' | 'remove'} QuestionChoice */

const tends = new Set(['moderator', 'organiser']);
const watches = new Set(['moderator', 'safety', 'organiser']);

/** Who may promote, move, merge and pin. @param {string | undefined} role */
export const isTending = (role) => tends.has(role ?? '');

/** Who sees what waits and who asked without a name, and may remove what others wrote. @param {string | undefined} role */
export const seesAll = (role) => watches.has(role ?? '');

/** Who may answer, and stand behind an answer. @param {string | undefined} role */
export const isAnswering = (role) => isTending(role) || role === 'speaker';

/**
 * What this reader may do with a question now, what one does most often first.
 * @param {Question} question
 * @param {{ role: string | undefined, isPinned: boolean, hasOthers: boolean, isOwn: boolean }} reader
 * @returns {QuestionChoice[]}
 */
export function choicesFor({ state }, { role, isPinned, hasOthers, isOwn }) {
  /** @type {QuestionChoice[]} */
  const choices = [];
  const isTold = state !== 'pending' && state !== 'archived';
  if (isTending(role) && !isTold) choices.push('visible');
  if (isAnswering(role)) {
    if (isTold && state !== 'answering') choices.push('answering');
    if (isTold && state !== 'answered') choices.push('answered');
    if (isTold) choices.push('answer');
  }
  if (isTending(role)) {
    if (state === 'answering' || state === 'answered') choices.push('visible');
    if (hasOthers) choices.push('merge');
    if (isTold) choices.push(isPinned ? 'unpin' : 'pin');
    if (state !== 'archived') choices.push('archived');
  }
  choices.push('copy');
  if (isOwn) choices.push('delete');
  else if (seesAll(role)) choices.push('remove');
  return choices;
}

/** What became of one's own questions. @typedef {{ what: 'answering' | 'answered' | 'answer' | 'shown' | 'away', text: string }} News */

/**
 * @param {readonly Question[]} before
 * @param {readonly Question[]} after
 * @param {(question: Question) => boolean} isOwn
 * @returns {News[]}
 */
export function newsOf(before, after, isOwn) {
  const known = new Map(before.map((question) => [question.id, question]));
  return after.flatMap((question) => changeOf(question));

  /** @param {Question} question @returns {News[]} */
  function changeOf(question) {
    const was = known.get(question.id);
    if (!was || !isOwn(question)) return [];
    const { text, state } = question;
    const count = (/** @type {Question} */ one) => one.answers?.length ?? 0;
    if (count(question) > count(was)) return [{ what: 'answer', text }];
    if (state === was.state) return [];
    if (state === 'answering' || state === 'answered') return [{ what: state, text }];
    if (state === 'archived') return [{ what: 'away', text }];
    return was.state === 'pending' ? [{ what: 'shown', text }] : [];
  }
}

/** Until when one may ask and vote, ms; null: always. It moves with the talk.
 * @param {RoomState['card']} card @param {TalkHere | null} here */
export function askingEnds(card, here) {
  const ends = here && 'ends' in here.talk ? here.talk.ends : card?.ends;
  return typeof card?.qa_until === 'number' && typeof card.ends === 'number' ? card.qa_until + ends - card.ends : null;
}

/** Words that say what a text is about. @param {string} text */
const wordsIn = (text) => new Set(text.toLocaleLowerCase().match(/[\p{L}\p{N}]{4,}/gu) ?? []);

/**
 * With which questions one may be merged: those that share words with it first.
 * @param {readonly Question[]} questions @param {Question} target @param {string} search  what is to stand in them
 */
export function mergeable(questions, target, search) {
  const about = wordsIn(target.text);
  const wanted = search.trim().toLocaleLowerCase();
  const shared = (/** @type {Question} */ { text }) => [...wordsIn(text)].filter((word) => about.has(word)).length;
  return questions
    .filter(({ id, state, text }) => id !== target.id && state !== 'archived' && text.toLocaleLowerCase().includes(wanted))
    .map((question) => ({ question, shared: shared(question) }))
    .sort((a, b) => b.shared - a.shared || b.question.votes - a.question.votes || a.question.offset - b.question.offset)
    .map(({ question }) => question);
}

/** The latest of one's own questions that a message may have answered: asked before it, and not answered by it yet.
 * @param {readonly Question[]} questions  one's own @param {{ id: string, offset: number, own: boolean }} row */
export const helpedBy = (questions, { id, offset, own }) => (own ? undefined : questions.filter(({ offset: asked, source, state, answers = [] }) =>
  asked < offset && source !== id && state !== 'pending' && state !== 'archived' && !answers.some(({ message }) => message === id)).at(-1));
