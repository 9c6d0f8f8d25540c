// Who is named in a text by @, and whom one could mean while one writes it. Pure.

import { asStored } from './count.js';

/** @import { Member, Row } from '../../sdk/types.js' */

/** Names that are offered at once. */
export const offeredMax = 6;
const rowsLookedAt = 500; // the newest; who wrote before them did not write lately
const queryMax = 40; // code units after the @

/** @param {string} name */
const escaped = (name) => name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** @type {Map<string, RegExp | null>} */
const patterns = new Map();

/** What names this person: after an @ that begins a word, and not the beginning of a longer word.
 * @param {string} name */
function patternOf(name) {
  const known = patterns.get(name);
  if (known !== undefined) return known;
  const plain = asStored(name);
  const pattern = plain ? new RegExp(`(^|[^\\p{L}\\p{N}_@.])@${escaped(plain)}(?![\\p{L}\\p{N}\\p{M}_])`, 'giu') : null;
  if (patterns.size > 8) patterns.clear(); // one's own names of this visit
  patterns.set(name, pattern);
  return pattern;
}

/** @param {string} text @param {string | undefined} name  whose; nobody without a name is meant */
export function mentions(text, name) {
  if (!name || !text.includes('@')) return false;
  const pattern = patternOf(name);
  return pattern !== null && text.search(pattern) >= 0; // search, unlike test, leaves nothing behind in the pattern
}

/** A text in pieces, those that name this person apart.
 * @param {string} text @param {string | undefined} name
 * @returns {{ text: string, isMention: boolean }[]} whose texts, put together, are `text` */
export function mentionPieces(text, name) {
  const pattern = name && text.includes('@') ? patternOf(name) : null;
  if (!pattern) return [{ text, isMention: false }];
  const pieces = [];
  let done = 0;
  for (const match of text.matchAll(pattern)) {
    const start = match.index + match[1].length;
    if (start > done) pieces.push({ text: text.slice(done, start), isMention: false });
    done = match.index + match[0].length;
    pieces.push({ text: text.slice(start, done), isMention: true });
  }
  if (done < text.length) pieces.push({ text: text.slice(done), isMention: false });
  return pieces;
}

/** Those who wrote here, the latest first, each once.
 * @param {readonly Row[]} rows
 * @returns {Member[]} without the reader, and without those who have no name */
export function recentAuthors(rows) {
  /** @type {Map<string, Member>} */
  const found = new Map();
  for (let index = rows.length - 1; index >= 0 && index >= rows.length - rowsLookedAt; index--) {
    const { from, own } = rows[index];
    if (!own && from.name && !found.has(from.id)) found.set(from.id, from);
  }
  return [...found.values()];
}

/** What is being typed as a name: from an @ that begins a word up to the caret.
 * @param {string} text @param {number} caret  in code units
 * @returns {{ start: number, query: string } | null} `start` is where the @ stands */
export function queryAt(text, caret) {
  const before = text.slice(Math.max(0, caret - queryMax - 2), caret);
  const match = /(?:^|[^\p{L}\p{N}_@.])@([\p{L}\p{N}\p{M}][\p{L}\p{N}\p{M} ._'’-]*)?$/u.exec(before);
  if (!match) return null;
  const query = match[1] ?? '';
  return query.length > queryMax || /\s\S*\s/.test(query) || /\s$/.test(query) ? null : { start: caret - query.length - 1, query };
}

/** @param {string} text */
const folded = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase();

/** Who could be meant: names, or words in names, that begin with what was typed; accents and case do not matter.
 * @param {string} query @param {readonly Member[]} people  the likeliest first
 * @returns {Member[]} */
export function offered(query, people) {
  const wanted = folded(query);
  const begin = people.filter(({ name = '' }) => folded(name).startsWith(wanted));
  const within = people.filter((one) => !begin.includes(one) && folded(one.name ?? '').split(/[\s._-]+/).some((word) => word.startsWith(wanted)));
  const fitting = [...begin, ...within];
  // Nothing is left to offer when the one name that fits is there already.
  return fitting.length === 1 && folded(fitting[0].name ?? '') === wanted ? [] : fitting.slice(0, offeredMax);
}

/** The text with a name in place of what was typed of it, and where the caret stands then.
 * @param {string} text @param {{ start: number, query: string }} at @param {string} name */
export function withName(text, { start, query }, name) {
  const rest = text.slice(start + 1 + query.length);
  const inserted = `@${name}${/^[\s.,:;!?)]/.test(rest) ? '' : ' '}`;
  return { text: text.slice(0, start) + inserted + rest, caret: start + inserted.length };
}
