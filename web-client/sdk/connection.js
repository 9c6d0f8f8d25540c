// The connection that comes back by itself: moves through the states, opens links and waits between them.

/** @import { Clock, SocketConstructor, WakeTarget } from './environment.js' */
/** @import { ConnectionEvent } from './connection-states.js' */
/** @import { Refusal, ServerDocument, StateInfo } from './types.js' */
/** @import { Verb } from './frames.js' */
/** @import { Done } from './link.js' */

import { backoffMs, drainMs, ratePauseMs, readWindow, successAfterMs } from './backoff.js';
import { judgeClose, nextState } from './connection-states.js';
import { ownRefusal } from './errors.js';
import { Link, wakePongMaxMs } from './link.js';
import { listenForWake, saysOffline } from './wake.js';

/**
 * @typedef {object} ConnectionListeners
 * @property {(info: StateInfo) => void} onState
 * @property {() => void} onOpen  say hello, then call `greeted`
 * @property {(document: ServerDocument) => void} onEvent
 * @property {(refusal: Refusal) => void} onError
 * @property {(read: () => void) => void} onFrame  calls `read`, which tells everything that is in the frame
 * @property {() => void} onDown  the link is gone; every command was answered, with `lost` if need be
 */

export class Connection {
  #url;
  #environment;
  #clock;
  #listeners;
  /** @type {StateInfo} */ #info = { state: 'idle', retryInMs: null, reason: null, message: null, everOnline: false };
  /** @type {Link | null} */ #link = null;
  /** Tries that failed since the last success. */
  #failures = 0;
  /** Waking does not come back before this. */
  #notBefore = 0;
  /** @type {number | null} */ #drainWindowMs = null;
  /** What staff gave as their reason for sending this member out, once they have. @type {{ message: string | null } | null} */
  #kick = null;
  /** @type {any} */ #retryTimer = null;
  /** @type {any} */ #successTimer = null;
  #stopListening = () => {};

  /**
   * @param {string} url
   * @param {{ clock: Clock, WebSocket: SocketConstructor | undefined, wakeTarget: WakeTarget | null }} environment
   * @param {ConnectionListeners} listeners
   */
  constructor(url, environment, listeners) {
    this.#url = url;
    this.#environment = environment;
    this.#clock = environment.clock;
    this.#listeners = listeners;
  }

  get info() {
    return this.#info;
  }

  get isOnline() {
    return this.#info.state === 'online';
  }

  /** @throws {Error} if there is no WebSocket to connect with */
  start() {
    if (!this.#environment.WebSocket) {
      throw new Error('There is no WebSocket here. Give createClient one, such as that of the package ws.');
    }
    if (nextState(this.#info.state, 'start') === this.#info.state) return;
    this.#stopListening();
    this.#stopListening = listenForWake(this.#environment.wakeTarget, {
      onWake: () => this.wake(),
      onNetworkLost: () => this.#onNetworkLost(),
    });
    this.#failures = 0;
    this.#notBefore = 0;
    this.#connect('start');
  }

  /** Nothing is left running. */
  stop() {
    this.#stopListening();
    this.#link?.close();
    this.#drop();
    this.#move('stop');
  }

  /** Looks at once whether the link still stands; connects at once if a try is waited for. */
  wake() {
    if (this.isOnline) this.#link?.check(wakePongMaxMs);
    else if (this.#retryTimer !== null && this.#clock.now() >= this.#notBefore) this.#connect('wake');
  }

  /** Hello was answered. @param {number} pingMs  silence after which the server is asked for a sign of life */
  greeted(pingMs) {
    this.#link?.keepAlive(pingMs);
    this.#successTimer = this.#clock.setTimeout(() => {
      this.#successTimer = null;
      this.#failures = 0;
    }, successAfterMs);
    this.#info = { ...this.#info, everOnline: true };
    this.#move('greeted');
  }

  /** Hello was refused. @param {Refusal} refusal */
  notGreeted({ code, message, retryable, retryAfterMs }) {
    this.#link?.close();
    if (retryable) this.#lost(code, retryAfterMs ?? 0);
    else this.#refused(code === 'unauthorized' ? 'token' : code, message);
  }

  /** The server said that it will close, and over how long to spread the return. @param {number | null} windowMs */
  expectDrain(windowMs) {
    this.#drainWindowMs = windowMs;
  }

  /** Staff sent this member out: the close that follows is final until somebody asks to come back. @param {string | null} message */
  expectKick(message) {
    this.#kick = { message };
  }

  /** Sends a command; calls `done` with `offline` if there is no link.
   * @param {Verb} verb @param {{ [field: string]: unknown }} fields @param {Done} done */
  request(verb, fields, done) {
    if (this.#link) this.#link.request(verb, fields, done);
    else done(ownRefusal('offline'), {});
  }

  /** @param {'start' | 'due' | 'wake'} event */
  #connect(event) {
    this.#clock.clearTimeout(this.#retryTimer);
    this.#retryTimer = null;
    this.#move(event);
    const WebSocket = /** @type {SocketConstructor} */ (this.#environment.WebSocket);
    try {
      this.#link = new Link(this.#url, WebSocket, this.#clock, {
        onOpen: () => this.#onOpen(),
        onEvent: this.#listeners.onEvent,
        onError: this.#listeners.onError,
        onFrame: this.#listeners.onFrame,
        onClosed: (code, reason) => this.#onClosed(code, reason),
      });
    } catch {
      this.#refused('address'); // a browser throws at an address that is none, or is not allowed from this page
    }
  }

  #onOpen() {
    this.#move('opened');
    this.#listeners.onOpen();
  }

  /** @param {number} code @param {string} text */
  #onClosed(code, text) {
    const { event, reason } = judgeClose(code);
    const windowMs = (code === 4001 ? readWindow(text) : null) ?? this.#drainWindowMs;
    if (code === 1008 && this.#kick) this.#refused('kicked', this.#kick.message);
    else if (event === 'refused') this.#refused(reason);
    else if (windowMs !== null) this.#drained(windowMs);
    else this.#lost(reason, reason === 'rate' ? ratePauseMs : 0);
  }

  /** The server asked for it, so it is no failure. @param {number} windowMs */
  #drained(windowMs) {
    this.#drop();
    this.#wait('drain', drainMs(windowMs, this.#clock.random));
  }

  /** @param {string} reason @param {number} pauseMs  at least so long, whatever wakes */
  #lost(reason, pauseMs) {
    const wasSuccess = this.isOnline && this.#successTimer === null;
    this.#drop();
    if (!wasSuccess) this.#failures++;
    this.#notBefore = this.#clock.now() + pauseMs;
    this.#wait(reason, pauseMs + backoffMs(this.#failures, this.#clock.random));
  }

  /** @param {string} reason @param {number} retryInMs */
  #wait(reason, retryInMs) {
    this.#retryTimer = this.#clock.setTimeout(() => this.#connect('due'), retryInMs);
    this.#move(saysOffline(this.#environment.wakeTarget) ? 'lost-offline' : 'lost', { retryInMs, reason });
  }

  /** @param {string} reason @param {string | null} [message] */
  #refused(reason, message = null) {
    this.#drop();
    this.#move('refused', { reason, message });
  }

  /** A browser says so, and errs: the link is asked, and a try that is waited for comes all the same. */
  #onNetworkLost() {
    if (this.isOnline) this.wake();
    const { retryInMs, reason } = this.#info;
    this.#move('network-lost', { retryInMs, reason });
  }

  #drop() {
    this.#link = null;
    this.#drainWindowMs = null;
    this.#kick = null;
    this.#clock.clearTimeout(this.#retryTimer);
    this.#clock.clearTimeout(this.#successTimer);
    this.#retryTimer = null;
    this.#successTimer = null;
    this.#listeners.onDown();
  }

  /** The last thing in each step: a listener may start or stop anything.
   * @param {ConnectionEvent} event @param {Partial<StateInfo>} [about] */
  #move(event, about) {
    const state = nextState(this.#info.state, event);
    if (state === this.#info.state) return;
    this.#info = { ...this.#info, retryInMs: null, reason: null, message: null, ...about, state };
    this.#listeners.onState(this.#info);
  }
}
