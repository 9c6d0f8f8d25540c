// The rows of a room, sorted by offset: made from documents, put in place, amended. Pure.

/** @import { Amendment, Member, Row, ServerDocument } from './types.js' */

/**
 * A row from a `message` document, or null if it is none that can be shown.
 * @param {ServerDocument} document
 * @param {Member | null} me
 * @returns {Row | null}
 */
export function toRow(document, me) {
  const { id, offset, at, from, text, reply_to, edited_at, deleted, key } = document;
  if (typeof id !== 'string' || !Number.isInteger(offset) || typeof from?.id !== 'string') return null;
  const isDeleted = deleted === true;
  return {
    id,
    offset,
    at: Number.isInteger(at) ? at : 0,
    from,
    text: isDeleted || typeof text !== 'string' ? '' : text,
    replyTo: isDeleted || typeof reply_to !== 'string' ? null : reply_to,
    editedAt: isDeleted || !Number.isInteger(edited_at) ? null : edited_at,
    deleted: isDeleted,
    key: typeof key === 'string' ? key : null,
    own: me !== null && from.id === me.id,
  };
}

/** Where a row with this offset stands, or would stand.
 * @param {readonly Row[]} rows
 * @param {number} offset */
export function indexOf(rows, offset) {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle].offset < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Puts rows in their places. Of two tellings of one row the later one stays: a page of history may have been read
 * before an edit that was told live.
 * @param {readonly Row[]} rows
 * @param {readonly Row[]} added
 * @returns {readonly Row[]} `rows` itself if nothing changed
 */
export function putRows(rows, added) {
  /** @type {Row[] | null} */
  let next = null;
  for (const row of added) {
    const current = next ?? rows;
    const index = indexOf(current, row.offset);
    const present = current[index]?.offset === row.offset ? current[index] : null;
    const kept = present ? laterOf(present, row) : row;
    if (kept === present) continue;
    next ??= [...rows];
    next.splice(index, present ? 1 : 0, kept);
  }
  return next ?? rows;
}

/** @param {Row} present @param {Row} told */
function laterOf(present, told) {
  if (present.deleted || (!told.deleted && (told.editedAt ?? 0) < (present.editedAt ?? 0))) return present;
  const merged = { ...told, key: told.key ?? present.key };
  return sameRow(present, merged) ? present : merged;
}

/** @param {Row} a @param {Row} b */
const sameRow = (a, b) =>
  a.text === b.text &&
  a.editedAt === b.editedAt &&
  a.deleted === b.deleted &&
  a.key === b.key &&
  a.id === b.id &&
  a.at === b.at &&
  a.replyTo === b.replyTo &&
  a.own === b.own &&
  a.from.id === b.from.id &&
  a.from.name === b.from.name &&
  a.from.role === b.from.role;

/** A row after an edit or a deletion. What a row already shows, or shows later, changes nothing.
 * @param {Row} row
 * @param {Amendment} amendment
 * @returns {Row} */
export function amendRow(row, amendment) {
  if (row.deleted) return row;
  if ('deleted' in amendment) return { ...row, text: '', replyTo: null, editedAt: null, deleted: true };
  if (amendment.editedAt < (row.editedAt ?? 0)) return row;
  if (amendment.editedAt === row.editedAt && amendment.text === row.text) return row;
  return { ...row, text: amendment.text, editedAt: amendment.editedAt };
}

/**
 * @param {readonly Row[]} rows
 * @param {string} target  an event id
 * @param {Amendment} amendment
 * @returns {readonly Row[] | null} null if the target is not among them
 */
export function amendIn(rows, target, amendment) {
  let index = rows.length - 1; // what is amended is new most of the time
  while (index >= 0 && rows[index].id !== target) index--;
  if (index < 0) return null;
  const amended = amendRow(rows[index], amendment);
  if (amended === rows[index]) return rows;
  const next = [...rows];
  next[index] = amended;
  return next;
}

/** Shows a member's present name on everything that they wrote.
 * @param {readonly Row[]} rows
 * @param {Member} member
 * @returns {readonly Row[]} `rows` itself if nothing changed */
export function renameIn(rows, member) {
  /** @param {Row} row */
  const isStale = (row) => row.from.id === member.id && row.from.name !== member.name;
  if (!rows.some(isStale)) return rows;
  return rows.map((row) => (isStale(row) ? { ...row, from: { ...row.from, name: member.name } } : row));
}
