// What the page tells in passing: short notices to look at, and sentences for a screen reader.

/** @import { ReactiveControllerHost } from 'lit' */
/** @import { Row } from '../sdk/types.js' */
/** @import { ForMe } from './view/for-me.js' */
/** @import { Preferences } from './preferences.js' */

const laterMs = 1500; // the room comes first
const shownMs = 4000;
const offeredMs = 10_000; // time to think better of it

/** What can be done about what was told. @typedef {{ title: string, run: () => void }} Offer */

export class Notices {
  shown = '';
  /** @type {Offer | null} */
  offer = null;
  spoken = '';
  #host;
  #preferences;
  /** Comes a moment after the page, which has nothing to say yet. @type {Promise<ReturnType<typeof import('./view/speech.js').createSpeaker>> | null} */
  #speaker = null;

  /** @param {ReactiveControllerHost} host @param {Pick<Preferences, 'aloud'>} preferences */
  constructor(host, preferences) {
    this.#host = host;
    this.#preferences = preferences;
    setTimeout(() => this.#fetchSpeaker().catch(() => {}), laterMs); // before the network is gone
  }

  #fetchSpeaker() {
    this.#speaker ??= import('./view/speech.js').then(({ createSpeaker }) => createSpeaker({
      say: (sentence) => this.#speak(sentence), setTimeout: (callback, ms) => setTimeout(callback, ms), level: () => this.#preferences.aloud,
    }));
    this.#speaker.catch(() => (this.#speaker = null));
    return this.#speaker;
  }

  /** Shows a sentence for a while, and says it. @param {string} sentence @param {Offer | null} [offer] */
  tell(sentence, offer = null) {
    this.shown = sentence;
    this.offer = offer;
    this.say(sentence);
    this.#host.requestUpdate();
    setTimeout(() => {
      if (this.shown === sentence) this.shown = '';
      this.#host.requestUpdate();
    }, offer ? offeredMs : shownMs);
  }

  /** @param {string} sentence */
  say(sentence) {
    this.#fetchSpeaker().then((speaker) => speaker.notice(sentence), () => this.#speak(sentence));
  }

  /** Messages of others have arrived. @param {readonly Row[]} fresh  in the room that is shown @param {readonly ForMe[]} forMe  anywhere */
  arrived(fresh, forMe) {
    if (fresh.length + forMe.length > 0) this.#fetchSpeaker().then((speaker) => speaker.arrived(fresh, forMe), () => {});
  }

  /** The same sentence twice is said twice: the text differs by a blank. @param {string} sentence */
  #speak(sentence) {
    this.spoken = sentence === this.spoken ? `${sentence}\u00a0` : sentence;
    this.#host.requestUpdate();
  }
}
