// Keeps a client's schedule: fetches it when hello names a newer one, folds what is told meanwhile, knows the server's time.

/** @import { Clock } from './environment.js' */
/** @import { HelloAnswer, ScheduleState, ServerDocument } from './types.js' */

import { backoffMs } from './backoff.js';
import { Emitter } from './emitter.js';
import { currentOf, emptySchedule, entryOf, foldSchedule, nextOf, readSchedule } from './schedule.js';

/** So that a whole conference does not fetch at the same moment. */
const reloadSpreadMs = 3_000;

/** @typedef {{ status: number, ok: boolean, headers: { get(name: string): string | null }, json(): Promise<any> }} ResponseLike */
/** The part of `fetch` that is used.
 * @typedef {(url: string, options: { headers: Record<string, string> }) => Promise<ResponseLike>} FetchLike */

export class ScheduleKeeper {
  #url;
  #clock;
  #fetch;
  #emitter = new Emitter();
  /** @type {ScheduleState | null} */ #state = null;
  /** The server's clock minus ours, ms. */
  #offsetMs = 0;
  /** What came with the tag. @type {ScheduleState | null} */ #fetched = null;
  #etag = '';
  /** What is fetched has to be of this version at least: `needed` above `reached` means that a fetch is due. */
  #needed = 0;
  #reached = 0;
  #isRunning = false;
  #isFetching = false;
  #failures = 0;
  /** @type {any} */ #timer = null;
  /** What was told since a fetch is due: it may be newer than what that brings. @type {ServerDocument[]} */ #early = [];

  /**
   * @param {string} url  of the WebSocket
   * @param {{ clock: Clock, fetch: FetchLike | undefined }} environment
   */
  constructor(url, { clock, fetch }) {
    this.#url = scheduleAddress(url);
    this.#clock = clock;
    this.#fetch = fetch;
  }

  /** The schedule; null until the first is known. One without stages, talks and lessons if the space has none. Never changed in place. */
  get state() {
    return this.#state;
  }

  /** @param {'change'} event @param {(state: ScheduleState) => void} listener @returns {() => void} stops listening */
  on(event, listener) {
    return this.#emitter.on(event, listener);
  }

  /** The server's time, ms; this machine's before the first hello. */
  now() {
    return this.#clock.now() + this.#offsetMs;
  }

  /** What is on at a stage, now or at a moment of the server's time. @param {string} stage @param {number} [at] */
  currentOf(stage, at = this.now()) {
    return this.#state && currentOf(this.#state, stage, at);
  }

  /** What comes next there. @param {string} stage @param {number} [at] */
  nextOf(stage, at = this.now()) {
    return this.#state && nextOf(this.#state, stage, at);
  }

  /** The stage, talk or lesson of a room; null if it is none of the schedule. @param {string} room */
  entryOf(room) {
    return this.#state && entryOf(this.#state, room);
  }

  // --------------------------------------------------------------------------------------------------- for the client

  /** @param {HelloAnswer} ok */
  greeted({ now, space }) {
    if (Number.isInteger(now)) this.#offsetMs = Number(now) - this.#clock.now();
    this.#isRunning = true;
    this.#early = [];
    const version = space.schedule ?? 0;
    if (version === this.#state?.version && !this.#isDue) return;
    this.#needed = version;
    this.#reached = version === 0 ? 0 : -1;
    if (version === 0) this.#show({ ...emptySchedule, space: space.id, title: space.title });
    else this.#fetchSoon(0);
  }

  /** @param {ServerDocument} document */
  take(document) {
    if (!Number.isInteger(document.version)) return;
    if (document.reload) {
      const isAnother = document.version < (this.#state?.version ?? 0); // the space begins anew: its versions count from there
      if (isAnother) this.#reached = -1;
      this.#needed = isAnother ? document.version : Math.max(this.#needed, document.version);
    }
    if (this.#isDue) this.#early.push(document);
    const folded = this.#state && foldSchedule(this.#state, document);
    if (folded) this.#show(folded);
    this.#fetchSoon(this.#clock.random() * reloadSpreadMs);
  }

  /** The connection is gone, or is to go: nothing is left running. The next hello says what is missing. */
  stop() {
    this.#isRunning = false;
    this.#clock.clearTimeout(this.#timer);
    this.#timer = null;
  }

  get #isDue() {
    return this.#reached < this.#needed;
  }

  /** @param {number} afterMs */
  #fetchSoon(afterMs) {
    if (!this.#isRunning || !this.#isDue || this.#isFetching || this.#timer !== null || !this.#fetch) return;
    if (afterMs === 0) return void this.#load(this.#fetch);
    this.#timer = this.#clock.setTimeout(() => {
      this.#timer = null;
      this.#fetchSoon(0);
    }, afterMs);
  }

  /** @param {FetchLike} fetch */
  async #load(fetch) {
    this.#isFetching = true;
    const read = await this.#read(fetch).catch(() => null);
    this.#isFetching = false;
    if (!this.#isRunning) return;
    if (read && read.version >= this.#needed) {
      this.#reached = read.version;
      this.#failures = 0;
      let state = read;
      for (const told of this.#early.splice(0)) state = foldSchedule(state, told) ?? state;
      this.#show(state);
      return;
    }
    // Another core of the server may not have heard yet of what this connection was told.
    if (read && !this.#state) this.#show(read);
    this.#fetchSoon(1 + backoffMs(++this.#failures, this.#clock.random));
  }

  /** @param {FetchLike} fetch @returns {Promise<ScheduleState | null>} */
  async #read(fetch) {
    const response = await fetch(this.#url, { headers: this.#etag ? { 'If-None-Match': this.#etag } : {} });
    if (response.status === 304) return this.#fetched;
    const read = response.ok ? readSchedule(await response.json()) : null;
    if (read) {
      this.#etag = response.headers.get('ETag') ?? '';
      this.#fetched = read;
    }
    return read;
  }

  /** @param {ScheduleState} next */
  #show(next) {
    if (next === this.#state) return;
    this.#state = next;
    this.#emitter.emit('change', next);
  }
}

/** "http://…/v1/schedule" of "ws://…/v1/ws". @param {string} url */
const scheduleAddress = (url) => url.replace(/^ws/, 'http').replace(/\/ws(?=$|[?#]).*/, '/schedule');
