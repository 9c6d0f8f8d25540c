// What was written and not sent, kept per room; a browser that keeps nothing costs the draft, not the page.

/** @param {Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> | null} storage */
export function createDrafts(storage) {
  /** @type {Map<string, string>} */
  const kept = new Map();
  /** @param {string} room */
  const slot = (room) => `hallway.draft.${room}`;

  return {
    /** @param {string} room */
    read(room) {
      try {
        return storage?.getItem(slot(room)) ?? kept.get(room) ?? '';
      } catch {
        return kept.get(room) ?? '';
      }
    },
    /** @param {string} room @param {string} text */
    write(room, text) {
      kept.set(room, text);
      try {
        if (text.trim()) storage?.setItem(slot(room), text);
        else storage?.removeItem(slot(room));
      } catch {
        // Full or forbidden: kept in memory until the page goes.
      }
    },
  };
}

/** The browser's storage, or null where the page may not have one.
 * @param {{ localStorage: Storage, sessionStorage: Storage }} window @param {'localStorage' | 'sessionStorage'} [which] */
export function storageOf(window, which = 'localStorage') {
  try {
    return window[which];
  } catch {
    return null;
  }
}
