// What of the messages is meant for the reader, and how much of them they may want to hear. Pure.

/** @import { Row } from '../../sdk/types.js' */

import { mentions } from './mentions.js';
import { isNews, newerThan } from './window.js';

/** How much is said of messages. What the page itself has to tell is always said.
 * @typedef {'off' | 'me' | 'summary' | 'everything'} Level */
/** @type {readonly Level[]} */
export const levels = ['off', 'me', 'summary', 'everything'];

/** A message that answers or names the reader.
 * @typedef {{ row: Row, kind: 'reply' | 'mention' }} ForMe */

/** What is meant for the reader among rows that have just arrived.
 * @param {readonly Row[]} rows  all that are here
 * @param {number} after  the offset up to which rows were here before
 * @param {string | undefined} name  the reader's
 * @param {readonly string[]} blocked  ids of members whom they do not want to read
 * @returns {ForMe[]} */
export function toMe(rows, after, name, blocked) {
  const fresh = newerThan(rows, after).filter((row) => isNews(row, blocked));
  if (fresh.length === 0) return [];
  const mine = fresh.some((row) => row.replyTo) ? new Set(rows.filter((row) => row.own).map((row) => row.id)) : null;
  return fresh.flatMap((row) => {
    if (row.replyTo && mine?.has(row.replyTo)) return [/** @type {ForMe} */ ({ row, kind: 'reply' })];
    return mentions(row.text, name) ? [/** @type {ForMe} */ ({ row, kind: 'mention' })] : [];
  });
}
