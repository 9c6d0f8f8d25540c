// What is not shown as everything else is: what waits stands in its place for its author, and what blocked members write behind one line. Pure.

/** @import { HeldRow, Row } from '../../sdk/types.js' */
/** @import { Item, MessageItem } from './timeline.js' */

/** @typedef {{ type: 'blocked', key: string, count: number, keys: readonly string[] }} BlockedItem  a run of messages that one does not want to read */

/** Puts one's own messages that wait among the rows, where they were written.
 * @param {readonly Row[]} rows @param {readonly HeldRow[]} held @returns {readonly Row[]} */
export function withHeld(rows, held) {
  const own = held.filter((row) => row.own);
  return own.length === 0 ? rows : [...rows, ...own].sort((a, b) => a.offset - b.offset);
}

/**
 * Puts one line in the place of each run of messages by members who are blocked, and takes their words out of replies.
 * @param {readonly Item[]} items @param {readonly string[]} blocked  ids of members @param {ReadonlySet<string>} unveiled  keys of messages that are to be seen all the same
 * @returns {Item[]}
 */
export function veiled(items, blocked, unveiled) {
  /** @type {Item[]} */
  const shown = [];
  /** @type {MessageItem[]} */
  let run = [];
  const end = () => {
    if (run.length > 0) shown.push({ type: 'blocked', key: `blocked ${run[0].key}`, count: run.length, keys: run.map(({ key }) => key) });
    run = [];
  };
  for (const item of items) {
    if (item.type === 'message' && isVeiled(item, blocked, unveiled)) {
      run.push(item);
      continue;
    }
    const isAfterRun = run.length > 0;
    end();
    shown.push(item.type === 'message' ? quiet(item, blocked, isAfterRun) : item);
  }
  end();
  return shown;
}

/** @param {MessageItem} item @param {readonly string[]} blocked @param {ReadonlySet<string>} unveiled */
const isVeiled = ({ author, key, isOwn, isDeleted }, blocked, unveiled) => !isOwn && !isDeleted && blocked.includes(author?.id ?? '') && !unveiled.has(key);

/** @param {MessageItem} item @param {readonly string[]} blocked @param {boolean} startsGroup  whether a line stands above it @returns {MessageItem} */
function quiet(item, blocked, startsGroup) {
  const { quote } = item;
  const isQuoting = quote?.author != null && blocked.includes(quote.author.id);
  if (!isQuoting && !(startsGroup && !item.startsGroup)) return item;
  return { ...item, startsGroup: startsGroup || item.startsGroup, quote: quote && isQuoting ? { ...quote, text: '', isLoaded: false } : quote };
}
