// What is said to a screen reader: as much as the reader wishes, one sentence at a time, summed up when there is much. Never the log itself.

/** @import { Row } from '../../sdk/types.js' */
/** @import { ForMe, Level } from './for-me.js' */

import { speechWords as words } from '../words/speech.js';
import { shortened } from './count.js';

/** Between two sentences: time to hear the first one out. */
export const pauseMs = 4000;
/** Between two sums of what others wrote. */
export const summaryMs = 20_000;
const textMax = 160; // code points of a message that are read out

/**
 * @param {object} collaborators
 * @param {(sentence: string) => void} collaborators.say
 * @param {(callback: () => void, ms: number) => unknown} collaborators.setTimeout
 * @param {() => Level} [collaborators.level]
 */
export function createSpeaker({ say, setTimeout, level = () => 'me' }) {
  /** @type {ForMe[]} */
  let forMe = [];
  /** What others wrote to nobody in particular. @type {{ count: number, last: Row | null }} */
  let others = { count: 0, last: null };
  let notice = ''; // only the latest one is worth hearing
  let isPaused = false;
  let isSumming = false;

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
    if (forMe.length === 1) {
      const [{ row, kind }] = forMe;
      parts.push((kind === 'reply' ? words.spokenReply : words.spokenMention)(nameOf(row), shortened(row.text, textMax)));
    }
    if (forMe.length > 1) parts.push(words.spokenForMe(forMe.length));
    if (!isSumming || level() === 'everything') parts.push(...takeOthers());
    notice = '';
    forMe = [];
    return parts.join(' ');
  };

  /** @param {Row} row */
  const nameOf = (row) => row.from.name ?? words.nameless;

  const takeOthers = () => {
    const { count, last } = others;
    others = { count: 0, last: null };
    if (count === 0 || !last) return [];
    if (level() === 'everything' && count === 1) return [words.spokenMessage(nameOf(last), shortened(last.text, textMax))];
    return [words.spokenOthers(count)];
  };

  const sumUp = () => {
    if (isSumming) return;
    isSumming = true;
    setTimeout(() => {
      isSumming = false;
      speak();
    }, summaryMs);
  };

  return {
    /** Messages of others whom the reader reads have arrived.
     * @param {readonly Row[]} fresh  where the reader is; none if elsewhere @param {readonly ForMe[]} mine  those that answer or name the reader */
    arrived(fresh, mine) {
      const wanted = level();
      if (wanted === 'off') return;
      forMe.push(...mine);
      if (wanted !== 'me') {
        const meant = new Set(mine.map(({ row }) => row.id));
        const rest = fresh.filter((row) => !meant.has(row.id));
        others = { count: others.count + rest.length, last: rest.at(-1) ?? others.last };
        if (wanted === 'summary' && rest.length > 0) sumUp();
      }
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
