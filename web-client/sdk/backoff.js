// How long to wait before coming back: full jitter, so that a thousand clients do not return at once.

export const waitMaxMs = 20_000;
export const waitFirstMs = 500;
/** A connection counts as a success only after it has been up for this long. */
export const successAfterMs = 5_000;
/** The shortest pause after being told that one is too fast. */
export const ratePauseMs = 5_000;
/** No drain takes longer; a longer window would be a mistake that keeps people out. */
export const drainWindowMaxMs = 600_000;

/**
 * @param {number} failures  tries that failed since the last success, from 0
 * @param {() => number} random  from 0 up to but not including 1
 */
export function backoffMs(failures, random) {
  return random() * Math.min(waitMaxMs, waitFirstMs * 2 ** Math.min(failures, 16));
}

/**
 * The wait after a drain, spread over the window that the server asks for.
 * @param {number} windowMs
 * @param {() => number} random
 */
export const drainMs = (windowMs, random) => random() * Math.min(windowMs, drainWindowMaxMs);

/** The window in the reason text of a drain's close, or null if it is no number.
 * @param {string} text */
export const readWindow = (text) => (/^\d{1,9}$/.test(text) ? Number(text) : null);
