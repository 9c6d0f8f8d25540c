// The words of what stands apart in the timeline, in each language: what waits, what blocked members wrote, and what is missing. They come with it.

import { words } from './words.js';

/** @param {number} count @param {string} one @param {string} many */
const plural = (count, one, many) => `${count.toLocaleString(words.language)} ${count === 1 ? one : many}`;

const en = {
  // One's own that waits
  /** @type {Record<string, string>} */
  waits: {
    approval: 'Waits for the moderators.', words: 'Waits for the moderators, because of a word in it.', link: 'Waits for the moderators, because there is a link in it and you are new here.',
    repeat: 'Waits for the moderators, because it repeats what was said a moment ago.', unknown: 'Waits before everybody sees it.',
  },
  onlyYou: 'Only you and they see it until then.',
  /** @param {number} seconds */
  showsIn: (seconds) => (seconds > 0 ? `Everybody sees it in ${seconds} s.` : 'Everybody sees it in a moment.'),
  unattended: 'Nobody of the staff is here at present. It waits until somebody comes.',
  takeBack: 'Take back',
  dropped: 'The moderators did not let this message through.',
  droppedHow: 'Nobody else sees it. Its words stay here until you close this.',
  droppedWordless: 'You wrote it on another device, or long ago: its words are not here.',
  copyText: 'Copy the text',
  textCopied: 'The text is copied.',
  textNotCopied: 'The text could not be copied: select it instead.',
  close: 'Close',
  saidWaits: 'Your message waits for the moderators.',
  saidDelayed: 'Your message is shown in a few seconds.',
  saidDropped: 'The moderators did not let your message through.',

  // Members that one does not want to read
  /** @param {number} count */
  blocked: (count) => `${plural(count, 'message', 'messages')} of somebody you blocked`,
  show: 'Show',

  // What is missing
  /** @param {number} count */
  gap: (count) => `${plural(count, 'message', 'messages')} missing here`,
  fill: 'Show them',
  filling: 'Fetching…',
  fillFailed: 'They did not come. Try again',
  /** @type {Record<string, string>} */
  reset: {
    epoch: 'This room began anew on the server. What was here before is gone.',
    ahead: 'The server lost what was here last. The room goes on from what it has.',
    forked: 'The server has another version of this room. This is the one that counts.',
    trimmed: 'You were away for long: older messages are no longer kept.',
    too_far: 'You missed a lot: this is the newest of it.',
    audience: 'What you may see here has changed.',
    other: 'The room was loaded anew.',
  },
};

/** @type {typeof en} */
const de = {
  waits: {
    approval: 'Wartet auf die Moderation.', words: 'Wartet auf die Moderation, wegen eines Wortes darin.', link: 'Wartet auf die Moderation, weil ein Link darin ist und du neu hier bist.',
    repeat: 'Wartet auf die Moderation, weil es wiederholt, was gerade gesagt wurde.', unknown: 'Wartet noch, bevor alle es sehen.',
  },
  onlyYou: 'Bis dahin sehen es nur du und sie.',
  showsIn: (seconds) => (seconds > 0 ? `Alle sehen es in ${seconds} s.` : 'Alle sehen es gleich.'),
  unattended: 'Gerade ist niemand vom Team da. Es wartet, bis jemand kommt.',
  takeBack: 'Zurücknehmen',
  dropped: 'Die Moderation hat diese Nachricht nicht zugelassen.',
  droppedHow: 'Niemand sonst sieht sie. Der Text bleibt hier stehen, bis du das schließt.',
  droppedWordless: 'Du hast sie auf einem anderen Gerät oder vor längerer Zeit geschrieben: Ihr Text ist nicht hier.',
  copyText: 'Text kopieren',
  textCopied: 'Der Text ist kopiert.',
  textNotCopied: 'Der Text ließ sich nicht kopieren: Markiere ihn stattdessen.',
  close: 'Schließen',
  saidWaits: 'Deine Nachricht wartet auf die Moderation.',
  saidDelayed: 'Deine Nachricht wird in ein paar Sekunden gezeigt.',
  saidDropped: 'Die Moderation hat deine Nachricht nicht zugelassen.',
  blocked: (count) => `${plural(count, 'Nachricht', 'Nachrichten')} von jemandem, den du blockiert hast`,
  show: 'Zeigen',
  gap: (count) => `Hier ${count === 1 ? 'fehlt' : 'fehlen'} ${plural(count, 'Nachricht', 'Nachrichten')}`,
  fill: 'Zeigen',
  filling: 'Wird geholt …',
  fillFailed: 'Es kam nichts an. Noch einmal versuchen',
  reset: {
    epoch: 'Dieser Raum hat auf dem Server neu begonnen. Was hier war, ist fort.',
    ahead: 'Der Server hat das Letzte von hier verloren. Der Raum geht weiter mit dem, was er hat.',
    forked: 'Der Server hat eine andere Fassung dieses Raums. Diese hier gilt.',
    trimmed: 'Du warst lange weg: ältere Nachrichten werden nicht mehr aufbewahrt.',
    too_far: 'Du hast viel verpasst: dies ist das Neueste davon.',
    audience: 'Was du hier sehen darfst, hat sich geändert.',
    other: 'Der Raum wurde neu geladen.',
  },
};

export const heldWords = words.language === 'de' ? de : en;

/** Both, for the test that neither lacks a sentence. */
export const heldCatalogues = { en, de };
