// Wakes the page when the next talk or stage begins or ends something.

import { nextMoment } from '../sdk/schedule.js';

/** @import { ScheduleKeeper } from '../sdk/schedule-keeper.js' */

const timerMax = 2 ** 31 - 1; // ms; a longer one would be due at once

export class Ticking {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #then;

  /** @param {() => void} then */
  constructor(then) {
    this.#then = then;
  }

  /** Waits for what comes next in the schedule as it is now. @param {Pick<ScheduleKeeper, 'state' | 'now'>} schedule */
  until(schedule) {
    this.stop();
    const now = schedule.now();
    const due = schedule.state && nextMoment(schedule.state, now);
    if (due !== null) this.#timer = setTimeout(this.#then, Math.min(timerMax, due - now + 1));
  }

  stop() {
    clearTimeout(this.#timer);
  }
}
