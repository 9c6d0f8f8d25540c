// What was written and not confirmed, kept in storage so that it survives a reload: one item an entry.
//
// Tabs of one member share these items and no lock. Each tab writes and removes items, never a list, so no tab can lose
// another's. A tab that starts adopts every item of its member, also those of a tab that still lives: sending one twice
// stores it once, since the key is the same, and whichever tab hears of it first removes it.

/** @import { OutboxEntry } from './types.js' */
/** @import { SafeStorage } from './storage.js' */

import { ownRefusal } from './errors.js';

const day = 86_400_000;
/** A server knows a key for 7 days at least; what is older could be stored twice and is sent only when asked. */
export const resendMaxMs = 6 * day;
/** What nobody came back for. */
export const keptMaxMs = 30 * day;
/** More than this in one room is refused at once. */
export const entriesMax = 500;

const prefix = 'hallway:outbox:';

export class Outbox {
  #storage;
  #now;
  #lastAt = 0;
  #space = '';

  /** @param {SafeStorage} storage @param {() => number} now */
  constructor(storage, now) {
    this.#storage = storage;
    this.#now = now;
  }

  /** The time for a new entry. Never twice the same, so that entries sort in the order in which they were made. */
  nextAt() {
    this.#lastAt = Math.max(this.#now(), this.#lastAt + 1);
    return this.#lastAt;
  }

  /** @param {OutboxEntry} entry */
  put(entry) {
    this.#storage.set(this.#itemOf(entry.key), JSON.stringify(entry));
  }

  /** @param {string} key */
  remove(key) {
    this.#storage.remove(this.#itemOf(key));
  }

  /** Whether another tab has not settled or discarded it meanwhile.
   * @param {string} key */
  has(key) {
    return this.#storage.get(this.#itemOf(key)) !== null;
  }

  /**
   * Says in which space and as whom this client writes, and finds what waits there. What was put before the space was
   * known moves to it.
   * @param {string} space
   * @param {string} member
   * @returns {OutboxEntry[]} this member's entries and those that nobody has claimed, oldest first
   */
  open(space, member) {
    const unclaimed = this.#read(`${prefix}:`);
    for (const entry of unclaimed) this.#storage.remove(`${prefix}:${entry.key}`);
    this.#space = space;
    for (const entry of unclaimed) this.put({ ...entry, member });
    const own = this.#read(`${prefix}${space}:`).filter((entry) => entry.member === member || entry.member === null);
    this.#lastAt = Math.max(this.#lastAt, ...own.map(({ at }) => at));
    return own.map((entry) => this.#judge(entry)).sort((a, b) => a.at - b.at);
  }

  /** @param {string} under @returns {OutboxEntry[]} */
  #read(under) {
    return this.#storage.keys(under).flatMap((item) => {
      const entry = parse(this.#storage.get(item));
      if (entry && this.#now() - entry.at < keptMaxMs) return [entry];
      this.#storage.remove(item);
      return [];
    });
  }

  /** @param {OutboxEntry} entry @returns {OutboxEntry} */
  #judge(entry) {
    return entry.error || this.#now() - entry.at < resendMaxMs ? entry : { ...entry, error: ownRefusal('too_old') };
  }

  /** @param {string} key */
  #itemOf(key) {
    return `${prefix}${this.#space}:${key}`;
  }
}

/** @param {string | null} text @returns {OutboxEntry | null} */
function parse(text) {
  try {
    const entry = JSON.parse(text ?? 'null');
    const isEntry =
      [entry?.key, entry?.room, entry?.text].every((field) => typeof field === 'string') &&
      ['post', 'edit', 'delete', 'ask', 'vote', 'answer'].includes(entry.do) &&
      Number.isFinite(entry.at);
    return isEntry ? { reply_to: null, target: null, member: null, error: null, ...entry } : null;
  } catch {
    return null;
  }
}
