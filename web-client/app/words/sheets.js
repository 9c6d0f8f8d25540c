// The words of the page's dialogs, in each language: they come with them.

import { words } from './words.js';

const en = {
  shareTitle: 'Share',
  shareWhat: 'What to share',
  /** @type {Record<'space' | 'stage' | 'talk' | 'room', string>} */
  shareKinds: { space: 'The event', stage: 'This stage', talk: 'This talk', room: 'This room' },
  shareStage: 'Always opens what is on here: made for the door.',
  shareCode: 'Code',
  /** @param {string} address */
  codeHint: (address) => `or type ${address}`,
  shareLink: 'Link',
  /** @param {string} title */
  qrOf: (title) => `QR code of ${title}`,
  qrFailed: 'The QR code could not be drawn.',
  shareVia: 'Share via…',
  print: 'Print for the door',
  scanToJoin: 'Join the conversation',
  scanHow: 'Scan with a phone’s camera. No app, no account.',
  close: 'Close',
  keepMenu: 'Keep this identity…',
  /** @param {string} name */
  keepTitle: (name) => `${name ? `${name}, here` : 'Here'} is your personal link`,
  keepWhat: 'Open it on another device, or keep it for later: it makes that device you, with your name and your messages.',
  keepWarning: 'Whoever has this link can write as you. Show it to nobody, and do not post it.',
  keepLink: 'Your personal link',
  keepQr: 'QR code of your personal link',
  keepCopied: 'Your personal link is copied.',
  // Another person's link
  linkTitle: 'Change who you are here?',
  linkNameless: 'somebody without a name',
  /** @param {string} name */
  linkHere: (name) => `Here you are ${name}.`,
  /** @param {string} name */
  linkOf: (name) => `The link that you opened is another person’s: ${name}.`,
  /** @param {string} name */
  linkChange: (name) => `If you change, you write as that person from now on. What you wrote as ${name} stays ${name}’s, and so does what waits to be sent; with ${name}’s personal link you can come back.`,
  /** @param {string} name */
  linkCopy: (name) => `Copy ${name}’s link`,
  /** @param {string} name */
  linkStay: (name) => `Stay ${name}`,
  /** @param {string} name */
  linkBecome: (name) => (name ? `Become ${name}` : 'Change'),
  takeaways: 'Takeaways',
  takeawaysWhat: 'The answered questions and the pins of this room, as everybody may see them.',
  takeawaysRead: 'Read',
  takeawaysMarkdown: 'Save as Markdown',
  languageTitle: 'Language',
  nameMenu: 'Change your name',
  screenMenu: 'Show on the big screen',
  moderateMenu: 'Moderate',
};

/** @type {typeof en} */
const de = {
  shareTitle: 'Teilen',
  shareWhat: 'Was geteilt wird',
  shareKinds: { space: 'Die Veranstaltung', stage: 'Dieser Saal', talk: 'Dieser Vortrag', room: 'Dieser Raum' },
  shareStage: 'Öffnet immer, was hier gerade läuft: gemacht für die Tür.',
  shareCode: 'Code',
  codeHint: (address) => `oder ${address} eintippen`,
  shareLink: 'Link',
  qrOf: (title) => `QR-Code von ${title}`,
  qrFailed: 'Der QR-Code konnte nicht gezeichnet werden.',
  shareVia: 'Teilen über …',
  print: 'Für die Tür drucken',
  scanToJoin: 'Rede mit',
  scanHow: 'Mit der Kamera des Telefons scannen. Keine App, kein Konto.',
  close: 'Schließen',
  keepMenu: 'Wer ich hier bin, behalten …',
  keepTitle: (name) => `${name ? `${name}, hier` : 'Hier'} ist dein persönlicher Link`,
  keepWhat: 'Öffne ihn auf einem anderen Gerät oder hebe ihn auf: Er macht jenes Gerät zu dir, mit deinem Namen und deinen Nachrichten.',
  keepWarning: 'Wer diesen Link hat, kann als du schreiben. Zeig ihn niemandem und veröffentliche ihn nicht.',
  keepLink: 'Dein persönlicher Link',
  keepQr: 'QR-Code deines persönlichen Links',
  keepCopied: 'Dein persönlicher Link ist kopiert.',
  // Another person's link
  linkTitle: 'Ändern, wer du hier bist?',
  linkNameless: 'jemand ohne Namen',
  linkHere: (name) => `Hier bist du ${name}.`,
  linkOf: (name) => `Der Link, den du geöffnet hast, gehört jemand anderem: ${name}.`,
  linkChange: (name) => `Wenn du wechselst, schreibst du von nun an als diese Person. Was du als ${name} geschrieben hast, bleibt von ${name}, auch was noch nicht gesendet ist; mit dem persönlichen Link von ${name} kannst du zurück.`,
  linkCopy: (name) => `Link von ${name} kopieren`,
  linkStay: (name) => `${name} bleiben`,
  linkBecome: (name) => (name ? `${name} werden` : 'Wechseln'),
  takeaways: 'Zum Mitnehmen',
  takeawaysWhat: 'Die beantworteten Fragen und das Angeheftete dieses Raums, wie alle es sehen dürfen.',
  takeawaysRead: 'Lesen',
  takeawaysMarkdown: 'Als Markdown sichern',
  languageTitle: 'Sprache',
  nameMenu: 'Deinen Namen ändern',
  screenMenu: 'Auf dem großen Bildschirm zeigen',
  moderateMenu: 'Moderieren',
};

export const sheetWords = words.language === 'de' ? de : en;

/** Both, for the test that neither lacks a sentence. */
export const sheetCatalogues = { en, de };
