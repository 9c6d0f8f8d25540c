// The words of applause and of who is typing, in each language: they come with what shows it.

import { words } from './words.js';

/** A name in a sentence, whichever way either is written. @param {string} name */
const apart = (name) => `\u2068${name}\u2069`;

const en = {
  applause: 'Applause',
  clap: 'Clap',
  heart: 'Heart',
  laugh: 'Laugh',
  wow: 'Wow',
  agree: 'Agree',
  given: 'Sent.',
  /** @param {readonly string[]} names  at least one */
  typing: (names) => {
    const [first, second] = names.map(apart);
    if (names.length === 1) return `${first} is typing…`;
    return names.length === 2 ? `${first} and ${second} are typing…` : 'Several people are typing…';
  },
  applauseOff: 'Hide applause',
  applauseOn: 'Show applause',
};

/** @type {typeof en} */
const de = {
  applause: 'Beifall',
  clap: 'Klatschen',
  heart: 'Herz',
  laugh: 'Lachen',
  wow: 'Staunen',
  agree: 'Zustimmen',
  given: 'Gesendet.',
  typing: (names) => {
    const [first, second] = names.map(apart);
    if (names.length === 1) return `${first} schreibt …`;
    return names.length === 2 ? `${first} und ${second} schreiben …` : 'Mehrere schreiben …';
  },
  applauseOff: 'Beifall ausblenden',
  applauseOn: 'Beifall zeigen',
};

export const pulseWords = words.language === 'de' ? de : en;

/** Both, for the test that neither lacks a sentence. */
export const pulseCatalogues = { en, de };
