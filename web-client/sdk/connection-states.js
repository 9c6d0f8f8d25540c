// The states of a connection, what moves it from one to another, and what a close code means.

/** @typedef {'idle' | 'connecting' | 'greeting' | 'online' | 'waiting' | 'offline' | 'refused' | 'stopped'}
 *   ConnectionState */
/** @typedef {'start' | 'opened' | 'greeted' | 'lost' | 'lost-offline' | 'refused' | 'due' | 'wake' | 'network-lost' |
 *   'stop'}
 *   ConnectionEvent */

/**
 * State × event -> state. What is not named leaves the state as it is.
 * `offline` is `waiting` while the browser says that there is no network: it still tries, as browsers err.
 * @type {Readonly<Record<ConnectionState, Readonly<Partial<Record<ConnectionEvent, ConnectionState>>>>>}
 */
export const transitions = Object.freeze({
  idle: { start: 'connecting', stop: 'stopped' },
  connecting: { opened: 'greeting', lost: 'waiting', 'lost-offline': 'offline', refused: 'refused', stop: 'stopped' },
  greeting: { greeted: 'online', lost: 'waiting', 'lost-offline': 'offline', refused: 'refused', stop: 'stopped' },
  online: { lost: 'waiting', 'lost-offline': 'offline', refused: 'refused', stop: 'stopped' },
  waiting: { due: 'connecting', wake: 'connecting', 'network-lost': 'offline', stop: 'stopped' },
  offline: { due: 'connecting', wake: 'connecting', stop: 'stopped' },
  refused: { start: 'connecting', stop: 'stopped' },
  stopped: { start: 'connecting' },
});

/**
 * @param {ConnectionState} state
 * @param {ConnectionEvent} event
 * @returns {ConnectionState}
 */
export const nextState = (state, event) => transitions[state][event] ?? state;

/** Whether a close code lets a client come back by itself, and why it came, in one word.
 * @type {Readonly<Record<number, { event: 'lost' | 'refused', reason: string }>>} */
const closeCodes = Object.freeze({
  1001: { event: 'lost', reason: 'away' },
  1002: { event: 'refused', reason: 'protocol' },
  1003: { event: 'refused', reason: 'protocol' },
  1006: { event: 'lost', reason: 'lost' },
  1007: { event: 'refused', reason: 'protocol' },
  1008: { event: 'refused', reason: 'protocol' },
  1009: { event: 'refused', reason: 'protocol' },
  1011: { event: 'lost', reason: 'server' },
  1012: { event: 'lost', reason: 'restart' },
  1013: { event: 'lost', reason: 'busy' },
  4001: { event: 'lost', reason: 'drain' },
  4005: { event: 'refused', reason: 'expired' }, // comes back once useToken() brought a new one
  4008: { event: 'lost', reason: 'slow' },
  4010: { event: 'lost', reason: 'no-hello' },
  4029: { event: 'lost', reason: 'rate' },
  4030: { event: 'refused', reason: 'replaced' }, // comes back when asked: start()
  4400: { event: 'refused', reason: 'protocol' },
  4401: { event: 'refused', reason: 'token' },
  4403: { event: 'refused', reason: 'banned' },
});

/**
 * What to do after a close. Codes of later versions: 44xx is final, like those of today; all others come back.
 * @param {number} code
 * @returns {{ event: 'lost' | 'refused', reason: string }}
 */
export function judgeClose(code) {
  const known = closeCodes[code];
  if (known) return known;
  return code >= 4400 && code <= 4499 ? { event: 'refused', reason: 'protocol' } : { event: 'lost', reason: 'lost' };
}
