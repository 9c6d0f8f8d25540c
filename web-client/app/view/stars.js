// The talks that the reader marked as theirs, kept in the browser; shared by its tabs.

const slot = 'hallway.mine';
const starsMax = 2000;

/** @param {Pick<Storage, 'getItem' | 'setItem'> | null} storage */
export function createStars(storage) {
  /** @type {ReadonlySet<string>} */
  let mine = read(storage) ?? new Set();
  return {
    /** @returns {ReadonlySet<string>}  rooms; another one after each change */
    get mine() {
      return mine;
    },
    /** @param {string} room */
    toggle(room) {
      const next = new Set(read(storage) ?? mine);
      if (!next.delete(room) && next.size < starsMax) next.add(room);
      mine = next;
      try {
        storage?.setItem(slot, JSON.stringify([...next]));
      } catch {
        // Full or forbidden: kept until the page goes.
      }
    },
    /** Another tab changed them. */
    reload() {
      mine = read(storage) ?? mine;
    },
  };
}

/** @param {Pick<Storage, 'getItem'> | null} storage @returns {Set<string> | null} */
function read(storage) {
  try {
    const kept = JSON.parse(storage?.getItem(slot) ?? 'null');
    return Array.isArray(kept) ? new Set(kept.filter((room) => typeof room === 'string')) : null;
  } catch {
    return null;
  }
}
