// Fetches the questions that a room did not tell at once: who joins is told the newest hundred.

/** @import { Room } from './visits.js' */

/** @type {WeakMap<Room, Promise<void>>} */
const underWay = new WeakMap();

/** All of them are in the room's state then. Asked for again meanwhile it is the same errand. @param {Room} room @returns {Promise<void>} */
export function allQuestions(room) {
  const known = underWay.get(room);
  if (known) return known;
  const errand = pages(room).finally(() => underWay.delete(room));
  underWay.set(room, errand);
  return errand;
}

/** @param {Room} room */
async function pages(room) {
  let after;
  do ({ after } = await room.questions(after)); while (after !== undefined);
}
