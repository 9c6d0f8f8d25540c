// What is done at once or refused, such as a ban or a pin: asked under one key until it is answered, also over a lost connection.
//
// It is in no storage: who closes the page in between looks what became of it. What waited for a connection too long is given up, since
// the moment that it was meant for is over; the same order, given again, is another one.

/** @import { Host } from './sender.js' */
/** @import { Verb } from './frames.js' */
/** @import { ServerDocument } from './types.js' */

import { backoffMs } from './backoff.js';
import { HallwayError, ownRefusal } from './errors.js';

/** So long an order that was lost with its connection may wait for the next one. */
export const settleMaxMs = 120_000;
/** A server that cannot do it now is asked so often. */
export const triesMax = 5;

/** @typedef {{ verb: Verb, fields: { [field: string]: unknown }, until: number, tries: number, timer: any,
 *   resolve: (ok: ServerDocument) => void, reject: (error: HallwayError) => void }} Order */

export class Orders {
  #host;
  /** Those that are not answered. @type {Set<Order>} */
  #open = new Set();
  /** Those of them that wait for a connection. @type {Set<Order>} */
  #lost = new Set();

  /** @param {Pick<Host, 'clock' | 'newKey' | 'request'>} host */
  constructor(host) {
    this.#host = host;
  }

  /** @param {Verb} verb @param {{ [field: string]: unknown }} fields @returns {Promise<ServerDocument>} */
  ask(verb, fields) {
    return new Promise((resolve, reject) => {
      const until = this.#host.clock.now() + settleMaxMs;
      const order = { verb, fields: { ...fields, key: this.#host.newKey() }, until, tries: 0, timer: null, resolve, reject };
      this.#open.add(order);
      this.#send(order);
    });
  }

  /** There is a connection again. */
  resume() {
    const lost = [...this.#lost];
    this.#lost.clear();
    for (const order of lost) {
      if (this.#host.clock.now() < order.until) this.#send(order);
      else this.#end(order, () => order.reject(new HallwayError(ownRefusal('lost'))));
    }
  }

  /** Nothing is left running. */
  stop() {
    for (const order of [...this.#open]) this.#end(order, () => order.reject(new HallwayError(ownRefusal('stopped'))));
  }

  /** @param {Order} order */
  #send(order) {
    this.#host.request(order.verb, order.fields, (refusal, ok) => {
      if (!this.#open.has(order)) return;
      if (!refusal) return this.#end(order, () => order.resolve(ok));
      if (refusal.code === 'lost' || (refusal.code === 'offline' && order.tries > 0)) return this.#lost.add(order);
      if (!refusal.retryable || refusal.code === 'offline' || ++order.tries >= triesMax) {
        return this.#end(order, () => order.reject(new HallwayError(refusal)));
      }
      const wait = refusal.retryAfterMs || backoffMs(order.tries, this.#host.clock.random);
      order.timer = this.#host.clock.setTimeout(() => this.#send(order), wait);
    });
  }

  /** @param {Order} order @param {() => void} tell */
  #end(order, tell) {
    this.#host.clock.clearTimeout(order.timer);
    this.#open.delete(order);
    this.#lost.delete(order);
    tell();
  }
}
