// The last messages of a few rooms, kept in the browser: a page that is opened without a connection, or on a slow one, is not blank.

/** @import { RoomState, Row } from '../sdk/types.js' */

export const rowsKept = 40; // of a room
export const roomsKept = 6;
const charactersMax = 24_000; // of a room, as stored
const writtenMs = 5_000;
const listSlot = 'hallway.kept';
const slotOf = (/** @type {string} */ room) => `hallway.kept.${room}`;

export class KeptRows {
  #storage;
  #later;
  /** What is not written yet. @type {Map<string, RoomState>} */
  #unkept = new Map();

  /**
   * @param {Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | null} storage
   * @param {Pick<Window, 'addEventListener'> | null} [window]  tells that the page goes
   * @param {(callback: () => void) => void} [later]
   */
  constructor(storage, window = null, later = (callback) => void setTimeout(callback, writtenMs)) {
    this.#storage = storage;
    this.#later = later;
    window?.addEventListener('pagehide', () => this.#write());
  }

  /** @param {string} room @returns {{ title: string, rows: readonly Row[] } | null} */
  read(room) {
    try {
      const { title, rows } = JSON.parse(this.#storage?.getItem(slotOf(room)) ?? 'null') ?? {};
      return typeof title === 'string' && Array.isArray(rows) && rows.length > 0 && rows.every(isRow) ? { title, rows } : null;
    } catch {
      return null;
    }
  }

  /** This is the room now. @param {RoomState} state */
  note(state) {
    if (!this.#storage) return;
    if (this.#unkept.size === 0) this.#later(() => this.#write());
    this.#unkept.set(state.id, state);
  }

  /** The reader may no longer see it. @param {string} room */
  forget(room) {
    this.#unkept.delete(room);
    this.#try((storage) => storage.removeItem(slotOf(room)));
  }

  #write() {
    for (const [room, state] of this.#unkept) {
      this.#try((storage) => {
        storage.setItem(slotOf(room), textOf(state));
        const known = JSON.parse(storage.getItem(listSlot) ?? '[]');
        const rooms = [room, ...(Array.isArray(known) ? known : []).filter((other) => other !== room)];
        for (const gone of rooms.slice(roomsKept)) storage.removeItem(slotOf(String(gone)));
        storage.setItem(listSlot, JSON.stringify(rooms.slice(0, roomsKept)));
      });
    }
    this.#unkept.clear();
  }

  /** @param {(storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>) => void} action */
  #try(action) {
    try {
      if (this.#storage) action(this.#storage);
    } catch {
      // Full or forbidden: the page is blank until it is connected.
    }
  }
}

/** The newest that fit. @param {RoomState} state */
function textOf({ title, rows }) {
  let left = charactersMax;
  /** @type {Row[]} */
  const kept = [];
  for (let index = rows.length - 1; index >= 0 && kept.length < rowsKept; index--) {
    const row = { ...rows[index], key: null };
    if (row.deleted) continue;
    left -= JSON.stringify(row).length;
    if (left < 0) break;
    kept.unshift(row);
  }
  return JSON.stringify({ title, rows: kept });
}

/** @param {any} row @returns {row is Row} */
const isRow = (row) => typeof row?.id === 'string' && Number.isInteger(row.offset) && Number.isInteger(row.at) && typeof row.text === 'string' &&
  typeof row.from?.id === 'string' && typeof row.own === 'boolean' && row.deleted === false;
