// Who is named in a text by @. Pure.

import { asStored } from './count.js';

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
