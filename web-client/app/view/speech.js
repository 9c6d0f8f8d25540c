// What is said to a screen reader: few things, one at a time, summed up when there are many. Never the log itself.

/** @import { Row } from '../../sdk/types.js' */
/** @import { Words } from '../words/en.js' */

import { shortened } from './count.js';

/** Between two sentences: time to hear the first one out. */
export const pauseMs = 4000;
const textMax = 160; // code points of a reply that are read out

/** Replies to `me` among rows that have just arrived.
 * @param {readonly Row[]} rows  all that are here
 * @param {number} after  the offset up to which rows were here before
 * @returns {Row[]} */
export function repliesToMe(rows, after) {
  const fresh = rows.filter((row) => row.offset > after && row.replyTo && !row.own && !row.deleted);
  if (fresh.length === 0) return [];
  const mine = new Set(rows.filter((row) => row.own).map((row) => row.id));
  return fresh.filter((row) => row.replyTo !== null && mine.has(row.replyTo));
}

/**
 * @param {object} collaborators
 * @param {(sentence: string) => void} collaborators.say
 * @param {(callback: () => void, ms: number) => unknown} collaborators.setTimeout
 * @param {Words} collaborators.words
 */
export function createSpeaker({ say, setTimeout, words }) {
  /** @type {Row[]} */
  let replies = [];
  let notice = ''; // only the latest one is worth hearing
  let isPaused = false;

  const speak = () => {
    if (isPaused) return;
    const sentence = take();
    if (!sentence) return;
    isPaused = true;
    say(sentence);
    setTimeout(() => {
      isPaused = false;
      speak();
    }, pauseMs);
  };

  const take = () => {
    const parts = [];
    if (notice) parts.push(notice);
    if (replies.length === 1) parts.push(words.spokenReply(replies[0].from.name ?? words.nameless, shortened(replies[0].text, textMax)));
    if (replies.length > 1) parts.push(words.spokenReplies(replies.length));
    notice = '';
    replies = [];
    return parts.join(' ');
  };

  return {
    /** @param {readonly Row[]} rows */
    replies(rows) {
      if (rows.length === 0) return;
      replies.push(...rows);
      speak();
    },
    /** @param {string} sentence */
    notice(sentence) {
      if (!sentence) return;
      notice = sentence;
      speak();
    },
  };
}
