// What is known of one room, folded from what is told and what this client does: (state, frame) -> state. Pure.

/** @import { Amendment, Marker, Member, PendingEntry, Refusal, RoomState, Row, ServerDocument } from './types.js' */

import { emptyBoard, foldBoard, foldVote, renameOnBoard } from './board.js';
import { addGap, coverGaps } from './gaps.js';
import { foldDropped, foldHeld, foldHeldPage, foldLost, foldShown, foldTended, nothingHeld } from './held.js';
import { foldPolicy, usualPolicy } from './policy.js';
import { amendIn, amendRow, putRows, renameIn, toRow } from './rows.js';

/** The newest rows that are kept, and how many more if a reader asked for older ones. */
export const rowsKept = 2_000;
export const rowsKeptMax = 6_000;
/** Rows are pruned this many at a time, so that the oldest one shown does not change with every message. */
export const pruneStep = 100;
/** Amendments of messages that are not here, kept for pages of history that were read before them. */
export const amendmentsKept = 300;

/**
 * An answer together with the command that it answers, which the answer itself does not name. `continued`: the command
 * went on where a full answer ended. `top`: an offset that the log had already when the command was sent.
 * @typedef {{ answer: 'join', ok: ServerDocument, continued?: boolean, done?: ReadonlySet<string> }} JoinAnswer
 * @typedef {{ answer: 'questions', ok: ServerDocument }} QuestionsAnswer
 * @typedef {{ answer: 'held', ok: ServerDocument }} HeldAnswer
 * @typedef {{ answer: 'history', ok: ServerDocument, query: import('./reader.js').Query, top?: number }} HistoryAnswer
 */

/**
 * What this client itself does to what it shows.
 * @typedef {{ local: 'me', me: Member }
 *   | { local: 'title', title: string }
 *   | { local: 'status', status: RoomState['status'], leftCode?: string | null }
 *   | { local: 'pending', entry: PendingEntry }
 *   | { local: 'moved', key: string, state: PendingEntry['state'], error: Refusal | null }
 *   | { local: 'settled', key: string, ok: ServerDocument }
 *   | { local: 'dropped', key: string }
 *   | { local: 'let-go', id: string }} LocalFrame
 */

/** @typedef {ServerDocument | JoinAnswer | QuestionsAnswer | HeldAnswer | HistoryAnswer | LocalFrame} RoomFrame */

/**
 * A room of which nothing is known yet.
 * @param {string} id
 * @param {Member | null} [me]  decides which rows are one's own
 * @returns {RoomState}
 */
export function emptyRoom(id, me = null) {
  return {
    id,
    title: '',
    status: 'joining',
    leftCode: null,
    leftWhy: null,
    ...nothing,
    position: null,
    pending: [],
    missed: 0,
    mine: {},
    card: null,
    here: null,
    me,
    role: me?.role ?? null,
  };
}

const nothing = Object.freeze({
  epoch: /** @type {string | null} */ (null),
  position: null,
  rows: /** @type {readonly Row[]} */ ([]),
  hasOlder: false,
  before: /** @type {number | null} */ (null),
  markers: /** @type {readonly Marker[]} */ ([]),
  amended: /** @type {Readonly<Record<string, Amendment>>} */ ({}),
  rowsMax: rowsKept,
  policy: usualPolicy,
  ...emptyBoard,
  ...nothingHeld,
});

/**
 * Folds one frame: a server's event or signal as it came, an answer with its command, or a local frame. What is not
 * for this room, is of a later version, or cannot be read changes nothing; nor does what was folded before.
 * @param {RoomState} state
 * @param {RoomFrame} frame
 * @returns {RoomState}  `state` itself if nothing changed
 */
export function foldRoom(state, frame) {
  if ('answer' in frame) {
    if (frame.answer === 'questions') return foldQuestions(state, frame.ok);
    if (frame.answer === 'held') return foldHeldPage(state, frame.ok);
    if (frame.ok?.epoch === undefined) return state;
    return frame.answer === 'join'
      ? foldJoin(state, /** @type {JoinAnswer} */ (frame))
      : foldHistory(state, /** @type {HistoryAnswer} */ (frame));
  }
  if ('local' in frame) return foldLocal(state, /** @type {LocalFrame} */ (frame));
  if (frame.ev === 'member') return foldMember(state, frame);
  if (frame.room !== state.id) return state;
  switch (frame.ev) {
    case 'gap':
      return foldGap(state, frame);
    case 'reset':
      return emptied(state, String(frame.reason));
    case 'here':
      return { ...state, here: hereOf(frame) };
    case 'shed':
      return { ...state, shed: frame };
    case 'read':
      return read(state, frame.offset);
    case 'board':
      return foldTold(foldBoard(state, frame), frame);
    case 'left':
      return { ...state, status: 'left', leftCode: String(frame.code), leftWhy: frame.why ?? null, pending: unsent(state.pending) };
    default:
      return foldTold(state, frame);
  }
}

// --------------------------------------------------------------------------------------------- what the server tells

/** An event with an offset: below the position it is known already, above it is applied and moves the position.
 * @param {RoomState} state @param {ServerDocument} event @returns {RoomState} */
function foldTold(state, event) {
  const { offset, id } = event;
  if (!Number.isInteger(offset) || offset <= (state.position?.offset ?? 0)) return state;
  const position = { epoch: state.epoch ?? '', offset, ...(typeof id === 'string' ? { id } : {}) };
  return { ...applyEvent(withoutPending(state, event.key), event), position };
}

/** @param {RoomState} state @param {ServerDocument} event @returns {RoomState} */
function applyEvent(state, event) {
  switch (event.ev) {
    case 'message': {
      const { key } = state.held.find(({ id }) => id === event.was) ?? event;
      const row = toRow({ ...event, key }, state.me);
      return row ? pruned(renamed(withRows(foldShown(state, [event]), [row]), row.from)) : state;
    }
    case 'held':
      return foldHeld(state, [event]);
    case 'dropped':
      return foldDropped(state, event);
    case 'tended':
      return foldTended(state, event);
    case 'edited':
      return typeof event.text === 'string'
        ? amended(state, event.target, { text: event.text, editedAt: event.at })
        : state;
    case 'deleted':
      return amended(state, event.target, { deleted: true });
    case 'policy':
      return { ...state, policy: foldPolicy(state.policy, event.policy) };
    default:
      return state;
  }
}

/** @param {RoomState} state @param {readonly Row[]} rows @returns {RoomState} */
function withRows(state, rows) {
  const current = rows.map((row) =>
    Object.hasOwn(state.amended, row.id) ? amendRow(row, state.amended[row.id]) : row,
  );
  const next = putRows(state.rows, current);
  return next === state.rows ? state : { ...state, rows: next };
}

/** @param {RoomState} state @param {string} target @param {Amendment} amendment @returns {RoomState} */
function amended(state, target, amendment) {
  const rows = amendIn(state.rows, target, amendment);
  if (rows) return rows === state.rows ? state : { ...state, rows };
  const known = state.amended[target];
  if (known && ('deleted' in known || ('text' in amendment && amendment.editedAt < known.editedAt))) return state;
  const others = Object.entries(state.amended).filter(([id]) => id !== target);
  return { ...state, amended: Object.fromEntries([...others.slice(1 - amendmentsKept), [target, amendment]]) };
}

/** @param {RoomState} state @returns {RoomState} */
function pruned(state) {
  if (state.rows.length < state.rowsMax + pruneStep) return state;
  const rows = state.rows.slice(-state.rowsMax);
  const before = rows[0].offset;
  return { ...state, rows, before, hasOlder: true, markers: coverGaps(state.markers, 1, before - 1) };
}

/** @param {RoomState} state @param {Member} member @returns {RoomState} */
function renamed(state, member) {
  const rows = renameIn(state.rows, member);
  const held = /** @type {RoomState['held']} */ (renameIn(state.held, member));
  return renameOnBoard(rows === state.rows && held === state.held ? state : { ...state, rows, held }, member);
}

/** @param {RoomState} state @param {ServerDocument} signal @returns {RoomState} */
function foldMember(state, { member }) {
  if (typeof member?.id !== 'string') return state;
  const next = renamed(state, member);
  return state.me?.id === member.id ? withMe(next, member) : next;
}

/** How many are here, as a server tells it: rounded, 4 for "a few".
 * @param {ServerDocument | undefined} told @returns {RoomState['here']} */
const hereOf = (told) =>
  Number.isInteger(told?.people) && Number.isInteger(told?.watching) ? { people: told?.people, watching: told?.watching } : null;

/** How far this member has read, told by another session: never back.
 * @param {RoomState} state @param {unknown} offset @returns {RoomState} */
function read(state, offset) {
  const known = state.mine.read;
  if (!Number.isInteger(offset) || (typeof known === 'number' && known >= /** @type {number} */ (offset))) return state;
  return { ...state, mine: { ...state.mine, read: /** @type {number} */ (offset) } };
}

/** The position stays before the gap: a recovery from there brings everything that the gap hides. What of others still waits, pages tell.
 * @param {RoomState} state @param {ServerDocument} signal @returns {RoomState} */
function foldGap(state, { from, to }) {
  if (!Number.isInteger(from) || !Number.isInteger(to)) return state;
  const markers = addGap(state.markers, Math.max(from, (state.position?.offset ?? 0) + 1), to);
  return markers === state.markers ? state : { ...state, markers, held: state.held.filter(({ own }) => own), moreHeld: true };
}

/** @param {RoomState} state @param {string} reason @returns {RoomState} */
function emptied(state, reason) {
  return {
    ...state,
    ...nothing,
    status: 'catching-up',
    missed: 0,
    markers: [{ kind: 'reset', reason, afterOffset: 0 }],
  };
}

// ----------------------------------------------------------------------------------------------------------- answers

/** @param {RoomState} state @param {JoinAnswer} answer @returns {RoomState} */
function foldJoin(state, { ok, continued, done }) {
  const { questions, held, dropped, tended, ...mine } = ok.mine ?? {}; // one's own are among the others from here on
  const told = /** @type {RoomState} */ ({
    ...state,
    title: typeof ok.room?.title === 'string' ? ok.room.title : state.title,
    mine,
    role: typeof mine.role === 'string' ? mine.role : state.me?.role ?? null,
    card: ok.room ?? state.card,
    here: hereOf(ok.here),
    shed: ok.shed,
    status: ok.more ? 'catching-up' : 'live',
    leftCode: null,
    leftWhy: null,
  });
  const next = foldBoard(ok.recovered ? recovered(told, ok, continued === true) : begun(told, ok), { questions });
  const whole = foldLost(foldHeld(next, held), dropped, state.held, done);
  return Array.isArray(tended) ? tended.reduce(foldTended, whole) : whole;
}

/** @param {RoomState} state @param {ServerDocument} ok @param {boolean} isContinued @returns {RoomState} */
function recovered(state, ok, isContinued) {
  const known = state.position?.offset ?? 0;
  const events = /** @type {ServerDocument[]} */ (ok.events ?? []);
  const missed = events.filter((event) => event.offset > known && event.ev !== 'at').length;
  const next = events.reduce(foldTold, foldBoard(state, ok.board));
  return {
    ...next,
    epoch: ok.epoch,
    position: ok.offset > known ? positionOf(ok) : next.position,
    markers: coverGaps(next.markers, known + 1, ok.offset),
    missed: isContinued ? state.missed + missed : missed,
  };
}

/** Begins anew. Why the old rows are gone stays visible above the new ones.
 * @param {RoomState} state @param {ServerDocument} ok @returns {RoomState} */
function begun(state, ok) {
  const rows = rowsOf(ok, state.me);
  const reset = state.markers.find((marker) => marker.kind === 'reset');
  const reason = ok.reason ?? reset?.reason;
  const afterOffset = (rows[0]?.offset ?? ok.offset + 1) - 1;
  const pending = state.pending.filter(({ id }) => !id); // what is stored is told anew
  const held = state.held.filter(({ isDropped }) => isDropped);
  const next = { ...state, ...nothing, epoch: ok.epoch, position: positionOf(ok), rows: putRows([], rows), missed: 0, pending, held };
  return {
    ...rows.reduce((folded, row) => withoutPending(folded, row.key), foldHeld(foldBoard(/** @type {RoomState} */ (next), ok.state), ok.state?.held)),
    moreQuestions: ok.state?.more_questions === true,
    moreHeld: ok.state?.more_held === true,
    policy: foldPolicy(usualPolicy, ok.state?.policy),
    before: ok.before ?? null,
    hasOlder: ok.before !== undefined,
    markers: reason === undefined ? [] : [{ kind: 'reset', reason, afterOffset }],
  };
}

/** A page of questions; the last one leaves nothing that is not here.
 * @param {RoomState} state @param {ServerDocument} ok @returns {RoomState} */
function foldQuestions(state, ok) {
  const next = foldBoard(state, ok);
  return ok.after === undefined ? { ...next, moreQuestions: false } : next;
}

/** A page of history: its rows as they stand, and what its cursors say of where nothing is missing now. A page that was
 * the last one when it was read says nothing of what came later: it may arrive after a gap that was told meanwhile.
 * @param {RoomState} state @param {HistoryAnswer} answer @returns {RoomState} */
function foldHistory(state, { ok, query, top = 0 }) {
  if (ok.epoch !== state.epoch) return state;
  const rows = rowsOf(ok, state.me);
  const from = query.after === undefined ? (ok.before ?? 1) : query.after + 1;
  const to = query.before === undefined ? (ok.after ?? Math.max(top, rows.at(-1)?.offset ?? 0)) : query.before - 1;
  const start = state.hasOlder ? (state.before ?? 1) : 1;
  const next = rows.reduce((folded, row) => withoutPending(folded, row.key), withRows(foldShown(state, ok.events ?? []), rows));
  const isOlder = from < start;
  const before = isOlder ? from : start;
  return {
    ...next,
    hasOlder: before > 1,
    before: before > 1 ? before : null,
    markers: addGap(coverGaps(state.markers, from, to), isOlder ? to + 1 : 1, isOlder ? start - 1 : 0),
    rowsMax: Math.min(rowsKeptMax, Math.max(state.rowsMax, next.rows.length)),
  };
}

/** @param {ServerDocument} ok @param {Member | null} me */
const rowsOf = (ok, me) =>
  /** @type {ServerDocument[]} */ (ok.events ?? [])
    .map((document) => toRow(document, me))
    .filter((row) => row !== null);

/** @param {ServerDocument} ok */
const positionOf = ({ epoch, offset, id }) => ({ epoch, offset, ...(typeof id === 'string' ? { id } : {}) });

// --------------------------------------------------------------------------------------------- what this client does

/** @param {RoomState} state @param {LocalFrame} frame @returns {RoomState} */
function foldLocal(state, frame) {
  switch (frame.local) {
    case 'me':
      return withMe(state, frame.me);
    case 'title':
      return frame.title === state.title ? state : { ...state, title: frame.title };
    case 'status':
      return { ...state, status: frame.status, leftCode: frame.leftCode ?? null, leftWhy: null };
    case 'pending': {
      const others = state.pending.filter((entry) => entry.key !== frame.entry.key);
      return { ...state, pending: [...others, frame.entry].sort((a, b) => a.at - b.at) };
    }
    case 'moved': {
      const { key, state: to, error } = frame;
      return {
        ...state,
        pending: state.pending.map((entry) => (entry.key === key ? { ...entry, state: to, error } : entry)),
      };
    }
    case 'settled':
      return settled(state, frame.key, frame.ok);
    case 'dropped':
      return withoutPending(state, frame.key);
    case 'let-go':
      return foldShown(state, [{ was: frame.id }]);
  }
}

/** The answer comes before the event: what was written is shown in its place at once, and the event finds it there.
 * @param {RoomState} state @param {string} key @param {ServerDocument} ok @returns {RoomState} */
function settled(state, key, ok) {
  const entry = state.pending.find((one) => one.key === key);
  if (entry?.kind === 'ask' && !state.questions[ok.id]) {
    // What became of it only the room knows: it waits, perhaps.
    return { ...state, pending: state.pending.map((one) => (one === entry ? { ...one, id: ok.id } : one)) };
  }
  const next = withoutPending(state, key);
  if (entry?.kind === 'vote') return foldVote(next, entry.target ?? '', entry.on === true, ok.offset);
  if (entry?.kind === 'ask' || entry?.kind === 'answer') return next;
  if (entry?.kind === 'post' && state.held.some(({ id, isDropped, text }) => id === ok.id && isDropped && !text)) {
    return { ...next, held: next.held.map((row) => (row.id === ok.id ? { ...row, text: entry.text } : row)) };
  }
  if (!entry || !state.me || !Number.isInteger(ok.offset) || ok.offset <= (state.position?.offset ?? 0)) return next;
  const isHeld = (/** @type {unknown} */ one) => state.held.some(({ id }) => id === one);
  if (isHeld(ok.id)) return next;
  if (entry.kind === 'delete') return isHeld(entry.target) ? foldShown(next, [{ was: entry.target }]) : amended(next, entry.target ?? '', { deleted: true });
  if (entry.kind === 'edit') return amended(next, entry.target ?? '', { text: entry.text.trim(), editedAt: ok.at });
  const told = { ...ok, from: state.me, key, text: entry.text.trim(), reply_to: entry.replyTo };
  const row = toRow(told, state.me);
  return ok.held ? foldHeld(next, [told]) : row ? withRows(next, [row]) : next;
}

/** @param {RoomState} state @param {unknown} key @returns {RoomState} */
function withoutPending(state, key) {
  if (!state.pending.some((entry) => entry.key === key)) return state;
  return { ...state, pending: state.pending.filter((entry) => entry.key !== key) };
}

/** @param {readonly PendingEntry[]} pending @returns {readonly PendingEntry[]} */
const unsent = (pending) => pending.map((entry) => (entry.state === 'sending' ? { ...entry, state: 'unsent' } : entry));

/** @param {RoomState} state @param {Member} me @returns {RoomState} */
function withMe(state, me) {
  if (state.me?.id === me.id && state.me.name === me.name && state.me.role === me.role) return state;
  const rows = state.rows.some((row) => row.own !== (row.from.id === me.id))
    ? state.rows.map((row) => ({ ...row, own: row.from.id === me.id }))
    : state.rows;
  return { ...state, me, rows, role: typeof state.mine.role === 'string' ? state.mine.role : me.role };
}
