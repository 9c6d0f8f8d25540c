// What the page remembers under a name in the browser. Where nothing can be kept, it is found out again next time.

/** @typedef {Pick<Storage, 'getItem' | 'setItem'>} Slots */

/** @param {Slots | null} storage @param {string} slot @returns {string | null} */
export function kept(storage, slot) {
  try {
    return storage?.getItem(slot) ?? null;
  } catch {
    return null;
  }
}

/** @param {Slots | null} storage @param {string} slot @param {string} value */
export function keep(storage, slot, value) {
  try {
    storage?.setItem(slot, value);
  } catch {
    // Full or forbidden.
  }
}
