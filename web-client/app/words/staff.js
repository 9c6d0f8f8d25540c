// The words of what staff do about members and rooms, in each language: they come with it.

import { words } from './words.js';

/** @typedef {'mute' | 'ban' | 'kick'} Act */

const en = {
  // About a member
  /** @type {Record<Act, string>} */
  menu: { mute: 'Mute…', ban: 'Ban…', kick: 'Send out…' },
  /** @type {Record<Act, (name: string) => string>} */
  title: { mute: (name) => `Mute ${name}?`, ban: (name) => `Ban ${name}?`, kick: (name) => `Send ${name} out?` },
  /** @type {Record<Act, string>} */
  means: {
    mute: 'Whoever is muted reads and votes, and writes nothing.', ban: 'Whoever is banned sees and writes nothing there, on any device.',
    kick: 'Whoever is sent out may come back at once.',
  },
  /** @type {Record<Act, string>} */
  act: { mute: 'Mute', ban: 'Ban', kick: 'Send out' },
  /** @type {Record<Act, (name: string) => string>} */
  done: { mute: (name) => `${name} is muted.`, ban: (name) => `${name} is banned.`, kick: (name) => `${name} was sent out.` },
  /** @param {string} name */
  undone: (name) => `Undone: ${name} may take part again.`,
  undo: 'Undo',
  howLong: 'For how long',
  /** @type {Record<string, string>} */
  spans: { short: '10 min', hour: '1 h', today: 'Today', open: 'Until lifted' },
  where: 'Where',
  /** @type {Record<string, string>} */
  scopes: { room: 'This room', stage: 'This stage', space: 'Whole event' },
  reason: 'Reason (optional; they are told)',
  underWay: 'Under way…',

  // The room
  settingsMenu: 'Room settings…',
  /** @param {string} room */
  settings: (room) => `Settings of ${room}`,
  slowTitle: 'Slow mode: one message a person every',
  slowOff: 'Off',
  writing: 'Who may write',
  locked: 'Locked: only staff write, ask and vote',
  onlyQuestions: 'Only questions: messages are speakers’ and staff’s',
  asking: 'Questions',
  moderated: 'Questions wait until staff show them',
  anonymous: 'Questions may be asked without a name',
  set: 'Done: everybody in the room sees it.',

  // Announcements
  announceMenu: 'Announce…',
  announce: 'Announcement',
  announceText: 'What everybody is to know',
  /** @type {Record<string, string>} */
  announceSpans: { short: '10 min', hour: '1 h', today: 'Today', open: 'Until ended' },
  announceDo: 'Announce it',
  announced: 'Announced.',
  standing: 'What is announced now',
  end: 'End',
  /** @param {string} text */
  endOf: (text) => `End the announcement: ${text}`,
  ended: 'Ended.',
};

/** @type {typeof en} */
const de = {
  menu: { mute: 'Stumm schalten …', ban: 'Ausschließen …', kick: 'Hinausschicken …' },
  title: { mute: (name) => `${name} stumm schalten?`, ban: (name) => `${name} ausschließen?`, kick: (name) => `${name} hinausschicken?` },
  means: {
    mute: 'Wer stumm ist, liest und stimmt ab, schreibt aber nichts.', ban: 'Wer ausgeschlossen ist, sieht und schreibt dort nichts, auf keinem Gerät.',
    kick: 'Wer hinausgeschickt wird, kann sofort wiederkommen.',
  },
  act: { mute: 'Stumm schalten', ban: 'Ausschließen', kick: 'Hinausschicken' },
  done: { mute: (name) => `${name} ist stumm.`, ban: (name) => `${name} ist ausgeschlossen.`, kick: (name) => `${name} wurde hinausgeschickt.` },
  undone: (name) => `Rückgängig gemacht: ${name} kann wieder mitmachen.`,
  undo: 'Rückgängig',
  howLong: 'Wie lange',
  spans: { short: '10 min', hour: '1 Std.', today: 'Heute', open: 'Bis auf Widerruf' },
  where: 'Wo',
  scopes: { room: 'Dieser Raum', stage: 'Dieser Saal', space: 'Ganze Veranstaltung' },
  reason: 'Grund (freiwillig; wird mitgeteilt)',
  underWay: 'Läuft …',

  // The room
  settingsMenu: 'Raum einstellen …',
  settings: (room) => `${room} einstellen`,
  slowTitle: 'Langsam-Modus: eine Nachricht pro Person alle',
  slowOff: 'Aus',
  writing: 'Wer schreiben darf',
  locked: 'Gesperrt: nur das Team schreibt, fragt und stimmt ab',
  onlyQuestions: 'Nur Fragen: Nachrichten schreiben Vortragende und Team',
  asking: 'Fragen',
  moderated: 'Fragen warten, bis das Team sie zeigt',
  anonymous: 'Fragen gehen auch ohne Namen',
  set: 'Erledigt: Alle im Raum sehen es.',

  // Announcements
  announceMenu: 'Ansage machen …',
  announce: 'Ansage',
  announceText: 'Was alle wissen sollen',
  announceSpans: { short: '10 min', hour: '1 Std.', today: 'Heute', open: 'Bis sie beendet wird' },
  announceDo: 'Ansagen',
  announced: 'Angesagt.',
  standing: 'Was gerade angesagt ist',
  end: 'Beenden',
  endOf: (text) => `Die Ansage beenden: ${text}`,
  ended: 'Beendet.',
};

export const staffWords = words.language === 'de' ? de : en;

/** Both, for the test that neither lacks a sentence. */
export const staffCatalogues = { en, de };
