// Builds commands, splits frames into documents and makes keys: the wire as plain objects.

/** @import { ServerDocument } from './types.js' */

export const subprotocol = 'hallway.v1';

/** The fields of every command, in the order in which they are written. */
export const commandFields = Object.freeze({
  hello: 'name token space',
  join: 'room since',
  leave: 'room',
  rooms: 'after',
  history: 'room before after around latest limit',
  post: 'room key text reply_to',
  edit: 'room key target text',
  delete: 'room key target',
  ask: 'room key text anonymous voice',
  promote: 'room key target',
  vote: 'room key target on',
  question: 'room key target to',
  merge: 'room key target into',
  answer: 'room key target text message url media_ms',
  endorse: 'room key target on gone',
  pin: 'room key target place until',
  unpin: 'room key target',
  questions: 'room after',
  open: 'room key title',
  about: 'room',
  clock: 'key talk act minutes with',
  plan: 'key title time_zone stages talks lessons remove',
  policy: 'room key slow_mode_s locked only_questions moderated anonymous',
  mute: 'key member scope until reason',
  unmute: 'key member scope',
  ban: 'key member scope until reason',
  unban: 'key member scope',
  kick: 'key member scope reason',
  announce: 'key text scope until',
  unannounce: 'key target',
  invite: 'key name role scope until',
  revoke: 'key target',
  sanctions: 'after',
  invites: 'after',
  read: 'room offset',
  ping: '',
});

/** @typedef {keyof typeof commandFields} Verb */
/** @typedef {{ id: number, do: Verb, [field: string]: unknown }} Command */

/**
 * One command. Fields that the command does not have, and those that are undefined or null, are left out.
 * @param {number} id  this connection's number for it, which the answer repeats
 * @param {Verb} verb
 * @param {{ [field: string]: unknown }} [fields]
 * @returns {Command}
 */
export function buildCommand(id, verb, fields = {}) {
  /** @type {Command} */
  const command = { id, do: verb };
  for (const field of commandFields[verb].split(' ')) {
    const value = fields[field];
    if (value !== undefined && value !== null) command[field] = value;
  }
  return command;
}

/** The text of a frame; JSON never holds a raw line feed, so a command is one line.
 * @param {Command} command */
export const encodeCommand = (command) => JSON.stringify(command);

/**
 * The documents of one frame, in order. What is JSON but no object says nothing to anybody and is skipped.
 * @param {string} frame
 * @returns {ServerDocument[]}
 * @throws {SyntaxError} if a line is not JSON: the connection can no longer be trusted
 */
export function documentsOf(frame) {
  return frame
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line))
    .filter((document) => typeof document === 'object' && document !== null && !Array.isArray(document));
}

/** @param {ServerDocument} document */
export const isAnswer = (document) => 're' in document && typeof document.ev !== 'string';

/** @param {ServerDocument} document */
export const isEvent = (document) => typeof document.ev === 'string';

/**
 * A new key for a command that appends: 128 random bits as 32 hexadecimal digits.
 * @param {(bytes: Uint8Array) => unknown} getRandomValues  not randomUUID, which a page on plain http does not have
 */
export function newKey(getRandomValues) {
  const bytes = new Uint8Array(16);
  getRandomValues(bytes);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
