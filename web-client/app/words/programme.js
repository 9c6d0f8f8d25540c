// The words of the programme, in each language: they come with it.

import { words } from './words.js';

/** @param {number} count @param {string} one @param {string} many */
const plural = (count, one, many) => `${count.toLocaleString(words.language)} ${count === 1 ? one : many}`;

const en = {
  search: 'Search talks, people, stages',
  /** @param {number} count */
  found: (count) => (count === 0 ? 'Nothing was found.' : plural(count, 'result', 'results')),
  /** @param {number} shown */
  foundMore: (shown) => `These are the first ${shown}. Add a word to find fewer.`,
  onNow: 'On now',
  next: 'Next',
  mine: 'Mine',
  programme: 'Programme',
  days: 'Days',
  showAll: 'Show all',
  showFewer: 'Show fewer',
  nothingOn: 'Nothing is on right now.',
  /** @param {string} when */
  goesOnAt: (when) => `It goes on ${when}.`,
  /** @param {string} day @param {string} time */
  dayAt: (day, time) => `${day} at ${time}`,
  /** @param {string} time */
  at: (time) => `at ${time}`,
  programmeOver: 'The programme is over. Its rooms stay here to read.',
  noProgramme: 'There is no programme here.',
  programmeLoading: 'Fetching the programme…',
  mineEmpty: 'Mark a talk with the star, and it stands here.',
  /** @param {string} time */
  nowLine: (time) => `Now, ${time}`,
  /** @param {string} zone @param {string} device */
  zoneNote: (zone, device) => `Times are those of the event, ${zone}. This device: ${device}.`,
  /** @param {string} hours */
  ahead: (hours) => `${hours} ahead`,
  /** @param {string} hours */
  behind: (hours) => `${hours} behind`,
  /** @param {number} hours @param {number} minutes */
  span: (hours, minutes) => [hours > 0 ? `${hours} h` : '', minutes > 0 ? `${minutes} min` : ''].filter(Boolean).join(' '),
  running: 'On now',
  /** @param {number} minutes */
  minutesLeft: (minutes) => `${minutes} min left`,
  /** @param {string} title */
  star: (title) => `Mark “${title}” as mine`,
};

/** @type {typeof en} */
const de = {
  search: 'Vorträge, Personen, Säle suchen',
  found: (count) => (count === 0 ? 'Nichts gefunden.' : plural(count, 'Treffer', 'Treffer')),
  foundMore: (shown) => `Dies sind die ersten ${shown}. Ein Wort mehr findet weniger.`,
  onNow: 'Läuft gerade',
  next: 'Als Nächstes',
  mine: 'Meine',
  programme: 'Programm',
  days: 'Tage',
  showAll: 'Alle zeigen',
  showFewer: 'Weniger zeigen',
  nothingOn: 'Gerade läuft nichts.',
  goesOnAt: (when) => `Weiter geht es ${when}.`,
  dayAt: (day, time) => `am ${day} um ${time}`,
  at: (time) => `um ${time}`,
  programmeOver: 'Das Programm ist vorbei. Seine Räume bleiben zum Nachlesen.',
  noProgramme: 'Hier gibt es kein Programm.',
  programmeLoading: 'Das Programm wird geholt …',
  mineEmpty: 'Markiere einen Vortrag mit dem Stern, dann steht er hier.',
  nowLine: (time) => `Jetzt, ${time}`,
  zoneNote: (zone, device) => `Die Zeiten sind die der Veranstaltung, ${zone}. Dieses Gerät: ${device}.`,
  ahead: (hours) => `${hours} voraus`,
  behind: (hours) => `${hours} zurück`,
  span: (hours, minutes) => [hours > 0 ? `${hours} h` : '', minutes > 0 ? `${minutes} min` : ''].filter(Boolean).join(' '),
  running: 'Läuft gerade',
  minutesLeft: (minutes) => `noch ${minutes} min`,
  star: (title) => `„${title}“ als meinen markieren`,
};

export const programmeWords = words.language === 'de' ? de : en;

/** Both, for the test that neither lacks a sentence. */
export const programmeCatalogues = { en, de };
