// Sends what is written in one room, in order, each until it is settled or refused for good.
//
// One command is under way at a time. A server handles a session's commands in order, so a pipeline would keep the
// order too, but only until one is refused for now (slow mode, a store that pauses): those behind it would overtake it.

/** @import { Clock } from './environment.js' */
/** @import { LocalFrame } from './room-state.js' */
/** @import { Done } from './link.js' */
/** @import { Verb } from './frames.js' */
/** @import { OutboxEntry, PendingEntry, Refusal, ServerDocument } from './types.js' */

import { backoffMs } from './backoff.js';
import { HallwayError, ownRefusal } from './errors.js';
import { buildCommand, encodeCommand } from './frames.js';
import { entriesMax } from './outbox.js';

/** @typedef {{ id: string, offset: number, at: number }} Settled */
/** `settled` may be left alone: a refusal that nobody hears throws nothing.
 * @typedef {{ key: string, settled: Promise<Settled> }} Sending */

/**
 * What a room and its sender need of the client.
 * @typedef {object} Host
 * @property {Clock} clock
 * @property {import('./outbox.js').Outbox} outbox
 * @property {(entry: OutboxEntry, now: number) => boolean} mustAsk
 * @property {() => string} newKey
 * @property {() => import('./types.js').Member | null} me
 * @property {() => number} frameBytesMax
 * @property {() => boolean} isOnline
 * @property {(verb: Verb, fields: { [field: string]: unknown }, done: Done) => void} request
 * @property {(room: import('./room.js').Room) => void} changed
 */

/** `isAdopted`: found in storage, where another tab may have removed it meanwhile.
 * @typedef {{ entry: OutboxEntry, isAdopted: boolean, resolve: (settled: Settled) => void,
 *   reject: (error: HallwayError) => void }} Item */

export class Sender {
  #host;
  #show;
  /** By key, in the order of sending. @type {Map<string, Item>} */
  #queue = new Map();
  #isLive = false;
  /** @type {string | null} */ #underWay = null;
  /** @type {any} */ #timer = null;
  /** Runs while slow mode lets nothing be posted; what is no post goes on. @type {any} */ #slowTimer = null;
  #failures = 0;

  /** @param {Host} host @param {(frame: LocalFrame) => void} show  folds what is shown of it into the room */
  constructor(host, show) {
    this.#host = host;
    this.#show = show;
  }

  /**
   * @param {Pick<OutboxEntry, 'room' | 'do'> & Partial<OutboxEntry>} what
   * @returns {Sending}
   */
  add(what) {
    const key = this.#host.newKey();
    if (this.#queue.size >= entriesMax) return { key, settled: refusedNow('outbox_full') };
    const at = this.#host.outbox.nextAt();
    const member = this.#host.me()?.id ?? null;
    const entry = { text: '', reply_to: null, target: null, error: null, ...what, key, at, member };
    this.#host.outbox.put(entry);
    const sending = this.#enqueue(entry, false);
    this.#next();
    return sending;
  }

  /** Takes what an earlier page or another tab of this member left behind. Who this is may have been guessed before: what turns
   * out to be another member's stays in storage for them.
   * @param {OutboxEntry[]} entries */
  adopt(entries) {
    const me = this.#host.me();
    for (const [key, { entry, isAdopted }] of this.#queue) {
      if (!me || !isAdopted || entry.member === null || entry.member === me.id) continue;
      this.#queue.delete(key);
      this.#show({ local: 'dropped', key });
    }
    for (const entry of entries) if (!this.#queue.has(entry.key)) this.#enqueue(entry, true);
    this.#queue = new Map([...this.#queue].sort(([, a], [, b]) => a.entry.at - b.entry.at));
  }

  /** The room is live: sends what waits, in order. A text that its writer may have given up meanwhile is asked about first. */
  resume() {
    this.#isLive = true;
    const now = this.#host.clock.now();
    for (const [key, { entry }] of this.#queue) {
      if ((entry.do === 'post' || entry.do === 'ask') && !entry.error && this.#host.mustAsk(entry, now)) this.#refuse(key, ownRefusal('stale'));
    }
    this.#next();
  }

  /** The room is not live: what is under way has an unknown outcome and is sent again after `resume`, with its key. */
  pause() {
    this.#isLive = false;
    const key = this.#underWay;
    this.#underWay = null;
    if (key !== null && this.#queue.has(key)) this.#show({ local: 'moved', key, state: 'unsent', error: null });
  }

  /** Nothing is left running. */
  stop() {
    this.pause();
    this.#host.clock.clearTimeout(this.#timer);
    this.#host.clock.clearTimeout(this.#slowTimer);
    this.#timer = this.#slowTimer = null;
  }

  /** The room is set otherwise: what waits for slow mode is tried at once. */
  hurry() {
    if (this.#slowTimer === null) return;
    this.#host.clock.clearTimeout(this.#slowTimer);
    this.#slowTimer = null;
    this.#next();
  }

  /** It is stored: the answer says so, or its event, whichever comes first.
   * @param {string} key @param {ServerDocument} ok */
  settle(key, ok) {
    const item = this.#queue.get(key);
    if (!item) return;
    this.#forget(key);
    this.#failures = 0;
    this.#show({ local: 'settled', key, ok });
    item.resolve({ id: ok.id, offset: ok.offset, at: ok.at });
    this.#next();
  }

  /** Sends a refused one again, with the same key.
   * @param {string} key @returns {Sending} */
  retry(key) {
    const entry = this.#queue.get(key)?.entry;
    if (!entry?.error) return { key, settled: refusedNow('discarded') };
    const again = { ...entry, error: null, member: this.#host.me()?.id ?? null, at: this.#host.outbox.nextAt() };
    this.#queue.delete(key);
    this.#host.outbox.put(again);
    const sending = this.#enqueue(again, false);
    this.#next();
    return sending;
  }

  /** @param {string} key */
  discard(key) {
    const item = this.#queue.get(key);
    if (!item || key === this.#underWay) return; // what is under way may be stored already
    this.#forget(key);
    this.#show({ local: 'dropped', key });
    item.reject(new HallwayError(ownRefusal('discarded')));
  }

  /** @param {OutboxEntry} entry @param {boolean} isAdopted @returns {Sending} */
  #enqueue(entry, isAdopted) {
    /** @type {Promise<Settled>} */
    const settled = new Promise((resolve, reject) => this.#queue.set(entry.key, { entry, isAdopted, resolve, reject }));
    settled.catch(() => {});
    this.#show({ local: 'pending', entry: pendingOf(entry) });
    return { key: entry.key, settled };
  }

  #next() {
    if (!this.#isLive || this.#underWay !== null || this.#timer !== null) return;
    for (const [key, { entry, isAdopted }] of this.#queue) {
      if (entry.error || (entry.do === 'post' && this.#slowTimer !== null)) continue;
      if (isAdopted && !this.#host.outbox.has(key)) {
        this.#forget(key); // another tab settled or discarded it
        this.#show({ local: 'dropped', key });
        continue;
      }
      const refusal = this.#judge(entry);
      if (refusal) this.#refuse(key, refusal);
      else return this.#send(entry);
    }
  }

  /** @param {OutboxEntry} entry @returns {Refusal | null} */
  #judge(entry) {
    if (entry.member !== null && entry.member !== this.#host.me()?.id) return ownRefusal('other_member');
    const bytes = new TextEncoder().encode(
      encodeCommand(buildCommand(Number.MAX_SAFE_INTEGER, entry.do, fieldsOf(entry))),
    ).length;
    // Sent nevertheless, it would cost the connection, now and at every later try.
    return bytes > this.#host.frameBytesMax() ? ownRefusal('too_large') : null;
  }

  /** @param {OutboxEntry} entry */
  #send(entry) {
    const { key } = entry;
    this.#underWay = key;
    this.#show({ local: 'moved', key, state: 'sending', error: null });
    this.#host.request(entry.do, fieldsOf(entry), (refusal, ok) => {
      const isUnderWay = this.#underWay === key;
      if (isUnderWay) this.#underWay = null;
      // Out of the room meanwhile, it was refused for that alone: it is sent again when the room is live.
      if (refusal && !isUnderWay) return;
      if (refusal) return this.#onRefusal(key, refusal);
      this.settle(key, ok);
      this.#next(); // its event may have settled it before
    });
  }

  /** @param {string} key @param {Refusal} refusal */
  #onRefusal(key, refusal) {
    if (!this.#queue.has(key)) return this.#next();
    if (refusal.code === 'lost') return this.#show({ local: 'moved', key, state: 'unsent', error: null });
    if (!refusal.retryable) {
      this.#refuse(key, refusal);
      return this.#next();
    }
    const wait = refusal.retryAfterMs || backoffMs(++this.#failures, this.#host.clock.random);
    const until = this.#host.clock.now() + wait;
    this.#show({ local: 'moved', key, state: 'unsent', error: { ...refusal, retryAfterMs: wait, until } });
    if (refusal.code === 'slow_mode') {
      this.#slowTimer = this.#host.clock.setTimeout(() => this.hurry(), wait);
      return this.#next();
    }
    this.#timer = this.#host.clock.setTimeout(() => {
      this.#timer = null;
      this.#next();
    }, wait);
  }

  /** For good, until somebody retries or discards it. The text stays.
   * @param {string} key @param {Refusal} refusal */
  #refuse(key, refusal) {
    const item = this.#queue.get(key);
    if (!item) return;
    if (item.entry.do === 'vote') {
      this.#forget(key); // there are no words in it to be kept: it is taken back
      this.#show({ local: 'dropped', key });
    } else {
      item.entry = { ...item.entry, error: refusal };
      this.#host.outbox.put(item.entry);
      this.#show({ local: 'moved', key, state: 'refused', error: refusal });
    }
    item.reject(new HallwayError(refusal));
  }

  /** @param {string} key */
  #forget(key) {
    this.#queue.delete(key);
    this.#host.outbox.remove(key);
  }
}

/** An answer may be without words. @param {OutboxEntry} entry */
const fieldsOf = (entry) => ({ ...entry, text: entry.text || null });

/** @param {OutboxEntry} entry @returns {PendingEntry} */
const pendingOf = ({ key, do: kind, text, reply_to: replyTo, target, at, error, anonymous, voice, on }) => ({
  key,
  kind,
  text,
  replyTo,
  target,
  at,
  state: error ? 'refused' : 'unsent',
  error,
  ...(kind === 'ask' && { anonymous, voice }),
  ...(kind === 'vote' && { on }),
});

/** @param {Parameters<typeof ownRefusal>[0]} code @returns {Promise<never>} */
function refusedNow(code) {
  const refused = Promise.reject(new HallwayError(ownRefusal(code)));
  refused.catch(() => {});
  return refused;
}
