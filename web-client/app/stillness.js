// Whether somebody points at a list, or has the keyboard's focus in it: then nothing in it moves.

/** @import { ReactiveController, ReactiveControllerHost } from 'lit' */

const holdMs = 4000; // since the pointer moved last

/** @implements {ReactiveController} */
export class Stillness {
  #host;
  #list;
  #until = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #holding = undefined;

  /** @param {ReactiveControllerHost & HTMLElement & { turn: number }} host  `turn` rises when it may move again @param {string} list  a selector */
  constructor(host, list) {
    this.#host = host;
    this.#list = list;
    host.addController(this);
  }

  hostDisconnected() {
    clearTimeout(this.#holding);
  }

  get isHeld() {
    return Date.now() < this.#until || this.#host.querySelector(`${this.#list} :focus-visible`) !== null;
  }

  /** @param {PointerEvent} event */
  onPointer = (event) => {
    if (event.pointerType === 'touch' && event.type === 'pointermove') return;
    this.#until = Date.now() + holdMs;
    clearTimeout(this.#holding);
    this.#holding = setTimeout(() => this.#host.turn++, holdMs + 1);
  };

  /** @param {PointerEvent} event */
  onLeave = (event) => {
    if (event.pointerType === 'touch') return; // a finger that was lifted may come back
    this.#until = 0;
    this.#host.turn++;
  };

  onFocusOut = () => setTimeout(() => this.#host.turn++);
}
