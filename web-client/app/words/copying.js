// The words of copying a link, in each language: they come with the menus and the sheets that offer it.

import { words } from './words.js';

const en = {
  link: 'Copy link',
  copied: 'The link is copied.',
  failed: 'The link could not be copied.',
};

/** @type {typeof en} */
const de = {
  link: 'Link kopieren',
  copied: 'Der Link ist kopiert.',
  failed: 'Der Link konnte nicht kopiert werden.',
};

export const copyingWords = words.language === 'de' ? de : en;

/** Both, for the test that neither lacks a sentence. */
export const copyingCatalogues = { en, de };
