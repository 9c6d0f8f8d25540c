// A connection's state in words: a key to translate by, and the plain English sentence for it.

/** @import { StateInfo } from './types.js' */

/** One sentence for each key; `{seconds}` stands for the seconds until the next try. */
export const connectionWords = /* @__PURE__ */ Object.freeze({
  idle: 'Not connected.',
  connecting: 'Connecting…',
  reconnecting: 'Reconnecting…',
  online: 'Connected.',
  waiting: 'The server cannot be reached. Trying again in {seconds} s.',
  'waiting-lost': 'Connection lost. Trying again in {seconds} s.',
  'waiting-drain': 'The server is restarting. Back in at most {seconds} s.',
  'waiting-rate': 'Too much was sent at once. Trying again in {seconds} s.',
  'waiting-slow': 'This connection could not keep up. Trying again in {seconds} s.',
  offline: 'This device is offline. What you write is kept and sent later.',
  'refused-token': 'Your link or key was not accepted.',
  'refused-expired': 'Your link has expired.',
  'refused-banned': 'You were removed from this space.',
  'refused-kicked': 'A moderator sent you out. You may come back.',
  'refused-replaced': 'You are connected in another tab.',
  'refused-protocol': 'This page and the server do not understand each other. Reload the page.',
  'refused-other': 'The server did not let you in.',
  stopped: 'Disconnected.',
});

/** The reasons for which there is a sentence; apart, so that who translates by the keys need not load the English. */
const refusals = new Set(['token', 'expired', 'banned', 'kicked', 'replaced', 'protocol']);

/** @typedef {keyof typeof connectionWords} ConnectionKey */

/**
 * The key of a state's sentence in `connectionWords`.
 * @param {StateInfo} info  as told by the client's `state` event
 * @returns {ConnectionKey}
 */
export function connectionKey({ state, reason, everOnline }) {
  switch (state) {
    case 'connecting':
    case 'greeting':
      return everOnline ? 'reconnecting' : 'connecting';
    case 'waiting':
      if (reason === 'drain' || reason === 'restart') return 'waiting-drain';
      if (reason === 'rate' || reason === 'slow') return `waiting-${reason}`;
      return everOnline ? 'waiting-lost' : 'waiting';
    case 'refused': {
      return refusals.has(reason ?? '') ? /** @type {ConnectionKey} */ (`refused-${reason}`) : 'refused-other';
    }
    default:
      return state;
  }
}

/**
 * A plain English sentence for a connection's state.
 * @param {StateInfo} info
 */
export function wordsFor(info) {
  const seconds = Math.max(1, Math.ceil((info.retryInMs ?? 0) / 1000));
  return connectionWords[connectionKey(info)].replace('{seconds}', String(seconds));
}
