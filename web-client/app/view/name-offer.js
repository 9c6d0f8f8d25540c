// Whom one could mean while one types a name behind an @. Pure.

/** @import { Member, Row } from '../../sdk/types.js' */

/** Names that are offered at once. */
export const offeredMax = 6;
const rowsLookedAt = 500; // the newest; who wrote before them did not write lately
const queryMax = 40; // code units after the @

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
