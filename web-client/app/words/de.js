// Jeder Satz der Seite auf Deutsch. Schlüssel und Form sind die von en.js; words.test.mjs vergleicht sie.

/** @import { Words } from './en.js' */

/** @param {number} count @param {string} one @param {string} many */
const plural = (count, one, many) => `${count.toLocaleString('de')} ${count === 1 ? one : many}`;

/** @type {Words} */
export const de = {
  language: 'de',
  product: 'Hallway',
  nameless: 'Jemand',

  // Die Seite
  skip: 'Zum Schreiben springen',

  // Orte
  places: 'Bereiche',
  now: 'Jetzt',
  room: 'Raum',
  hallway: 'Flur',
  skipToContent: 'Zum Inhalt springen',

  // Das Programm
  cancelled: 'Fällt aus',
  wasAt: (was) => `Neue Zeit, vorher ${was}`,
  wasIn: (was) => `Hierher verlegt, vorher ${was}`,

  // Teilen
  menu: 'Menü',
  share: 'Teilen …',

  // Kopfzeile und Räume
  rooms: 'Räume',
  switchRoom: (room) => `${room} – einen anderen Raum wählen`,
  closeRooms: 'Liste der Räume schließen',
  roomWithUnread: (room, count) => `${room}, ${plural(count, 'neue Nachricht', 'neue Nachrichten')}`,
  reading: 'Du liest mit',
  giveName: 'Namen angeben',
  changeName: (name) => `Du bist ${name}. Namen ändern`,
  roles: {
    attendee: '',
    speaker: 'Vortrag',
    moderator: 'Moderation',
    safety: 'Awareness',
    organiser: 'Orga',
    bot: 'Bot',
  },

  // Die Verbindung
  connection: {
    idle: () => 'Noch nicht verbunden',
    connecting: () => 'Verbindung wird aufgebaut …',
    reconnecting: () => 'Verbindung wird erneuert … – was du schreibst, bleibt erhalten',
    waiting: (seconds) => `Der Server antwortet nicht. Neuer Versuch in ${seconds} s`,
    'waiting-lost': (seconds) => `Neue Verbindung in ${seconds} s – was du schreibst, bleibt erhalten`,
    'waiting-drain': (seconds) => `Der Server startet neu. Zurück in ${seconds} s – was du schreibst, bleibt erhalten`,
    'waiting-rate': (seconds) => `Zu viel auf einmal gesendet. Weiter in ${seconds} s`,
    'waiting-slow': (seconds) => `Diese Verbindung kam nicht mit. Weiter in ${seconds} s`,
    offline: () => 'Offline – was du schreibst, bleibt erhalten und wird später gesendet',
    'refused-token': () => 'Dein Link oder Schlüssel wurde nicht angenommen.',
    'refused-expired': () => 'Dein Link ist abgelaufen.',
    'refused-banned': () => 'Du wurdest hier ausgeschlossen.',
    'refused-kicked': () => 'Die Moderation hat dich hinausgeschickt.',
    'refused-replaced': () => 'Du hast in einem anderen Tab weitergemacht.',
    'refused-protocol': () => 'Diese Seite ist älter als der Server. Lade sie neu.',
    'refused-other': () => 'Der Server hat dich nicht eingelassen.',
    stopped: () => 'Getrennt.',
    online: () => 'Verbunden',
  },
  catchingUp: 'Wird nachgeholt …',
  joining: 'Der Raum wird geöffnet …',
  lostSpoken: 'Verbindung verloren. Was du schreibst, bleibt erhalten.',
  backSpoken: 'Wieder verbunden.',
  caughtUp: (count, isMore) => `${count}${isMore ? '+' : ''} neu, seit du hier warst`,
  connectionActions: {
    retry: 'Jetzt versuchen',
    'use-here': 'Diesen Tab nehmen',
    'without-token': 'Als Gast weitermachen',
    reload: 'Neu laden',
  },
  jump: 'Dorthin',

  // Der Verlauf
  messagesIn: (room) => `Nachrichten in ${room}`,
  loading: 'Der Raum wird geöffnet …',
  keptOnly: 'Das war zuletzt hier. Der Rest kommt mit der Verbindung.',
  emptyTitle: 'Hier ist es noch still.',
  empty: 'Sag Hallo oder frag, was du sonst leise fragen würdest.',
  beginning: (room) => `Hier beginnt ${room}.`,
  loadingOlder: 'Ältere Nachrichten werden geholt …',
  olderFailed: 'Ältere Nachrichten kamen nicht an.',
  showOlder: 'Ältere Nachrichten zeigen',
  today: 'Heute',
  yesterday: 'Gestern',
  newHere: 'Neu',
  newBelow: (count, forMe) => `${plural(count, 'neue Nachricht', 'neue Nachrichten')}${forMe > 0 ? `, ${forMe} für dich` : ''}`,
  toNewest: 'Zum Neuesten',

  // Der Vortrag eines Raums
  aboutTalk: 'Dieser Vortrag',
  about: 'Worum geht es?',
  aboutLoading: 'Wird geholt…',
  aboutFailed: 'Das kam nicht an.',
  onThisDevice: (zone, here) => `Zeiten sind die der Veranstaltung (${zone}). Auf diesem Gerät: ${here}.`,
  peopleHere: (count) => (count <= 4 ? 'Ein paar Leute' : plural(count, 'Person', 'Personen')),
  watchingHere: (count) => (count <= 4 ? 'ein paar lesen mit' : `${count.toLocaleString('de')} lesen mit`),
  opensAt: (when) => `Schreiben kannst du hier ab ${when}. Lesen geht jederzeit.`,
  closedSince: 'Dieses Gespräch ist geschlossen. Lesen kannst du es weiter.',

  // Eine Nachricht
  edited: 'bearbeitet',
  deleted: 'Diese Nachricht wurde gelöscht.',
  quoteDeleted: 'Eine gelöschte Nachricht',
  quoteEarlier: 'Eine frühere Nachricht',
  quoteOf: (name) => `Antwort an ${name}`,
  showOriginal: 'Die Nachricht zeigen, auf die geantwortet wird',
  originalGone: 'Diese Nachricht ist nicht mehr hier.',
  sending: 'Wird gesendet …',
  unsent: 'Noch nicht gesendet – geht hinaus, wenn die Verbindung wieder da ist',
  unsentSlow: 'Noch nicht gesendet – Langsam-Modus. Es geht von selbst hinaus.',
  savingEdit: 'Wird gespeichert …',
  deleting: 'Wird gelöscht …',
  askStale: (time) => `Um ${time} geschrieben und noch nicht gesendet. Passt es noch?`,
  sendNow: 'Senden',
  refused: 'Nicht gesendet.',
  refusedEdit: 'Nicht geändert.',
  refusedDelete: 'Nicht gelöscht.',
  tryAgain: 'Noch einmal versuchen',
  discard: 'Verwerfen',
  edit: 'Bearbeiten',
  reply: 'Antworten',
  actions: 'Aktionen',
  actionsFor: (name) => `Aktionen für die Nachricht von ${name}`,

  // Schreiben
  writeIn: (room) => `In ${room} schreiben`,
  writeHere: 'Nachricht schreiben',
  send: 'Senden',
  save: 'Speichern',
  cancel: 'Abbrechen',
  replyingTo: 'Antwort an',
  editing: 'Deine Nachricht bearbeiten',
  cancelReply: 'Nicht antworten',
  hintKeys: 'Eingabe sendet, Umschalt und Eingabe macht eine neue Zeile',
  left_: (left) => `noch ${left}`,
  over: (over) => `${plural(over, 'Zeichen', 'Zeichen')} zu viel`,
  cannotWriteHere: 'Hier kannst du nicht schreiben.',

  chat: (count) => `Chat${count > 0 ? ` (${count})` : ''}`,
  questions: (count) => `Fragen${count > 0 ? ` (${count})` : ''}`,

  // Tasten und Vorlesen
  helpTitle: 'Tasten und Vorlesen',
  partMissing: 'Dieser Teil der Seite kam nicht an. Versuch es noch einmal, wenn die Verbindung wieder da ist.',
};
