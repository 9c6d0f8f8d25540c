// The words in which messages are deleted, in each language: they come with the menu and the question.

import { words } from './words.js';

const en = {
  deleteTitle: 'Delete this message?',
  removeTitle: 'Remove this message for everyone?',
  deleteExplained: 'Others will see that a message was deleted here.',
  keep: 'Keep it',
  delete: 'Delete',
  remove: 'Remove',
};

/** @type {typeof en} */
const de = {
  deleteTitle: 'Diese Nachricht löschen?',
  removeTitle: 'Diese Nachricht für alle entfernen?',
  deleteExplained: 'Andere sehen, dass hier eine Nachricht gelöscht wurde.',
  keep: 'Behalten',
  delete: 'Löschen',
  remove: 'Entfernen',
};

export const removalWords = words.language === 'de' ? de : en;

/** Both, for the test that neither lacks a sentence. */
export const removalCatalogues = { en, de };
