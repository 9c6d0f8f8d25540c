// What a key means while a message has the focus, or nothing that is written in. Pure.

/** @typedef {'up' | 'down' | 'first' | 'newest' | 'menu' | 'reply' | 'edit' | 'copy' | 'write'} Meaning */

/** @type {Record<string, Meaning>} */
const meanings = { ArrowUp: 'up', ArrowDown: 'down', Home: 'first', End: 'newest', Enter: 'menu', Escape: 'write' };

/** Single letters, which the reader may switch off: software that turns speech into keys sends them by accident. @type {Record<string, Meaning>} */
const letters = { r: 'reply', e: 'edit', c: 'copy', j: 'down', k: 'up' };

/** @typedef {Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>} Stroke */

/** @param {Stroke} event */
export const isModified = ({ ctrlKey, metaKey, altKey }) => ctrlKey || metaKey || altKey;

/** @param {Stroke} event @param {boolean} hasLetters  whether single letters count
 * @returns {Meaning | null} */
export function meaningOf(event, hasLetters) {
  if (isModified(event)) return null;
  const { key } = event;
  if (Object.hasOwn(meanings, key)) return meanings[key];
  const letter = key.toLowerCase();
  return hasLetters && Object.hasOwn(letters, letter) ? letters[letter] : null;
}

/** Whether this asks for the list of keys, wherever the focus is but in a field.
 * @param {Stroke} event @param {boolean} hasLetters */
export const asksForKeys = (event, hasLetters) => hasLetters && event.key === '?' && !isModified(event);

/** Which message of `count` is meant by moving from the one at `index`; the last one follows none.
 * @param {'up' | 'down' | 'first' | 'newest'} meaning @param {number} index @param {number} count */
export function movedTo(meaning, index, count) {
  const to = { up: index - 1, down: index + 1, first: 0, newest: count - 1 }[meaning];
  return Math.max(0, Math.min(to, count - 1));
}
