// How long a text is as the server counts it, and when that is worth telling.

/** The form in which a text is stored: NFC, without white space at its ends.
 * @param {string} text */
export const asStored = (text) => text.normalize('NFC').trim();

/** @param {string} text @returns {number} code points, as stored */
export function codePoints(text) {
  let count = 0;
  for (const _ of asStored(text)) count++;
  return count;
}

/**
 * What the countdown shows: nothing while there is room, then what is left, then how much is too much.
 * @param {string} text
 * @param {number} max  code points
 * @returns {{ left: number, isShown: boolean, isOver: boolean }}
 */
export function countdown(text, max) {
  const left = max - codePoints(text);
  return { left, isShown: left <= Math.max(20, Math.floor(max / 10)), isOver: left < 0 };
}

/** Shortens to whole code points, with an ellipsis where something is missing.
 * @param {string} text
 * @param {number} max  code points, the ellipsis included */
export function shortened(text, max) {
  const points = [...text.replace(/\s+/gu, ' ').trim()];
  return points.length <= max ? points.join('') : `${points.slice(0, max - 1).join('').trimEnd()}…`;
}
