// The line that tells how the connection is: its words, how much they matter, and what the reader can do. Pure.

import { connectionKey } from '../../sdk/words.js';

/** @import { RoomState, StateInfo } from '../../sdk/types.js' */
/** @import { Words } from '../words/en.js' */

/** "Connected" is told this long, then the line is empty. */
export const connectedShownMs = 2500;
/** A break shorter than this is not told: most are over before anybody reads about them. */
export const quietMs = 700;

/**
 * @typedef {object} Line
 * @property {'quiet' | 'busy' | 'good' | 'warning' | 'stopped'} tone
 * @property {string} text  empty if there is nothing to tell
 * @property {'retry' | 'use-here' | 'without-token' | 'reload' | null} action
 * @property {string} spoken  what a screen reader is told, without the seconds that change; empty for nothing
 */

/** @type {Record<string, Line['action']>} */
const actions = {
  'waiting': 'retry',
  'waiting-lost': 'retry',
  'offline': 'retry',
  'refused-replaced': 'use-here',
  'refused-token': 'without-token',
  'refused-expired': 'without-token',
  'refused-protocol': 'reload',
  'refused-other': 'retry',
  'stopped': 'retry',
};

/**
 * @param {object} what
 * @param {StateInfo} what.info
 * @param {RoomState['status']} what.status  the room's
 * @param {boolean} what.isFresh  came online, or back, a moment ago
 * @param {number} what.now
 * @param {number} what.since  when `info` was told
 * @param {Words} words
 * @returns {Line}
 */
export function connectionLine({ info, status, isFresh, now, since }, words) {
  const key = connectionKey(info);
  if (key === 'online') {
    if (status === 'catching-up') return line('busy', words.catchingUp);
    if (status === 'joining') return line('busy', words.joining);
    return isFresh ? line('good', words.connection.online(0)) : line('quiet', '');
  }
  const seconds = Math.max(1, Math.ceil(((info.retryInMs ?? 0) - (now - since)) / 1000));
  const text = (words.connection[key] ?? words.connection['refused-other'])(seconds);
  const action = actions[key] ?? null;
  if (info.state === 'refused' || info.state === 'stopped') return line('stopped', text, action);
  if (key === 'connecting' || key === 'idle') return line('busy', text, action);
  return line('warning', text, action, words.lostSpoken);
}

/** @param {Line['tone']} tone @param {string} text @param {Line['action']} [action] @param {string} [spoken] @returns {Line} */
const line = (tone, text, action = null, spoken = tone === 'stopped' ? text : '') => ({ tone, text, action, spoken });
