// How a person is drawn: the letters and the tint of their sign.

const tints = 8;

/** One of a few tints, the same for a member wherever they are shown.
 * @param {string} id */
export function tintOf(id) {
  let hash = 2166136261;
  for (const sign of id) hash = Math.imul(hash ^ (sign.codePointAt(0) ?? 0), 16777619) >>> 0;
  return (hash >>> 8) % tints;
}

/** The first letter of the first and of the last word, or a single one.
 * @param {string} name */
export function initialsOf(name) {
  const words = name.trim().split(/[\s.@_-]+/u).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const first = words[0] ?? name.trim();
  const letters = words.length > 1 ? [first, words[words.length - 1]] : [first];
  return letters.map((word) => firstLetter(word)).join('').toLocaleUpperCase();
}

/** @param {string} word */
const firstLetter = (word) => /[\p{L}\p{N}]\p{M}?/u.exec(word)?.[0] ?? [...word][0] ?? '';
