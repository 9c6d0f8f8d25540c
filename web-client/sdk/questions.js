// What a room's board comes to for one reader: questions with one's own votes, what one asked, pins that hold. Pure.

/** @import { Card, PendingEntry, Pin, Question, RoomState } from './types.js' */

import { standingId } from './board.js';

/**
 * The questions that are there to be seen, in the order of asking. A vote of this member counts at once; if it is refused, it does
 * no longer.
 * @param {RoomState} state
 * @returns {Question[]}
 */
export function questionsOf({ questions, mine, pending }) {
  const given = new Set((mine.votes ?? []).map((id) => standingId(questions, id)));
  const wanted = new Map(
    pending
      .filter(({ kind, state }) => kind === 'vote' && state !== 'refused')
      .map(({ target, on }) => [standingId(questions, target ?? ''), on === true]),
  );
  return Object.values(questions)
    .filter(isShown)
    .sort((a, b) => a.offset - b.offset)
    .map((card) => {
      const isGiven = given.has(card.id);
      const hasMyVote = wanted.get(card.id) ?? isGiven;
      return { ...card, hasMyVote, votes: card.votes + Number(hasMyVote) - Number(isGiven) };
    });
}

/** Whether there is something to see: what was merged, deleted or put away is told without, or named by another.
 * @param {Card} card @returns {card is import('./types.js').ShownCard} */
export const isShown = (card) => !card.deleted && !card.merged_into && typeof card.text === 'string' && Number.isInteger(card.offset);

/** What this member asked and the room has not told yet, in the order of asking. A question whose answer was lost is told by the room
 * before it is sent once more: then it is among the questions already.
 * @param {RoomState} state
 * @returns {PendingEntry[]} */
export function askedOf({ questions, pending, me }) {
  const own = Object.values(questions).filter(({ mine, from }) => mine || (me !== null && from?.id === me.id));
  const told = own.map(({ text, at = 0 }) => ({ text, at }));
  return pending.filter((entry) => {
    if (entry.kind !== 'ask') return false;
    if (entry.state === 'refused') return true;
    const same = told.findIndex(({ text, at }) => text === asStored(entry.text) && at > entry.at - skewMs);
    if (same >= 0) told.splice(same, 1);
    return same < 0;
  });
}

/** How far a device's clock may be ahead. */
const skewMs = 60_000;

/** @param {string} text */
const asStored = (text) => text.normalize('NFC').trim();

/** The question that a link means: itself, or the one that it was merged into; null if it is not here to be seen.
 * @param {RoomState} state @param {string} id @returns {string | null} */
export function standingOf({ questions }, id) {
  const card = questions[standingId(questions, id)];
  return card && isShown(card) ? card.id : null;
}

/** The pins that hold at a moment, in their order. @param {RoomState} state @param {number} now  ms, the server's @returns {Pin[]} */
export const pinsAt = ({ pins }, now) => pins.filter(({ until }) => until === undefined || until > now);

/** When the next pin ends, or null: none does. @param {RoomState} state @param {number} now @returns {number | null} */
export function nextPinEnd({ pins }, now) {
  const ends = pins.flatMap(({ until }) => (until !== undefined && until > now ? [until] : []));
  return ends.length ? Math.min(...ends) : null;
}
