// The words of reporting and of blocking somebody, in each language: they come with the menu of a message.

import { words } from './words.js';

const en = {
  // In a message's menu
  report: 'Report…',
  /** @param {string} name */
  block: (name) => `Don’t show me what ${name} writes`,
  /** @param {string} name */
  unblock: (name) => `Show me again what ${name} writes`,
  /** @param {string} name */
  allOf: (name) => `All messages of ${name} here…`,
  /** @param {string} name */
  blocked: (name) => `You do not see any more what ${name} writes.`,
  /** @param {string} name */
  unblocked: (name) => `You see again what ${name} writes.`,
  undo: 'Undo',

  // The report
  /** @param {string} name */
  reportTitle: (name) => `Report this message of ${name}`,
  kindTitle: 'What is wrong with it?',
  /** @type {Record<'abuse' | 'spam' | 'danger' | 'misleading' | 'other', string>} */
  kinds: {
    abuse: 'It insults, threatens or harasses somebody', spam: 'It advertises, or says the same again and again', danger: 'Somebody may be in danger',
    misleading: 'It is false or pretends to be somebody else', other: 'Something else',
  },
  more: 'What else should they know? (optional)',
  whoReads: 'This goes to the safety team alone, never to the person it concerns.',
  send: 'Send the report',
  sent: 'Reported: the safety team reads it. Thank you.',

  // Whom one has blocked
  blockedMenu: 'People you blocked…',
  blockedTitle: 'People you blocked',
  blockedWhat: 'You do not see what they write, on none of your devices. They are not told.',
  blockedNone: 'You have blocked nobody.',
  blockedUnknown: 'Somebody whose name is not known here',
  unblockShort: 'Show again',
  /** @param {string} name */
  unblockOf: (name) => `Show again what ${name} writes`,
};

/** @type {typeof en} */
const de = {
  report: 'Melden …',
  block: (name) => `Nicht zeigen, was ${name} schreibt`,
  unblock: (name) => `Wieder zeigen, was ${name} schreibt`,
  allOf: (name) => `Alle Nachrichten von ${name} hier …`,
  blocked: (name) => `Du siehst nicht mehr, was ${name} schreibt.`,
  unblocked: (name) => `Du siehst wieder, was ${name} schreibt.`,
  undo: 'Rückgängig',
  reportTitle: (name) => `Diese Nachricht von ${name} melden`,
  kindTitle: 'Was stimmt damit nicht?',
  kinds: {
    abuse: 'Sie beleidigt, bedroht oder belästigt jemanden', spam: 'Sie wirbt oder sagt immer wieder dasselbe', danger: 'Jemand könnte in Gefahr sein',
    misleading: 'Sie ist falsch oder gibt sich als jemand anderes aus', other: 'Etwas anderes',
  },
  more: 'Was sollte das Team noch wissen? (freiwillig)',
  whoReads: 'Das geht nur an das Schutzteam, nie an die Person, um die es geht.',
  send: 'Meldung senden',
  sent: 'Gemeldet: Das Schutzteam liest es. Danke.',
  blockedMenu: 'Wen du blockiert hast …',
  blockedTitle: 'Wen du blockiert hast',
  blockedWhat: 'Was sie schreiben, siehst du auf keinem deiner Geräte. Sie erfahren nichts davon.',
  blockedNone: 'Du hast niemanden blockiert.',
  blockedUnknown: 'Jemand, dessen Name hier nicht bekannt ist',
  unblockShort: 'Wieder zeigen',
  unblockOf: (name) => `Wieder zeigen, was ${name} schreibt`,
};

export const careWords = words.language === 'de' ? de : en;

/** Both, for the test that neither lacks a sentence. */
export const careCatalogues = { en, de };
