// What the timeline shows, in order: messages grouped by author, days, markers, and what is not stored yet. Pure.

import { firstFrom } from './window.js';

/** @import { Marker, Member, PendingEntry, Row } from '../../sdk/types.js' */

/** Messages of one author that follow each other within this time stand under one name. */
export const groupMs = 5 * 60_000;

/**
 * @typedef {{ id: string, author: Member | null, text: string, isDeleted: boolean, isLoaded: boolean, isMine: boolean }} Quote
 *
 * @typedef {object} MessageItem
 * @property {'message'} type
 * @property {string} key  stays the same when a pending message becomes a stored one
 * @property {string | null} id  null until it is stored, and while it waits for others
 * @property {Member | null} author
 * @property {number} at
 * @property {string} text  with an edit that is under way already applied
 * @property {Quote | null} quote
 * @property {boolean} isOwn
 * @property {boolean} isDeleted
 * @property {boolean} isEdited
 * @property {boolean} startsGroup
 * @property {PendingEntry | null} entry  the post, edit or deletion of this message that the server has not confirmed
 * @property {Row | null} row
 *
 * @typedef {{ type: 'day', key: string, at: number }} DayItem
 * @typedef {{ type: 'new', key: string }} NewItem
 * @typedef {{ type: 'marker', key: string, marker: Marker }} MarkerItem
 * @typedef {MessageItem | DayItem | NewItem | MarkerItem | import('./apart.js').BlockedItem} Item
 */

/**
 * @param {object} what
 * @param {readonly Row[]} what.rows  those to show, by offset
 * @param {readonly Row[]} [what.known]  all that are here, to quote from
 * @param {readonly PendingEntry[]} what.pending
 * @param {readonly Marker[]} what.markers
 * @param {Member | null} what.me
 * @param {number | null} [what.newAfter]  the offset behind which everything is new to the reader, or null
 * @param {boolean} [what.isNewest]  whether `rows` ends with the newest; only then do unstored messages follow
 * @param {(at: number) => string} what.dayOf  the day of a moment, in whichever zone counts
 * @returns {Item[]}
 */
export function timelineOf({ rows, known = rows, pending, markers, me, newAfter = null, isNewest = true, dayOf }) {
  /** @type {Item[]} */
  const items = [];
  const author = me ?? known.filter((row) => row.own).at(-1)?.from ?? null; // before the first answer to hello
  const byId = new Map(known.map((row) => [row.id, row]));
  const stored = new Set(rows.map((row) => row.key).filter((key) => key !== null));
  const changes = new Map(pending.filter((entry) => entry.kind !== 'post').map((entry) => [entry.target, entry]));
  const between = new Queue(markers.filter((marker) => isInside(marker, rows, known)));
  let day = '';
  /** @type {MessageItem | null} */
  let before = null;
  const firstNew = newAfter === null ? undefined : known[firstFrom(known, newAfter + 1)];

  /** @param {MessageItem} item */
  const add = (item) => {
    const itemDay = dayOf(item.at);
    if (itemDay !== day) {
      items.push({ type: 'day', key: `day ${itemDay} ${item.key}`, at: item.at });
      day = itemDay;
      before = null;
    }
    items.push(sameAsBefore(item, !before || !isContinued(before, item)));
    before = item;
  };
  /** @param {Item} item */
  const interrupt = (item) => {
    items.push(item);
    before = null;
  };

  for (const row of rows) {
    for (const marker of between.upTo(row.offset - 1)) interrupt(markerItem(marker));
    if (row === firstNew && !row.own) interrupt({ type: 'new', key: 'new' });
    add(messageOf(row, changes.get(row.id) ?? null, byId));
  }
  if (!isNewest) return items;
  for (const marker of between.upTo(Infinity)) interrupt(markerItem(marker));
  for (const entry of pending) {
    if (entry.kind === 'post' && !stored.has(entry.key)) add(unstored(entry, author, byId));
  }
  return items;
}

/** What was made of a row last: who draws it sees by the object whether something changed. @type {WeakMap<Row, MessageItem>} */
const made = new WeakMap();

/** @param {MessageItem} item @param {boolean} startsGroup @returns {MessageItem} */
function sameAsBefore(item, startsGroup) {
  const { row, entry, quote } = item;
  const last = row && made.get(row);
  if (last && last.startsGroup === startsGroup && last.entry === entry && isSameQuote(last.quote, quote)) return last;
  const next = { ...item, startsGroup };
  if (row) made.set(row, next);
  return next;
}

/** @param {Quote | null} one @param {Quote | null} other */
const isSameQuote = (one, other) => one === other || (one !== null && other !== null && one.id === other.id && one.author === other.author &&
  one.text === other.text && one.isDeleted === other.isDeleted && one.isLoaded === other.isLoaded && one.isMine === other.isMine);

/** Markers, taken in order. */
class Queue {
  #markers;
  #next = 0;

  /** @param {readonly Marker[]} markers */
  constructor(markers) {
    this.#markers = [...markers].sort((a, b) => a.afterOffset - b.afterOffset);
  }

  /** @param {number} offset */
  *upTo(offset) {
    while (this.#next < this.#markers.length && this.#markers[this.#next].afterOffset <= offset) yield this.#markers[this.#next++];
  }
}

/** Whether a marker lies behind the first row that is shown, or nothing that is here lies before it.
 * @param {Marker} marker @param {readonly Row[]} rows @param {readonly Row[]} known */
const isInside = (marker, rows, known) => rows[0] === known[0] || marker.afterOffset >= rows[0].offset;

/** @param {Marker} marker @returns {MarkerItem} */
const markerItem = (marker) => ({
  type: 'marker',
  key: marker.kind === 'gap' ? `gap ${marker.from}` : `reset ${marker.afterOffset} ${marker.reason}`,
  marker,
});

/** @param {MessageItem} before @param {MessageItem} item */
const isContinued = (before, item) =>
  before.author?.id === item.author?.id && before.author?.role === item.author?.role && item.at - before.at < groupMs &&
  item.at >= before.at - groupMs && !item.quote;

/** @param {Row} row @param {PendingEntry | null} entry @param {Map<string, Row>} byId @returns {MessageItem} */
function messageOf(row, entry, byId) {
  const isEditing = entry?.kind === 'edit' && !row.deleted;
  return {
    type: 'message',
    key: (row.own && row.key) || row.id,
    id: 'reason' in row ? null : row.id,
    author: row.from,
    at: row.at,
    text: isEditing ? entry.text : row.text,
    quote: quoteOf(row.replyTo, byId),
    isOwn: row.own,
    isDeleted: row.deleted,
    isEdited: row.editedAt !== null || isEditing,
    startsGroup: true,
    entry: row.deleted ? null : entry,
    row,
  };
}

/** @param {PendingEntry} entry @param {Member | null} me @param {Map<string, Row>} byId @returns {MessageItem} */
function unstored(entry, me, byId) {
  return {
    type: 'message',
    key: entry.key,
    id: null,
    author: me,
    at: entry.at,
    text: entry.text,
    quote: quoteOf(entry.replyTo, byId),
    isOwn: true,
    isDeleted: false,
    isEdited: false,
    startsGroup: true,
    entry,
    row: null,
  };
}

/** @param {string | null} id @param {Map<string, Row>} byId @returns {Quote | null} */
function quoteOf(id, byId) {
  if (!id) return null;
  const row = byId.get(id);
  if (!row) return { id, author: null, text: '', isDeleted: false, isLoaded: false, isMine: false };
  return { id, author: row.from, text: row.text, isDeleted: row.deleted, isLoaded: true, isMine: row.own };
}
