// What a key means while a message has the focus. Pure.

/** @type {Record<string, 'up' | 'down' | 'first' | 'newest' | 'menu' | 'reply' | 'write'>} */
const meanings = { ArrowUp: 'up', ArrowDown: 'down', Home: 'first', End: 'newest', Enter: 'menu', r: 'reply', R: 'reply', Escape: 'write' };

/** @param {Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>} event */
export const meaningOf = ({ key, ctrlKey, metaKey, altKey }) =>
  ctrlKey || metaKey || altKey || !Object.hasOwn(meanings, key) ? null : meanings[key];

/** Which message of `count` is meant by moving from the one at `index`; the last one follows none.
 * @param {'up' | 'down' | 'first' | 'newest'} meaning @param {number} index @param {number} count */
export function movedTo(meaning, index, count) {
  const to = { up: index - 1, down: index + 1, first: 0, newest: count - 1 }[meaning];
  return Math.max(0, Math.min(to, count - 1));
}
