// The rooms that were visited since the page was opened: each one's state, and how far the reader has read in it.

import { ReadMarks } from './read-marks.js';
import { toMe } from './view/for-me.js';
import { isNews, newerThan, unseen } from './view/window.js';

/** @import { RoomState, Row } from '../sdk/types.js' */
/** @import { KeptRows } from './kept-rows.js' */
/** @import { ForMe } from './view/for-me.js' */

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
 * @property {number} caughtUp  how many messages of others came while the reader was away; 0 once the reader was told
 * @property {boolean} isMoreMissed  whether there are more than that, which are not here
 */

/**
 * @typedef {object} Listening
 * @property {(visit: Visit) => void} changed
 * @property {(what: { fresh: readonly Row[], forMe: readonly ForMe[] }, visit: Visit) => void} arrived  messages of others, just now
 */

/** @param {RoomState} state */
const topOf = (state) => state.rows.at(-1)?.offset ?? 0;

export class Visits {
  /** @type {Map<string, Visit>} */
  #visits = new Map();
  #client;
  #on;
  #marks;
  #kept;
  /** @type {string | null} */
  #readingIn = null;

  /**
   * @param {{ room(id: string): Room, readonly blocked: readonly string[] }} client
   * @param {Listening} on
   * @param {ReadMarks} [marks]
   * @param {KeptRows | null} [kept]
   */
  constructor(client, on, marks = new ReadMarks(null), kept = null) {
    this.#client = client;
    this.#on = on;
    this.#marks = marks;
    this.#kept = kept;
    marks.onMoved = (room) => this.#readElsewhere(room);
  }

  /** @param {string} id @returns {Visit} */
  open(id) {
    const known = this.#visits.get(id);
    if (known) return known;
    const room = this.#client.room(id);
    /** @type {Visit} */
    const visit = { id, room, state: this.#shown(room.state), seen: null, newAfter: null, lostAt: null, caughtUp: 0, isMoreMissed: false };
    this.#visits.set(id, visit);
    room.on('change', (state) => this.#take(visit, state));
    return visit;
  }

  /** Before the server has told anything, what was here last. @param {RoomState} state @returns {RoomState} */
  #shown(state) {
    const kept = state.position || state.status === 'left' ? null : this.#kept?.read(state.id);
    return kept ? { ...state, title: state.title || kept.title, rows: kept.rows } : state;
  }

  /** How many messages came that the reader has not had before them. @param {Visit} visit @param {number | null} [after]  an offset */
  newIn({ state, seen }, after = seen) {
    return unseen(state.rows, after, this.#client.blocked);
  }

  /** How many messages wait in a room that was visited. @param {string} id */
  unreadIn(id) {
    const visit = this.#visits.get(id);
    return visit ? this.newIn(visit) : 0;
  }

  /** How many of them answer or name the reader. @param {string} id */
  unreadForMeIn(id) {
    const visit = this.#visits.get(id);
    return visit && visit.seen !== null ? toMe(visit.state.rows, visit.seen, visit.state.me?.name, this.#client.blocked).length : 0;
  }

  /** Which room the reader has before them at its newest end, if any. What comes elsewhere is new.
   * @param {string | null} id */
  readIn(id) {
    if (id === this.#readingIn) return;
    const left = this.#visits.get(this.#readingIn ?? '');
    if (left?.state.position) left.seen = topOf(left.state);
    this.#readingIn = id;
    const entered = this.#visits.get(id ?? '');
    if (entered?.state.position) this.#read(entered);
  }

  /** @param {Visit} visit */
  #read(visit) {
    const { id, state } = visit;
    visit.seen = topOf(state);
    if (this.#marks.advance(id, state.epoch, visit.seen)) visit.room.read(visit.seen);
  }

  /** @param {string} id */
  #readElsewhere(id) {
    const visit = this.#visits.get(id);
    const mark = visit ? this.#marks.read(id, visit.state.epoch) : null;
    if (!visit || mark === null || visit.seen === null || mark <= visit.seen) return;
    visit.seen = Math.min(mark, topOf(visit.state));
    visit.caughtUp = Math.min(visit.caughtUp, this.newIn(visit));
    this.#on.changed(visit);
  }

  /** @param {Visit} visit @param {RoomState} state */
  #take(visit, state) {
    const before = visit.state;
    visit.state = this.#shown(state);
    if (state.status === 'left' && state.leftCode !== null) this.#kept?.forget(visit.id);
    else if (state.position && state.rows !== before.rows) this.#kept?.note(state);
    const wasTop = topOf(before);
    const { read } = state.mine;
    if (typeof read === 'number' && this.#marks.advance(visit.id, state.epoch, read)) this.#readElsewhere(visit.id);
    if (!before.position || state.epoch !== before.epoch || topOf(state) < wasTop) this.#begin(visit);
    else if (topOf(state) > wasTop) this.#tell(visit, wasTop);
    this.#watchLoss(visit, before);
    if (this.#readingIn === visit.id && state.position) this.#read(visit);
    this.#on.changed(visit);
  }

  /** A log that is new to this page: what is behind the mark of an earlier visit was missed. Without a mark nothing was.
   * @param {Visit} visit */
  #begin(visit) {
    const { id, state } = visit;
    const top = topOf(state);
    const mark = this.#marks.read(id, state.epoch);
    visit.newAfter = null;
    visit.caughtUp = 0;
    visit.isMoreMissed = false;
    visit.seen = state.position ? Math.min(mark ?? top, top) : null;
    if (!state.position || mark === null || this.newIn(visit, mark) === 0) return;
    visit.newAfter = mark;
    visit.caughtUp = this.newIn(visit, mark);
    visit.isMoreMissed = state.hasOlder && state.rows[0].offset > mark + 1;
  }

  /** @param {Visit} visit @param {number} after */
  #tell(visit, after) {
    const { rows, me } = visit.state;
    const fresh = newerThan(rows, after).filter((row) => isNews(row, this.#client.blocked));
    if (fresh.length === 0) return;
    // The line stands where what is unread begins, and stays there while the reader goes up to it.
    if (this.#readingIn !== visit.id && visit.seen !== null && fresh.length === this.newIn(visit)) visit.newAfter = visit.seen;
    this.#on.arrived({ fresh, forMe: toMe(rows, after, me?.name, this.#client.blocked) }, visit);
  }

  /** @param {Visit} visit @param {RoomState} before */
  #watchLoss(visit, before) {
    const { state } = visit;
    if (before.status === 'live' && state.status === 'catching-up') {
      visit.lostAt = topOf(before);
    } else if (state.status === 'live' && visit.lostAt !== null) {
      const count = state.epoch === before.epoch ? this.newIn(visit, visit.lostAt) : 0;
      if (count > 0) {
        visit.newAfter = visit.lostAt;
        visit.caughtUp = count;
        visit.isMoreMissed = state.markers.some((marker) => marker.kind === 'reset' && marker.reason === 'too_far');
      }
      visit.lostAt = null;
    }
  }
}
