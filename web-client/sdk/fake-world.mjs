// A world for tests: a clock that stands still until it is advanced, sockets without a network, chance by seed.

/** Numbers from 0 up to but not including 1, the same for the same seed (mulberry32).
 * @param {number} seed */
export function seededRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export class FakeClock {
  #now = 1_700_000_000_000;
  #nextTimer = 1;
  /** @type {Map<number, { due: number, callback: () => void }>} */
  #timers = new Map();

  now = () => this.#now;

  /** @param {() => void} callback @param {number} ms */
  setTimeout = (callback, ms) => {
    if (!(ms >= 0 && ms < 2 ** 31)) throw new RangeError(`no time to wait: ${ms}`);
    this.#timers.set(this.#nextTimer, { due: this.#now + ms, callback });
    return this.#nextTimer++;
  };

  /** @param {number} timer */
  clearTimeout = (timer) => void this.#timers.delete(timer);

  get pending() {
    return this.#timers.size;
  }

  /** In how many milliseconds the next timer is due, or null. */
  get untilNext() {
    const dues = [...this.#timers.values()].map(({ due }) => due);
    return dues.length ? Math.min(...dues) - this.#now : null;
  }

  /** Runs what falls due within this time, in order. @param {number} ms */
  advance(ms) {
    const end = this.#now + ms;
    for (;;) {
      const [next] = [...this.#timers].filter(([, { due }]) => due <= end).sort(([, a], [, b]) => a.due - b.due);
      if (!next) break;
      this.#now = Math.max(this.#now, next[1].due);
      this.#timers.delete(next[0]);
      next[1].callback();
    }
    this.#now = end;
  }
}

export class FakeSocket {
  readyState = 0;
  /** @type {any[]} what the client sent, read */
  sent = [];
  /** @type {number | null} */ closedWith = null;
  /** @type {((event: any) => void) | null} */ onopen = null;
  /** @type {((event: any) => void) | null} */ onmessage = null;
  /** @type {((event: any) => void) | null} */ onclose = null;
  /** @type {((event: any) => void) | null} */ onerror = null;
  /** @type {(command: any) => void} */ onCommand = () => {};

  /** @param {string} url @param {string | string[]} [protocols] */
  constructor(url, protocols) {
    this.url = url;
    this.protocols = protocols;
  }

  /** @param {string} text */
  send(text) {
    if (this.readyState !== 1) throw new Error('not open');
    for (const line of text.split('\n')) {
      this.sent.push(JSON.parse(line));
      this.onCommand(this.sent.at(-1));
    }
  }

  /** @param {number} [code] */
  close(code = 1005) {
    if (code !== 1005 && code !== 1000 && (code < 3000 || code > 4999)) throw new Error('no code for a client');
    this.closedWith ??= code;
    this.readyState = 3;
  }

  open() {
    this.readyState = 1;
    this.onopen?.({});
  }

  /** One frame with these documents. @param {...object} documents */
  tell(...documents) {
    this.onmessage?.({ data: documents.map((document) => JSON.stringify(document)).join('\n') });
  }

  /** @param {number} [code] @param {string} [reason] */
  drop(code = 1006, reason = '') {
    this.readyState = 3;
    if (code === 1006) this.onerror?.({});
    this.onclose?.({ code, reason });
  }

  /** The last command of this kind. @param {string} verb */
  last(verb) {
    return [...this.sent].reverse().find((command) => command.do === verb);
  }

  /** Answers the last command of this kind. @param {string} verb @param {object} [ok] */
  answer(verb, ok = {}) {
    this.tell({ re: this.last(verb).id, ok });
  }

  /** @param {string} verb @param {string} code @param {object} [more] */
  refuse(verb, code, more = {}) {
    const error = { code, message: `It is ${code}.`, retryable: false, ...more };
    this.tell({ re: this.last(verb).id, error });
  }
}

/** Like localStorage. `quota` is how many items fit. */
export class FakeStorage {
  /** @type {Map<string, string>} */ items = new Map();
  quota = Infinity;

  get length() {
    return this.items.size;
  }

  /** @param {number} index */
  key = (index) => [...this.items.keys()][index] ?? null;

  /** @param {string} key */
  getItem = (key) => this.items.get(key) ?? null;

  /** @param {string} key @param {string} value */
  setItem = (key, value) => {
    if (!this.items.has(key) && this.items.size >= this.quota) throw new Error('QuotaExceededError');
    this.items.set(key, value);
  };

  /** @param {string} key */
  removeItem = (key) => void this.items.delete(key);
}

/** A window that wakes and loses its network when told. */
export class FakeWindow extends EventTarget {
  document = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  navigator = { onLine: true };

  wake() {
    this.document.dispatchEvent(new Event('visibilitychange'));
  }

  /** @param {boolean} isOnline */
  setOnline(isOnline) {
    this.navigator.onLine = isOnline;
    this.dispatchEvent(new Event(isOnline ? 'online' : 'offline'));
  }
}

/**
 * Everything that a client takes from outside. `random` is 0.5 unless a seed is given.
 * @param {{ seed?: number, storage?: any }} [of]
 */
export function makeWorld({ seed, storage = new FakeStorage() } = {}) {
  const clock = new FakeClock();
  const chance = seededRandom(seed ?? 1);
  /** @type {FakeSocket[]} */
  const sockets = [];
  const WebSocket = class extends FakeSocket {
    /** @param {string} url @param {string | string[]} [protocols] */
    constructor(url, protocols) {
      super(url, protocols);
      sockets.push(this);
    }
  };
  const window = new FakeWindow();
  const options = {
    url: 'ws://127.0.0.1/v1/ws',
    WebSocket,
    storage,
    random: seed === undefined ? () => 0.5 : chance,
    now: clock.now,
    setTimeout: clock.setTimeout,
    clearTimeout: clock.clearTimeout,
    getRandomValues: (/** @type {Uint8Array} */ bytes) => bytes.forEach((_, index) => (bytes[index] = chance() * 256)),
    wakeTarget: window,
    fetch: () => new Promise(() => {}), // nobody answers
  };
  return {
    clock,
    sockets,
    storage,
    window,
    options,
    get socket() {
      return /** @type {FakeSocket} */ (sockets.at(-1));
    },
  };
}

// -------------------------------------------------------------------------------------------------- what servers say

export const ada = Object.freeze({ id: 'u-ada0000000000000', name: 'Ada', role: 'attendee' });
export const bob = Object.freeze({ id: 'u-bob0000000000000', name: 'Bob', role: 'speaker' });

/** @param {object} [changes] */
export const helloAnswer = (changes = {}) => ({
  me: ada,
  space: { id: 'main', title: 'Main', rooms: [{ id: 'lobby', title: 'Lobby' }] },
  token: 'hk1.ada',
  ping_ms: 25_000,
  limits: { text_code_points: 1000, frame_bytes: 65_536 },
  ...changes,
});

/** @param {number} offset */
export const idOf = (offset) => `e-${String(offset).padStart(13, '0')}`;

/** @param {number} offset @param {object} [more] */
export const message = (offset, more = {}) => ({
  ev: 'message',
  room: 'lobby',
  id: idOf(offset),
  offset,
  at: 1_700_000_000_000 + offset,
  from: bob,
  text: `text ${offset}`,
  ...more,
});

/** @param {number} offset @param {number} target @param {string} text @param {object} [more] */
export const edited = (offset, target, text, more = {}) => ({
  ev: 'edited',
  room: 'lobby',
  id: idOf(offset),
  offset,
  at: 1_700_000_000_000 + offset,
  from: bob,
  target: idOf(target),
  text,
  ...more,
});

/** @param {number} offset @param {number} target @param {object} [more] */
export const deleted = (offset, target, more = {}) => ({
  ev: 'deleted',
  room: 'lobby',
  id: idOf(offset),
  offset,
  at: 1_700_000_000_000 + offset,
  from: bob,
  target: idOf(target),
  ...more,
});

/** An answer to a join that begins anew. @param {any[]} rows @param {object} [more] */
export const fresh = (rows, more = {}) => ({
  room: { id: 'lobby', title: 'Lobby' },
  epoch: 'k3v9',
  offset: rows.at(-1)?.offset ?? 0,
  ...(rows.length ? { id: rows.at(-1).id } : {}),
  recovered: false,
  state: { messages: rows.length },
  mine: {},
  events: rows,
  ...more,
});

/** An answer to a join that goes on.
 * @param {any[]} events @param {{ offset: number, id?: string }} last @param {object} [more] */
export const recovery = (events, last, more = {}) => ({
  room: { id: 'lobby', title: 'Lobby' },
  epoch: 'k3v9',
  ...last,
  recovered: true,
  mine: {},
  events,
  ...more,
});
