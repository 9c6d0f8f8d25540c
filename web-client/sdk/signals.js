// What a room is told and forgets, applause and who is typing, in functions of their own: a program that shows neither need not load them. Pure, but for the last two.

/** @import { ApplauseKind, ServerDocument, Signals } from './types.js' */
/** @import { Room } from './room.js' */

/** Where somebody begins to listen, and begins anew after a break. @type {Signals} */
export const nothingSignalled = Object.freeze({ applause: null, typing: [] });

/**
 * Folds one document that a room was told, as `room.on('told')` has it.
 * @param {Signals} known @param {ServerDocument} told
 * @returns {Signals}  `known` itself if nothing changed
 */
export function foldSignals(known, told) {
  switch (told.ev) {
    case 'applause': {
      const { version, counts } = told;
      return Number.isInteger(version) && counts && version > (known.applause?.version ?? 0) ? { ...known, applause: { version, counts } } : known;
    }
    case 'typing':
      return Array.isArray(told.typing) ? { ...known, typing: told.typing.filter(({ id, name }) => typeof id === 'string' && typeof name === 'string') } : known;
    case 'message': // whoever has said something is typing it no more
      return known.typing.some(({ id }) => id === told.from?.id) ? { ...known, typing: known.typing.filter(({ id }) => id !== told.from.id) } : known;
    default:
      return known;
  }
}

/** Applauds. The server counts a member once in `per_applause_ms`; without a connection nobody hears it. @param {Room} room @param {ApplauseKind} kind */
export const applaud = (room, kind) => void room.asked('applaud', { kind }).catch(() => {});

/** Says that this member is typing, once in `typing_ms` as long as they are, or that they are not any more. @param {Room} room @param {boolean} [on] */
export const tellTyping = (room, on = true) => void room.asked('typing', { on }).catch(() => {});
