// Tells a server how far this member has read in a room: the latest only, and not often.

/** @import { RoomState } from './types.js' */
/** @import { Host } from './sender.js' */

/** Between two tellings; a reader in a fast room reads on all the time. */
export const pauseMs = 3_000;

export class ReadTeller {
  #host;
  #stateOf;
  #isLive = false;
  #isKept = true;
  #offset = 0;
  /** The last that was told and not refused for now. */
  #told = 0;
  /** @type {any} */ #timer = null;

  /** @param {Host} host @param {() => RoomState} stateOf */
  constructor(host, stateOf) {
    this.#host = host;
    this.#stateOf = stateOf;
  }

  /** @param {number} offset  everything up to it has been read */
  tell(offset) {
    this.#offset = Math.max(this.#offset, offset);
    this.#next();
  }

  /** @param {boolean} isAnew  the log may be another one: what was read of the last says nothing */
  resume(isAnew) {
    this.#isLive = true;
    if (isAnew) this.#offset = this.#told = 0;
    this.#next();
  }

  pause() {
    this.#isLive = false;
    this.#host.clock.clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** @param {number} offset  told, and answered @param {import('./types.js').Refusal | null} refusal */
  #onAnswer(offset, refusal) {
    if (refusal?.code === 'unknown_command') this.#isKept = false; // an older server
    if (!refusal?.retryable || refusal.code === 'lost' || refusal.code === 'offline') return; // the next join tells it
    this.#told = Math.min(this.#told, offset - 1);
    this.#wait(Math.max(refusal.retryAfterMs ?? 0, pauseMs));
  }

  /** @param {number} ms */
  #wait(ms) {
    this.#host.clock.clearTimeout(this.#timer);
    this.#timer = this.#host.clock.setTimeout(() => {
      this.#timer = null;
      if (this.#offset > this.#told) this.#next();
    }, ms);
  }

  #next() {
    const { id, mine } = this.#stateOf();
    const known = typeof mine.read === 'number' ? mine.read : 0;
    if (!this.#isLive || !this.#isKept || this.#timer !== null || this.#offset <= known) return;
    const offset = this.#offset;
    this.#told = offset;
    this.#wait(pauseMs);
    this.#host.request('read', { room: id, offset }, (refusal) => this.#onAnswer(offset, refusal));
  }
}
