// The words in which somebody is invited, in each language: they come with the link.

import { words } from './words.js';

const en = {
  title: 'You are invited',
  /** @param {string} role @param {string} space */
  as: (role, space) => `Somebody who organises ${space} invites you to take part as ${role}.`,
  /** @param {string} space */
  plain: (space) => `Somebody who organises ${space} invites you to take part.`,
  /** @param {string} name */
  here: (name) => `On this device you are ${name}. If you accept, you write under the name in the invite from now on; what you wrote as ${name} stays ${name}’s. Copy ${name}’s personal link first, if you want to come back as ${name}.`,
  accept: 'Accept',
  later: 'Not now',
  laterHow: 'Nothing is used up before you accept: you can open the link again.',
  underWay: 'Accepting…',
  failed: 'This did not come through. Try again; you can accept on three devices.',
  unreadable: 'This invite cannot be read. Ask for the link again, and open all of it.',
  refused: 'This invite does not work any more.',
  /** Who one may be. @type {Record<string, string>} */
  roles: { speaker: 'speaker', moderator: 'moderator', safety: 'safety staff', organiser: 'organiser', bot: 'bot' },
};

/** @type {typeof en} */
const de = {
  title: 'Du bist eingeladen',
  as: (role, space) => `Jemand, der ${space} organisiert, lädt dich ein mitzumachen: ${role}.`,
  plain: (space) => `Jemand, der ${space} organisiert, lädt dich ein mitzumachen.`,
  here: (name) => `Auf diesem Gerät bist du ${name}. Wenn du annimmst, schreibst du von nun an unter dem Namen der Einladung; was du als ${name} geschrieben hast, bleibt von ${name}. Kopiere vorher den persönlichen Link von ${name}, wenn du als ${name} zurückkommen willst.`,
  accept: 'Annehmen',
  later: 'Jetzt nicht',
  laterHow: 'Bevor du annimmst, ist nichts verbraucht: Du kannst den Link noch einmal öffnen.',
  underWay: 'Wird angenommen …',
  failed: 'Das kam nicht durch. Versuch es noch einmal; annehmen geht auf drei Geräten.',
  unreadable: 'Diese Einladung ist nicht lesbar. Frag noch einmal nach dem Link und öffne ihn ganz.',
  refused: 'Diese Einladung gilt nicht mehr.',
  roles: { speaker: 'Vortrag', moderator: 'Moderation', safety: 'Awareness', organiser: 'Organisation', bot: 'Bot' },
};

export const inviteWords = words.language === 'de' ? de : en;

/** Both, for the test that neither lacks a sentence. */
export const inviteCatalogues = { en, de };
