// What the server and the client refuse with, in German: found by their English sentence, which says more than its code, else by the code.
// English needs none of this. A test holds it against the sentences of the server's sources.

/** @import { Told } from '../view/refusal.js' */

/** By the code, for a sentence that is not below: what a newer server says. @type {Record<string, string>} */
export const byCode = {
  bad_request: 'Das kann der Server nicht lesen.',
  unknown_command: 'Das kennt dieser Server nicht.',
  bad_room: 'So heißt kein Raum.',
  not_found: 'Das gibt es hier nicht.',
  unauthorized: 'Nenn zuerst einen Namen, bevor du schreibst.',
  forbidden: 'Das darfst du hier nicht.',
  banned: 'Du wurdest hier ausgeschlossen.',
  muted: 'Du darfst hier lesen, aber nicht schreiben.',
  slow_mode: 'Warte ein wenig, bevor du wieder etwas schreibst.',
  locked: 'In diesem Raum kann gerade nur gelesen werden.',
  held_full: 'Zu viel wartet hier auf die Moderation. Versuch es später wieder.',
  conflict: 'Das passt nicht zu dem, was inzwischen geschehen ist.',
  gone: 'Das wurde gelöscht.',
  too_large: 'Das ist länger, als dieser Server es annimmt.',
  limit_exceeded: 'Das ist zu viel auf einmal.',
  rate_limited: 'Das war zu schnell. Warte einen Moment.',
  unavailable: 'Der Server konnte das nicht bestätigen. Sende es noch einmal.',
  storage_full: 'Der Server kann gerade nichts speichern.',
  expired: 'Dafür ist es zu spät.',
  draining: 'Der Server hält gleich an. Komm in einem Moment wieder.',
};

/** By the English sentence. @type {Record<string, string>} */
export const bySentence = {
  // The connection and what waits here
  'The connection was lost before an answer came.': 'Die Verbindung ging verloren, bevor eine Antwort kam.',
  'There is no connection at present.': 'Gerade gibt es keine Verbindung.',
  'The client was stopped.': 'Die Verbindung wurde beendet.',
  'You are not in this room.': 'Du bist nicht in diesem Raum.',
  'It was discarded before it was sent.': 'Es wurde verworfen, bevor es gesendet war.',
  'Too much waits to be sent. Wait until the connection is back.': 'Zu viel wartet darauf, gesendet zu werden. Warte, bis die Verbindung zurück ist.',
  'This was never sent, and it is days old. Send it again if it still matters.': 'Das wurde nie gesendet und ist Tage alt. Sende es noch einmal, wenn es noch zählt.',
  'This was written a while ago. Send it if it still fits.': 'Das wurde vor einer Weile geschrieben. Sende es, wenn es noch passt.',
  'This was written under another name. Send it again if it should go out under yours.':
    'Das wurde unter einem anderen Namen geschrieben. Sende es noch einmal, wenn es unter deinem hinausgehen soll.',
  'This is too long to be sent.': 'Das ist zu lang, um gesendet zu werden.',
  'The server sent something that this client cannot read.': 'Der Server hat etwas geschickt, das diese Seite nicht lesen kann.',
  'The server refused this.': 'Der Server hat das abgelehnt.',
  'This server has not heard from the others for a moment. Try again in a moment.':
    'Dieser Server hat einen Moment lang nichts von den anderen gehört. Versuch es gleich wieder.',
  'Wait for the answers to your earlier commands.': 'Warte auf die Antworten auf das, was du vorher wolltest.',
  'A frame holds at most 64 documents.': 'Das ist zu viel auf einmal.',
  'Ping less often.': 'Das war zu schnell. Warte einen Moment.',
  'Many people come from your network at once. Trying again in a moment.': 'Aus deinem Netz kommen gerade viele auf einmal. Gleich wird es wieder versucht.',
  'The server is full for the moment. Trying again soon.': 'Der Server ist im Moment voll. Bald wird es wieder versucht.',

  // Who one is
  'Say hello first.': 'Der Server weiß noch nicht, wer du bist. Lade die Seite neu.',
  'Give a name before you write.': 'Nenn einen Namen, bevor du schreibst.',
  'This key is for another space.': 'Dieser Schlüssel gehört zu einer anderen Veranstaltung.',
  'This link or key is not valid here. Ask the organisers for a new one.': 'Dieser Link oder Schlüssel gilt hier nicht. Frag die Veranstalter nach einem neuen.',
  'This link or key has expired. Ask the organisers for a new one.': 'Dieser Link oder Schlüssel ist abgelaufen. Frag die Veranstalter nach einem neuen.',
  'This invite is no longer valid. Ask the organisers for a new one.': 'Diese Einladung gilt nicht mehr. Frag die Veranstalter nach einer neuen.',
  'This invite has expired. Ask the organisers for a new one.': 'Diese Einladung ist abgelaufen. Frag die Veranstalter nach einer neuen.',
  'This invite was used on three devices already. Ask the organisers for a new one.':
    'Diese Einladung wurde schon auf drei Geräten benutzt. Frag die Veranstalter nach einer neuen.',
  'A name may not contain invisible characters.': 'Ein Name darf keine unsichtbaren Zeichen enthalten.',
  'A name needs a visible character.': 'Ein Name braucht ein sichtbares Zeichen.',
  'A title may not contain invisible characters.': 'Ein Titel darf keine unsichtbaren Zeichen enthalten.',
  'A title needs a visible character.': 'Ein Titel braucht ein sichtbares Zeichen.',

  // Rooms and what is written in them
  'There is no such room here.': 'Diesen Raum gibt es hier nicht.',
  'There is no such space here.': 'Diese Veranstaltung gibt es hier nicht.',
  'That room is open already.': 'Diesen Raum gibt es schon.',
  'Join the room first.': 'Geh zuerst in den Raum.',
  'You are in as many rooms as one connection may be in.': 'Du bist in so vielen Räumen, wie es auf einmal geht.',
  'There is nothing to read in it.': 'Darin steht nichts, was sich lesen lässt.',
  'This is not UTF-8.': 'Das enthält Zeichen, die niemand lesen kann.',
  'Moderators have locked this room for the moment. You can go on reading.': 'Die Moderation hat diesen Raum für den Moment geschlossen. Lesen kannst du weiter.',
  'This room takes only questions for the moment. Ask one instead.': 'Dieser Raum nimmt gerade nur Fragen an. Stell stattdessen eine.',
  'The room is set like that already.': 'Der Raum ist schon so eingestellt.',
  'Applause is switched off in this room.': 'In diesem Raum ist Applaus abgeschaltet.',
  'That message is not in this room.': 'Diese Nachricht ist nicht in diesem Raum.',
  'That message was deleted.': 'Diese Nachricht wurde gelöscht.',
  'That message was deleted already.': 'Diese Nachricht wurde schon gelöscht.',
  'The message you reply to is not in this room.': 'Die Nachricht, auf die du antwortest, ist nicht in diesem Raum.',
  'You can edit only what you wrote yourself.': 'Du kannst nur ändern, was du selbst geschrieben hast.',
  'You can delete only what you wrote yourself.': 'Du kannst nur löschen, was du selbst geschrieben hast.',
  'A message can be edited for 5 minutes after it was posted.': 'Eine Nachricht lässt sich 5 Minuten lang ändern, nachdem sie geschrieben wurde.',
  'That is not in this room.': 'Das ist nicht in diesem Raum.',
  'A part of this history is damaged and cannot be shown.': 'Ein Teil dieses Verlaufs ist beschädigt und lässt sich nicht zeigen.',

  // What is looked at before it shows
  'Only staff see what waits.': 'Was wartet, sieht nur das Team.',
  'That does not wait any more.': 'Das wartet nicht mehr.',
  'That does not wait any more: it is out already, or was dropped.': 'Das wartet nicht mehr: es ist schon zu sehen oder wurde verworfen.',
  'Several messages of yours wait for the moderators already. Give them a moment.':
    'Mehrere deiner Nachrichten warten schon auf die Moderation. Gib ihr einen Moment.',
  'Messages are looked at before they show here, so they cannot be edited. Delete it and write anew.':
    'Nachrichten werden hier angesehen, bevor sie erscheinen, darum lassen sie sich nicht ändern. Lösche sie und schreib neu.',
  'Written like that the message would have to wait for the moderators. Write a new one.':
    'So geschrieben müsste die Nachricht auf die Moderation warten. Schreib eine neue.',

  // Questions and pins
  'That question is not in this room.': 'Diese Frage ist nicht in diesem Raum.',
  'This room has as many questions as it can keep.': 'In diesem Raum stehen so viele Fragen, wie er behalten kann.',
  'This room has as many votes as it can keep.': 'In diesem Raum stehen so viele Stimmen, wie er behalten kann.',
  'Questions in this room are asked under one\'s name.': 'In diesem Raum werden Fragen unter dem eigenen Namen gestellt.',
  'That message is a question already.': 'Diese Nachricht ist schon eine Frage.',
  'This question waits for a moderator. Votes count once everybody can see it.': 'Diese Frage wartet auf die Moderation. Stimmen zählen, sobald alle sie sehen.',
  'This question was archived.': 'Diese Frage wurde weggelegt.',
  'That question was deleted.': 'Diese Frage wurde gelöscht.',
  'That question was deleted already.': 'Diese Frage wurde schon gelöscht.',
  'That question was merged with another.': 'Diese Frage wurde mit einer anderen zusammengelegt.',
  'That question was merged already.': 'Diese Frage wurde schon zusammengelegt.',
  'A question is merged with another one.': 'Eine Frage wird mit einer anderen zusammengelegt.',
  'Moderators and speakers answer; who asked can say which message helped.':
    'Moderation und Vortragende antworten; wer gefragt hat, kann sagen, welche Nachricht geholfen hat.',
  'This question has as many answers as it can have.': 'Diese Frage hat so viele Antworten, wie sie haben kann.',
  'That answer is not in this room.': 'Diese Antwort ist nicht in diesem Raum.',
  'Five things can be pinned in a room. Unpin one first.': 'In einem Raum lassen sich fünf Dinge anheften. Löse zuerst eines.',
  'Only a question that everybody can see can be pinned.': 'Nur eine Frage, die alle sehen, lässt sich anheften.',
  'That is not pinned here.': 'Das ist hier nicht angeheftet.',
  'A pin ends in the future.': 'Angeheftet bleibt etwas bis zu einer Zeit, die noch kommt.',
  'A pin ends within a year.': 'Angeheftet bleibt etwas höchstens ein Jahr.',

  // Reports and whom one has blocked
  'You wrote that yourself. You can delete it.': 'Das hast du selbst geschrieben. Du kannst es löschen.',
  'You have reported that already. The safety team has it.': 'Das hast du schon gemeldet. Das Awareness-Team hat es.',
  'The safety team has five reports of yours already. Speak to the organisers if it is urgent.':
    'Das Awareness-Team hat schon fünf Meldungen von dir. Sprich mit den Veranstaltern, wenn es eilt.',
  'Too many reports wait at present. Please speak to the organisers.': 'Gerade warten zu viele Meldungen. Bitte sprich mit den Veranstaltern.',
  'That is you.': 'Das bist du.',
  'You have blocked 200 people: that is as many as can be kept.': 'Du hast 200 Personen blockiert: mehr lassen sich nicht behalten.',

  // Staff
  'Only moderators and organisers can do that.': 'Das können nur Moderation und Veranstalter.',
  'Only moderators, safety staff and organisers can do that.': 'Das können nur Moderation, Awareness-Team und Veranstalter.',
  'Only staff see that.': 'Das sieht nur das Team.',
  'Only staff look for all of a member\'s messages.': 'Alle Nachrichten einer Person sucht nur das Team.',
  'Not everything could be deleted. Try again in a moment.': 'Nicht alles ließ sich löschen. Versuch es gleich wieder.',
  'There is no such person here.': 'Diese Person gibt es hier nicht.',
  'Only the safety team reads reports.': 'Meldungen liest nur das Awareness-Team.',
  'There is no such report.': 'Diese Meldung gibt es nicht.',
  'That report is closed already.': 'Diese Meldung ist schon geschlossen.',
  'Only the safety team reads what was deleted.': 'Was gelöscht wurde, liest nur das Awareness-Team.',
  'Its words are not kept: it was not deleted or reported, or too long ago.':
    'Die Worte sind nicht aufgehoben: es wurde nicht gelöscht oder gemeldet, oder vor zu langer Zeit.',
  'Nobody does that to themselves.': 'Das tut niemand sich selbst an.',
  'Only organisers can do that to other staff.': 'Beim Team können das nur Veranstalter.',
  'That end is past.': 'Dieses Ende ist vorbei.',
  'That end is too far away. Leave it out for no end.': 'Dieses Ende liegt zu weit weg. Lass es weg, wenn es keines gibt.',
  'There are as many such measures as can be kept. Lift some that are over.':
    'Es gibt so viele solche Maßnahmen, wie sich behalten lassen. Hebe einige auf, die vorbei sind.',
  'That is lifted already.': 'Das ist schon aufgehoben.',
  'This was decided by an organiser: only they can lift it.': 'Das haben Veranstalter entschieden: nur sie können es aufheben.',
  'Only organisers see invites.': 'Einladungen sehen nur Veranstalter.',
  'Only organisers invite.': 'Nur Veranstalter laden ein.',
  'Only organisers revoke invites.': 'Einladungen nehmen nur Veranstalter zurück.',
  'There are as many invites as can be kept.': 'Es gibt so viele Einladungen, wie sich behalten lassen.',
  'There is no such invite.': 'Diese Einladung gibt es nicht.',
  'There is no such invite any more.': 'Diese Einladung gibt es nicht mehr.',
  'Only moderators and organisers announce something.': 'Ansagen machen nur Moderation und Veranstalter.',
  'There are five announcements. End one before you make another.': 'Es gibt schon fünf Ansagen. Beende eine, bevor du die nächste machst.',
  'Only moderators and organisers end announcements.': 'Ansagen beenden nur Moderation und Veranstalter.',
  'That announcement is over.': 'Diese Ansage ist vorbei.',

  // The schedule and the clock
  'Only organisers and moderators open rooms.': 'Räume öffnen nur Veranstalter und Moderation.',
  'Only organisers change the schedule.': 'Das Programm ändern nur Veranstalter.',
  'Only organisers and moderators move the clock.': 'Die Uhr stellen nur Veranstalter und Moderation.',
  'Somebody else moved the clock at the same moment.': 'Jemand anderes hat im selben Moment die Uhr gestellt.',
  'There is no such talk in the schedule.': 'Diesen Vortrag gibt es im Programm nicht.',
  'There is no such stage; plan it before its talks.': 'Diesen Saal gibt es nicht; plane ihn vor seinen Vorträgen.',
  'There is no such time zone.': 'Diese Zeitzone gibt es nicht.',
  'That talk was cancelled.': 'Dieser Vortrag wurde abgesagt.',
  'That talk cannot be moved so far.': 'So weit lässt sich dieser Vortrag nicht verschieben.',
  'That talk is over already.': 'Dieser Vortrag ist schon vorbei.',
  'That talk has not begun yet.': 'Dieser Vortrag hat noch nicht begonnen.',
  'That talk cannot be made so long.': 'So lang lässt sich dieser Vortrag nicht machen.',
  'Nothing follows on that stage.': 'In diesem Saal folgt nichts mehr.',
  'What comes next cannot begin in the past, and what is on cannot have ended.':
    'Was folgt, kann nicht in der Vergangenheit beginnen, und was läuft, kann nicht schon zu Ende sein.',
  'Only talks that have not begun can be swapped.': 'Tauschen lassen sich nur Vorträge, die noch nicht begonnen haben.',
  'A stage on which talks are planned cannot be removed.': 'Ein Saal, in dem Vorträge geplant sind, lässt sich nicht entfernen.',
  'A schedule has at most 500 stages.': 'Ein Programm hat höchstens 500 Säle.',
  'A schedule has at most 10,000 talks and lessons.': 'Ein Programm hat höchstens 10.000 Vorträge und Lektionen.',
  'Too many rooms were removed from this schedule already.': 'Aus diesem Programm wurden schon zu viele Räume entfernt.',
};

const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const monate = ['Januar', 'Februar', 'März', 'April', 'Mai', 'Juni', 'Juli', 'August', 'September', 'Oktober', 'November', 'Dezember'];

/** A moment as the server writes it, `7 March 2027, 09:30 (Europe/Berlin)`. */
const moment = String.raw`(\d+) (${months.join('|')}) (\d+), (\d\d:\d\d) \(([\w/+-]+)\)`;

/** @param {string[]} parts  of a moment, as found */
const at = ([day, month, year, clock, zone]) => `${day}. ${monate[months.indexOf(month)]} ${year}, ${clock} (${zone})`;

/** Those that take something in, whole: what was found stands in the order of the brackets. @type {[string, (found: string[]) => string][]} */
export const taking = [
  ['This room opens on {moment}.', (found) => `Dieser Raum öffnet am ${at(found)}.`],
  ['Questions were closed here on {moment}.', (found) => `Fragen werden hier nicht mehr angenommen seit dem ${at(found)}.`],
  ['This room has been read-only since {moment}.', (found) => `In diesem Raum kann nur noch gelesen werden seit dem ${at(found)}.`],
  ['A text has at most {number} characters.', ([most]) => `Ein Text hat höchstens ${most} Zeichen.`],
  ['A name has at most {number} characters.', ([most]) => `Ein Name hat höchstens ${most} Zeichen.`],
  ['A title has at most {number} characters.', ([most]) => `Ein Titel hat höchstens ${most} Zeichen.`],
  ...sanctions('Moderators have banned you from this event', 'Die Moderation hat dich von dieser Veranstaltung ausgeschlossen'),
  ...sanctions('Moderators have banned you from this room', 'Die Moderation hat dich aus diesem Raum ausgeschlossen'),
  ...sanctions('Moderators have muted you in this event', 'Die Moderation hat dich bei dieser Veranstaltung stumm geschaltet'),
  ...sanctions('Moderators have muted you in this room', 'Die Moderation hat dich in diesem Raum stumm geschaltet'),
];

/** For good or for a time, with a reason, which stays as it was given, or without.
 * @param {string} english @param {string} german @returns {[string, (found: string[]) => string][]} */
function sanctions(english, german) {
  return [
    [`${english}.`, () => `${german}.`],
    [`${english}: {rest}`, ([reason]) => `${german}: ${reason}`],
    [`${english} until {moment}.`, (found) => `${german} bis zum ${at(found)}.`],
    [`${english} until {moment}: {rest}`, (found) => `${german} bis zum ${at(found)}: ${found[5]}`],
  ];
}

/** What stands in the place of each. @type {Record<string, string>} */
const holes = { moment, number: String.raw`(\d+)`, rest: '([^]*)' };

/** @param {string} sentence  with holes in it */
const shapeOf = (sentence) => new RegExp(`^${sentence.replaceAll('.', String.raw`\.`).replaceAll(/\{(\w+)\}/g, (_, hole) => holes[hole])}$`);

/** @param {Told} told @returns {string} */
export function inGerman({ code, message }) {
  if (Object.hasOwn(bySentence, message)) return bySentence[message];
  for (const [english, german] of taking) {
    const found = shapeOf(english).exec(message);
    if (found) return german(found.slice(1));
  }
  return code !== undefined && Object.hasOwn(byCode, code) ? byCode[code] : message;
}
