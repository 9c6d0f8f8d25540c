// What the page tells in passing: short notices to look at, and sentences for a screen reader.

import { createSpeaker } from './view/speech.js';
import { words } from './words/words.js';

/** @import { ReactiveControllerHost } from 'lit' */
/** @import { Row } from '../sdk/types.js' */
/** @import { ForMe } from './view/speech.js' */
/** @import { Preferences } from './preferences.js' */

const shownMs = 4000;

export class Notices {
  shown = '';
  spoken = '';
  #host;
  #speaker;

  /** @param {ReactiveControllerHost} host @param {Pick<Preferences, 'aloud'>} preferences */
  constructor(host, preferences) {
    this.#host = host;
    this.#speaker = createSpeaker({
      say: (sentence) => this.#speak(sentence), setTimeout: (callback, ms) => setTimeout(callback, ms), level: () => preferences.aloud, words,
    });
  }

  /** Shows a sentence for a while, and says it. @param {string} sentence */
  tell(sentence) {
    this.shown = sentence;
    this.say(sentence);
    this.#host.requestUpdate();
    setTimeout(() => {
      if (this.shown === sentence) this.shown = '';
      this.#host.requestUpdate();
    }, shownMs);
  }

  /** @param {string} sentence */
  say(sentence) {
    this.#speaker.notice(sentence);
  }

  /** Messages of others have arrived. @param {readonly Row[]} fresh  in the room that is shown @param {readonly ForMe[]} forMe  anywhere */
  arrived(fresh, forMe) {
    this.#speaker.arrived(fresh, forMe);
  }

  /** The same sentence twice is said twice: the text differs by a blank. @param {string} sentence */
  #speak(sentence) {
    this.spoken = sentence === this.spoken ? `${sentence}\u00a0` : sentence;
    this.#host.requestUpdate();
  }
}
