// The words of the place where moderators work, in each language: they come with it.

import { words } from './words.js';

const en = {
  title: 'Moderation',

  // What a crowd is not told
  /** @type {Record<'typing' | 'applause', (people: number, seconds: number) => string>} */
  shed: {
    typing: (people) => `Typing is not shown: ${people.toLocaleString('en')} people are here.`,
    applause: (people, seconds) => `Applause is shown every ${seconds} s: ${people.toLocaleString('en')} people are here.`,
  },

  filter: 'Which lists are shown',
  all: 'All',
  /** @type {Record<'held' | 'answering' | 'waiting' | 'open' | 'answered' | 'away' | 'pins', string>} */
  lists: { held: 'Waiting messages', answering: 'Now', waiting: 'Waiting questions', open: 'Open', answered: 'Answered', away: 'Put away', pins: 'Pinned' },
  waiting: 'Waiting', // of one question
  /** @type {Record<'held' | 'answering' | 'waiting' | 'open' | 'answered' | 'away' | 'pins', string>} */
  none: {
    held: 'No message waits.', answering: 'No question is being answered.', waiting: 'Nothing waits.', open: 'No open question.', answered: 'None was answered yet.', away: 'Nothing was put away.', pins: 'Nothing is pinned.',
  },
  /** @type {Record<'visible' | 'answering' | 'answered' | 'archived', string>} */
  tools: { visible: 'Show', answering: 'Answer now', answered: 'Answered', archived: 'Put away' },
  reopen: 'Reopen',

  // Messages that wait
  release: 'Let it through',
  drop: 'Don’t',
  /** @type {Record<string, string>} */
  reasons: {
    approval: 'Every message waits here.', delay: 'Delayed.', words: 'There is a word in it from your list.', link: 'A link, by somebody new here.', repeat: 'It repeats what was said a moment ago.',
    unknown: 'It waits.',
  },
  /** @param {number} seconds */
  showsIn: (seconds) => (seconds > 0 ? `Everybody sees it in ${seconds} s.` : 'Everybody sees it in a moment.'),
  /** @param {string} name */
  onIt: (name) => `${name} is on it`,
  underWay: 'Under way…',
  dropsSoon: 'Is not let through.',
  heldGone: 'It does not wait any more.',
  /** @param {string} time @param {string} title */
  next: (time, title) => `Next, ${time}: ${title}`,

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
    ['S', 'Show; let a message through'],
    ['A', 'Answer now'],
    ['D', 'Mark as answered'],
    ['E', 'Put away; do not let a message through'],
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
  shed: {
    typing: (people) => `Wer schreibt, wird nicht gezeigt: ${people.toLocaleString('de')} Leute sind hier.`,
    applause: (people, seconds) => `Beifall wird alle ${seconds} s gezeigt: ${people.toLocaleString('de')} Leute sind hier.`,
  },
  filter: 'Welche Listen gezeigt werden',
  all: 'Alle',
  lists: { held: 'Wartende Nachrichten', answering: 'Jetzt', waiting: 'Wartende Fragen', open: 'Offen', answered: 'Beantwortet', away: 'Weggelegt', pins: 'Angeheftet' },
  waiting: 'Wartet',
  none: {
    held: 'Keine Nachricht wartet.', answering: 'Gerade wird keine Frage beantwortet.', waiting: 'Nichts wartet.', open: 'Keine offene Frage.', answered: 'Noch keine wurde beantwortet.', away: 'Nichts wurde weggelegt.', pins: 'Nichts ist angeheftet.',
  },
  tools: { visible: 'Zeigen', answering: 'Jetzt dran', answered: 'Beantwortet', archived: 'Weglegen' },
  reopen: 'Wieder offen',
  release: 'Zulassen',
  drop: 'Nicht zulassen',
  reasons: {
    approval: 'Hier wartet jede Nachricht.', delay: 'Verzögert.', words: 'Es steht ein Wort aus eurer Liste darin.', link: 'Ein Link, von jemandem, der neu hier ist.', repeat: 'Es wiederholt, was gerade gesagt wurde.',
    unknown: 'Sie wartet.',
  },
  showsIn: (seconds) => (seconds > 0 ? `Alle sehen sie in ${seconds} s.` : 'Alle sehen sie gleich.'),
  onIt: (name) => `${name} kümmert sich`,
  underWay: 'Läuft …',
  dropsSoon: 'Wird nicht zugelassen.',
  heldGone: 'Sie wartet nicht mehr.',
  next: (time, title) => `Danach, ${time}: ${title}`,
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
    ['S', 'Zeigen; eine Nachricht zulassen'],
    ['A', 'Jetzt beantworten'],
    ['D', 'Als beantwortet markieren'],
    ['E', 'Weglegen; eine Nachricht nicht zulassen'],
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
