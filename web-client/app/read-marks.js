// How far the reader has read in each room, kept in the browser and shared by its tabs. A mark never goes back.

/** @typedef {{ epoch: string, offset: number }} Mark  an offset means nothing in another epoch */

const prefix = 'hallway.read.';
const writtenMs = 500;

export class ReadMarks {
  #storage;
  #later;
  /** @type {Map<string, Mark>} */
  #marks = new Map();
  /** Rooms whose mark is not in the storage yet. @type {Set<string>} */
  #unkept = new Set();
  /** Another tab has read on. @type {(room: string, mark: Mark) => void} */
  onMoved = () => {};

  /**
   * @param {Pick<Storage, 'getItem' | 'setItem'> | null} storage
   * @param {Pick<Window, 'addEventListener'> | null} [window]  tells what other tabs keep, and that the page goes
   * @param {(callback: () => void) => void} [later]  when marks are written: a fast room moves them fifty times a second
   */
  constructor(storage, window = null, later = (callback) => void setTimeout(callback, writtenMs)) {
    this.#storage = storage;
    this.#later = later;
    window?.addEventListener('pagehide', () => this.#write());
    window?.addEventListener('storage', ({ key, newValue }) => {
      if (!key?.startsWith(prefix)) return;
      const room = key.slice(prefix.length);
      const mark = parsed(newValue);
      if (mark && this.#raise(room, mark)) this.onMoved(room, mark);
    });
  }

  /** @param {string} room @param {string | null} epoch
   * @returns {number | null} the offset up to which everything was read; null if nothing is known of this epoch */
  read(room, epoch) {
    if (!this.#marks.has(room)) {
      const kept = parsed(this.#kept(room));
      if (kept) this.#marks.set(room, kept);
    }
    const mark = this.#marks.get(room);
    return mark && mark.epoch === epoch ? mark.offset : null;
  }

  /** Everything up to this offset is read. A lower one changes nothing.
   * @param {string} room @param {string | null} epoch @param {number} offset
   * @returns {boolean} whether that is news */
  advance(room, epoch, offset) {
    if (!epoch || offset <= (this.read(room, epoch) ?? -1)) return false;
    this.#raise(room, { epoch, offset });
    if (this.#unkept.size === 0) this.#later(() => this.#write());
    this.#unkept.add(room);
    return true;
  }

  #write() {
    for (const room of this.#unkept) {
      const mark = this.#marks.get(room);
      const other = parsed(this.#kept(room));
      if (!mark || (other && other.epoch === mark.epoch && other.offset >= mark.offset)) continue;
      try {
        this.#storage?.setItem(prefix + room, JSON.stringify(mark));
      } catch {
        // Full or forbidden: known until the page goes.
      }
    }
    this.#unkept.clear();
  }

  /** @param {string} room @param {Mark} mark */
  #raise(room, mark) {
    const known = this.#marks.get(room);
    if (known && known.epoch === mark.epoch && known.offset >= mark.offset) return false;
    this.#marks.set(room, mark);
    return true;
  }

  /** @param {string} room */
  #kept(room) {
    try {
      return this.#storage?.getItem(prefix + room) ?? null;
    } catch {
      return null;
    }
  }
}

/** @param {string | null} text @returns {Mark | null} */
function parsed(text) {
  try {
    const { epoch, offset } = JSON.parse(text ?? 'null') ?? {};
    return typeof epoch === 'string' && Number.isInteger(offset) && offset >= 0 ? { epoch, offset } : null;
  } catch {
    return null;
  }
}
