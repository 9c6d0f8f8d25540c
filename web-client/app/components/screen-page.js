// The big screen of a room: the question of the moment or those with the most votes, the way in, the time. It writes nothing.
import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';

import { allQuestions } from '../all-questions.js';
import { paint } from '../brand.js';
import looks from '../looks/screen.css';
import { RoomSignals } from '../room-signals.js';
import { roomAt } from '../view/here.js';
import { clockAt, screenOf, showingAt } from '../view/screen.js';
import { subjectsOf } from '../view/sharing.js';
import { keep, kept } from '../view/slots.js';
import { clockSpan } from '../view/span.js';
import { timesIn } from '../words/moments.js';
import { pulseWords } from '../words/pulse.js';
import { screenWords as says } from '../words/screen.js';
import { ruleWords } from '../words/rules.js';
import { words } from '../words/words.js';
import { applauseIcons } from './applause-icons.js';
import './fitted-text.js';
import { LightElement, wear } from './light-element.js';
import './qr-view.js';

/** @import { RoomState } from '../../sdk/types.js' */
/** @import { Client } from '../connection-watch.js' */
/** @import { ScreenQuestion, Shown, Showing } from '../view/screen.js' */
/** @import { Room } from '../visits.js' */

const lookSlot = 'hallway.screen';
const applauseSlot = 'hallway.screen.applause';
const quietMs = 1500; // a break that is shorter is not told
const idleMs = 3000; // since the pointer moved last
const retryMs = 30_000;

export class ScreenPage extends LightElement {
  /** @override */
  static properties = { turn: { state: true } };

  /** @param {Client} client @param {string} place  a room; a stage's follows what is on @param {Storage | null} storage */
  constructor(client, place, storage) {
    super();
    this.client = client;
    this.place = place;
    this.storage = storage;
    this.turn = 0;
    /** @type {Room | null} */
    this.room = null;
    /** @type {RoomState | null} */
    this.state = null;
    this.stopListening = () => {};
    /** Until when what is shown was certainly so, ms on the server's clock. @type {number | null} */
    this.freshAt = null;
    this.isBright = kept(storage, lookSlot) === 'light';
    this.hasApplause = kept(storage, applauseSlot) !== 'off';
    this.told = new RoomSignals(this);
    this.isIdle = true;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.ticking = undefined;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.resting = undefined;
    client.on('state', ({ state, reason }) => this.#onState(state, reason));
    client.on('hello', () => {
      paint(document, client.space?.brand?.colour);
      this.#follow();
    });
    client.schedule.on('change', () => this.#follow());
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    document.addEventListener('visibilitychange', this.#stayAwake);
    this.#stayAwake();
    this.#tick();
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.#stayAwake);
    clearTimeout(this.ticking);
    clearTimeout(this.resting);
  }

  get now() {
    return this.client.schedule.now();
  }

  /** @returns {Showing | null} */
  get showing() {
    return showingAt(this.client.schedule.state, this.place, this.now);
  }

  /** The time goes on, and with it what is on. */
  #tick() {
    this.#follow();
    this.ticking = setTimeout(() => this.#tick(), 1000 - (this.now % 1000) + 5);
  }

  #follow() {
    const wanted = this.showing?.room;
    if (wanted && wanted !== this.room?.id) this.#enter(wanted);
    this.turn++;
  }

  /** @param {string} id */
  #enter(id) {
    this.stopListening();
    this.room?.leave();
    this.room = this.client.room(id);
    this.room.join(); // if it was shown before
    this.state = this.room.state;
    this.stopListening = this.room.on('change', (state) => {
      this.state = state;
      this.turn++;
    });
  }

  /** Nobody may be there to press a button. @param {string} state @param {string | null} reason */
  #onState(state, reason) {
    if (state === 'refused' && (reason === 'token' || reason === 'expired')) {
      this.client.forgetToken(); // the server began anew: another guest is as good
      setTimeout(() => this.client.start());
    } else if (state === 'refused' && reason !== 'banned') {
      setTimeout(() => location.reload(), retryMs); // the page may be older than the server
    }
    this.turn++;
  }

  /** The computer does not switch the projector off, where the browser can prevent it. */
  #stayAwake = async () => {
    if (document.hidden) return;
    try {
      await navigator.wakeLock.request('screen'); // until the page is hidden
    } catch {
      // Not in this browser, not without TLS, or not on a low battery.
    }
  };

  /** @override */
  willUpdate() {
    this.told.follow(this.room);
    if (this.client.stateInfo.state === 'online' && this.state?.status === 'live') this.freshAt = this.now;
  }

  /** @override */
  updated() {
    // What most want to know may have been asked long ago.
    if (this.room && this.state?.moreQuestions && this.state.status === 'live') allQuestions(this.room).catch(() => {}); // asked for again a second later
    document.title = says.title(this.#title);
  }

  get #title() {
    const { client, state, showing } = this;
    return showing?.title || state?.title || client.space?.rooms?.find(({ id }) => id === this.place)?.title || client.space?.title || '';
  }

  /** @override */
  render() {
    const { client, state, showing, isBright, isIdle } = this;
    const shown = state ? screenOf(state, this.now) : null;
    const space = client.space?.title ?? '';
    return html`
      <main class="screen" data-look=${isBright ? 'light' : 'dark'} ?data-idle=${isIdle} @pointermove=${this.#onPointer}>
        <header class="screen-head">
          <div class="screen-where">
            ${space && space !== this.#title ? html`<p class="screen-space" dir="auto">${space}</p>` : nothing}
            <h1 dir="auto">${this.#title || words.product}</h1>
          </div>
          ${this.#clockView(showing)}
        </header>
        ${shown && state?.position ? this.#questionsView(shown) : html`<div class="screen-questions"></div>`}
        ${this.#joinView(showing)}
        <footer class="screen-foot">
          ${this.#stateView()}
          ${shown?.pinned ? html`<p class="screen-pinned"><b>${says.pinned}</b> <span dir="auto">${shown.pinned}</span></p>` : nothing}
        </footer>
        ${this.hasApplause ? this.#applauseView() : nothing}
        <div class="screen-tools">
          <button type="button" @click=${this.#toggleApplause}>${this.hasApplause ? pulseWords.applauseOff : pulseWords.applauseOn}</button>
          <button type="button" @click=${this.#toggleLook}>${isBright ? says.dark : says.light}</button>
          ${document.fullscreenEnabled ? html`<button type="button" @click=${this.#toggleFull}>${says.full}</button>` : nothing}
        </div>
      </main>`;
  }

  /** @param {Showing | null} showing */
  #clockView(showing) {
    if (!showing) return nothing;
    const { talk, next } = showing;
    if (next) return html`<p class="screen-next" dir="auto">${says.next(timesIn(this.client.schedule.state?.time_zone).time(next.starts), next.title)}</p>`;
    const clock = clockAt(talk, this.now);
    if (!clock) return nothing;
    const minutes = Math.floor(clock.ms / 60_000);
    const sentence = minutes > 0 ? says.over(minutes) : says.timeUp;
    return html`
      <p class="screen-clock" role="timer" aria-label=${says.clock} data-kind=${clock.kind}>
        ${clock.kind === 'over' ? html`<strong>${sentence}</strong>` : html`<strong>${clockSpan(clock.ms + 999)}</strong> <span>${says[clock.kind]}</span>`}</p>`;
  }

  /** @param {Shown} shown */
  #questionsView({ answering, top, open }) {
    if (answering) {
      return html`
        <section class="screen-questions" data-kind="answering" aria-labelledby="screen-list">
          <h2 id="screen-list">${says.answering}</h2>
          <fitted-text class="screen-question" .text=${answering.text} .most=${4.5}></fitted-text>
          <p class="screen-by"><span class="screen-votes">${says.votes(answering.votes)}</span>${answering.by ? html`<bdi>${answering.by}</bdi>` : nothing}</p>
          ${answering.answer ? html`<p class="screen-answer"><b>${says.answer}</b> <span dir="auto">${answering.answer}</span></p>` : nothing}
        </section>`;
    }
    if (open === 0) return html`<section class="screen-questions" data-kind="none"><h2>${says.none}</h2><p>${says.noneHow}</p></section>`;
    const others = open - top.length;
    return html`
      <section class="screen-questions" data-kind="top" aria-labelledby="screen-list">
        <h2 id="screen-list">${says.top} ${others > 0 ? html`<span>${says.more(others)}</span>` : nothing}</h2>
        <ol>${repeat(top, ({ id }) => id, (question) => html`
          <li>${votesView(question)}<fitted-text .text=${question.text} .most=${1.35}></fitted-text>${question.by ? html`<p class="screen-by"><bdi>${question.by}</bdi></p>` : nothing}</li>`)}</ol>
      </section>`;
  }

  /** Where one asks: at a stage's screen what is on there, so that the code can stay in a slide. @param {Showing | null} showing */
  #joinView(showing) {
    const { space, schedule } = this.client;
    const [subject] = subjectsOf({
      place: { kind: showing?.isStage ? 'stage' : 'room', room: this.place, event: null, token: null }, room: roomAt(schedule.state, this.place, this.now), roomTitle: this.#title, space,
      schedule: schedule.state,
    });
    const path = subject.code ? `/c/${subject.code}` : subject.path;
    return html`
      <aside class="screen-join" aria-label=${says.join}>
        <p class="screen-call">${says.join}</p>
        <qr-view .text=${new URL(path, location.href).href} .label=${says.qrOf(subject.title || words.product)}></qr-view>
        <p class="screen-address">${location.host}${subject.code ? html`/c/<strong>${subject.code}</strong>` : subject.path}</p>
        <p class="screen-how">${says.joinHow}</p>
      </aside>`;
  }

  /** For the eyes of the hall alone: whoever listens hears it. */
  #applauseView() {
    return html`
      <div class="screen-applause" aria-hidden="true">${repeat(this.told.given, ({ id }) => id, ({ kind, count }) => html`<p>${applauseIcons[kind]}<strong>${count}</strong></p>`)}</div>`;
  }

  #stateView() {
    const { client, state, freshAt } = this;
    const { state: connection, reason } = client.stateInfo;
    if (state?.status === 'left' && state.leftCode !== null) return html`<p class="screen-state" role="status">${ruleWords.left[state.leftCode] ?? ruleWords.left.other}</p>`;
    if (connection === 'refused' && reason === 'banned') return html`<p class="screen-state" role="status">${words.connection['refused-banned'](0)}</p>`;
    if (freshAt === null) return html`<p class="screen-state" role="status">${says.waiting}</p>`;
    if (this.now - freshAt <= quietMs) return nothing;
    return html`<p class="screen-state" role="status">${says.lost(timesIn(client.space?.time_zone).time(freshAt))}</p>`;
  }

  #onPointer() {
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.#rest(true), idleMs);
    this.#rest(false);
  }

  /** @param {boolean} isIdle */
  #rest(isIdle) {
    if (isIdle === this.isIdle) return;
    this.isIdle = isIdle;
    this.turn++;
  }

  #toggleLook() {
    this.isBright = !this.isBright;
    keep(this.storage, lookSlot, this.isBright ? 'light' : 'dark');
    this.turn++;
  }

  #toggleApplause() {
    this.hasApplause = !this.hasApplause;
    keep(this.storage, applauseSlot, this.hasApplause ? 'on' : 'off');
    this.turn++;
  }

  #toggleFull() {
    if (document.fullscreenElement) document.exitFullscreen();
    else this.querySelector('.screen')?.requestFullscreen().catch(() => {});
  }
}

/** The number large, its word below it. @param {ScreenQuestion} question */
function votesView({ votes }) {
  const [count, ...word] = says.votes(votes).split(' ');
  return html`<p class="screen-votes"><strong>${count}</strong> <span>${word.join(' ')}</span></p>`;
}

wear(looks);
customElements.define('screen-page', ScreenPage);
