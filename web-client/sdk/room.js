// A room as a program handles it: what it shows, what it writes, and how it gets back in without losing anything.

/** @import { Card, GapMarker, Member, OutboxEntry, QuestionState, Refusal, RoomState, ServerDocument } from './types.js' */
/** @import { RoomFrame } from './room-state.js' */
/** @import { Host, Sending } from './sender.js' */
/** @import { Verb } from './frames.js' */

import { backoffMs } from './backoff.js';
import { Emitter } from './emitter.js';
import { HallwayError, ownRefusal } from './errors.js';
import { Orders } from './orders.js';
import { ReadTeller } from './read-teller.js';
import { Reader } from './reader.js';
import { emptyRoom, foldRoom } from './room-state.js';
import { Sender } from './sender.js';

export class Room {
  #host;
  #state;
  #emitter = new Emitter();
  #sender;
  #orders;
  #reader;
  #readTeller;
  /** Whether this client wants to be in the room, and whether it is: only then do events count. */
  #isWanted = true;
  #isSeated = false;
  /** Ids of own messages that were not let through, and are not to be shown again. @type {Set<string>} */
  #done = new Set();
  /** Tells the answer to the last join from those before it. */
  #joins = 0;
  #failures = 0;
  /** @type {any} */ #timer = null;

  /** Made by `client.room(id)`.
   * @param {string} id @param {Host} host */
  constructor(id, host) {
    this.#host = host;
    this.#state = emptyRoom(id, host.me());
    this.#sender = new Sender(host, (frame) => this.#fold(frame));
    this.#orders = new Orders(host);
    this.#readTeller = new ReadTeller(host, () => this.#state);
    this.#reader = new Reader(
      host,
      () => this.#state,
      (answer) => {
        this.#fold(answer);
        if (answer.ok.epoch === this.#state.epoch) this.#settleKeys(answer.ok); // in another log it is stored no more
      },
    );
  }

  get id() {
    return this.#state.id;
  }

  /** A new object at each change; never changed itself. */
  get state() {
    return this.#state;
  }

  /** @template {'change' | 'told'} E
   * @param {E} event  `told`: a document of the room, as it came
   * @param {(value: E extends 'change' ? RoomState : ServerDocument) => void} listener  of a change called at most once a frame
   * @returns {() => void} stops listening */
  on(event, listener) {
    return this.#emitter.on(event, listener);
  }

  // --------------------------------------------------------------------------------------------------------- writing

  /** Shows the text at once and sends it as soon as the room is live.
   * @param {string} text @param {{ replyTo?: string | null }} [options]
   * @returns {Sending} */
  post(text, { replyTo = null } = {}) {
    return this.#sender.add({ room: this.id, do: 'post', text, reply_to: replyTo });
  }

  /** @param {string} target  an event id @param {string} text @returns {Sending} */
  edit(target, text) {
    return this.#sender.add({ room: this.id, do: 'edit', target, text });
  }

  /** @param {string} target  an event id @returns {Sending} */
  delete(target) {
    return this.#sender.add({ room: this.id, do: 'delete', target });
  }

  /** Sends a refused entry once more. @param {string} key @returns {Sending} */
  retry(key) {
    return this.#sender.retry(key);
  }

  /** Drops an entry that is not under way. @param {string} key */
  discard(key) {
    this.#sender.discard(key);
  }

  // ------------------------------------------------------------------------------------------------ questions, pins

  /** Asks; shown as pending until the room tells it, kept and sent as a post is.
   * @param {string} text @param {{ anonymous?: boolean, voice?: 'self' | 'read' }} [how]
   * @returns {Sending} */
  ask(text, { anonymous = false, voice = 'self' } = {}) {
    return this.#sender.add({ room: this.id, do: 'ask', text, anonymous, voice });
  }

  /** Votes for a question, or takes the vote back. It shows at once, and no longer if it is refused. Who changes their mind before it
   * went sends both, in order: another tab may have sent the first already.
   * @param {string} target  a question @param {boolean} [on] @returns {Sending} */
  vote(target, on = true) {
    return this.#sender.add({ room: this.id, do: 'vote', target, on });
  }

  /** Answers a question, as staff, or as its asker with `message` alone; kept and sent as a post is.
   * @param {string} target @param {{ text?: string, message?: string, url?: string, mediaMs?: number }} what @returns {Sending} */
  answer(target, { text = '', message, url, mediaMs }) {
    return this.#sender.add({ room: this.id, do: 'answer', target, text, message, url, media_ms: mediaMs });
  }

  /** Makes a question of a message. This and what follows is done now or refused, and shows when the room tells it.
   * @param {string} target @returns {Promise<ServerDocument>} */
  promote(target) {
    return this.order('promote', { target });
  }

  /** @param {string} target @param {QuestionState} to @returns {Promise<ServerDocument>} */
  moveQuestion(target, to) {
    return this.order('question', { target, to });
  }

  /** @param {string} target @param {string} into  the question that has the votes of both from then on @returns {Promise<ServerDocument>} */
  merge(target, into) {
    return this.order('merge', { target, into });
  }

  /** An instructor stands behind an answer, or no longer; `gone` takes it away.
   * @param {string} target  an answer @param {{ on?: boolean, gone?: true }} [how] @returns {Promise<ServerDocument>} */
  endorse(target, { on, gone } = {}) {
    return this.order('endorse', { target, on, gone });
  }

  /** Pins a message, a question or an answer, or moves its pin.
   * @param {string} target @param {{ place?: number, until?: number }} [where]  from 0; until when, ms @returns {Promise<ServerDocument>} */
  pin(target, { place, until } = {}) {
    return this.order('pin', { target, place, until });
  }

  /** @param {string} target @returns {Promise<ServerDocument>} */
  unpin(target) {
    return this.order('unpin', { target });
  }

  /** Sets the room otherwise, as staff: what is named becomes so, the rest stays.
   * @param {Partial<import('./types.js').Policy>} policy @returns {Promise<ServerDocument>} */
  setPolicy(policy) {
    return this.order('policy', policy);
  }

  /** A page of all questions in the order of asking, which are in the state then, too.
   * @param {string} [after]  the `after` of the page before; without it the first page
   * @returns {Promise<{ questions: Card[], after?: string }>}  `after` is missing in the last page */
  async questions(after) {
    const ok = await this.asked('questions', { after });
    if (this.#isSeated) this.#fold({ answer: 'questions', ok });
    return { questions: ok.questions ?? [], ...(ok.after ? { after: ok.after } : {}) };
  }

  /** A page of what waits, for staff, the oldest first, which is in the state then, too.
   * @param {string} [after]  the `after` of the page before; without it the first page
   * @returns {Promise<{ held: ServerDocument[], after?: string }>}  `after` is missing in the last page */
  async listHeld(after) {
    const ok = await this.asked('held', { after });
    if (this.#isSeated) this.#fold({ answer: 'held', ok });
    return { held: ok.held ?? [], ...(ok.after ? { after: ok.after } : {}) };
  }

  /** Shows one's own message no more that staff did not let through. @param {string} id */
  letGo(id) {
    this.#done.add(id); // a join tells of it again
    this.#fold({ local: 'let-go', id });
  }

  /** @internal What appends to the room: asked under one key until it is answered.
   * @param {Verb} verb @param {{ [field: string]: unknown }} fields */
  order(verb, fields) {
    return this.#orders.ask(verb, { ...fields, room: this.id });
  }

  /** @internal @param {Verb} verb @param {{ [field: string]: unknown }} fields @returns {Promise<ServerDocument>} */
  asked(verb, fields) {
    return new Promise((resolve, reject) => {
      this.#host.request(verb, { ...fields, room: this.id }, (refusal, ok) => (refusal ? reject(new HallwayError(refusal)) : resolve(ok)));
    });
  }

  // --------------------------------------------------------------------------------------------------------- reading

  /** Rows older than those shown. Calls that overlap are one.
   * @param {number} [limit]  1 to 300
   * @returns {Promise<number>} how many rows that added; 0 if there are none */
  loadOlder(limit = 50) {
    return this.#reader.older(limit);
  }

  /** The rows around a message, for a link or a reply. What lies between them and the others becomes a gap marker.
   * @param {string} id  an event id
   * @returns {Promise<void>} */
  loadAround(id) {
    return this.#reader.around(id);
  }

  /** Loads what a gap marker hides.
   * @param {Pick<GapMarker, 'from' | 'to'>} marker
   * @returns {Promise<void>} */
  fill(marker) {
    return this.#reader.fill(marker);
  }

  /** Says how far this member has read, to the server and by it to their other devices; never back.
   * @param {number} offset  of the last row that was before their eyes */
  read(offset) {
    this.#readTeller.tell(offset);
  }

  // ----------------------------------------------------------------------------------------------- entering, leaving

  /** Leaves. What is unsent is kept; `join` comes back. */
  leave() {
    if (this.#isSeated) this.#host.request('leave', { room: this.id }, () => {});
    this.#isWanted = false;
    this.#unseat();
    this.#fold({ local: 'status', status: 'left' });
  }

  /** Comes back after `leave`, or tries again after the server took this client out. */
  join() {
    if (this.#isWanted && this.#state.status !== 'left') return;
    this.#isWanted = true;
    this.#showEntering();
    this.#enter();
  }

  #showEntering() {
    this.#fold({ local: 'status', status: this.#state.position ? 'catching-up' : 'joining' });
  }

  /** @param {boolean} [isContinued]  the last answer was full */
  #enter(isContinued = false) {
    if (!this.#isWanted || !this.#host.isOnline()) return;
    const number = ++this.#joins;
    const { epoch, position: since } = this.#state;
    const fields = epoch && since ? { room: this.id, since: { ...since, epoch } } : { room: this.id };
    this.#host.request('join', fields, (refusal, ok) => {
      if (number !== this.#joins) return; // a later join, or leaving, has taken its place
      if (refusal) this.#onRefusal(refusal);
      else this.#onAnswer(ok, 'since' in fields ? since : null, isContinued);
    });
  }

  /** @param {ServerDocument} ok @param {RoomState['position']} since @param {boolean} isContinued */
  #onAnswer(ok, since, isContinued) {
    const isFromElsewhere = ok.recovered && (!since || ok.epoch !== since.epoch);
    const isStuck = ok.more && !(since && ok.offset > since.offset);
    if (isFromElsewhere || isStuck) {
      // No server should; what is shown could not be trusted, so it begins anew.
      this.#fold({ ev: 'reset', room: this.id, reason: 'epoch' });
      return this.#later(ownRefusal('unreadable'));
    }
    this.#fold({ answer: 'join', ok, continued: isContinued, done: this.#done });
    this.#settleKeys(ok);
    if (ok.more) return this.#enter(true);
    this.#isSeated = true;
    this.#failures = 0;
    this.#sender.resume();
    this.#orders.resume();
    this.#reader.resume(ok.recovered !== true);
    this.#readTeller.resume(since !== null && ok.epoch !== since.epoch);
  }

  /** @param {Refusal} refusal */
  #onRefusal(refusal) {
    if (refusal.code === 'lost') return; // `online` comes back
    if (refusal.retryable) return this.#later(refusal);
    this.#fold({ ev: 'left', room: this.id, code: refusal.code, why: refusal.message });
  }

  /** @param {Refusal} refusal */
  #later({ retryAfterMs }) {
    this.#host.clock.clearTimeout(this.#timer);
    const wait = retryAfterMs || backoffMs(++this.#failures, this.#host.clock.random);
    this.#timer = this.#host.clock.setTimeout(() => this.#enter(), wait);
  }

  #unseat() {
    this.#isSeated = false;
    this.#joins++;
    this.#host.clock.clearTimeout(this.#timer);
    this.#sender.pause();
    this.#reader.pause();
    this.#readTeller.pause();
  }

  // --------------------------------------------------------------------------------------- what the client passes on

  /** @internal The connection is up. @param {Member} me @param {OutboxEntry[]} entries */
  enterOnline(me, entries) {
    this.#fold({ local: 'me', me });
    this.adopt(entries);
    if (this.#isWanted && this.#state.status === 'left') this.#showEntering();
    this.#enter();
  }

  /** @internal The connection is gone. */
  enterOffline() {
    this.#unseat();
    if (this.#state.status === 'live') this.#fold({ local: 'status', status: 'catching-up' });
  }

  /** @internal Nothing is left running. */
  stop() {
    this.enterOffline();
    this.#sender.stop();
    this.#orders.stop();
  }

  /** @internal @param {OutboxEntry[]} entries */
  adopt(entries) {
    this.#sender.adopt(entries.filter((entry) => entry.room === this.id));
  }

  /** @internal An event or signal of this room, or one for all rooms. @param {ServerDocument} document */
  take(document) {
    if (document.ev === 'member') return this.#fold(document);
    if (!this.#isWanted) return;
    switch (document.ev) {
      case 'left':
        this.#unseat();
        return this.#fold(document);
      case 'reset':
        this.#unseat();
        this.#fold(document);
        return this.#enter();
      default:
        if (!this.#isSeated) return; // the answer to the join brings it
        this.#fold(document);
        this.#settleKeys({ events: [document] });
        this.#emitter.emit('told', document);
        if (document.ev === 'policy') this.#sender.hurry();
        if (document.ev === 'gap' && Number.isInteger(document.to)) this.#reader.onGap(document.to);
    }
  }

  /** @internal @param {RoomFrame} frame */
  show(frame) {
    this.#fold(frame);
  }

  /** @internal Tells the listeners. */
  emitChange() {
    this.#emitter.emit('change', this.#state);
  }

  /** Own writing is settled by its key, wherever it turns up. @param {ServerDocument} told */
  #settleKeys({ events, mine }) {
    for (const event of [...(events ?? []), ...(mine?.held ?? [])]) if (typeof event?.key === 'string') this.#sender.settle(event.key, event);
  }

  /** @param {RoomFrame} frame */
  #fold(frame) {
    const next = foldRoom(this.#state, frame);
    if (next === this.#state) return;
    this.#state = next;
    this.#host.changed(this);
  }
}
