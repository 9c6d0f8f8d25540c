// Which texts are asked about before they go: what was written for a moment that may be over. Pure.

/** @import { OutboxEntry } from '../../sdk/types.js' */

/** A text older than this, in ms, is no longer sent unasked: the conversation has gone on. */
export const freshMs = 120_000;

/** @param {OutboxEntry} entry @param {number} now  ms @param {number | null} [ended]  when the talk of its room ended; null: it has not, or it is none */
export const mustAsk = (entry, now, ended = null) => now - entry.at > freshMs || (ended !== null && entry.at < ended && ended <= now);
