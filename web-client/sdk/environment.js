// What the client takes from the world around it: sockets, time, chance, storage. Everything can be given by argument.

/**
 * The part of the WebSocket interface that is used; the browser's and that of Node's `ws` both have it.
 * @typedef {((event: any) => void) | null} SocketListener
 * @typedef {{ readyState: number, send(text: string): void, close(code?: number, reason?: string): void,
 *   onopen: SocketListener, onmessage: SocketListener, onclose: SocketListener, onerror: SocketListener }} SocketLike
 * @typedef {new (url: string, protocols?: string | string[]) => SocketLike} SocketConstructor
 */

/** Like localStorage. Without `key` and `length` an index is kept beside the entries.
 * @typedef {{ getItem(key: string): string | null, setItem(key: string, value: string): void,
 *   removeItem(key: string): void, key?: (index: number) => string | null, readonly length?: number }} StorageLike */

/** A window, as far as waking is concerned.
 * @typedef {{ addEventListener(type: string, listener: () => void): void,
 *   removeEventListener(type: string, listener: () => void): void, document?: any, navigator?: any }} WakeTarget */

/**
 * @typedef {object} ClientOptions
 * @property {string} url  `ws:` or `wss:`, with the path `/v1/ws`
 * @property {string} [name]  the name to write under; without it one reads
 * @property {string} [token]  of a staff link, or kept by the caller; else the one in `storage` is used
 * @property {string} [space]  the space's id; without it the server's first
 * @property {SocketConstructor} [WebSocket]
 * @property {StorageLike | null} [storage]  null: nothing survives a reload
 * @property {(entry: import('./types.js').OutboxEntry, now: number) => boolean} [mustAsk]  whether a post that waited for its
 *   room is no longer sent by itself: it is refused with `stale`, for its writer to retry or discard
 * @property {() => number} [random]
 * @property {() => number} [now]  milliseconds
 * @property {(callback: () => void, ms: number) => any} [setTimeout]
 * @property {(timer: any) => void} [clearTimeout]
 * @property {(bytes: Uint8Array) => unknown} [getRandomValues]
 * @property {import('./schedule-keeper.js').FetchLike} [fetch]  for the schedule, which comes over HTTP
 * @property {WakeTarget | null} [wakeTarget]  what tells that a page wakes; null: nothing does
 */

/** @typedef {{ now: () => number, random: () => number, setTimeout: (callback: () => void, ms: number) => any,
 *   clearTimeout: (timer: any) => void }} Clock */

/**
 * The options with their defaults from the global scope.
 * @param {ClientOptions} options
 */
export function environmentOf(options) {
  const scope = /** @type {any} */ (globalThis);
  /** @type {Clock} */
  const clock = {
    now: options.now ?? Date.now,
    random: options.random ?? Math.random,
    // Called bare: the browser's timers refuse to be called as methods of another object.
    setTimeout: options.setTimeout ?? ((callback, ms) => scope.setTimeout(callback, ms)),
    clearTimeout: options.clearTimeout ?? ((timer) => scope.clearTimeout(timer)),
  };
  return {
    clock,
    WebSocket: /** @type {SocketConstructor | undefined} */ (options.WebSocket ?? scope.WebSocket),
    storage: options.storage === undefined ? browserStorage(scope) : options.storage,
    getRandomValues: options.getRandomValues ?? randomValues(scope),
    // Called bare, too.
    fetch:
      options.fetch ??
      (typeof scope.fetch === 'function'
        ? (/** @type {string} */ url, /** @type {object} */ how) => scope.fetch(url, how)
        : undefined),
    wakeTarget: /** @type {WakeTarget | null} */ (
      options.wakeTarget === undefined ? browserWindow(scope) : options.wakeTarget
    ),
  };
}

/** @param {any} scope @returns {StorageLike | null} */
function browserStorage(scope) {
  if (!browserWindow(scope)) return null;
  try {
    return scope.localStorage ?? null;
  } catch {
    return null; // a browser may forbid even to look
  }
}

/** @param {any} scope */
const browserWindow = (scope) => (typeof scope.addEventListener === 'function' && scope.document ? scope : null);

/** Node 18 has no global `crypto`. A key has to be unique, not secret, so plain chance serves there.
 * @param {any} scope @returns {(bytes: Uint8Array) => unknown} */
const randomValues = (scope) =>
  typeof scope.crypto?.getRandomValues === 'function'
    ? (bytes) => scope.crypto.getRandomValues(bytes)
    : (bytes) => bytes.forEach((_, index) => (bytes[index] = Math.floor(Math.random() * 256)));
