// A server of one room in the words of the contract, with every fault that the contract allows. For simulations.

/** @import { FakeSocket } from './fake-world.mjs' */

import { ada, bob as speaker } from './fake-world.mjs';
import { isStaff } from './policy.js';

/** One of the staff, so that what others write does not wait alone. */
export const bob = Object.freeze({ ...speaker, role: 'moderator' });

const heldMax = 5;

const pageMax = 6;
const rowsMax = 8;
const tooFar = 60;

/** @typedef {{ socket: FakeSocket, me: any, isSeated: boolean, queue: any[], late: any[] }} Session */

export class ModelServer {
  #random;
  #now;
  #epochs = 0;
  /** @type {any[]} */ log = [];
  /** @type {Map<string, any>} */ verdicts = new Map();
  /** @type {Session[]} */ sessions = [];
  /** How likely a fault is, from 0 to 1. */
  faults = 0;

  /** @param {() => number} random @param {() => number} now */
  constructor(random, now) {
    this.#random = random;
    this.#now = now;
  }

  get epoch() {
    return `k${this.#epochs}`;
  }

  /** @param {FakeSocket} socket */
  accept(socket) {
    const session = { socket, me: null, isSeated: false, queue: [], late: [] };
    this.sessions.push(session);
    socket.onCommand = (command) => this.#take(session, command);
    socket.open();
  }

  /** Sends some of what waits for a session, in one frame. @param {Session} session */
  deliver(session) {
    const documents = session.queue.splice(0, 1 + Math.floor(this.#random() * 4)).flatMap((document) => document.frame ?? document);
    if (session.late.length && this.#random() < 0.5)
      documents.push(...session.late.splice(Math.floor(this.#random() * session.late.length), 1));
    if (documents.length && session.socket.readyState === 1) session.socket.tell(...documents);
  }

  /** Loses what is on the way in both directions.
   * @param {Session} session @param {number} [code] @param {string} [reason] */
  drop(session, code, reason) {
    this.sessions = this.sessions.filter((one) => one !== session);
    session.socket.onCommand = () => {};
    if (session.socket.readyState === 1) session.socket.drop(code, reason);
  }

  /** Replaces the events that wait for a session by a gap, and tells behind it what changed of older messages and of the board.
   * @param {Session} session */
  gap(session) {
    const first = session.queue.findIndex((document) => document.offset !== undefined);
    const offsets = session.queue.flatMap((document) => document.offset ?? []);
    if (first < 0 || session.queue.some((document) => document.ok?.events)) return;
    const [from, to] = [Math.min(...offsets), Math.max(...offsets)];
    const gap = { ev: 'gap', room: 'lobby', from, to };
    const board = { ev: 'board', room: 'lobby', offset: to, id: this.log[to - 1]?.id, ...this.#boardSince(from - 1, session.me) };
    const waits = new Set(this.held());
    const isChange = (/** @type {any} */ event) => ['edited', 'deleted', 'policy', 'dropped'].includes(event.ev) || waits.has(event);
    const changes = this.log.slice(from - 1, to).filter((event) => isChange(event) && isFor(event, session.me, this.log)).map((event) => told(event, session.me));
    session.queue[first] = { frame: session.isSeated ? [gap, ...changes, board] : [gap] };
    session.queue = session.queue.filter((document) => document.offset === undefined);
  }

  /** The questions as they stand, each with who asked and who votes for it. */
  questions() {
    /** @type {Map<string, { card: any, member: any, voters: Set<any> }>} */
    const questions = new Map();
    for (const { ev, id, offset, at, member, text, target, on } of this.log) {
      if (ev === 'asked') {
        const card = { id, version: offset, offset, at, from: member, text, state: 'visible', votes: 0, voted: 0 };
        questions.set(id, { card, member, voters: new Set() });
      }
      const found = ev === 'voted' ? questions.get(target) : undefined;
      if (!found || found.voters.has(member) === on) continue;
      if (on) found.voters.add(member);
      else found.voters.delete(member);
      Object.assign(found.card, { votes: found.voters.size, voted: offset });
    }
    return [...questions.values()];
  }

  /** How the room is set. */
  policy() {
    return Object.assign({}, ...this.log.filter(({ ev }) => ev === 'policy').map(({ policy }) => policy));
  }

  /** @param {number} offset @param {any} me */
  #boardSince(offset, me) {
    const all = this.questions();
    const cards = all.filter(({ card }) => card.version > offset).map(({ card, member }) => cardFor(card, member === me));
    const tallies = all.filter(({ card }) => card.version <= offset && card.voted > offset).map(({ card }) => tallyOf(card));
    return { ...(cards.length && { questions: cards }), ...(tallies.length && { votes: tallies }) };
  }

  /** @param {any} me */
  #mine(me) {
    const all = this.questions();
    const own = all.filter(({ member }) => member === me).map(({ card }) => cardFor(card, true));
    const held = this.#heldFor(me).filter(({ from }) => from === me);
    return { votes: all.filter(({ voters }) => voters.has(me)).map(({ card }) => card.id), questions: own, ...(held.length && { held }) };
  }

  /** Counts are told together, now and then. */
  tally() {
    const top = this.log.at(-1);
    const votes = this.questions().map(({ card }) => tallyOf(card)).filter(({ voted }) => voted > 0);
    if (!top || votes.length === 0) return;
    for (const session of this.sessions)
      if (session.isSeated) session.queue.push({ ev: 'board', room: 'lobby', offset: top.offset, id: top.id, votes });
  }

  /** The log is another one from now on. */
  forget() {
    this.#epochs++;
    this.log = [];
    this.verdicts.clear();
    for (const session of this.sessions.filter((one) => one.isSeated)) {
      session.isSeated = false;
      session.queue.push({ ev: 'reset', room: 'lobby', reason: 'epoch' });
    }
  }

  /** What waits, oldest first. */
  held() {
    const waits = new Map();
    for (const event of this.log) {
      if (event.ev === 'held') waits.set(event.id, event);
      waits.delete(event.was ?? event.target);
    }
    return [...waits.values()];
  }

  /** What waits and this member is told of: one's own, and for staff everybody's. @param {any} me */
  #heldFor(me) {
    return this.held().filter(({ member }) => member === me || isStaff(me.role)).map((event) => told(event, me));
  }

  /** The rows as they stand, with the keys that this member may see. @param {any} [me] */
  rows(me) {
    const rows = new Map();
    for (const { member, key, ...event } of this.log) {
      const row = rows.get(event.target);
      if (event.ev === 'message') rows.set(event.id, { ...event, from: member, ...(member === me ? { key } : {}) });
      else if (event.ev === 'edited' && row && !row.deleted) Object.assign(row, { text: event.text, edited_at: event.at });
      else if (event.ev === 'deleted') {
        for (const field of ['text', 'reply_to', 'edited_at']) delete row[field];
        row.deleted = true;
      }
    }
    return [...rows.values()];
  }

  /** @param {Session} session @param {any} command */
  #take(session, command) {
    const isWrite = ['post', 'edit', 'delete', 'ask', 'vote', 'policy', 'release'].includes(command.do);
    if ((isWrite || command.do === 'join' || command.do === 'history') && this.#random() < this.faults) {
      const event = isWrite && this.#random() < 0.5 ? this.#append(session, command) : null; // it is unknown
      session.queue.push(refusal(command, 'unavailable', true));
      return this.#tell(event);
    }
    switch (command.do) {
      case 'hello': {
        session.me = command.token === 'bob' ? bob : ada;
        const ok = {
          me: session.me,
          space: { id: 'main', title: 'Main' },
          token: session.me === bob ? 'bob' : 'ada',
          ping_ms: 25_000,
          limits: {},
        };
        return session.queue.push({ re: command.id, ok });
      }
      case 'join':
        return session.queue.push({ re: command.id, ok: this.#join(session, command.since) });
      case 'history':
        return session.late.push({ re: command.id, ok: this.#history(session, command) });
      case 'post':
      case 'edit':
      case 'delete':
      case 'ask':
      case 'vote':
      case 'policy':
      case 'release':
        return this.#write(session, command);
      case 'held': {
        const waiting = this.#heldFor(session.me).filter(({ offset }) => offset > Number(command.after ?? 0));
        const page = waiting.slice(0, heldMax);
        return session.queue.push({ re: command.id, ok: { room: 'lobby', held: page, ...(waiting.length > heldMax && { after: String(page.at(-1).offset) }) } });
      }
      default:
        session.isSeated &&= command.do !== 'leave';
        session.queue.push({ re: command.id, ok: {} });
    }
  }

  /** @param {Session} session @param {any} since */
  #join(session, since) {
    const top = this.log.at(-1);
    const base = { room: { id: 'lobby', title: 'Lobby' }, epoch: this.epoch, mine: this.#mine(session.me) };
    const reason = since && this.#distrust(since);
    if (!since || reason) {
      session.isSeated = true;
      const rows = this.rows(session.me);
      const events = rows.slice(-rowsMax);
      return {
        ...base,
        offset: top?.offset ?? 0,
        ...(top && { id: top.id }),
        recovered: false,
        ...(reason && { reason }),
        state: {
          questions: this.questions().map(({ card }) => card), policy: this.policy(),
          ...(isStaff(session.me.role) && { held: this.#heldFor(session.me).slice(0, heldMax), more_held: this.held().length > heldMax }),
        },
        events,
        ...(rows.length > events.length && { before: events[0].offset }),
      };
    }
    const missed = this.log.slice(since.offset);
    const page = missed.slice(0, pageMax);
    const last = page.at(-1) ?? since;
    session.isSeated = missed.length <= pageMax;
    const stands = new Map(this.rows(session.me).map((row) => [row.id, row]));
    const waits = new Set(this.held());
    const isTold = (/** @type {any} */ event) => isOfMessages(event) && isFor(event, session.me, this.log) && (event.ev !== 'held' || waits.has(event));
    const events = page.filter(isTold).map((event) => stands.get(event.id) ?? told(event, session.me));
    return {
      ...base,
      offset: last.offset,
      ...(last.id && { id: last.id }),
      recovered: true,
      events,
      board: this.#boardSince(since.offset, session.me),
      ...(!session.isSeated && { more: true }),
    };
  }

  /** @param {any} since */
  #distrust(since) {
    if (since.epoch !== this.epoch) return 'epoch';
    if (since.offset > this.log.length) return 'ahead';
    if (since.offset > 0 && since.id && this.log[since.offset - 1].id !== since.id) return 'forked';
    return this.log.length - since.offset > tooFar ? 'too_far' : undefined;
  }

  /** @param {Session} session @param {any} query */
  #history(session, { before, after, around, limit }) {
    const rows = this.rows(session.me);
    const middle = rows.findIndex((row) => row.id === around);
    const size = Math.min(limit, rowsMax);
    let page = rows.slice(Math.max(0, middle - 2), middle + 3);
    if (before !== undefined) page = rows.filter((row) => row.offset < before).slice(-size);
    if (after !== undefined) page = rows.filter((row) => row.offset > after).slice(0, size);
    const [first, last] = [page[0]?.offset, page.at(-1)?.offset];
    return {
      room: 'lobby',
      epoch: this.epoch,
      events: page,
      ...(first > (rows[0]?.offset ?? 0) && { before: first }),
      ...(last < (rows.at(-1)?.offset ?? 0) && { after: last }),
    };
  }

  /** @param {Session} session @param {any} command */
  #write(session, command) {
    const name = session.me.id + command.key;
    const known = this.verdicts.get(name);
    const event = known ? null : this.#append(session, command);
    const ok = known ? { ...known, duplicate: true } : this.verdicts.get(name);
    session.queue.push(ok ? { re: command.id, ok } : refusal(command, session.isSeated ? 'gone' : 'forbidden', false));
    this.#tell(event);
  }

  /** @param {Session} session @param {any} command @returns {any} the event, or null if it is none */
  #append(session, { do: verb, key, text, target, on, slow_mode_s, approval }) {
    const waiting = this.held().find(({ id }) => id === target);
    const row = this.rows().find(({ id }) => id === target);
    const isOfRow = verb === 'edit' || verb === 'delete';
    const mayRemove = waiting && (waiting.member === session.me || isStaff(session.me.role));
    const isStale = (verb === 'release' && !(waiting && isStaff(session.me.role))) || (isOfRow && !(verb === 'delete' && mayRemove) && (!row || row.deleted || row.from !== session.me)) || (verb === 'vote' && !this.questions().some(({ card }) => card.id === target));
    if (isStale || !session.isSeated || this.verdicts.has(session.me.id + key)) return null;
    const offset = this.log.length + 1;
    // Never twice the same: a page that comes late cannot tell two edits of one instant apart.
    const at = Math.max(Math.floor(this.#now()), 1 + (this.log.at(-1)?.at ?? 0));
    const isHeld = verb === 'post' && this.policy().approval && !isStaff(session.me.role);
    const shown = waiting && { ev: 'message', text: waiting.text, was: target, author: waiting.member, authorKey: waiting.key };
    const what = /** @type {Record<string, any>} */ ({
      post: isHeld ? { ev: 'held', text, reason: 'approval' } : { ev: 'message', text }, release: shown,
      edit: { ev: 'edited', target, text }, delete: { ev: waiting ? 'dropped' : 'deleted', target }, ask: { ev: 'asked', text }, vote: { ev: 'voted', target, on },
      policy: { ev: 'policy', policy: { slow_mode_s, approval } },
    })[verb];
    const { author, authorKey, ...rest } = what;
    // What is released is its author's, with the key of the post that it was.
    const event = { ...rest, room: 'lobby', id: `e-${this.epoch}-${offset}`, offset, at, member: author ?? session.me, key: authorKey ?? key };
    this.log.push(event);
    this.verdicts.set(session.me.id + key, { id: event.id, offset, at: event.at, ...(isHeld && { held: true }) });
    return event;
  }

  /** @param {any} event */
  #tell(event) {
    if (event) for (const session of this.sessions) if (session.isSeated) session.queue.push(this.#toldOf(event, session.me));
  }

  /** @param {any} event @param {any} me */
  #toldOf(event, me) {
    const { offset, id, member, key } = event;
    if (!isFor(event, me, this.log)) return { ev: 'at', room: 'lobby', offset, id };
    if (isOfMessages(event)) return told(event, me);
    const card = this.questions().find((one) => one.card.id === id)?.card;
    if (!card) return { ev: 'at', room: 'lobby', offset, id };
    return { ev: 'board', room: 'lobby', offset, id, ...(member === me ? { key } : {}), questions: [cardFor(card, member === me)] };
  }
}

/** What waits, and that it is gone, its author and staff are told. @param {any} event @param {any} me @param {any[]} log */
const isFor = ({ ev, member, target }, me, log) =>
  (ev !== 'held' && ev !== 'dropped') || member === me || isStaff(me.role) || log.some((one) => one.id === target && one.member === me);

/** @param {any} event */
const isOfMessages = ({ ev }) => ev !== 'asked' && ev !== 'voted';

/** @param {any} card @param {boolean} isOwn */
const cardFor = (card, isOwn) => ({ ...card, ...(isOwn ? { mine: true } : {}) });

/** @param {any} card */
const tallyOf = ({ id, votes, voted }) => ({ id, votes, voted });

/** @param {any} event @param {any} me */
const told = ({ member, key, ...event }, me) => ({ ...event, from: member, ...(member === me ? { key } : {}) });

/** @param {any} command @param {string} code @param {boolean} retryable */
const refusal = ({ id }, code, retryable) => ({ re: id, error: { code, message: code, retryable } });
