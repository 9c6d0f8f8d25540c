// One connection: commands and their answers matched by number, silence noticed, and one end that is told once.

/** @import { Clock, SocketConstructor, SocketLike } from './environment.js' */
/** @import { Refusal, ServerDocument } from './types.js' */
/** @import { Verb } from './frames.js' */

import { ownRefusal, readRefusal } from './errors.js';
import { buildCommand, documentsOf, encodeCommand, isAnswer, isEvent, subprotocol } from './frames.js';

/** From the first packet to the answer to hello. */
export const greetingMaxMs = 15_000;
/** A command that is not answered for so long means that this connection is broken, whatever else arrives on it. */
export const answerMaxMs = 30_000;
/** After a ping something has to arrive within this time; after a wake within the shorter one. */
export const pongMaxMs = 8_000;
export const wakePongMaxMs = 2_000;

/** Called with the refusal or the answer, in the order of the frames, before anything that came after the answer.
 * @typedef {(refusal: Refusal | null, ok: ServerDocument) => void} Done */

/**
 * @typedef {object} LinkListeners
 * @property {() => void} onOpen
 * @property {(document: ServerDocument) => void} onEvent
 * @property {(refusal: Refusal) => void} onError  an error that answers no command
 * @property {(read: () => void) => void} onFrame  calls `read`, which tells everything that is in the frame
 * @property {(code: number, reason: string) => void} onClosed  once, the last call; every command was answered before
 */

export class Link {
  #clock;
  #listeners;
  #socket;
  #nextId = 1;
  /** @type {Map<number, { done: Done, deadline: number }>} */
  #waiting = new Map();
  #isClosed = false;
  #heardAt;
  #pingMs = Infinity;
  #greetingTimer;
  /** @type {any} */ #silenceTimer = null;
  /** @type {any} */ #pongTimer = null;
  #pongBy = Infinity;
  /** @type {any} */ #answerTimer = null;

  /**
   * @param {string} url
   * @param {SocketConstructor} WebSocket
   * @param {Clock} clock
   * @param {LinkListeners} listeners
   * @throws {Error} if the address is none
   */
  constructor(url, WebSocket, clock, listeners) {
    this.#clock = clock;
    this.#listeners = listeners;
    this.#heardAt = clock.now();
    this.#socket = new WebSocket(url, subprotocol);
    this.#listen(this.#socket);
    this.#greetingTimer = clock.setTimeout(() => this.giveUp(), greetingMaxMs);
  }

  /** @param {SocketLike} socket */
  #listen(socket) {
    socket.onopen = () => this.#listeners.onOpen();
    socket.onmessage = ({ data }) => this.#read(data);
    socket.onclose = ({ code, reason }) => this.#end(code, String(reason ?? ''));
    socket.onerror = () => {}; // a close follows; Node's sockets throw what nobody listens to
  }

  /**
   * Sends a command. If the connection is lost before the answer, `done` is called with `lost`.
   * @param {Verb} verb
   * @param {{ [field: string]: unknown }} fields
   * @param {Done} done
   */
  request(verb, fields, done) {
    if (this.#isClosed) return done(ownRefusal('lost'), {});
    const id = this.#nextId++;
    this.#waiting.set(id, { done, deadline: this.#clock.now() + answerMaxMs });
    this.#socket.send(encodeCommand(buildCommand(id, verb, fields)));
    this.#expectAnswers();
  }

  /** From now on silence is looked into: hello was answered.
   * @param {number} pingMs  silence after which a ping is sent */
  keepAlive(pingMs) {
    this.#pingMs = pingMs;
    this.#clock.clearTimeout(this.#greetingTimer);
    this.#watchSilence();
  }

  /** Asks whether the other side is still there; gives the connection up if nothing arrives in time.
   * @param {number} withinMs */
  check(withinMs) {
    const by = this.#clock.now() + withinMs;
    if (this.#isClosed || by >= this.#pongBy) return;
    if (this.#pongBy === Infinity) this.request('ping', {}, () => {});
    this.#clock.clearTimeout(this.#pongTimer);
    this.#pongBy = by;
    this.#pongTimer = this.#clock.setTimeout(() => this.giveUp(), withinMs);
  }

  /** Ends a connection that cannot be trusted any more. It counts as lost. */
  giveUp() {
    this.#end(1006, '');
  }

  /** Leaves without a word to the listeners. */
  close() {
    this.#listeners = { ...this.#listeners, onClosed: () => {} };
    this.#end(1000, '');
  }

  /** @param {unknown} data */
  #read(data) {
    this.#heard();
    let documents;
    try {
      if (typeof data !== 'string') throw new SyntaxError('a binary frame');
      documents = documentsOf(data);
    } catch {
      this.#listeners.onError(ownRefusal('unreadable'));
      return this.giveUp(); // what was in it is told again after a join with the position
    }
    this.#listeners.onFrame(() => {
      for (const document of documents) {
        if (this.#isClosed) return;
        if (isAnswer(document)) this.#answer(document);
        else if (isEvent(document)) this.#listeners.onEvent(document);
      }
    });
  }

  /** @param {ServerDocument} document */
  #answer({ re, ok, error }) {
    const waiting = this.#waiting.get(re);
    this.#waiting.delete(re);
    if (waiting) waiting.done(ok ? null : readRefusal(error), ok ?? {});
    else if (re === null) this.#listeners.onError(readRefusal(error));
  }

  #heard() {
    this.#heardAt = this.#clock.now();
    this.#clock.clearTimeout(this.#pongTimer);
    this.#pongTimer = null;
    this.#pongBy = Infinity;
  }

  /** One timer, which is not moved by what arrives but looks, when it is due, at what has arrived. */
  #watchSilence() {
    this.#clock.clearTimeout(this.#silenceTimer);
    if (this.#isClosed) return;
    const silence = this.#clock.now() - this.#heardAt;
    if (silence >= this.#pingMs) this.check(pongMaxMs);
    const rest = silence >= this.#pingMs ? this.#pingMs : this.#pingMs - silence;
    this.#silenceTimer = this.#clock.setTimeout(() => this.#watchSilence(), rest);
  }

  /** One timer for all commands: it looks at the oldest, and is set again while any waits.
   * @param {number} [afterMs] */
  #expectAnswers(afterMs = answerMaxMs) {
    this.#answerTimer ??= this.#clock.setTimeout(() => {
      this.#answerTimer = null;
      const [oldest] = this.#waiting.values();
      const rest = oldest ? oldest.deadline - this.#clock.now() : Infinity;
      if (rest <= 0) this.giveUp();
      else if (oldest) this.#expectAnswers(rest);
    }, afterMs);
  }

  /** @param {number} code @param {string} reason */
  #end(code, reason) {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const timers = [this.#greetingTimer, this.#silenceTimer, this.#pongTimer, this.#answerTimer];
    for (const timer of timers) this.#clock.clearTimeout(timer);
    this.#leave(this.#socket);
    for (const { done } of this.#waiting.values()) done(ownRefusal('lost'), {});
    this.#waiting.clear();
    this.#listeners.onClosed(code, reason);
  }

  /** A browser may take minutes to close a socket whose peer is gone: nothing of it is listened to from now on.
   * @param {SocketLike} socket */
  #leave(socket) {
    socket.onopen = socket.onmessage = socket.onclose = () => {};
    try {
      socket.close(1000);
    } catch {
      // it was closed already
    }
  }
}
