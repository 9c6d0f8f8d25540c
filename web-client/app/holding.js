// What is done with messages that wait, in the place where a room is moderated: let through at once, dropped after a moment to think better of it,
// and who is on what. Nothing is done before the room tells it; until then it is under way.

import { drop, release, tend } from '../sdk/moderation.js';
import { patiently } from './patience.js';
import { dropAfterMs, tendedShownMs } from './view/queue.js';
import { refusalText } from './view/refusal.js';
import { timesIn } from './words/moments.js';

/** @import { ReactiveController, ReactiveControllerHost } from 'lit' */
/** @import { HeldRow, Member } from '../sdk/types.js' */
/** @import { HeldContext } from './components/held-view.js' */
/** @import { Floor } from './tending.js' */
/** @import { Room } from './visits.js' */

/** How it stands with one that waits. @typedef {{ doing: 'release' | 'drop' | 'dropping' | null, by: Member | null }} Standing */

/** @implements {ReactiveController} */
export class Holding {
  #host;
  #floor;
  /** What was sent and the room has not told yet. @type {Map<string, 'release' | 'drop'>} */
  #busy = new Map();
  /** What is dropped in a moment, unless it is undone; the room is that where it was decided. @type {Map<string, { room: Room, timer: any, row: HeldRow }>} */
  #dropping = new Map();
  /** When it was last said from here that somebody is on it. @type {Map<string, number>} */
  #told = new Map();
  /** @type {any} */ #timer = null;
  /** Whose menu is open. */
  menuId = '';

  /** @param {ReactiveControllerHost & HTMLElement & { turn: number }} host @param {() => Floor} floor */
  constructor(host, floor) {
    this.#host = host;
    this.#floor = floor;
    host.addController(this);
  }

  hostConnected() {
    addEventListener('pagehide', this.#dropNow);
  }

  hostDisconnected() {
    removeEventListener('pagehide', this.#dropNow);
    clearTimeout(this.#timer);
    this.#dropNow();
  }

  /** What the room has told is done. @param {readonly HeldRow[]} held */
  settle(held) {
    const ids = new Set(held.map(({ id }) => id));
    for (const id of this.#busy.keys()) if (!ids.has(id)) this.#busy.delete(id);
    for (const [id, { room, timer }] of this.#dropping) {
      if (ids.has(id) || room !== this.#floor().visit.room) continue;
      clearTimeout(timer);
      this.#dropping.delete(id);
    }
  }

  /** Renders again while something counts down here. @param {readonly HeldRow[]} held */
  watch(held) {
    clearTimeout(this.#timer);
    const isCounting = held.some(({ until }) => until !== null) || this.#dropping.size > 0 || this.#tendedNow().length > 0;
    if (isCounting) this.#timer = setTimeout(() => this.#host.turn++, 1000);
  }

  /** @param {string} id @returns {Standing} */
  standing(id) {
    const tended = this.#tendedNow().find(({ target }) => target === id);
    return { doing: this.#dropping.has(id) ? 'dropping' : this.#busy.get(id) ?? null, by: tended?.from ?? null };
  }

  /** What others have said lately to be on. */
  #tendedNow() {
    const { client, visit } = this.#floor();
    const since = client.schedule.now() - tendedShownMs;
    return visit.room.state.tended.filter(({ from, at }) => from.id !== client.me?.id && at > since);
  }

  /** How it is shown. @param {string} id @returns {HeldContext} */
  context(id) {
    const { client } = this.#floor();
    return { standing: this.standing(id), now: client.schedule.now(), times: timesIn(client.space?.time_zone), hasMenu: this.menuId === id, act: this.#act };
  }

  /** @type {HeldContext['act']} */
  #act = (what, row, element) => {
    if (what === 'undo') return this.undo(row.id);
    if (what !== 'menu') return this[what](row);
    this.menuId = row.id;
    this.#host.turn++;
    /** @type {import('./components/held-menu.js').HeldMenu | null} */ (this.#host.querySelector('held-menu'))?.offer(row, element);
  };

  /** @param {string} act @param {HeldRow} row @param {Element | null} opener  of its menu @returns {boolean} whether there was something to do */
  actByKey(act, row, opener) {
    if (act === 'visible') this.release(row);
    else if (act === 'archived') this.drop(row);
    else if (act === 'menu' && opener) this.#act('menu', row, opener);
    else return false;
    return true;
  }

  onMenuOver = () => {
    this.menuId = '';
    this.#host.turn++;
  };

  /** Who takes up what waits tells the others. @param {FocusEvent} event */
  onFocusIn = ({ target }) => {
    const item = target instanceof Element ? target.closest('.part:is([data-part="held"], [data-part="waiting"]) .question[data-id]') : null;
    if (item instanceof HTMLElement && this.#floor().client.me?.name) this.tend(item.dataset.id ?? '');
  };

  /** Whether something is dropped in a moment, and so can be undone. */
  get last() {
    return [...this.#dropping.values()].at(-1)?.row ?? null;
  }

  /** Tells the others that this moderator is on it: a question that waits, too. @param {string} id */
  tend(id) {
    if (Date.now() - (this.#told.get(id) ?? 0) < tendedShownMs) return;
    this.#told.set(id, Date.now());
    tend(this.#floor().visit.room, id).catch(() => {}); // a courtesy: what it is about goes on
  }

  /** @param {HeldRow} row */
  release(row) {
    if (this.standing(row.id).doing) return;
    this.#send(row.id, 'release', () => release(this.#floor().visit.room, row.id));
  }

  /** What would show by itself meanwhile is dropped at once. @param {HeldRow} row */
  drop(row) {
    const { room } = this.#floor().visit;
    if (this.standing(row.id).doing) return;
    if (row.until !== null) return void this.#send(row.id, 'drop', () => drop(room, row.id));
    const timer = setTimeout(() => this.#dropOne(row.id), dropAfterMs);
    this.#dropping.set(row.id, { room, timer, row });
    this.#host.turn++;
  }

  /** Takes back what is dropped in a moment. @param {string | undefined} id */
  undo(id = this.last?.id) {
    clearTimeout(this.#dropping.get(id ?? '')?.timer);
    this.#dropping.delete(id ?? '');
    this.#host.turn++;
  }

  /** @param {string} id */
  #dropOne(id) {
    const waiting = this.#dropping.get(id);
    if (!waiting) return;
    clearTimeout(waiting.timer);
    this.#dropping.delete(id);
    this.#send(id, 'drop', () => drop(waiting.room, id));
  }

  /** Who leaves has decided. */
  #dropNow = () => {
    for (const id of [...this.#dropping.keys()]) this.#dropOne(id);
  };

  /** It is done when the room tells it. @param {string} id @param {'release' | 'drop'} what @param {() => Promise<unknown>} send */
  async #send(id, what, send) {
    this.#busy.set(id, what);
    this.#host.turn++;
    try {
      await patiently(/** @type {() => Promise<any>} */ (send));
    } catch (error) {
      this.#busy.delete(id);
      if (/** @type {import('../sdk/errors.js').HallwayError} */ (error).code === 'gone') return; // another moderator was quicker: the room tells what became of it
      const floor = this.#floor();
      if (!floor.client.me?.name) floor.askName();
      floor.notices.tell(refusalText(error));
    } finally {
      this.#host.turn++;
    }
  }
}
