// The words of the stage clock, in each language: they come with it, since only staff move it.

import { words } from './words.js';

/**
 * @typedef {object} ClockWords
 * @property {string} menu
 * @property {(stage: string) => string} title
 * @property {string} nothing
 * @property {string} talkGroup
 * @property {string} stageGroup
 * @property {string} start
 * @property {string} end
 * @property {(minutes: number) => string} extend
 * @property {(minutes: number) => string} shift  forwards, and with a negative number backwards
 * @property {string} swapWith
 * @property {string} swap
 * @property {string} done
 */

/** @type {ClockWords} */
const en = {
  menu: 'Stage clock',
  title: (stage) => `Clock of ${stage}`,
  nothing: 'Nothing is on here, and nothing comes.',
  talkGroup: 'This talk',
  stageGroup: 'This talk and all that follow here today',
  start: 'Starts now',
  end: 'Ends now',
  extend: (minutes) => `Goes on ${minutes} min longer`,
  shift: (minutes) => (minutes > 0 ? `${minutes} min later` : `${-minutes} min earlier`),
  swapWith: 'Swaps its time and stage with',
  swap: 'Swap',
  done: 'Done: everybody sees the new times.',
};

/** @type {ClockWords} */
const de = {
  menu: 'Bühnenuhr',
  title: (stage) => `Uhr von ${stage}`,
  nothing: 'Hier läuft nichts, und es kommt nichts mehr.',
  talkGroup: 'Dieser Vortrag',
  stageGroup: 'Dieser Vortrag und alle, die hier heute folgen',
  start: 'Beginnt jetzt',
  end: 'Endet jetzt',
  extend: (minutes) => `Dauert ${minutes} min länger`,
  shift: (minutes) => (minutes > 0 ? `${minutes} min später` : `${-minutes} min früher`),
  swapWith: 'Tauscht Zeit und Bühne mit',
  swap: 'Tauschen',
  done: 'Erledigt: Alle sehen die neuen Zeiten.',
};

export const clockWords = words.language === 'de' ? de : en;

/** Both, for the test that neither lacks a sentence. */
export const clockCatalogues = { en, de };
