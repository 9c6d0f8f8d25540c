// What is seldom done, in functions of their own, so that a page need not load them before somebody does it: letting through what waits,
// reports, what was deleted, and whom one does not want to read. Each is a promise, done now or refused.

/** @import { Policy, Report, ReportKind, Row, ServerDocument } from './types.js' */
/** @import { Client } from './client.js' */
/** @import { Room } from './room.js' */

import { toRow } from './rows.js';

// --------------------------------------------------------------------------------------------------------- what waits

/** Shows a held message to everybody now. @param {Room} room @param {string} target @returns {Promise<ServerDocument>}  the receipt of the message */
export const release = (room, target) => room.order('release', { target });

/** Does not let a held message through. @param {Room} room @param {string} target @returns {Promise<ServerDocument>} */
export const drop = (room, target) => room.order('delete', { target });

/** Tells the other staff that this member is on it. @param {Room} room @param {string} target  what is held, or a question @returns {Promise<ServerDocument>} */
export const tend = (room, target) => room.order('tend', { target });

/** Deletes all that a member said in a room. If it was cut short, it goes on when it is done again.
 * @param {Room} room @param {string} member @returns {Promise<{ deleted: number }>} */
export const wipe = (room, member) => /** @type {Promise<any>} */ (room.order('wipe', { member }));

/** Sets a room that this client need not be in. @param {Client} client @param {string} room @param {Partial<Policy>} policy @returns {Promise<ServerDocument>} */
export const setPolicyOf = (client, room, policy) => client.ordered('policy', { ...policy, room });

/**
 * What a member said in a room, a page at a time from the newest on; apart from what the room shows. A page may be short or empty and still not the last.
 * @param {Room} room @param {string} member @param {number} [before]  the `before` of the page before
 * @returns {Promise<{ rows: Row[], before?: number }>}  rows by offset; `before` is missing in the last page
 */
export async function rowsBy(room, member, before) {
  const ok = await room.asked('history', { by: member, ...(before === undefined ? { latest: true } : { before }) });
  const rows = /** @type {ServerDocument[]} */ (ok.events ?? []).map((document) => toRow(document, room.state.me)).filter((row) => row !== null);
  return { rows, ...(ok.before !== undefined && { before: ok.before }) };
}

// ------------------------------------------------------------------------------------------------------------ reports

/** Tells the safety team, and nobody else, of a message or of a member. @param {Room} room
 * @param {{ kind: ReportKind, target?: string, member?: string, text?: string }} what @returns {Promise<ServerDocument>} */
export const report = (room, what) => room.order('report', what);

/** A page of reports, the newest first, for safety. @param {Client} client @param {string} [after]  the `after` of the page before
 * @returns {Promise<{ reports: Report[], after?: string }>}  `after` is missing in the last page */
export const listReports = (client, after) => /** @type {Promise<any>} */ (client.asked('reports', { after }));

/** Closes a report. @param {Client} client @param {string} target @param {string} [note]  what was done @returns {Promise<ServerDocument>} */
export const settleReport = (client, target, note) => client.ordered('settle', { target, note });

/** The words of a message as they were when it was deleted, dropped or reported. Each reading is written down.
 * @param {Client} client @param {string} room @param {string} target @returns {Promise<import('./types.js').Kept>} */
export const keptText = (client, room, target) => /** @type {Promise<any>} */ (client.asked('kept', { room, target }));

// ----------------------------------------------------------------------------------------------------------- blocking

/** Says whom this member does not want to read, on all their devices; `client.blocked` has them. It is the client that hides.
 * @param {Client} client @param {string} member @param {boolean} [on] @returns {Promise<ServerDocument>} */
export const block = (client, member, on = true) => client.ordered('block', { member, on });
