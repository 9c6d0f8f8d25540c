// The words of questions, answers and pins, in each language: they come with them.

import { words } from './words.js';

/** @param {number} count */
const votesEn = (count) => `${count.toLocaleString('en')} ${count === 1 ? 'vote' : 'votes'}`;

const en = {
  title: 'Questions',
  listOf: 'Questions in this room',
  /** @type {Record<'answering' | 'waiting' | 'open' | 'answered' | 'away', string>} */
  parts: { answering: 'Being answered now', waiting: 'Waiting for a moderator', open: 'Open', answered: 'Answered', away: 'Put away' },
  /** @param {string} part @param {number} count */
  counted: (part, count) => `${part} (${count})`,
  none: 'No question yet.',
  noneHow: 'Ask one, or vote for those of others: what most people want to know comes first.',
  noneClosed: 'No question was asked here.',
  older: 'Show older questions',
  fetching: 'Fetching…',
  takeaways: 'Takeaways…',
  gone: 'This question is no longer here.',

  // One question
  anonymous: 'Anonymous',
  yours: 'Yours',
  pending: 'Waits for a moderator. Only you and moderators see it.',
  pendingStaff: 'Waits for a moderator',
  archived: 'A moderator put it away. Only you and moderators see it.',
  readOut: 'To be read out',
  fromChat: 'Show the message',
  /** @param {string} text @param {number} votes */
  voteFor: (text, votes) => `I want to know that too: ${text}, ${votesEn(votes)}`,
  /** @param {number} votes */
  votes: votesEn,
  /** @param {string} text */
  actionsFor: (text) => `Actions for the question ${text}`,
  /** @param {string} name */
  answerOf: (name) => `Answer of ${name}`,
  endorsed: 'Confirmed',
  endorse: 'Confirm this answer',
  unendorse: 'Confirm no longer',
  takeAway: 'Remove the answer',
  /** @param {string} time */
  inRecording: (time) => `In the recording at ${time}`,
  voteClosed: 'Voting has ended.',

  // Asking
  askLabel: 'Ask a question',
  askHere: 'Ask a question…',
  ask: 'Ask',
  how: 'How it is asked',
  askAnonymous: 'Without my name (moderators see it)',
  self: 'I’ll ask it myself',
  read: 'Please read it out',
  closed: 'Questions are closed here.',
  unsent: 'Not sent yet – goes out when the connection is back',
  refused: 'Not asked.',
  refusedAnswer: 'The answer was not sent.',

  // What staff do
  /** @type {Record<'answering' | 'answered' | 'visible' | 'pending' | 'archived' | 'answer' | 'merge' | 'pin' | 'unpin', string>} */
  acts: {
    answering: 'Answer now', answered: 'Mark as answered', visible: 'Show as open', pending: 'Hold back', archived: 'Put away',
    answer: 'Write an answer…', merge: 'Merge with…', pin: 'Pin', unpin: 'Unpin',
  },
  promote: 'Make it a question',
  helped: 'This answered my question',
  working: 'One moment…',
  changedSince: 'Somebody has changed that since.',
  answerLabel: 'Your answer',
  linkLabel: 'Link (optional)',
  linkWrong: 'A link begins with https:// or http://.',
  sendAnswer: 'Send the answer',
  mergeTitle: 'Which question asks the same?',
  mergeStays: 'Which question stays?',
  mergeHow: 'The one that you choose stays. It gets the votes and answers of both.',
  mergeSearch: 'Find a question',
  mergeNone: 'No other question fits.',
  deleteTitle: 'Delete your question?',
  removeTitle: 'Remove this question for everyone?',
  deleteExplained: 'It disappears for everyone, with its votes and answers.',

  // Pins
  /** @param {number} count */
  pinned: (count) => `Pinned (${count})`,
  /** @param {string} name */
  pinnedBy: (name) => `pinned by ${name}`,
  /** @param {string} time */
  pinnedUntil: (time) => `until ${time}`,
  /** @param {string} text */
  showPinned: (text) => `Show: ${text}`,

  // What a screen reader is told of, and who looks elsewhere
  /** @type {Record<'answering' | 'answered' | 'answer' | 'shown' | 'away', (text: string) => string>} */
  news: {
    answering: (text) => `Your question is being answered now: ${text}`,
    answered: (text) => `Your question was answered: ${text}`,
    answer: (text) => `There is an answer to your question: ${text}`,
    shown: (text) => `Everybody can see your question now: ${text}`,
    away: (text) => `A moderator put your question away: ${text}`,
  },
};

/** @param {number} count */
const votesDe = (count) => `${count.toLocaleString('de')} ${count === 1 ? 'Stimme' : 'Stimmen'}`;

/** @type {typeof en} */
const de = {
  title: 'Fragen',
  listOf: 'Fragen in diesem Raum',
  parts: { answering: 'Wird gerade beantwortet', waiting: 'Wartet auf die Moderation', open: 'Offen', answered: 'Beantwortet', away: 'Weggelegt' },
  counted: (part, count) => `${part} (${count})`,
  none: 'Noch keine Frage.',
  noneHow: 'Stell eine, oder stimm für die der anderen: Was die meisten wissen wollen, steht oben.',
  noneClosed: 'Hier wurde keine Frage gestellt.',
  older: 'Ältere Fragen zeigen',
  fetching: 'Wird geholt…',
  takeaways: 'Zum Mitnehmen…',
  gone: 'Diese Frage ist nicht mehr da.',
  anonymous: 'Anonym',
  yours: 'Von dir',
  pending: 'Wartet auf die Moderation. Nur du und die Moderation sehen sie.',
  pendingStaff: 'Wartet auf die Moderation',
  archived: 'Die Moderation hat sie weggelegt. Nur du und die Moderation sehen sie.',
  readOut: 'Bitte vorlesen',
  fromChat: 'Die Nachricht zeigen',
  voteFor: (text, votes) => `Das will ich auch wissen: ${text}, ${votesDe(votes)}`,
  votes: votesDe,
  actionsFor: (text) => `Aktionen für die Frage ${text}`,
  answerOf: (name) => `Antwort von ${name}`,
  endorsed: 'Bestätigt',
  endorse: 'Antwort bestätigen',
  unendorse: 'Nicht mehr bestätigen',
  takeAway: 'Antwort entfernen',
  inRecording: (time) => `In der Aufzeichnung bei ${time}`,
  voteClosed: 'Die Abstimmung ist zu Ende.',
  askLabel: 'Eine Frage stellen',
  askHere: 'Eine Frage stellen…',
  ask: 'Senden',
  how: 'Wie sie gestellt wird',
  askAnonymous: 'Ohne meinen Namen (die Moderation sieht ihn)',
  self: 'Ich stelle sie selbst',
  read: 'Bitte vorlesen',
  closed: 'Hier werden keine Fragen mehr angenommen.',
  unsent: 'Noch nicht gesendet – geht raus, sobald die Verbindung wieder da ist',
  refused: 'Nicht gestellt.',
  refusedAnswer: 'Die Antwort wurde nicht gesendet.',
  acts: {
    answering: 'Jetzt beantworten', answered: 'Als beantwortet markieren', visible: 'Als offen zeigen', pending: 'Zurückhalten', archived: 'Weglegen',
    answer: 'Antwort schreiben…', merge: 'Zusammenlegen mit…', pin: 'Anheften', unpin: 'Nicht mehr anheften',
  },
  promote: 'Zur Frage machen',
  helped: 'Das hat meine Frage beantwortet',
  working: 'Einen Moment…',
  changedSince: 'Das hat inzwischen jemand geändert.',
  answerLabel: 'Deine Antwort',
  linkLabel: 'Link (wenn du magst)',
  linkWrong: 'Ein Link beginnt mit https:// oder http://.',
  sendAnswer: 'Antwort senden',
  mergeTitle: 'Welche Frage fragt dasselbe?',
  mergeStays: 'Welche Frage bleibt?',
  mergeHow: 'Die, die du wählst, bleibt. Sie bekommt die Stimmen und Antworten von beiden.',
  mergeSearch: 'Eine Frage suchen',
  mergeNone: 'Keine andere Frage passt.',
  deleteTitle: 'Deine Frage löschen?',
  removeTitle: 'Diese Frage für alle entfernen?',
  deleteExplained: 'Sie verschwindet für alle, mit ihren Stimmen und Antworten.',
  pinned: (count) => `Angeheftet (${count})`,
  pinnedBy: (name) => `angeheftet von ${name}`,
  pinnedUntil: (time) => `bis ${time}`,
  showPinned: (text) => `Zeigen: ${text}`,
  news: {
    answering: (text) => `Deine Frage wird gerade beantwortet: ${text}`,
    answered: (text) => `Deine Frage wurde beantwortet: ${text}`,
    answer: (text) => `Es gibt eine Antwort auf deine Frage: ${text}`,
    shown: (text) => `Alle können deine Frage jetzt sehen: ${text}`,
    away: (text) => `Die Moderation hat deine Frage weggelegt: ${text}`,
  },
};

export const questionWords = words.language === 'de' ? de : en;

/** Both, for the test that neither lacks a sentence. */
export const questionCatalogues = { en, de };
