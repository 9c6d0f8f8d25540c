// The board of a room, folded: cards of questions by id, their votes, and pins. Pure.
//
// A board is told as it stands, so every part counts by its version and never by its place among the events: it may come at the
// offset of a message, again after a join, or on a page that was read before a change.

/** @import { Card, Member, Pin, RoomState, ServerDocument } from './types.js' */

export const emptyBoard = Object.freeze({
  questions: /** @type {Readonly<Record<string, Card>>} */ ({}),
  moreQuestions: false,
  pins: /** @type {readonly Pin[]} */ ([]),
  pinsVersion: 0,
});

/**
 * @param {RoomState} state
 * @param {ServerDocument | undefined} told  a `board` event, the `state`, `board` or `mine` of a join, or a page of questions
 * @returns {RoomState}
 */
export function foldBoard(state, told) {
  const { pins, pins_version: version } = told ?? {};
  const [cards, votes] = [listOf(told?.questions), listOf(told?.votes)];
  const arePinsNew = Array.isArray(pins) && version >= state.pinsVersion;
  if (cards.length + votes.length === 0 && !arePinsNew) return state;
  const questions = { ...state.questions };
  for (const card of cards) questions[card.id] = laterOf(questions[card.id], card);
  for (const tally of votes) if (questions[tally.id]) questions[tally.id] = withTally(questions[tally.id], tally);
  return {
    ...state,
    questions,
    pending: state.pending.filter(({ id }) => !id || !questions[id]),
    ...(arePinsNew ? { pins, pinsVersion: version } : {}),
  };
}

/** @param {unknown} told @returns {Card[]} */
const listOf = (told) => (Array.isArray(told) ? told.filter((one) => typeof one?.id === 'string') : []);

/** @param {Card | undefined} known @param {Card} told @returns {Card} */
function laterOf(known, told) {
  if (!known) return told;
  return known.version > told.version ? withTally(known, told) : withTally(told, known, true);
}

/** Of two counts of equal age the one that was told counts, not the one that was made up meanwhile.
 * @param {Card} card @param {{ votes?: number, voted?: number }} tally @param {boolean} [isKnown]  it is the older telling */
function withTally(card, { votes, voted = 0 }, isKnown = false) {
  const ahead = voted - (card.voted ?? 0);
  return votes !== undefined && (ahead > 0 || (ahead === 0 && !isKnown)) ? { ...card, votes, voted } : card;
}

/** The question that has the votes of this one by now: itself, or what it was merged into.
 * @param {RoomState['questions']} questions @param {string} id @returns {string} */
export function standingId(questions, id) {
  const seen = new Set();
  for (let next = questions[id]?.merged_into; next && !seen.has(next); next = questions[id]?.merged_into) {
    seen.add(id);
    id = next;
  }
  return id;
}

/** This member's vote was stored. Until the room has counted, the count is what it was and this vote.
 * @param {RoomState} state @param {string} target @param {boolean} on @param {number} offset @returns {RoomState} */
export function foldVote(state, target, on, offset) {
  const { questions, mine } = state;
  const id = standingId(questions, target);
  const votes = mine.votes ?? [];
  const others = votes.filter((one) => standingId(questions, one) !== id);
  const next = { ...state, mine: { ...mine, votes: on ? [...others, id] : others } };
  const card = questions[id];
  const isCounted = on === others.length < votes.length || !((card?.voted ?? 0) < offset);
  if (!card || isCounted) return next;
  return { ...next, questions: { ...questions, [id]: { ...card, votes: (card.votes ?? 0) + (on ? 1 : -1), voted: offset } } };
}

/** Shows a member's present name on all that the board has of them.
 * @param {RoomState} state @param {Member} member @returns {RoomState} */
export function renameOnBoard(state, { id, name }) {
  const isStale = (/** @type {Member | undefined} */ one) => one?.id === id && one.name !== name;
  /** @template T @param {T} one @param {(keyof T)[]} fields @returns {T} */
  const renamed = (one, fields) => {
    const stale = fields.filter((field) => isStale(/** @type {any} */ (one[field])));
    return stale.length ? { ...one, ...Object.fromEntries(stale.map((field) => [field, { .../** @type {any} */ (one[field]), name }])) } : one;
  };
  const cards = Object.values(state.questions);
  const isOnCard = (/** @type {Card} */ { from, answers }) => isStale(from) || answers?.some((answer) => isStale(answer.from));
  const hasPin = state.pins.some(({ from, by }) => isStale(from) || isStale(by));
  if (!hasPin && !cards.some(isOnCard)) return state;
  const after = cards.map((card) => {
    const { answers } = card;
    return { ...renamed(card, ['from']), ...(answers && { answers: answers.map((answer) => renamed(answer, ['from'])) }) };
  });
  return {
    ...state,
    questions: Object.fromEntries(after.map((card) => [card.id, card])),
    pins: state.pins.map((pin) => renamed(pin, ['from', 'by'])),
  };
}
