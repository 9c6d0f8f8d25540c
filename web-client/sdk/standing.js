// What holds for everybody or for this member for a while: announcements, sanctions. Left out from the moment when it ends.

/** @import { Clock } from './environment.js' */
/** @import { Announcement, HelloAnswer, Sanction, ServerDocument } from './types.js' */

/** A longer timer would be due at once. */
const timerMax = 2 ** 31 - 1;

/** @param {{ until?: number }} what @param {number} now */
const holds = ({ until }, now) => until === undefined || until > now;

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

export class Standing {
  #clock;
  #now;
  #tell;
  /** @type {readonly Announcement[]} */ #announcements = [];
  /** @type {readonly Sanction[]} */ #sanctions = [];
  /** @type {any} */ #timer = null;

  /** @param {Clock} clock @param {() => number} now  the server's @param {(what: 'announcements' | 'sanctions') => void} tell  they are others now */
  constructor(clock, now, tell) {
    this.#clock = clock;
    this.#now = now;
    this.#tell = tell;
  }

  get announcements() {
    return this.#announcements.filter((one) => holds(one, this.#now()));
  }

  get sanctions() {
    return this.#sanctions.filter((one) => holds(one, this.#now()));
  }

  /** @param {HelloAnswer} ok */
  greeted({ me, space }) {
    this.#take(space.announcements ?? [], me.sanctions ?? []);
  }

  /** @param {ServerDocument} document  an `announcement`, or a `sanction` of one's own */
  told(document) {
    if (document.ev === 'announcement') this.#take(foldAnnouncement(this.#announcements, document), this.#sanctions);
    else this.#take(this.#announcements, foldSanction(this.#sanctions, document));
  }

  /** @param {readonly Announcement[]} announcements @param {readonly Sanction[]} sanctions */
  #take(announcements, sanctions) {
    const before = [this.#announcements, this.#sanctions];
    [this.#announcements, this.#sanctions] = [announcements, sanctions];
    this.#watch();
    if (announcements !== before[0] && announcements.length + before[0].length > 0) this.#tell('announcements');
    if (sanctions !== before[1] && sanctions.length + before[1].length > 0) this.#tell('sanctions');
  }

  /** Nothing is left running; what is known stays. */
  stop() {
    this.#clock.clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** Tells when the next one ends. */
  #watch() {
    this.stop();
    const now = this.#now();
    const ends = [...this.announcements, ...this.sanctions].flatMap(({ until }) => until ?? []);
    if (ends.length > 0) this.#timer = this.#clock.setTimeout(() => this.#onEnd(), Math.min(timerMax, Math.min(...ends) - now + 1));
  }

  #onEnd() {
    const { announcements, sanctions } = this;
    this.#take(announcements.length < this.#announcements.length ? announcements : this.#announcements, sanctions.length < this.#sanctions.length ? sanctions : this.#sanctions);
  }
}
