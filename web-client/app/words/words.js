// The words of the reader's language: the first of theirs that there is a catalogue for, else English.
import { en } from './en.js';

/** @import { Words } from './en.js' */

/** @type {Record<string, Words>} */
const catalogues = { en };

/** @param {readonly string[]} languages  as a browser lists them, e.g. `de-AT` */
export function wordsFor(languages) {
  for (const language of languages) {
    const catalogue = catalogues[language] ?? catalogues[language.split('-')[0]];
    if (catalogue) return catalogue;
  }
  return en;
}

export const words = wordsFor(globalThis.navigator?.languages ?? []);
