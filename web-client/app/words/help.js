// The words of the list of keys, in each language: they come with it, since few ask for it.

import { words } from './words.js';

/**
 * @typedef {object} HelpWords
 * @property {string} aloudTitle
 * @property {Record<'off' | 'me' | 'summary' | 'everything', string>} aloud
 * @property {string} keysTitle
 * @property {string} keysOn
 * @property {readonly (readonly [string, string])[]} keyList  what the keys do, the keys first
 * @property {readonly (readonly [string, string])[]} letterList
 * @property {string} done
 */

/** @type {HelpWords} */
const en = {
  aloudTitle: 'Read aloud by a screen reader',
  aloud: {
    off: 'No messages',
    me: 'Answers to me, mentions of me, announcements',
    summary: 'Those, and now and then how many others came',
    everything: 'Every message',
  },
  keysTitle: 'Keys',
  keysOn: 'Single letters and signs are keys, too',
  keyList: [
    ['Enter', 'Send; on a message: what can be done with it'],
    ['Shift Enter', 'A new line'],
    ['@', 'Name somebody who wrote here'],
    ['↑', 'In an empty field: edit your last message'],
    ['Shift Tab', 'From the field to the messages'],
    ['↑ ↓ Home End', 'From message to message'],
    ['Esc', 'Back to the field'],
  ],
  letterList: [
    ['J K', 'Next, previous message'],
    ['R', 'Reply to the message'],
    ['E', 'Edit the message'],
    ['C', 'Copy a link to the message'],
    ['?', 'This list'],
  ],
  done: 'Done',
};

/** @type {HelpWords} */
const de = {
  aloudTitle: 'Was ein Screenreader vorliest',
  aloud: {
    off: 'Keine Nachrichten',
    me: 'Antworten an mich, Erwähnungen, Ansagen',
    summary: 'Das, und ab und zu, wie viele andere kamen',
    everything: 'Jede Nachricht',
  },
  keysTitle: 'Tasten',
  keysOn: 'Auch einzelne Buchstaben und Zeichen sind Tasten',
  keyList: [
    ['Enter', 'Senden; auf einer Nachricht: was sich mit ihr tun lässt'],
    ['Shift Enter', 'Eine neue Zeile'],
    ['@', 'Jemanden nennen, der hier geschrieben hat'],
    ['↑', 'Im leeren Feld: deine letzte Nachricht bearbeiten'],
    ['Shift Tab', 'Vom Feld zu den Nachrichten'],
    ['↑ ↓ Home End', 'Von Nachricht zu Nachricht'],
    ['Esc', 'Zurück ins Feld'],
  ],
  letterList: [
    ['J K', 'Nächste, vorige Nachricht'],
    ['R', 'Auf die Nachricht antworten'],
    ['E', 'Die Nachricht bearbeiten'],
    ['C', 'Einen Link zur Nachricht kopieren'],
    ['?', 'Diese Liste'],
  ],
  done: 'Fertig',
};

export const helpWords = words.language === 'de' ? de : en;

/** Both, for the test that neither lacks a sentence. */
export const helpCatalogues = { en, de };
