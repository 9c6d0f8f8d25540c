// What the page says when something was refused or failed: the sentence that came with it, in the reader's language.

import { words } from '../words/words.js';

/** @typedef {{ code?: string, message: string }} Told  a refusal, or an error of this device's own */

/** The server and the client speak English. @type {(told: Told) => string} */
let spoken = ({ message }) => message;

/** Has the sentences of the reader's language come, unless it is English; until they have, refusals are told in English. */
export async function learnRefusals() {
  if (words.language === 'de') spoken = (await import('../words/refusals.js').catch(() => null))?.inGerman ?? spoken;
}

/** @param {any} told  what was thrown, or stands with what waits @param {string} [otherwise]  if it says nothing */
export const refusalText = (told, otherwise = words.refused) => (told?.message ? spoken(told) : otherwise);
