// What waits before everybody is told of it, folded: one's own messages, and for staff those of others. Pure.

/** @import { HeldRow, RoomState, ServerDocument, Tended } from './types.js' */

import { toRow } from './rows.js';

export const nothingHeld = Object.freeze({
  held: /** @type {readonly HeldRow[]} */ ([]),
  moreHeld: false,
  tended: /** @type {readonly Tended[]} */ ([]),
});

/** As many as a room tells who joins. */
const tendedKept = 50;

/** Puts what waits in its place, by offset; told again it is as it was told last.
 * @param {RoomState} state @param {unknown} told  documents @returns {RoomState} */
export function foldHeld(state, told) {
  if (!Array.isArray(told) || told.length === 0) return state;
  const rows = told.flatMap((document) => {
    const row = toRow(document, state.me);
    if (!row) return [];
    const { key } = state.held.find(({ id }) => id === row.id) ?? row;
    return { ...row, key: row.key ?? key, reason: document.reason ?? null, until: document.until ?? null, isDropped: false };
  });
  return withHeld(state, rows);
}

/** @param {RoomState} state @param {readonly HeldRow[]} rows @returns {RoomState} */
function withHeld(state, rows) {
  const others = state.held.filter(({ id }) => !rows.some((row) => row.id === id));
  return { ...state, held: [...others, ...rows].sort((a, b) => a.offset - b.offset) };
}

/** What of one's own was not let through while one was away: with its words if they were here before.
 * @param {RoomState} state @param {unknown} told  documents without words @param {readonly HeldRow[]} before  what was held here
 * @param {ReadonlySet<string>} [done]  ids that the author has done with @returns {RoomState} */
export function foldLost(state, told, before, done) {
  if (!Array.isArray(told)) return state;
  const rows = told.flatMap((one) => {
    const row = before.find(({ id }) => id === one.id) ?? toRow({ ...one, from: state.me ?? {} }, state.me);
    return row && !done?.has(row.id) ? [{ ...row, reason: null, until: null, isDropped: true }] : [];
  });
  return rows.length > 0 ? withHeld(state, rows) : state;
}

/** What is shown now waits no more. @param {RoomState} state @param {readonly ServerDocument[]} told @returns {RoomState} */
export function foldShown(state, told) {
  const held = state.held.filter(({ id }) => !told.some(({ was }) => was === id));
  return held.length < state.held.length ? { ...state, held } : state;
}

/** It is gone. One's own that others did not let through stays to be seen, with its words, until its author has done with it.
 * @param {RoomState} state @param {ServerDocument} event  `dropped` @returns {RoomState} */
export function foldDropped(state, { target, from }) {
  const row = state.held.find(({ id, own }) => own && id === target && from?.id !== state.me?.id);
  const next = foldShown(state, [{ was: target }]);
  return row ? { ...next, held: [...next.held, { ...row, isDropped: true }] } : next;
}

/** A page of what waits, which may be the last. @param {RoomState} state @param {ServerDocument} ok @returns {RoomState} */
export const foldHeldPage = (state, ok) => ({ ...foldHeld(state, ok.held), moreHeld: ok.after !== undefined });

/** Somebody said that they are on it; what was said before of the same counts no more.
 * @param {RoomState} state @param {ServerDocument} told @returns {RoomState} */
export function foldTended(state, { target, from, at }) {
  if (typeof target !== 'string' || typeof from?.id !== 'string' || !Number.isInteger(at)) return state;
  const others = state.tended.filter((one) => one.target !== target);
  return { ...state, tended: [...others.slice(1 - tendedKept), { target, from, at }] };
}
