// What is seen of a room's applause, and of who is typing. Pure.

/** @import { ApplauseKind, RoomState, Signals } from '../../sdk/types.js' */

/** As they stand beside each other. @type {readonly ApplauseKind[]} */
export const applauseKinds = ['clap', 'heart', 'laugh', 'wow', 'agree'];

/** How long applause is seen, ms. */
export const shownMs = 2400;

/** Something that was given, until it has been seen. @typedef {{ id: string, kind: ApplauseKind, count: number, until: number }} Given */

/**
 * What is in sight: what was, and what has just been told.
 * @param {readonly Given[]} given @param {Signals['applause']} told  null: nothing new @param {number} now  ms
 * @returns {readonly Given[]}  `given` itself if nothing changed
 */
export function inSight(given, told, now) {
  const still = given.filter(({ until }) => until > now);
  const fresh = applauseKinds.flatMap((kind) => {
    const count = told?.counts[kind];
    return told && Number.isInteger(count) && Number(count) > 0 ? [{ id: `${kind}-${told.version}`, kind, count: Number(count), until: now + shownMs }] : [];
  });
  return fresh.length === 0 && still.length === given.length ? given : [...still, ...fresh];
}

/** Who else is typing, as far as the reader wants to read them. @param {Signals} signals @param {readonly string[]} others  ids: the reader's, and of those whom they blocked @returns {string[]} names */
export const typingOf = ({ typing }, others) => typing.filter(({ id }) => !others.includes(id)).map(({ name }) => name);

/** What staff are told that a crowd is not. @param {RoomState} state @returns {{ kind: 'typing' | 'applause', people: number, seconds: number }[]} */
export function leftOut({ shed, here }) {
  const people = here?.people ?? 0;
  const seconds = (shed?.applause_ms ?? 0) / 1000;
  return [...(shed?.typing ? [{ kind: /** @type {const} */ ('typing'), people, seconds: 0 }] : []), ...(seconds > 0 ? [{ kind: /** @type {const} */ ('applause'), people, seconds }] : [])];
}

/** When this reader says that they are typing: seldom, and not where nobody would be told. */
export class TypingTeller {
  #saidAt = -Infinity;

  /**
   * @param {RoomState} state @param {string} text  what stands in the field now @param {{ everyMs: number, peopleMax: number, now: number }} how
   * @returns {boolean | null}  what to tell the room; null: nothing
   */
  typed({ policy, here }, text, { everyMs, peopleMax, now }) {
    if (!text.trim()) {
      const isTold = now - this.#saidAt < everyMs;
      this.stopped();
      return isTold ? false : null;
    }
    if (!policy.typing || (here?.people ?? 0) > peopleMax || now - this.#saidAt < everyMs) return null;
    this.#saidAt = now;
    return true;
  }

  /** It was sent: the room knows that they have stopped. */
  stopped() {
    this.#saidAt = -Infinity;
  }
}
