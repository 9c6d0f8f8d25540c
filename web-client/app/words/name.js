// The words of the question for a name and of the names that are offered, in each language: they come with them.

import { words } from './words.js';

const en = {
  nameTitle: 'What should people call you?',
  nameLabel: 'Your name',
  nameSend: 'Send with this name',
  nameSave: 'Save the name',
  notNow: 'Not now',
  nameEmpty: 'A name needs at least one letter or sign.',
  /** @param {number} max */
  nameLong: (max) => `A name has at most ${max} characters.`,
  nameSaving: 'One moment…',
  offered: 'People who wrote here',
};

/** @type {typeof en} */
const de = {
  nameTitle: 'Wie sollen die anderen dich nennen?',
  nameLabel: 'Dein Name',
  nameSend: 'Mit diesem Namen senden',
  nameSave: 'Namen speichern',
  notNow: 'Nicht jetzt',
  nameEmpty: 'Ein Name braucht mindestens einen Buchstaben oder ein Zeichen.',
  nameLong: (max) => `Ein Name hat höchstens ${max} Zeichen.`,
  nameSaving: 'Einen Moment …',
  offered: 'Wer hier geschrieben hat',
};

export const nameWords = words.language === 'de' ? de : en;

/** Both, for the test that neither lacks a sentence. */
export const nameCatalogues = { en, de };
