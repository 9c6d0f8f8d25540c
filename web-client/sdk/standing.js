// What holds for everybody or for this member for a while: announcements, sanctions. Left out from the moment when it ends.

/** @import { Clock } from './environment.js' */
/** @import { Announcement, HelloAnswer, Sanction, ServerDocument } from './types.js' */

/** A longer timer would be due at once. */
const timerMax = 2 ** 31 - 1;

/** @param {readonly Announcement[]} known @param {ServerDocument} told  an `announcement` @returns {readonly Announcement[]} */
export function foldAnnouncement(known, { ev: _, ...told }) {
  if (typeof told.id !== 'string') return known;
  const others = known.filter(({ id }) => id !== told.id);
  if (told.ended) return others.length < known.length ? others : known;
  return typeof told.text === 'string' ? [...others, /** @type {Announcement} */ (told)] : known;
}

/** One of a kind and scope takes the place of the one before.
 * @param {readonly Sanction[]} known @param {ServerDocument} told  a `sanction` of one's own @returns {readonly Sanction[]} */
export function foldSanction(known, { kind, scope, until, reason, lifted }) {
  const others = known.filter((one) => one.kind !== kind || one.scope !== scope);
  if (lifted) return others.length < known.length ? others : known;
  return [...others, { kind, ...(scope !== undefined && { scope }), ...(until !== undefined && { until }), ...(reason !== undefined && { reason }) }];
}

/** @typedef {{ announcements: readonly Announcement[], sanctions: readonly Sanction[] }} Lists */

export class Standing {
  #clock;
  #now;
  #tell;
  /** @type {Lists} */ #lists = { announcements: [], sanctions: [] };
  /** @type {any} */ #timer = null;

  /** @param {Clock} clock @param {() => number} now  the server's @param {(what: keyof Lists) => void} tell  it is another now */
  constructor(clock, now, tell) {
    this.#clock = clock;
    this.#now = now;
    this.#tell = tell;
  }

  /** What holds at this moment. @returns {Lists} */
  get lists() {
    const now = this.#now();
    /** @param {{ until?: number }} what */
    const holds = ({ until }) => until === undefined || until > now;
    const { announcements, sanctions } = this.#lists;
    return { announcements: announcements.filter(holds), sanctions: sanctions.filter(holds) };
  }

  /** @param {HelloAnswer} ok */
  greeted({ me, space }) {
    this.#take({ announcements: space.announcements ?? [], sanctions: me.sanctions ?? [] });
  }

  /** @param {ServerDocument} document  an `announcement`, or a `sanction` of one's own */
  told(document) {
    const { announcements, sanctions } = this.#lists;
    this.#take(document.ev === 'announcement' ? { announcements: foldAnnouncement(announcements, document), sanctions } : { announcements, sanctions: foldSanction(sanctions, document) });
  }

  /** @param {Lists} next */
  #take(next) {
    const before = this.#lists;
    this.#lists = next;
    this.#watch();
    for (const what of /** @type {const} */ (['announcements', 'sanctions']))
      if (next[what] !== before[what] && next[what].length + before[what].length > 0) this.#tell(what);
  }

  /** Nothing is left running; what is known stays. */
  stop() {
    this.#clock.clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** Tells when the next one ends. */
  #watch() {
    this.stop();
    const { announcements, sanctions } = this.lists;
    const end = Math.min(...[...announcements, ...sanctions].map(({ until }) => until ?? Infinity));
    if (end < Infinity) this.#timer = this.#clock.setTimeout(() => this.#take(this.lists), Math.min(timerMax, end - this.#now() + 1));
  }
}
