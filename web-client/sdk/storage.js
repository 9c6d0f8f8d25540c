// Storage that never throws, and the guest key in it. Private windows and full disks cost persistence, nothing else.

/** @import { StorageLike } from './environment.js' */

const indexKey = 'hallway:index';

export class SafeStorage {
  #storage;

  /** @param {StorageLike | null} storage */
  constructor(storage) {
    this.#storage = storage;
  }

  /** @param {string} key @returns {string | null} */
  get(key) {
    return this.#try((storage) => storage.getItem(key)) ?? null;
  }

  /** @param {string} key @param {string} value @returns {boolean} whether it is kept */
  set(key, value) {
    return (
      this.#try((storage) => {
        storage.setItem(key, value);
        this.#index((keys) => keys.add(key));
        return true;
      }) ?? false
    );
  }

  /** @param {string} key */
  remove(key) {
    this.#try((storage) => {
      storage.removeItem(key);
      this.#index((keys) => keys.delete(key));
    });
  }

  /** @param {string} prefix @returns {string[]} */
  keys(prefix) {
    const keys = this.#try((storage) => {
      if (!canList(storage)) return this.#readIndex();
      return Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '');
    });
    return (keys ?? []).filter((key) => key.startsWith(prefix));
  }

  /** A storage that cannot list its keys, hence not a browser's, gets an index; it has one user, so there is no race.
   * @param {(keys: Set<string>) => void} change */
  #index(change) {
    if (!this.#storage || canList(this.#storage)) return;
    const keys = new Set(this.#readIndex());
    change(keys);
    this.#storage.setItem(indexKey, JSON.stringify([...keys]));
  }

  /** @returns {string[]} */
  #readIndex() {
    const keys = JSON.parse(this.#storage?.getItem(indexKey) ?? '[]');
    return Array.isArray(keys) ? keys : [];
  }

  /** @template T @param {(storage: StorageLike) => T} action @returns {T | undefined} */
  #try(action) {
    try {
      return this.#storage ? action(this.#storage) : undefined;
    } catch {
      return undefined;
    }
  }
}

/** @param {StorageLike} storage
 * @returns {storage is StorageLike & { key: (index: number) => string | null, length: number }} */
const canList = (storage) => typeof storage.key === 'function' && typeof storage.length === 'number';

const firstSpaceKey = 'hallway:space';
const tokenKey = (/** @type {string} */ space) => `hallway:token:${space}`;
const memberKey = (/** @type {string} */ space) => `hallway:member:${space}`;

/** The guest key of a space. Who asks for no space gets that of the space which the server named last.
 * @param {SafeStorage} storage @param {string | undefined} space */
export function readToken(storage, space) {
  const id = space ?? storage.get(firstSpaceKey);
  return id === null ? null : storage.get(tokenKey(id));
}

/** Where and as whom the last hello was answered. @param {SafeStorage} storage @param {string | undefined} asked
 * @returns {{ space: string, member: string } | null} */
export function readMember(storage, asked) {
  const space = asked ?? storage.get(firstSpaceKey);
  const member = space && storage.get(memberKey(space));
  return space && member ? { space, member } : null;
}

/** @param {SafeStorage} storage @param {string | undefined} asked @param {string} space @param {string} token @param {string} member */
export function keepToken(storage, asked, space, token, member) {
  if (asked === undefined) storage.set(firstSpaceKey, space);
  storage.set(tokenKey(space), token);
  storage.set(memberKey(space), member);
}

/** @param {SafeStorage} storage @param {string | undefined} space */
export function forgetToken(storage, space) {
  const id = space ?? storage.get(firstSpaceKey);
  if (id === null) return;
  storage.remove(tokenKey(id));
  storage.remove(memberKey(id));
}
