// The client: who one is, what a server tells, and the rooms, on one connection that comes back by itself.

/** @import { ClientOptions } from './environment.js' */
/** @import { Done } from './link.js' */
/** @import { HelloAnswer, Limits, Member, Refusal, Self, ServerDocument, Space } from './types.js' */
/** @import { Host } from './sender.js' */
/** @import { Verb } from './frames.js' */

import { Acts } from './acts.js';
import { Connection } from './connection.js';
import { Emitter } from './emitter.js';
import { environmentOf } from './environment.js';
import { HallwayError, ownRefusal } from './errors.js';
import { newKey } from './frames.js';
import { Orders } from './orders.js';
import { Outbox } from './outbox.js';
import { Room } from './room.js';
import { ScheduleKeeper } from './schedule-keeper.js';
import { Standing } from './standing.js';
import { SafeStorage, forgetToken, keepToken, readMember, readToken } from './storage.js';

const nobody = Object.freeze(/** @type {string[]} */ ([]));

/** What is told of what waits for staff, and of reports. */
const passedOn = new Set(['waiting', 'unattended', 'tended', 'report']);

const pingMsDefault = 25_000;
const frameBytesDefault = 65_536;

/** Makes a client; `start` connects it.
 * @param {ClientOptions} options */
export const createClient = (options) => new Client(options);

export class Client extends Acts {
  #spaceAsked;
  #storage;
  #outbox;
  #connection;
  #orders;
  #standing;
  #emitter = new Emitter();
  /** @type {Host} */ #host;
  /** @type {Map<string, Room>} */ #rooms = new Map();
  /** @type {Set<Room>} */ #changedRooms = new Set();
  #batches = 0;

  /** The space's schedule, kept up to date, and the server's clock. @readonly */
  schedule;

  /** @type {HelloAnswer | null} */ #hello = null;
  /** Where this member was sent out last, as long as rooms may tell it. @type {{ scope: string, reason?: string } | null} */
  #kick = null;
  /** @type {string | null} */ #token;
  /** What was in the storage. */ #tokenKept;
  /** The name that the server has still to be told. @type {string | undefined} */ #name;
  /** @type {{ name: string, resolve: (me: Member) => void, reject: (error: HallwayError) => void }[]} */ #renaming =
    [];

  /** @param {ClientOptions} options */
  constructor(options) {
    super();
    const environment = environmentOf(options);
    this.#spaceAsked = options.space;
    this.#storage = new SafeStorage(environment.storage);
    this.#outbox = new Outbox(this.#storage, environment.clock.now);
    this.schedule = new ScheduleKeeper(options.url, environment);
    this.#name = options.name || undefined;
    this.#tokenKept = readToken(this.#storage, options.space);
    this.#token = options.token || this.#tokenKept;
    this.#connection = new Connection(options.url, environment, {
      onState: (info) => this.#emitter.emit('state', info),
      onOpen: () => this.#greet(),
      onEvent: (document) => this.#onEvent(document),
      onError: (refusal) => this.#emitter.emit('error', new HallwayError(refusal)),
      onFrame: (read) => this.#batch(read),
      onDown: () => this.#onDown(),
    });
    this.#host = {
      clock: environment.clock,
      outbox: this.#outbox,
      mustAsk: options.mustAsk ?? (() => false),
      newKey: () => newKey(environment.getRandomValues),
      me: () => this.me,
      frameBytesMax: () => this.limits?.frame_bytes ?? frameBytesDefault,
      isOnline: () => this.#connection.isOnline,
      request: (verb, fields, done) => this.#request(verb, fields, done),
      changed: (room) => this.#onRoomChanged(room),
    };
    this.#orders = new Orders(this.#host);
    this.#standing = new Standing(environment.clock, () => this.schedule.now(), (what) => this.#emitter.emit(what, this[what]));
  }

  get state() {
    return this.#connection.info.state;
  }

  /** What the `state` event told last. */
  get stateInfo() {
    return this.#connection.info;
  }

  /** Who this is; null before the first answer to hello. @returns {Self | null} */
  get me() {
    return this.#hello?.me ?? null;
  }

  /** @returns {Space | null} */
  get space() {
    return this.#hello?.space ?? null;
  }

  /** @returns {Limits | null} */
  get limits() {
    return this.#hello?.limits ?? null;
  }

  /** What staff tell everybody and has not ended. */
  get announcements() {
    return this.#standing.lists.announcements;
  }

  /** What this member is kept from, as long as it is. */
  get sanctions() {
    return this.#standing.lists.sanctions;
  }

  /** Ids of members whom this one does not want to read. @returns {readonly string[]} */
  get blocked() {
    return this.me?.blocked ?? nobody;
  }

  /** Whether there is a token to say hello with: one is somebody already. */
  get hasToken() {
    return this.#token !== null;
  }

  /** The guest key: whoever has it is this member. Null before the first answer to hello. */
  get token() {
    return this.#hello?.token ?? null;
  }

  /**
   * @param {'state' | 'member' | 'read' | 'hello' | 'error' | 'draining' | 'announcements' | 'sanctions' | 'sanction' | 'kick' | 'blocked' | 'waiting'
   *   | 'unattended' | 'tended' | 'report'} event
   * @param {(value: any) => void} listener
   * @returns {() => void} stops listening
   */
  on(event, listener) {
    return this.#emitter.on(event, listener);
  }

  // ---------------------------------------------------------------------------------------------- starting, stopping

  /** Connects, and comes back whenever the connection is lost, until `stop`.
   * @throws {Error} if there is no WebSocket to connect with */
  start() {
    this.#connection.start();
  }

  /** Leaves and comes back no more, until `start`. Nothing is left running; what is unsent is kept. */
  stop() {
    this.#connection.stop();
    this.#orders.stop();
    this.#standing.stop();
    this.#rooms.forEach((room) => room.stop());
    for (const { reject } of this.#renaming.splice(0)) reject(new HallwayError(ownRefusal('stopped')));
  }

  /** Looks at once whether the connection still stands; connects at once if one is waited for. */
  wake() {
    this.#connection.wake();
  }

  // ------------------------------------------------------------------------------------------------------ who one is

  #greet() {
    const name = this.#name;
    this.#connection.request('hello', { name, token: this.#token, space: this.#spaceAsked }, (refusal, ok) => {
      if (refusal) this.#onHelloRefused(refusal);
      else if (isHello(ok)) this.#onHello(ok, name);
      else this.#connection.notGreeted({ ...ownRefusal('unreadable'), code: 'protocol' });
    });
  }

  /** @param {HelloAnswer} ok @param {string | undefined} nameTold */
  #onHello(ok, nameTold) {
    const nameForgotten = ok.me.name ? undefined : this.#hello?.me.name;
    this.#take(ok);
    this.#connection.greeted(ok.ping_ms > 0 ? ok.ping_ms : pingMsDefault);
    this.schedule.greeted(ok);
    this.#standing.greeted(ok);
    this.#emitter.emit('hello', ok);
    this.#orders.resume();
    if (this.#name === nameTold) this.#name = undefined;
    const renaming = this.#renaming.splice(0);
    for (const { name, resolve, reject } of renaming)
      name === nameTold ? resolve(ok.me) : this.rename(name).then(resolve, reject);
    if (nameForgotten && renaming.length === 0) this.rename(nameForgotten).catch(() => {});
    const entries = this.#outbox.open(ok.space.id, ok.me.id);
    for (const room of this.#rooms.values()) this.#enter(room, ok.me, entries);
  }

  /** @param {Refusal} refusal */
  #onHelloRefused(refusal) {
    if (refusal.code === 'lost') return; // the close says why
    for (const { reject } of this.#renaming.splice(0)) reject(new HallwayError(refusal));
    this.#connection.notGreeted(refusal);
    this.#emitter.emit('error', new HallwayError(refusal));
  }

  /** @param {HelloAnswer} ok */
  #take(ok) {
    this.#hello = ok;
    this.#token = ok.token ?? this.#token;
    this.#tokenKept = this.#token;
    if (this.#token) keepToken(this.#storage, this.#spaceAsked, ok.space.id, this.#token, ok.me.id);
  }

  /**
   * Takes another name, now or with the next hello.
   * @param {string} name
   * @returns {Promise<Member>}
   */
  rename(name) {
    return new Promise((resolve, reject) => {
      if (!this.#connection.isOnline) {
        this.#name = name;
        return this.#renaming.push({ name, resolve, reject });
      }
      this.#request('hello', { name }, (refusal, ok) => {
        if (refusal) return reject(new HallwayError(refusal));
        const hello = { .../** @type {HelloAnswer} */ (this.#hello), ...ok };
        this.#take(hello);
        this.#standing.greeted(hello);
        this.#onMember({ ev: 'member', member: hello.me });
        resolve(hello.me);
      });
    });
  }

  /** Says hello with this token from now on. If the last one was refused, `start` connects with it.
   * @param {string} token */
  useToken(token) {
    this.#token = token;
  }

  /** Drops the token, also from storage: the next hello makes a new member. */
  forgetToken() {
    this.#token = null;
    forgetToken(this.#storage, this.#spaceAsked);
  }

  // ----------------------------------------------------------------------------------------------------------- rooms

  /** A room's handle, the same one for the same id. The client is in the room whenever it is online.
   * @param {string} id @returns {Room} */
  room(id) {
    const known = this.#rooms.get(id);
    if (known) return known;
    const room = new Room(id, this.#host);
    this.#rooms.set(id, room);
    const { me, space } = this;
    if (me && space && this.#connection.isOnline) this.#enter(room, me, this.#outbox.open(space.id, me.id));
    else this.#showWaiting(room);
    return room;
  }

  /** What an earlier page left unsent is here before the connection is, if the next hello is by the same member.
   * @param {Room} room */
  #showWaiting(room) {
    const last = this.#token === this.#tokenKept ? readMember(this.#storage, this.#spaceAsked) : null;
    if (last) room.adopt(this.#outbox.open(last.space, last.member));
  }

  /** @param {Room} room @param {Member} me @param {import('./types.js').OutboxEntry[]} entries */
  #enter(room, me, entries) {
    const title = this.space?.rooms?.find(({ id }) => id === room.id)?.title;
    if (title && !room.state.title) room.show({ local: 'title', title });
    room.enterOnline(me, entries);
  }

  // ------------------------------------------------------------------------------------------------ staff and members

  /** Whether what holds in a scope holds in a room, or, without a room, in the space. @param {string | undefined} scope @param {string} [room] */
  covers(scope, room) {
    if (scope === undefined || scope === room) return true;
    if (room === undefined) return false;
    const entry = this.schedule.entryOf(room);
    return (entry && 'stage' in entry ? entry.stage : this.#rooms.get(room)?.state.card?.stage) === scope;
  }

  /** What keeps this member from writing in a room, or being in it, or null.
   * @param {'mute' | 'ban'} kind @param {string} [room]  without one: in the space as a whole */
  sanctionIn(kind, room) {
    return this.sanctions.find((one) => one.kind === kind && this.covers(one.scope, room)) ?? null;
  }

  /** @override @param {Verb} verb @param {{ [field: string]: unknown }} fields @returns {Promise<ServerDocument>} */
  asked(verb, fields) {
    return new Promise((resolve, reject) => {
      this.#request(verb, fields, (refusal, ok) => (refusal ? reject(new HallwayError(refusal)) : resolve(ok)));
    });
  }

  /** @override @param {Verb} verb @param {{ [field: string]: unknown }} fields */
  ordered(verb, fields) {
    return this.#orders.ask(verb, fields);
  }

  /** @param {Verb} verb @param {{ [field: string]: unknown }} fields @param {Done} done */
  #request(verb, fields, done) {
    if (this.#connection.isOnline) this.#connection.request(verb, fields, done);
    else done(ownRefusal('offline'), {});
  }

  // ------------------------------------------------------------------------------------------- what the server tells

  /** @param {ServerDocument} document */
  #onEvent(document) {
    if (passedOn.has(document.ev)) this.#emitter.emit(document.ev, document);
    if (document.ev === 'member') this.#onMember(document);
    else if (document.ev === 'schedule') this.schedule.take(document);
    else if (document.ev === 'draining') this.#onDraining(document);
    else if (document.ev === 'read') this.#onRead(document);
    else if (document.ev === 'announcement') this.#standing.told(document);
    else if (document.ev === 'sanction' || document.ev === 'kick') this.#onMeasure(document);
    else if (document.ev === 'block') this.#onBlock(document);
    else if (document.ev === 'left' && typeof document.room === 'string') this.#onLeft(document);
    else if (typeof document.room === 'string') this.#rooms.get(document.room)?.take(document);
  }

  /** About this member, or, told to staff, about anybody. @param {ServerDocument} document */
  #onMeasure(document) {
    const { ev, member, scope, reason } = document;
    const isOwn = !member || member.id === this.me?.id;
    if (isOwn && ev === 'sanction') this.#standing.told(document);
    if (isOwn && ev === 'kick') {
      if (scope === undefined) this.#connection.expectKick(reason ?? null);
      else this.#kick = { scope, reason };
    }
    const { ev: _, ...what } = document;
    this.#emitter.emit(/** @type {'sanction' | 'kick'} */ (ev), { ...what, own: isOwn });
  }

  /** Why, was told before it, where somebody did it. @param {ServerDocument} document */
  #onLeft(document) {
    const { room, code } = document;
    const isKick = code === 'forbidden' && this.#kick !== null && this.covers(this.#kick.scope, room);
    const told = isKick ? { ...document, code: 'kicked', why: this.#kick?.reason } : document;
    this.#rooms.get(room)?.take(told);
  }

  #onDown() {
    this.#kick = null;
    this.schedule.stop();
    this.#batch(() => this.#rooms.forEach((room) => room.enterOffline()));
  }

  /** Another device of this member's; the room may be one that this client has no handle of.
   * @param {ServerDocument} document */
  #onRead(document) {
    const { room, offset } = document;
    if (typeof room !== 'string' || !Number.isInteger(offset)) return;
    this.#rooms.get(room)?.take(document);
    this.#emitter.emit('read', { room, offset });
  }

  /** @param {ServerDocument} document */
  #onMember(document) {
    const { member } = document;
    if (typeof member?.id !== 'string') return;
    if (this.#hello && this.#hello.me.id === member.id) this.#hello = { ...this.#hello, me: { ...this.#hello.me, ...member } };
    this.#batch(() => this.#rooms.forEach((room) => room.take(document)));
    this.#emitter.emit('member', member);
  }

  /** On this device or another one of this member's. @param {ServerDocument} document */
  #onBlock({ member, on }) {
    if (!this.#hello) return;
    const blocked = this.blocked.filter((one) => one !== member);
    if (on !== false) blocked.push(member);
    this.#hello = { ...this.#hello, me: { ...this.#hello.me, blocked } };
    this.#emitter.emit('blocked', blocked);
  }

  /** @param {ServerDocument} document */
  #onDraining({ window_ms: told }) {
    const windowMs = Number.isInteger(told) && told >= 0 ? told : null;
    this.#connection.expectDrain(windowMs);
    this.#emitter.emit('draining', { windowMs });
  }

  // ----------------------------------------------------------------------------------------------- telling listeners

  /** A room's listeners are told once for all that happens in it, a frame for instance. @param {() => void} action */
  #batch(action) {
    this.#batches++;
    try {
      action();
    } finally {
      this.#batches--;
      this.#flush();
    }
  }

  /** @param {Room} room */
  #onRoomChanged(room) {
    this.#changedRooms.add(room);
    this.#flush();
  }

  #flush() {
    if (this.#batches > 0) return;
    const rooms = [...this.#changedRooms];
    this.#changedRooms.clear();
    for (const room of rooms) room.emitChange();
  }
}

/** @param {ServerDocument} ok @returns {ok is HelloAnswer} */
const isHello = (ok) => typeof ok.me?.id === 'string' && typeof ok.space?.id === 'string';
