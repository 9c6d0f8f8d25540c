// The words of what staff are told of, of reports, and of all that a member wrote, in each language: they come with it.

import { words } from './words.js';

const en = {
  // What staff are told of
  /** @param {string} room */
  waiting: (room) => `Something waits in ${room}, and no moderator is there.`,
  openRoom: 'Moderate there',
  notNow: 'Not now',
  /** @param {number} count @param {boolean} isMore */
  openReports: (count, isMore) => `${count}${isMore ? '+' : ''} open ${count === 1 && !isMore ? 'report' : 'reports'}`,
  newReport: 'A new report has come.',
  show: 'Show',

  // Reports
  reportsMenu: 'Reports…',
  reports: 'Reports',
  reportsNone: 'Nothing has been reported.',
  loading: 'Fetching them…',
  failed: 'They did not come.',
  again: 'Try again',
  older: 'Older reports',
  which: 'Which reports are shown',
  /** @type {Record<'open' | 'closed', string>} */
  lists: { open: 'Open', closed: 'Closed' },
  /** @type {Record<'open' | 'closed', string>} */
  none: { open: 'No open report.', closed: 'No closed report.' },
  /** @param {string} by @param {string} member @param {string} room */
  line: (by, member, room) => `${by} about ${member}, in ${room}`,
  somebody: 'Somebody',
  /** @type {Record<string, string>} */
  kinds: { abuse: 'Insults, threats, harassment', spam: 'Adverts, repetition', danger: 'Danger to somebody', misleading: 'False or feigned', other: 'Something else' },
  kept: 'Read the message',
  keptNote: 'It is written down that you read it.',
  /** @param {string} until */
  keptUntil: (until) => `Kept until ${until}.`,
  keptGone: 'Its words are not kept any more.',
  jump: 'To the message',
  mute: 'Mute…',
  ban: 'Ban…',
  note: 'Note for the safety team (optional)',
  settle: 'Close this report',
  settled: 'Closed.',
  /** @param {string} name @param {string} when */
  closedBy: (name, when) => `Closed by ${name}, ${when}`,

  // All that a member wrote in a room
  /** @param {string} name @param {string} room */
  allTitle: (name, room) => `${name} in ${room}`,
  allNone: 'Nothing is here.',
  more: 'Older ones',
  searching: 'Searching…',
  deletedRow: 'Deleted',
  /** @param {number} count */
  deleteChosen: (count) => `Delete ${count} chosen`,
  wipe: 'Delete all',
  /** @param {string} name */
  wipeSure: (name) => `Delete everything that ${name} wrote in this room, questions too? This cannot be undone.`,
  wipeDo: 'Delete everything',
  wipeNot: 'Keep it',
  /** @param {number} count */
  wiped: (count) => (count === 1 ? '1 message was deleted.' : `${count} messages were deleted.`),
  underWay: 'Under way…',
};

/** @type {typeof en} */
const de = {
  waiting: (room) => `In ${room} wartet etwas, und niemand moderiert dort.`,
  openRoom: 'Dort moderieren',
  notNow: 'Nicht jetzt',
  openReports: (count, isMore) => `${count}${isMore ? '+' : ''} offene ${count === 1 && !isMore ? 'Meldung' : 'Meldungen'}`,
  newReport: 'Eine neue Meldung ist da.',
  show: 'Zeigen',
  reportsMenu: 'Meldungen …',
  reports: 'Meldungen',
  reportsNone: 'Es wurde nichts gemeldet.',
  loading: 'Werden geholt …',
  failed: 'Sie kamen nicht an.',
  again: 'Noch einmal versuchen',
  older: 'Ältere Meldungen',
  which: 'Welche Meldungen gezeigt werden',
  lists: { open: 'Offen', closed: 'Erledigt' },
  none: { open: 'Keine offene Meldung.', closed: 'Keine erledigte Meldung.' },
  line: (by, member, room) => `${by} über ${member}, in ${room}`,
  somebody: 'Jemand',
  kinds: { abuse: 'Beleidigung, Drohung, Belästigung', spam: 'Werbung, Wiederholung', danger: 'Gefahr für jemanden', misleading: 'Falsch oder vorgetäuscht', other: 'Etwas anderes' },
  kept: 'Die Nachricht lesen',
  keptNote: 'Es wird festgehalten, dass du sie gelesen hast.',
  keptUntil: (until) => `Aufbewahrt bis ${until}.`,
  keptGone: 'Ihr Text wird nicht mehr aufbewahrt.',
  jump: 'Zur Nachricht',
  mute: 'Stumm schalten …',
  ban: 'Ausschließen …',
  note: 'Notiz für das Schutzteam (freiwillig)',
  settle: 'Diese Meldung erledigen',
  settled: 'Erledigt.',
  closedBy: (name, when) => `Erledigt von ${name}, ${when}`,
  allTitle: (name, room) => `${name} in ${room}`,
  allNone: 'Hier ist nichts.',
  more: 'Ältere',
  searching: 'Wird gesucht …',
  deletedRow: 'Gelöscht',
  /** @param {number} count */
  deleteChosen: (count) => `${count} ausgewählte löschen`,
  wipe: 'Alle löschen',
  wipeSure: (name) => `Alles löschen, was ${name} in diesem Raum geschrieben hat, auch Fragen? Das lässt sich nicht rückgängig machen.`,
  wipeDo: 'Alles löschen',
  wipeNot: 'Behalten',
  wiped: (count) => (count === 1 ? '1 Nachricht wurde gelöscht.' : `${count} Nachrichten wurden gelöscht.`),
  underWay: 'Läuft …',
};

export const safetyWords = words.language === 'de' ? de : en;

/** Both, for the test that neither lacks a sentence. */
export const safetyCatalogues = { en, de };
