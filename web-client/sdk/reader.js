// Reads a room's history: what is older, what surrounds a message, what a gap hides, and what may have gone stale.

/** @import { GapMarker, RoomState, ServerDocument } from './types.js' */
/** @import { HistoryAnswer } from './room-state.js' */
/** @import { Host } from './sender.js' */

import { backoffMs } from './backoff.js';
import { HallwayError, ownRefusal } from './errors.js';

const pageRowsMax = 300;

/** @typedef {{ before?: number, after?: number, around?: string, latest?: true }} Query */

export class Reader {
  #host;
  #stateOf;
  #take;
  #isLive = false;
  #underWay = 0;
  /** @type {Promise<number> | null} */ #older = null;
  /** Rows up to this offset were shown when a gap hid events, edits and deletions of these rows among them perhaps. */
  #staleTo = 0;
  #isRefreshing = false;
  #failures = 0;
  /** @type {any} */ #timer = null;

  /**
   * @param {Host} host
   * @param {() => RoomState} stateOf
   * @param {(answer: HistoryAnswer) => void} take  folds a page into the room
   */
  constructor(host, stateOf, take) {
    this.#host = host;
    this.#stateOf = stateOf;
    this.#take = take;
  }

  /** @param {boolean} isAnew  the rows were dropped: nothing is stale */
  resume(isAnew) {
    this.#isLive = true;
    if (isAnew) this.#staleTo = 0;
    this.#refresh();
  }

  pause() {
    this.#isLive = false;
    this.#host.clock.clearTimeout(this.#timer);
  }

  /** A gap was told: what is shown is read again, since a deletion that stays unseen is worse than a marker.
   * @param {number} to */
  onGap(to) {
    this.#staleTo = Math.max(this.#staleTo, to);
    this.#refresh();
  }

  /** @param {number} limit @returns {Promise<number>} */
  older(limit) {
    const { hasOlder, before } = this.#stateOf();
    if (!hasOlder || before === null) return Promise.resolve(0);
    this.#older ??= this.#page({ before }, limit)
      .then(({ added }) => added)
      .finally(() => (this.#older = null));
    return this.#older;
  }

  /** @param {string} id */
  async around(id) {
    if (!this.#stateOf().rows.some((row) => row.id === id)) await this.#page({ around: id }, 50);
  }

  /** @param {Pick<GapMarker, 'from' | 'to'>} marker */
  async fill({ from, to }) {
    for (let cursor = from - 1; cursor < to;) {
      const { ok } = await this.#page({ after: cursor }, pageRowsMax);
      if (!(ok.after > cursor)) return;
      cursor = ok.after;
    }
  }

  /** Reads again what is shown, as soon as no page is under way that was read before the gap. */
  #refresh() {
    this.#host.clock.clearTimeout(this.#timer);
    if (this.#staleTo === 0 || !this.#isLive || this.#isRefreshing || this.#underWay > 0) return;
    const to = this.#staleTo;
    this.#isRefreshing = true;
    this.#readAgain(to).then(
      () => this.#onRefreshed(to),
      (refusal) => this.#onRefused(refusal),
    );
  }

  /** @param {number} to */
  #onRefreshed(to) {
    this.#isRefreshing = false;
    this.#failures = 0;
    if (this.#staleTo === to) this.#staleTo = 0;
    this.#refresh();
  }

  /** @param {HallwayError} refusal */
  #onRefused({ retryAfterMs }) {
    this.#isRefreshing = false;
    if (!this.#isLive) return; // `resume` tries again
    const wait = retryAfterMs || backoffMs(++this.#failures, this.#host.clock.random);
    this.#timer = this.#host.clock.setTimeout(() => this.#refresh(), wait);
  }

  /** The rows that are here, and not what lies between them.
   * @param {number} to */
  async #readAgain(to) {
    const offsets = this.#stateOf()
      .rows.map(({ offset }) => offset)
      .filter((offset) => offset <= to);
    for (let next = offsets[0]; next !== undefined;) {
      const { ok } = await this.#page({ after: next - 1 }, pageRowsMax);
      const read = ok.after ?? Infinity;
      next = /** @type {number} */ (offsets.find((offset) => offset > read));
    }
  }

  /** @param {Query} query @param {number} limit
   * @returns {Promise<{ ok: ServerDocument, added: number }>} */
  #page(query, limit) {
    return new Promise((resolve, reject) => {
      if (!this.#host.isOnline()) return reject(new HallwayError(ownRefusal('offline')));
      const { id, status, position, markers } = this.#stateOf();
      if (!this.#isLive) return reject(new HallwayError(ownRefusal(status === 'left' ? 'left' : 'offline')));
      const gapEnds = markers.map((marker) => (marker.kind === 'gap' ? marker.to : 0));
      const top = Math.max(position?.offset ?? 0, ...gapEnds);
      this.#underWay++;
      this.#host.request('history', { room: id, ...query, limit }, (refusal, ok) => {
        this.#underWay--;
        if (refusal) return reject(new HallwayError(refusal));
        const rowsBefore = this.#stateOf().rows.length;
        this.#take({ answer: 'history', ok, query, top });
        resolve({ ok, added: this.#stateOf().rows.length - rowsBefore });
        this.#refresh();
      });
    });
  }
}
