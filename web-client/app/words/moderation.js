// The words of the place where moderators work, in each language: they come with it.

import { words } from './words.js';

const en = {
  title: 'Moderation',
  filter: 'Which lists are shown',
  all: 'All',
  /** @type {Record<'answering' | 'waiting' | 'open' | 'answered' | 'away' | 'pins', string>} */
  lists: { answering: 'Now', waiting: 'Waiting', open: 'Open', answered: 'Answered', away: 'Put away', pins: 'Pinned' },
  /** @type {Record<'answering' | 'waiting' | 'open' | 'answered' | 'away' | 'pins', string>} */
  none: {
    answering: 'No question is being answered.', waiting: 'Nothing waits.', open: 'No open question.', answered: 'None was answered yet.', away: 'Nothing was put away.', pins: 'Nothing is pinned.',
  },
  /** @type {Record<'visible' | 'answering' | 'answered' | 'archived', string>} */
  tools: { visible: 'Show', answering: 'Answer now', answered: 'Answered', archived: 'Put away' },
  reopen: 'Reopen',
  /** @param {string} tool @param {string} text */
  toolFor: (tool, text) => `${tool}: ${text}`,
  /** @param {string} text */
  mark: (text) => `Choose for merging: ${text}`,
  room: 'To the room',
  screen: 'Big screen',
  keys: 'Keys',

  // Merging
  markedOne: 'One question is chosen. Choose the one that asks the same.',
  markedTwo: 'Two questions are chosen.',
  mergeThem: 'Merge…',
  unmark: 'Choose none',

  // What was done
  undo: 'Undo',
  dismiss: 'Dismiss',
  /** @type {Record<string, string>} */
  did: {
    visible: 'Shown', answering: 'Being answered now', answered: 'Marked as answered', archived: 'Put away', pending: 'Held back', pin: 'Pinned', unpin: 'Unpinned', answer: 'Answer written',
    merge: 'Merged', endorse: 'Answer confirmed', unendorse: 'Answer confirmed no longer', 'take-away': 'Answer removed', undo: 'Undone',
  },

  // Who has no business here
  notStaffTitle: 'This page is for moderators.',
  notStaff: 'Questions are put in order here by those who look after the room. You can ask and vote in the room itself. If you moderate, open the link that the organisers gave you.',
  opening: 'Opening…',
  nameFirst: 'Add your name, so that the others know who is at work.',

  // The keys
  /** @type {readonly (readonly [string, string])[]} */
  keyList: [
    ['↑ ↓ ← →', 'From question to question, from list to list'],
    ['Home End', 'To the first, the last of a list'],
    ['Enter', 'All that can be done with it'],
  ],
  /** @type {readonly (readonly [string, string])[]} */
  letterList: [
    ['J K H L', 'Down, up, left, right'],
    ['S', 'Show'],
    ['A', 'Answer now'],
    ['D', 'Mark as answered'],
    ['E', 'Put away'],
    ['W', 'Write an answer'],
    ['P', 'Pin, unpin'],
    ['X', 'Choose for merging'],
    ['M', 'Merge with…, or the two that are chosen'],
    ['U', 'Undo'],
    ['?', 'This list'],
  ],
};

/** @type {typeof en} */
const de = {
  title: 'Moderation',
  filter: 'Welche Listen gezeigt werden',
  all: 'Alle',
  lists: { answering: 'Jetzt', waiting: 'Wartet', open: 'Offen', answered: 'Beantwortet', away: 'Weggelegt', pins: 'Angeheftet' },
  none: {
    answering: 'Gerade wird keine Frage beantwortet.', waiting: 'Nichts wartet.', open: 'Keine offene Frage.', answered: 'Noch keine wurde beantwortet.', away: 'Nichts wurde weggelegt.', pins: 'Nichts ist angeheftet.',
  },
  tools: { visible: 'Zeigen', answering: 'Jetzt dran', answered: 'Beantwortet', archived: 'Weglegen' },
  reopen: 'Wieder offen',
  toolFor: (tool, text) => `${tool}: ${text}`,
  mark: (text) => `Zum Zusammenlegen wählen: ${text}`,
  room: 'Zum Raum',
  screen: 'Großer Bildschirm',
  keys: 'Tasten',
  markedOne: 'Eine Frage ist gewählt. Wähle die, die dasselbe fragt.',
  markedTwo: 'Zwei Fragen sind gewählt.',
  mergeThem: 'Zusammenlegen …',
  unmark: 'Keine wählen',
  undo: 'Rückgängig',
  dismiss: 'Ausblenden',
  did: {
    visible: 'Gezeigt', answering: 'Wird jetzt beantwortet', answered: 'Als beantwortet markiert', archived: 'Weggelegt', pending: 'Zurückgehalten', pin: 'Angeheftet', unpin: 'Nicht mehr angeheftet', answer: 'Antwort geschrieben',
    merge: 'Zusammengelegt', endorse: 'Antwort bestätigt', unendorse: 'Antwort nicht mehr bestätigt', 'take-away': 'Antwort entfernt', undo: 'Rückgängig gemacht',
  },
  notStaffTitle: 'Diese Seite ist für die Moderation.',
  notStaff: 'Hier ordnen die, die sich um den Raum kümmern, die Fragen. Fragen und abstimmen kannst du im Raum selbst. Wenn du moderierst, öffne den Link, den du dafür bekommen hast.',
  opening: 'Wird geöffnet …',
  nameFirst: 'Gib deinen Namen an, damit die anderen wissen, wer hier arbeitet.',
  keyList: [
    ['↑ ↓ ← →', 'Von Frage zu Frage, von Liste zu Liste'],
    ['Home End', 'Zur ersten, zur letzten einer Liste'],
    ['Enter', 'Alles, was sich mit ihr tun lässt'],
  ],
  letterList: [
    ['J K H L', 'Nach unten, oben, links, rechts'],
    ['S', 'Zeigen'],
    ['A', 'Jetzt beantworten'],
    ['D', 'Als beantwortet markieren'],
    ['E', 'Weglegen'],
    ['W', 'Eine Antwort schreiben'],
    ['P', 'Anheften, nicht mehr anheften'],
    ['X', 'Zum Zusammenlegen wählen'],
    ['M', 'Zusammenlegen mit …, oder die beiden gewählten'],
    ['U', 'Rückgängig'],
    ['?', 'Diese Liste'],
  ],
};

export const moderationWords = words.language === 'de' ? de : en;

/** Both, for the test that neither lacks a sentence. */
export const moderationCatalogues = { en, de };
