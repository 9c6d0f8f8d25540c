// The words of one's own messages that wait, kept in the browser: if one is not let through while its author is away, the server has them no more.

import { keep, kept } from './view/slots.js';

/** @import { Slots } from './view/slots.js' */

const slot = 'hallway.held';
const keptMs = 2 * 86_400_000; // a server tells for a day of what was not let through

/** By the id of the message; `null`: its author has done with it. @typedef {{ [id: string]: { at: number, text: string | null } }} Held */

export class HeldWords {
  #storage;
  #now;

  /** @param {Slots | null} storage @param {() => number} [now] */
  constructor(storage, now = Date.now) {
    this.#storage = storage;
    this.#now = now;
  }

  /** @param {string} id @param {string} text */
  keep(id, text) {
    if (this.#all[id]?.text !== text) this.#put(id, text);
  }

  /** It is not to be shown again. @param {string} id */
  letGo(id) {
    this.#put(id, null);
  }

  /** The words; `null` if their author has done with them, nothing if they are not known. @param {string} id @returns {string | null | undefined} */
  of(id) {
    return this.#all[id]?.text;
  }

  /** @returns {Held} */
  get #all() {
    try {
      const all = JSON.parse(kept(this.#storage, slot) ?? '{}');
      return all && typeof all === 'object' ? all : {};
    } catch {
      return {};
    }
  }

  /** @param {string} id @param {string | null} text */
  #put(id, text) {
    const at = this.#now();
    const fresh = Object.entries(this.#all).filter(([, entry]) => at - entry?.at < keptMs);
    keep(this.#storage, slot, JSON.stringify({ ...Object.fromEntries(fresh), [id]: { at, text } }));
  }
}
