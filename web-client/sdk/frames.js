// Builds commands, splits frames into documents and makes keys: the wire as plain objects.

/** @import { ServerDocument } from './types.js' */

export const subprotocol = 'hallway.v1';

/**
 * The fields of what an outbox holds, whose entries have more than goes over the wire. All other commands are made of their own fields alone.
 * @type {{ readonly [verb: string]: string }}
 */
const ofEntries = {
  post: 'room key text reply_to',
  edit: 'room key target text',
  delete: 'room key target',
  ask: 'room key text anonymous voice',
  vote: 'room key target on',
  answer: 'room key target text message url media_ms',
};

/** Every command there is.
 * @typedef {'hello' | 'join' | 'leave' | 'rooms' | 'history' | 'post' | 'edit' | 'delete' | 'ask' | 'promote' | 'vote' | 'question' | 'merge' | 'answer'
 *   | 'endorse' | 'pin' | 'unpin' | 'questions' | 'open' | 'about' | 'clock' | 'plan' | 'policy' | 'mute' | 'unmute' | 'ban' | 'unban' | 'kick'
 *   | 'announce' | 'unannounce' | 'invite' | 'revoke' | 'sanctions' | 'invites' | 'read' | 'ping'
 *   | 'release' | 'tend' | 'held' | 'report' | 'reports' | 'settle' | 'kept' | 'wipe' | 'block' | 'applaud' | 'typing'} Verb */
/** @typedef {{ id: number, do: Verb, [field: string]: unknown }} Command */

/**
 * One command. Fields of an outbox's entry that the command does not have, and those that are undefined or null, are left out.
 * @param {number} id  this connection's number for it, which the answer repeats
 * @param {Verb} verb
 * @param {{ [field: string]: unknown }} [fields]
 * @returns {Command}
 */
export function buildCommand(id, verb, fields = {}) {
  /** @type {Command} */
  const command = { id, do: verb };
  for (const field of ofEntries[verb]?.split(' ') ?? Object.keys(fields)) if (fields[field] != null) command[field] = fields[field];
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
