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
    if (isAnew) this.#offset = 0;
    this.#next();
  }

  pause() {
    this.#isLive = false;
    this.#host.clock.clearTimeout(this.#timer);
    this.#timer = null;
  }

  #next() {
    const { id, mine } = this.#stateOf();
    const known = typeof mine.read === 'number' ? mine.read : 0;
    if (!this.#isLive || !this.#isKept || this.#timer !== null || this.#offset <= known) return;
    const offset = this.#offset;
    this.#timer = this.#host.clock.setTimeout(() => {
      this.#timer = null;
      if (this.#offset > offset) this.#next();
    }, pauseMs);
    this.#host.request('read', { room: id, offset }, (refusal) => {
      if (refusal?.code === 'unknown_command') this.#isKept = false; // an older server
    });
  }
}
