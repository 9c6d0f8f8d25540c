// The words of the hallway, in each language: they come with it.

import { words } from './words.js';

const en = {
  intro: 'Rooms that are open to everybody, before, between and after the talks.',
  none: 'No room is open at present.',
  /** @param {number} count */
  unread: (count) => `${count.toLocaleString('en')} new ${count === 1 ? 'message' : 'messages'}`,
  more: 'Show more rooms',
  loading: 'Fetching more rooms…',
  failed: 'More rooms did not come. Try again when the connection is back.',
  /** @param {number} count */
  shown: (count) => `${count.toLocaleString('en')} rooms are shown.`,
};

/** @type {typeof en} */
const de = {
  intro: 'Räume, die allen offenstehen, vor, zwischen und nach den Vorträgen.',
  none: 'Gerade ist kein Raum offen.',
  unread: (count) => `${count.toLocaleString('de')} neue ${count === 1 ? 'Nachricht' : 'Nachrichten'}`,
  more: 'Mehr Räume zeigen',
  loading: 'Weitere Räume werden geholt …',
  failed: 'Weitere Räume kamen nicht. Versuch es wieder, wenn die Verbindung zurück ist.',
  shown: (count) => `${count.toLocaleString('de')} Räume werden gezeigt.`,
};

export const hallwayWords = words.language === 'de' ? de : en;

/** Both, for the test that neither lacks a sentence. */
export const hallwayCatalogues = { en, de };
