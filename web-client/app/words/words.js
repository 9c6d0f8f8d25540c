// The words of the reader's language: the one they chose here, else the first of theirs that there is a catalogue for, else English.

/** @import { Words } from './en.js' */

/** What the page can speak, each in its own words. */
export const languages = Object.freeze({ en: 'English', de: 'Deutsch' });

const chosenSlot = 'hallway.language';

/** @type {Record<keyof typeof languages, () => Promise<Words>>} */
const catalogues = { en: async () => (await import('./en.js')).en, de: async () => (await import('./de.js')).de };

/** The first of these that there are words for, as a catalogue's name and as asked for.
 * @param {readonly string[]} asked  as a browser lists them, e.g. `de-AT`
 * @returns {{ language: 'en' | 'de', locale: string | undefined }} */
export function languageFor(asked) {
  for (const locale of asked) {
    const language = locale.split('-')[0].toLowerCase();
    if (language === 'en' || language === 'de') return { language, locale };
  }
  return { language: 'en', locale: undefined };
}

/** @param {string} language  of `languages` */
export function chooseLanguage(language) {
  try {
    localStorage.setItem(chosenSlot, language);
  } catch {
    return; // what cannot be kept cannot be chosen
  }
  location.reload();
}

function chosen() {
  try {
    return globalThis.localStorage?.getItem(chosenSlot) ?? '';
  } catch {
    return '';
  }
}

/** @param {readonly string[]} own  the browser's */
function asked(own) {
  const language = chosen();
  const fitting = own.find((one) => one.split('-')[0].toLowerCase() === language); // Austrian German stays Austrian
  return language ? [fitting ?? language, ...own] : own;
}

const { language, locale: found } = languageFor(asked(globalThis.navigator?.languages ?? []));

/** For dates and numbers; undefined: as the browser has it. */
export const locale = found;

export const words = await catalogues[language]();
