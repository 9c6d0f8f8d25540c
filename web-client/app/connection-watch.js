// Watches the client's connection for the page: when it changed, whether that was a moment ago, and the seconds that pass.

import { connectedShownMs, connectionLine, quietMs } from './view/connection.js';
import { words } from './words/words.js';

/** @import { ReactiveControllerHost } from 'lit' */
/** @import { RoomState, StateInfo } from '../sdk/types.js' */
/** @typedef {ReturnType<typeof import('../sdk/hallway.js').createClient>} Client */

export class ConnectionWatch {
  #host;
  #client;
  #notice;
  /** @type {StateInfo} */
  #info;
  #since = Date.now();
  #isFresh = false;
  #isBroken = false;
  /** A break that is younger than `quietMs` looks as if nothing were. @type {StateInfo | null} */
  #before = null;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #ticking;
  #stopListening = () => {};

  /**
   * @param {ReactiveControllerHost} host
   * @param {Client} client
   * @param {(sentence: string) => void} notice  tells a screen reader
   */
  constructor(host, client, notice) {
    this.#host = host;
    this.#client = client;
    this.#notice = notice;
    this.#info = client.stateInfo;
    host.addController(this);
  }

  hostConnected() {
    this.#stopListening = this.#client.on('state', (info) => this.#take(info));
  }

  hostDisconnected() {
    this.#stopListening();
    clearInterval(this.#ticking);
  }

  get isOnline() {
    return this.#info.state === 'online';
  }

  /** Whether the server has said for good that one may not be here. */
  get isShut() {
    return this.#info.state === 'refused' && ['banned', 'token', 'expired'].includes(this.#info.reason ?? '');
  }

  /** @param {RoomState['status']} status */
  line(status) {
    return connectionLine({ info: this.#before ?? this.#info, status: this.#before ? 'live' : status, isFresh: this.#isFresh, now: Date.now(), since: this.#since }, words);
  }

  /** @param {StateInfo} info */
  #take(info) {
    const wasOnline = this.#info.state === 'online';
    if (wasOnline && info.state !== 'refused') {
      this.#before = this.#info;
      setTimeout(() => this.#endQuiet(), quietMs);
    }
    this.#info = info;
    this.#since = Date.now();
    clearInterval(this.#ticking);
    if (info.state === 'online') this.#comeOnline();
    else if (info.retryInMs !== null) this.#ticking = setInterval(() => this.#host.requestUpdate(), 1000);
    if (info.state === 'refused') this.#speak();
    this.#host.requestUpdate();
  }

  #comeOnline() {
    const wasQuiet = this.#before !== null;
    this.#before = null;
    if (this.#isBroken) this.#notice(words.backSpoken);
    this.#isBroken = false;
    if (wasQuiet) return;
    this.#isFresh = true;
    setTimeout(() => {
      this.#isFresh = false;
      this.#host.requestUpdate();
    }, connectedShownMs);
  }

  #endQuiet() {
    if (!this.#before) return;
    this.#before = null;
    this.#speak();
    this.#host.requestUpdate();
  }

  /** Once a break, not at every try. */
  #speak() {
    const { spoken, tone } = this.line('live');
    if (this.#isBroken && tone !== 'stopped') return;
    this.#isBroken = true;
    this.#notice(spoken || words.lostSpoken);
  }
}
