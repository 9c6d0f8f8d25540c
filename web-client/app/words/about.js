// The words of what a talk says about itself at length, in each language: they come with it.

import { words } from './words.js';

const en = {
  aboutEmpty: 'Nothing more was written about it.',
  notRecorded: 'Please do not record this talk.',
};

/** @type {typeof en} */
const de = {
  aboutEmpty: 'Mehr wurde dazu nicht geschrieben.',
  notRecorded: 'Bitte nimm diesen Vortrag nicht auf.',
};

export const aboutWords = words.language === 'de' ? de : en;

/** Both, for the test that neither lacks a sentence. */
export const aboutCatalogues = { en, de };
