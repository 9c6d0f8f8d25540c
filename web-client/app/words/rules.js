// The words in which a room tells how it is set and what staff have decided, in each language: they come when there is something to tell.

import { words } from './words.js';

/** @param {number} seconds @param {string} [hour] */
const lasting = (seconds, hour = 'h') => {
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.ceil(seconds / 60)} min`;
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.ceil((seconds % 3600) / 60)];
  return minutes === 60 ? `${hours + 1} ${hour}` : `${hours} ${hour}${minutes > 0 ? ` ${minutes} min` : ''}`;
};

const en = {
  // Writing
  /** @param {number} seconds */
  slow: (seconds) => `Slow mode: one message every ${lasting(seconds)}`,
  /** @param {number} seconds */
  wait: (seconds) => `You can write again in ${lasting(seconds)}`,
  approval: 'Messages wait here until a moderator lets them through.',
  /** @param {number} seconds */
  delay: (seconds) => `Messages are shown here ${seconds} s after they are sent.`,
  locked: 'Moderators have locked this room for the moment. You can go on reading.',
  onlyQuestions: 'This room takes only questions for the moment.',
  ask: 'Ask a question',
  /** @param {boolean} isRoom @param {string} until */
  muted: (isRoom, until) => `Moderators have muted you ${isRoom ? 'in this room' : 'in this event'}${until ? ` until ${until}` : ''}. You can read and vote.`,

  // Sent away
  bannedTitle: 'You are banned from this event.',
  bannedRoom: 'You are banned from this room.',
  /** @param {string} until */
  until: (until) => `This holds until ${until}.`,
  untilLifted: 'This holds until moderators lift it.',
  kickedTitle: 'A moderator has sent you out.',
  kickedRoom: 'A moderator has sent you out of this room.',
  kickedHow: 'You can come back when you are ready.',
  comeBack: 'Come back',
  reason: 'Reason:',

  /** @type {Record<string, string>} */
  left: {
    forbidden: 'This room is not open to you.',
    gone: 'This room is closed.',
    not_found: 'There is no such room here.',
    bad_room: 'There is no such room here.',
    other: 'You are not in this room any more.',
  },
  toLobby: 'Go to the lobby',

  // Announcements
  announcement: 'Announcement',
  dismiss: 'Dismiss this announcement',
  /** @param {number} count */
  others: (count) => `${count} more`,

  // The rules of the space, when they are others than those that were agreed to
  rulesChanged: 'The rules here have changed:',
  rulesFirst: 'The rules here:',
  rulesOk: 'OK',
};

/** @type {typeof en} */
const de = {
  slow: (seconds) => `Langsam-Modus: eine Nachricht alle ${lasting(seconds, 'Std.')}`,
  wait: (seconds) => `Du kannst in ${lasting(seconds, 'Std.')} wieder schreiben`,
  approval: 'Nachrichten warten hier, bis die Moderation sie zulässt.',
  delay: (seconds) => `Nachrichten werden hier ${seconds} s nach dem Senden gezeigt.`,
  locked: 'Die Moderation hat diesen Raum gerade gesperrt. Du kannst weiterlesen.',
  onlyQuestions: 'Dieser Raum nimmt gerade nur Fragen an.',
  ask: 'Eine Frage stellen',
  muted: (isRoom, until) => `Die Moderation hat dich ${isRoom ? 'in diesem Raum' : 'bei dieser Veranstaltung'}${until ? ` bis ${until}` : ''} stumm geschaltet. Du kannst lesen und abstimmen.`,

  // Sent away
  bannedTitle: 'Du bist von dieser Veranstaltung ausgeschlossen.',
  bannedRoom: 'Du bist aus diesem Raum ausgeschlossen.',
  until: (until) => `Das gilt bis ${until}.`,
  untilLifted: 'Das gilt, bis die Moderation es aufhebt.',
  kickedTitle: 'Die Moderation hat dich hinausgeschickt.',
  kickedRoom: 'Die Moderation hat dich aus diesem Raum geschickt.',
  kickedHow: 'Du kannst wiederkommen, wenn du so weit bist.',
  comeBack: 'Wiederkommen',
  reason: 'Grund:',

  left: {
    forbidden: 'Dieser Raum steht dir nicht offen.',
    gone: 'Dieser Raum ist geschlossen.',
    not_found: 'Einen solchen Raum gibt es hier nicht.',
    bad_room: 'Einen solchen Raum gibt es hier nicht.',
    other: 'Du bist nicht mehr in diesem Raum.',
  },
  toLobby: 'Zur Lobby',

  // Announcements
  announcement: 'Ansage',
  dismiss: 'Diese Ansage ausblenden',
  others: (count) => `${count} weitere`,
  rulesChanged: 'Die Regeln hier haben sich geändert:',
  rulesFirst: 'Die Regeln hier:',
  rulesOk: 'In Ordnung',
};

export const ruleWords = words.language === 'de' ? de : en;

/** Both, for the test that neither lacks a sentence. */
export const ruleCatalogues = { en, de };
