// The words in which a screen reader is told of messages, in each language: they come with what says them.

import { words } from './words.js';

/** @param {number} count @param {string} one @param {string} many */
const plural = (count, one, many) => `${count.toLocaleString(words.language)} ${count === 1 ? one : many}`;

const en = {
  nameless: 'Someone',
  /** @param {string} name @param {string} text */
  spokenReply: (name, text) => `${name} replied to you: ${text}`,
  /** @param {string} name @param {string} text */
  spokenMention: (name, text) => `${name} mentioned you: ${text}`,
  /** @param {number} count */
  spokenForMe: (count) => `${count} messages for you.`,
  /** @param {string} name @param {string} text */
  spokenMessage: (name, text) => `${name}: ${text}`,
  /** @param {number} count */
  spokenOthers: (count) => `${plural(count, 'new message', 'new messages')}.`,
};

/** @type {typeof en} */
const de = {
  nameless: 'Jemand',
  spokenReply: (name, text) => `${name} hat dir geantwortet: ${text}`,
  spokenMention: (name, text) => `${name} hat dich erwähnt: ${text}`,
  spokenForMe: (count) => `${count} Nachrichten für dich.`,
  spokenMessage: (name, text) => `${name}: ${text}`,
  spokenOthers: (count) => `${plural(count, 'neue Nachricht', 'neue Nachrichten')}.`,
};

export const speechWords = words.language === 'de' ? de : en;

/** Both, for the test that neither lacks a sentence. */
export const speechCatalogues = { en, de };
