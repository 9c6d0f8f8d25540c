// Fetches what a room did not tell at once: who joins is told the newest hundred questions, and the oldest fifty of what waits.

/** @import { Room } from './visits.js' */

/** @typedef {WeakMap<Room, Promise<void>>} Errands */

const questions = /** @type {Errands} */ (new WeakMap());
const held = /** @type {Errands} */ (new WeakMap());

/** All of them are in the room's state then. Asked for again meanwhile it is the same errand. @param {Room} room @returns {Promise<void>} */
export const allQuestions = (room) => once(questions, room, (after) => room.questions(after));

/** Likewise all that waits. @param {Room} room @returns {Promise<void>} */
export const allHeld = (room) => once(held, room, (after) => room.listHeld(after));

/** @param {Errands} underWay @param {Room} room @param {(after?: string) => Promise<{ after?: string }>} fetch */
function once(underWay, room, fetch) {
  const known = underWay.get(room);
  if (known) return known;
  const errand = pages(fetch).finally(() => underWay.delete(room));
  underWay.set(room, errand);
  return errand;
}

/** @param {(after?: string) => Promise<{ after?: string }>} fetch */
async function pages(fetch) {
  let after;
  do ({ after } = await fetch(after)); while (after !== undefined);
}
