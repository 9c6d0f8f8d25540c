// What the reader has chosen in this browser: how much is read aloud, and whether single keys do something.

import { levels } from './view/for-me.js';

/** @import { Level } from './view/for-me.js' */
/** @typedef {{ aloud: Level, keys: boolean }} Choices */

const slot = 'hallway.preferences';

export class Preferences {
  /** @type {Choices} */
  #choices = { aloud: 'me', keys: true };
  #storage;

  /** @param {Pick<Storage, 'getItem' | 'setItem'> | null} storage */
  constructor(storage) {
    this.#storage = storage;
    try {
      const { aloud, keys } = JSON.parse(storage?.getItem(slot) ?? '{}') ?? {};
      if (levels.includes(aloud)) this.#choices.aloud = aloud;
      if (typeof keys === 'boolean') this.#choices.keys = keys;
    } catch {
      // As at the first visit.
    }
  }

  /** How much of what others write is read aloud. */
  get aloud() {
    return this.#choices.aloud;
  }

  /** Whether single letters and signs are short ways to something (WCAG 2.1.4). */
  get keys() {
    return this.#choices.keys;
  }

  /** @param {Partial<Choices>} choices */
  choose(choices) {
    this.#choices = { ...this.#choices, ...choices };
    try {
      this.#storage?.setItem(slot, JSON.stringify(this.#choices));
    } catch {
      // For this visit only.
    }
  }
}
