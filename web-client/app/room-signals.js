// What is told of a room and forgotten, for an element that shows it: who is typing, and the applause that is in sight.

import { foldSignals, nothingSignalled } from '../sdk/signals.js';
import { inSight, shownMs } from './view/pulse.js';

/** @import { ReactiveController, ReactiveControllerHost } from 'lit' */
/** @import { ServerDocument } from '../sdk/types.js' */
/** @import { Given } from './view/pulse.js' */
/** @import { Room } from './visits.js' */

/** @implements {ReactiveController} */
export class RoomSignals {
  signals = nothingSignalled;
  /** @type {readonly Given[]} */
  given = [];
  #host;
  /** @type {Room | null} */
  #room = null;
  #stop = () => {};

  /** @param {ReactiveControllerHost} host */
  constructor(host) {
    this.#host = host;
    host.addController(this);
  }

  /** Call it before each rendering. @param {Room | null} room */
  follow(room) {
    if (room !== this.#room) {
      this.#stop();
      this.#room = room;
      this.given = [];
      this.signals = nothingSignalled;
      this.#stop = room?.on('told', this.#onTold) ?? (() => {});
    } else if (room?.state.status !== 'live') this.signals = nothingSignalled;
  }

  hostDisconnected() {
    this.follow(null);
  }

  /** @param {ServerDocument} told */
  #onTold = (told) => {
    const before = this.signals;
    this.signals = foldSignals(before, told);
    if (this.signals === before) return;
    if (this.signals.applause !== before.applause && !document.hidden) {
      this.given = inSight(this.given, this.signals.applause, performance.now());
      setTimeout(this.#lookAgain, shownMs + 10);
    }
    this.#host.requestUpdate();
  };

  #lookAgain = () => {
    const { given } = this;
    this.given = inSight(given, null, performance.now());
    if (this.given !== given) this.#host.requestUpdate();
  };
}
