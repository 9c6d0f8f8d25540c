// The words in which time goes on at a stage, in each language: they come when it has.

import { words } from './words.js';

const en = {
  ended: 'This talk ended.',
  /** @param {string} time */
  nextHere: (time) => `Next here, ${time}:`,
  onHere: 'On here now:',
  betweenTalks: 'Nothing is on here now.',
  nothingMoreHere: 'Nothing more is planned here.',
  goThere: 'Go there',
};

/** @type {typeof en} */
const de = {
  ended: 'Dieser Vortrag ist zu Ende.',
  nextHere: (time) => `Hier als Nächstes, ${time}:`,
  onHere: 'Hier läuft gerade:',
  betweenTalks: 'Hier läuft gerade nichts.',
  nothingMoreHere: 'Hier ist nichts mehr geplant.',
  goThere: 'Hingehen',
};

export const hereWords = words.language === 'de' ? de : en;

/** Both, for the test that neither lacks a sentence. */
export const hereCatalogues = { en, de };
