// The rooms that were visited since the page was opened: each one's state, and how far the reader has read in it.

import { repliesToMe } from './view/speech.js';
import { unseen } from './view/window.js';

/** @import { RoomState, Row } from '../sdk/types.js' */

/** The part of the SDK's room that is used here and in the components. */
/** @typedef {ReturnType<ReturnType<typeof import('../sdk/hallway.js').createClient>['room']>} Room */

/**
 * @typedef {object} Visit
 * @property {string} id
 * @property {Room} room
 * @property {RoomState} state
 * @property {number | null} seen  the offset of the last row that the reader had before them; null before the first answer
 * @property {number | null} newAfter  the offset behind which the line "new" stands
 * @property {number | null} lostAt  the last offset before the connection was lost, until it is back
 * @property {number} caughtUp  how many messages of others the last recovery brought; 0 once the reader was told
 */

/** @param {RoomState} state */
const topOf = (state) => state.rows.at(-1)?.offset ?? 0;

export class Visits {
  /** @type {Map<string, Visit>} */
  #visits = new Map();
  #client;
  #on;
  /** @type {string | null} */
  #readingIn = null;

  /**
   * @param {{ room(id: string): Room }} client
   * @param {{ changed: (visit: Visit) => void, replied: (rows: readonly Row[], visit: Visit) => void }} on
   */
  constructor(client, on) {
    this.#client = client;
    this.#on = on;
  }

  /** @param {string} id @returns {Visit} */
  open(id) {
    const known = this.#visits.get(id);
    if (known) return known;
    const room = this.#client.room(id);
    /** @type {Visit} */
    const visit = { id, room, state: room.state, seen: null, newAfter: null, lostAt: null, caughtUp: 0 };
    this.#visits.set(id, visit);
    room.on('change', (state) => this.#take(visit, state));
    return visit;
  }

  /** How many messages wait in a room that was visited. @param {string} id */
  unreadIn(id) {
    const visit = this.#visits.get(id);
    return visit ? unseen(visit.state.rows, visit.seen) : 0;
  }

  /** Which room the reader has before them at its newest end, if any. What comes elsewhere is new.
   * @param {string | null} id */
  readIn(id) {
    if (id === this.#readingIn) return;
    const left = this.#visits.get(this.#readingIn ?? '');
    if (left) left.newAfter = left.seen = topOf(left.state);
    this.#readingIn = id;
    const entered = this.#visits.get(id ?? '');
    if (entered?.state.position) entered.seen = topOf(entered.state);
  }

  /** @param {Visit} visit @param {RoomState} state */
  #take(visit, state) {
    const before = visit.state;
    visit.state = state;
    const wasTop = topOf(before);
    if (!before.position || state.epoch !== before.epoch || topOf(state) < wasTop) {
      visit.seen = state.position ? topOf(state) : null;
      visit.newAfter = null;
    } else {
      const replies = repliesToMe(state.rows, wasTop);
      if (replies.length > 0) this.#on.replied(replies, visit);
    }
    this.#watchLoss(visit, before);
    if (this.#readingIn === visit.id && state.position) visit.seen = topOf(state);
    this.#on.changed(visit);
  }

  /** @param {Visit} visit @param {RoomState} before */
  #watchLoss(visit, before) {
    const { state } = visit;
    if (before.status === 'live' && state.status === 'catching-up') {
      visit.lostAt = topOf(before);
    } else if (state.status === 'live' && visit.lostAt !== null) {
      const count = state.epoch === before.epoch ? unseen(state.rows, visit.lostAt) : 0;
      if (count > 0) {
        visit.newAfter = visit.lostAt;
        visit.caughtUp = count;
      }
      visit.lostAt = null;
    }
  }
}
