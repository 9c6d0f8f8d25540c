// Keeps what the reader sees where it is while rows come and go, and stays at the bottom for who is at the bottom.

const bottomSlack = 60; // px above the end that still count as being there

export class ScrollKeeper {
  /** Whether new rows push the view along. */
  isFollowing = true;

  /** @type {{ element: Element, bottom: number } | null} */
  #anchor = null;
  /** @type {HTMLElement | null} */
  #scroller = null;
  /** @type {ResizeObserver} */
  #observer;
  #onScroll;
  #tell;
  /** Where our own scroll put the view, until the browser tells of it. @type {number | null} */
  #quietTop = null;
  /** Where the view was last known to be. */
  #knownTop = 0;
  /** While a finger or a button is down nothing moves away under it: what was pressed is what is meant. */
  #isPressed = false;

  /** @param {() => void} onScroll  after the reader scrolled */
  constructor(onScroll) {
    this.#onScroll = () => {
      // The browser tells of two scrolls in one frame once: the reader's may have come after ours.
      const isOurs = this.#scroller?.scrollTop === this.#quietTop;
      this.#note(null);
      if (!isOurs) onScroll();
    };
    this.#tell = onScroll;
    // The composer grows, a keyboard opens, a font arrives: the end stays in view.
    this.#observer = new ResizeObserver(() => {
      if (this.isFollowing) this.toBottom();
    });
  }

  /** @param {HTMLElement | null} scroller  with one element in it that holds the rows */
  attach(scroller) {
    if (scroller === this.#scroller) return;
    this.detach();
    this.#scroller = scroller;
    if (!scroller) return;
    scroller.addEventListener('scroll', this.#onScroll, { passive: true });
    scroller.addEventListener('pointerdown', this.#onPress, { passive: true });
    for (const end of ['pointerup', 'pointercancel']) addEventListener(end, this.#onLift, { passive: true });
    this.#observer.observe(scroller);
    if (scroller.firstElementChild) this.#observer.observe(scroller.firstElementChild);
  }

  detach() {
    this.#scroller?.removeEventListener('scroll', this.#onScroll);
    this.#scroller?.removeEventListener('pointerdown', this.#onPress);
    for (const end of ['pointerup', 'pointercancel']) removeEventListener(end, this.#onLift);
    this.#isPressed = false;
    this.#observer.disconnect();
    this.#scroller = null;
  }

  #onPress = () => (this.#isPressed = true);

  #onLift = () => {
    if (!this.#isPressed) return;
    this.#isPressed = false;
    setTimeout(() => this.isFollowing && this.toBottom()); // after the click
  };

  get isAtBottom() {
    const scroller = this.#scroller;
    return !scroller || scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < bottomSlack;
  }

  /** How far the view is from both ends, in heights of the view. */
  get distances() {
    const scroller = this.#scroller;
    if (!scroller || scroller.clientHeight === 0) return { above: Infinity, below: Infinity };
    const { scrollTop, scrollHeight, clientHeight } = scroller;
    return { above: scrollTop / clientHeight, below: (scrollHeight - scrollTop - clientHeight) / clientHeight };
  }

  /** Before the rows change: remembers the end of the first row in view. Its beginning may change: it loses its name to a row above.
   * @param {() => ArrayLike<Element>} rows  one below the other; asked only where it matters */
  capture(rows) {
    this.#anchor = null;
    if (this.isFollowing || !this.#scroller) return;
    const edge = this.#scroller.getBoundingClientRect().top;
    const all = rows();
    let [low, high] = [0, all.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (all[middle].getBoundingClientRect().bottom > edge) high = middle;
      else low = middle + 1;
    }
    if (low < all.length) this.#anchor = { element: all[low], bottom: all[low].getBoundingClientRect().bottom };
  }

  /** After the rows changed: puts the view where it was. */
  restore() {
    if (!this.#scroller) return;
    if (this.isFollowing) {
      this.toBottom();
    } else if (this.#anchor?.element.isConnected) {
      const moved = this.#anchor.element.getBoundingClientRect().bottom - this.#anchor.bottom;
      if (Math.abs(moved) >= 0.5) this.#scrollTo(this.#scroller.scrollTop + moved);
    }
    this.#anchor = null;
  }

  /** From now on new rows push the view along, wherever it is. */
  follow() {
    this.isFollowing = true;
    this.#note(null);
  }

  toBottom() {
    this.heed();
    if (this.#scroller && !this.#isPressed && this.isFollowing) this.#scrollTo(this.#scroller.scrollHeight);
  }

  /** Takes notice of a scroll of the reader's that the browser will tell of with the next frame: until then it would be undone by following. */
  heed() {
    if (!this.#scroller || !this.isFollowing || this.isAtBottom || this.#scroller.scrollTop >= this.#knownTop - 1) return;
    this.#note(null);
    this.#tell();
  }

  /** @param {number | null} quiet */
  #note(quiet) {
    this.#quietTop = quiet;
    this.#knownTop = this.#scroller?.scrollTop ?? 0;
  }

  /** Brings a row into the upper third of the view.
   * @param {Element} element */
  reveal(element) {
    if (!this.#scroller) return;
    const { top } = element.getBoundingClientRect();
    const frame = this.#scroller.getBoundingClientRect();
    this.#scroller.scrollTop += top - frame.top - frame.height / 4;
  }

  /** A scroll of ours is not a wish of the reader's.
   * @param {number} top */
  #scrollTo(top) {
    const scroller = this.#scroller;
    if (!scroller) return;
    const before = scroller.scrollTop;
    scroller.scrollTop = top;
    if (scroller.scrollTop !== before) this.#note(scroller.scrollTop);
  }
}
