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
  holding: 'Messages that wait',
  approval: 'Every message waits until staff let it through',
  delay: 'Messages are shown after',
  delayOff: 'At once',
  holdLinks: 'Links of guests who came within the last 15 minutes wait',
  holdRepeats: 'What repeats the last minute waits',
  lively: 'Told in passing',
  applause: 'People may applaud',
  typing: 'Show who is typing, while at most 50 people are here',
  heldWords: 'Messages with these words wait: one a line, * at the end for every word that begins so',
  saveWords: 'Save the words',
  notForStaff: 'What speakers and staff write never waits.',
  preset: 'Set as a main stage…',
  presetWhat: 'For a full hall: questions wait until staff show them; messages are shown after 10 s and can be stopped until then, one a person every 10 s; links of newcomers and what repeats itself wait for staff.',
  presetDo: 'Set it so',
  presetNot: 'Leave it',
  presetDone: 'This room is set as a main stage.',
  /** @param {number} count */
  copyTo: (count) => (count === 1 ? 'Set the room of this stage’s other talk so, too' : `Set the rooms of this stage’s ${count} other talks so, too`),
  /** @param {number} done @param {number} all */
  copying: (done, all) => `${done} of ${all}`,
  /** @param {number} count */
  copied: (count) => (count === 1 ? '1 room is set so.' : `${count} rooms are set so.`),

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
  holding: 'Nachrichten, die warten',
  approval: 'Jede Nachricht wartet, bis das Team sie zulässt',
  delay: 'Nachrichten werden gezeigt nach',
  delayOff: 'Sofort',
  holdLinks: 'Links von Gästen, die erst seit höchstens 15 Minuten da sind, warten',
  holdRepeats: 'Was die letzte Minute wiederholt, wartet',
  lively: 'Nebenbei gezeigt',
  applause: 'Beifall ist möglich',
  typing: 'Zeigen, wer gerade schreibt, solange höchstens 50 Leute hier sind',
  heldWords: 'Nachrichten mit diesen Wörtern warten: eins pro Zeile, * am Ende für jedes Wort, das so beginnt',
  saveWords: 'Wörter sichern',
  notForStaff: 'Was Vortragende und Team schreiben, wartet nie.',
  preset: 'Wie eine Hauptbühne einstellen …',
  presetWhat: 'Für einen vollen Saal: Fragen warten, bis das Team sie zeigt; Nachrichten werden nach 10 s gezeigt und lassen sich bis dahin aufhalten, eine pro Person alle 10 s; Links von Neuen und Wiederholungen warten auf das Team.',
  presetDo: 'So einstellen',
  presetNot: 'Lassen',
  presetDone: 'Dieser Raum ist wie eine Hauptbühne eingestellt.',
  copyTo: (count) => (count === 1 ? 'Auch den Raum des anderen Vortrags in diesem Saal so einstellen' : `Auch die Räume der ${count} anderen Vorträge in diesem Saal so einstellen`),
  copying: (done, all) => `${done} von ${all}`,
  copied: (count) => (count === 1 ? '1 Raum ist so eingestellt.' : `${count} Räume sind so eingestellt.`),

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
