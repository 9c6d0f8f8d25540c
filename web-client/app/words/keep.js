// The words in which somebody is offered to keep who they are here, in each language: they come with the offer.

import { words } from './words.js';

const en = {
  offer: 'Be yourself on your other devices too?',
  how: 'Show how',
  no: 'No, thanks',
};

/** @type {typeof en} */
const de = {
  offer: 'Auch auf deinen anderen Geräten du selbst sein?',
  how: 'Zeig mir, wie',
  no: 'Nein, danke',
};

export const keepWords = words.language === 'de' ? de : en;

/** Both, for the test that neither lacks a sentence. */
export const keepCatalogues = { en, de };
