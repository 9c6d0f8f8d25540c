// The words of the big screen, in each language: they come with it.

import { words } from './words.js';

const en = {
  /** @param {string} title */
  title: (title) => `${title ? `${title} – ` : ''}Big screen`,
  answering: 'Being answered now',
  top: 'What you want to know',
  /** @param {number} count */
  votes: (count) => `${count.toLocaleString('en')} ${count === 1 ? 'vote' : 'votes'}`,
  /** @param {number} count */
  more: (count) => `and ${count.toLocaleString('en')} more`,
  none: 'What would you like to know?',
  noneHow: 'Scan the code, and ask.',
  answer: 'Answer:',
  pinned: 'Pinned:',
  join: 'Ask and vote',
  joinHow: 'No app, no account',
  /** @param {string} title */
  qrOf: (title) => `QR code of ${title}`,

  // The clock
  clock: 'Time of the talk',
  left: 'left',
  before: 'until it begins',
  timeUp: 'Time is up',
  /** @param {number} minutes */
  over: (minutes) => `over by ${minutes.toLocaleString('en')} min`,
  /** @param {string} time @param {string} title */
  next: (time, title) => `Next, ${time}: ${title}`,

  // The connection
  waiting: 'Waiting for the connection…',
  /** @param {string} time */
  lost: (time) => `Connection lost, showing the state of ${time}`,

  // What whoever stands at the computer can do
  full: 'Full screen',
  light: 'Light',
  dark: 'Dark',
};

/** @type {typeof en} */
const de = {
  title: (title) => `${title ? `${title} – ` : ''}Großer Bildschirm`,
  answering: 'Wird gerade beantwortet',
  top: 'Was ihr wissen wollt',
  votes: (count) => `${count.toLocaleString('de')} ${count === 1 ? 'Stimme' : 'Stimmen'}`,
  more: (count) => `und ${count.toLocaleString('de')} weitere`,
  none: 'Was möchtet ihr wissen?',
  noneHow: 'Code scannen und fragen.',
  answer: 'Antwort:',
  pinned: 'Angeheftet:',
  join: 'Fragen und abstimmen',
  joinHow: 'Keine App, kein Konto',
  qrOf: (title) => `QR-Code von ${title}`,
  clock: 'Zeit des Vortrags',
  left: 'übrig',
  before: 'bis zum Beginn',
  timeUp: 'Die Zeit ist um',
  over: (minutes) => `${minutes.toLocaleString('de')} min überzogen`,
  next: (time, title) => `Als Nächstes, ${time}: ${title}`,
  waiting: 'Wartet auf die Verbindung …',
  lost: (time) => `Verbindung verloren, gezeigt wird der Stand von ${time}`,
  full: 'Vollbild',
  light: 'Hell',
  dark: 'Dunkel',
};

export const screenWords = words.language === 'de' ? de : en;

/** Both, for the test that neither lacks a sentence. */
export const screenCatalogues = { en, de };
