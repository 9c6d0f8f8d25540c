// What is done with a room's questions, wherever they are listed. What staff do is under way until the room tells it; then it can be undone.

import { html, nothing } from 'lit';

import './components/answer-form.js';
import { MergeSheet } from './components/merge-sheet.js';
import { copyLink } from './link-copy.js';
import { patiently } from './patience.js';
import { choicesFor, isAnswering, seesAll } from './view/board.js';
import { stepsBack, stillStands } from './view/undo.js';
import { refusalText } from './view/refusal.js';
import { timesIn } from './words/moments.js';
import { questionWords as says } from './words/questions.js';

/** @import { ReactiveController, ReactiveControllerHost } from 'lit' */
/** @import { Question, QuestionState } from '../sdk/types.js' */
/** @import { Client, ConnectionWatch } from './connection-watch.js' */
/** @import { ConfirmDialog } from './components/confirm-dialog.js' */
/** @import { QuestionMenu } from './components/question-menu.js' */
/** @import { QuestionContext } from './components/question-view.js' */
/** @import { Notices } from './notices.js' */
/** @import { QuestionChoice } from './view/board.js' */
/** @import { Step } from './view/undo.js' */
/** @import { Visit } from './visits.js' */

/** A list of questions; `turn` rises when something changed that is no property.
 * @typedef {ReactiveControllerHost & HTMLElement & { turn: number, questions: readonly Question[] }} QuestionList */

/** The place that the list is in; it has a `confirm-dialog`.
 * @typedef {HTMLElement & { client: Client, visit: Visit, notices: Notices, connection: ConnectionWatch, askName(): void, revealMessage(id: string): void }} Floor */

/** What was done, and the commands that undo it; none: nothing does.
 * @typedef {{ what: QuestionChoice | 'endorse' | 'unendorse' | 'take-away' | 'undo', id: string, text: string, back: Step[] }} Deed */

/** @implements {ReactiveController} */
export class Tending {
  #host;
  #floor;
  /** What is under way, by question: up to which offset the room has to tell it. @type {Map<string, { offset: number, deed: Deed | null }>} */
  #busy = new Map();
  /** What is sent goes one after another, so that who is quick is told to wait once and not for each. @type {Promise<unknown>} */
  #line = Promise.resolve();
  /** @type {MergeSheet | null} */
  #sheet = null;
  /** Whose menu is open. */
  menuId = '';
  /** Which question an answer is written to. */
  answeringId = '';
  /** What was done last, once the room has told it. @type {Deed | null} */
  done = null;

  /** @param {QuestionList} host @param {() => Floor} floor */
  constructor(host, floor) {
    this.#host = host;
    this.#floor = floor;
    host.addController(this);
  }

  hostDisconnected() {
    this.#sheet?.remove();
    this.#sheet = null;
  }

  get #room() {
    return this.#floor().visit.room;
  }

  get #state() {
    return this.#floor().visit.state;
  }

  /** The reader's, in this room. */
  get role() {
    return this.#state.role ?? undefined;
  }

  get #top() {
    return this.#state.position?.offset ?? 0;
  }

  /** Whether the room has told of something that was under way. */
  get isDue() {
    return [...this.#busy.values()].some(({ offset }) => offset <= this.#top);
  }

  /** What the room has told is done. */
  settle() {
    for (const [id, { offset, deed }] of this.#busy) {
      if (offset > this.#top) continue;
      this.#busy.delete(id);
      this.done = deed ?? this.done;
    }
  }

  /** @param {Question} question */
  isOwn({ mine, from }) {
    const { me } = this.#state;
    return mine === true || (me != null && from?.id === me.id);
  }

  /** @param {string} id */
  isPinned(id) {
    return this.#state.pins.some(({ target }) => target === id);
  }

  /** What the reader may do with a question now. @param {Question} question */
  choices(question) {
    return choicesFor(question, { role: this.role, isOwn: this.isOwn(question), isPinned: this.isPinned(question.id), hasOthers: this.#host.questions.length > 1 });
  }

  /** How a question is shown to this reader. @param {Question | null} question @returns {Omit<QuestionContext, 'mayVote' | 'isTarget'>} */
  context(question) {
    const { client, connection } = this.#floor();
    const id = question?.id ?? '';
    return {
      isOwn: question !== null && this.isOwn(question),
      isStaff: seesAll(this.role),
      mayAnswer: isAnswering(this.role),
      hasMenu: id !== '' && this.menuId === id,
      isBusy: this.#busy.has(id),
      isOnline: connection.isOnline,
      me: this.#state.me?.name,
      times: timesIn(client.space?.time_zone),
      rowOf: (message) => this.#state.rows.find((row) => row.id === message),
      answers: this.#state.pending.filter(({ kind, target }) => kind === 'answer' && target === id),
      form: id !== '' && this.answeringId === id ? html`
        <answer-form .textMax=${client.limits?.text_code_points ?? 1000} @answer=${this.#onAnswer} @answer-over=${() => this.#endAnswer()}></answer-form>` : nothing,
      act: this.#act,
      onAnswer: this.#onAnswerAct,
      onEntry: (what, { key }) => this.#room[what](key),
    };
  }

  // ------------------------------------------------------------------------------------------------ what a reader does

  /** @type {QuestionContext['act']} */
  #act = (what, question, element, message) => {
    const floor = this.#floor();
    if (what === 'vote') {
      if (element.getAttribute('aria-disabled') === 'true') return;
      this.#room.vote(question.id, !question.hasMyVote).settled.catch(({ message: why }) => floor.notices.tell(why));
    } else if (what === 'menu') {
      this.openMenu(question, element);
    } else if (message) {
      floor.revealMessage(message);
    }
  };

  /** @param {Question} question @param {Element} opener */
  openMenu(question, opener) {
    this.menuId = question.id;
    this.#host.turn++;
    /** @type {QuestionMenu | null} */
    const menu = this.#host.querySelector('question-menu');
    menu?.open(question, this.choices(question), opener);
  }

  onMenuOver = () => {
    this.menuId = '';
    this.#host.turn++;
  };

  /** @param {CustomEvent<{ choice: QuestionChoice, item: Question, back: HTMLElement | null }>} event */
  onChosen = ({ detail: { choice, item, back } }) => {
    this.choose(choice, item, back);
    if (choice !== 'copy' && choice !== 'answer') back?.focus({ preventScroll: true });
  };

  /** @param {QuestionChoice} choice @param {{ id: string, text: string, state?: QuestionState }} item  of a pin: what is pinned @param {HTMLElement | null} [back]  where focus returns */
  choose(choice, item, back = null) {
    const { id, text } = item;
    if (choice === 'copy') copyLink(this.#floor(), id);
    else if (choice === 'answer') this.answeringId = id;
    else if (choice === 'merge') this.merge([/** @type {Question} */ (item)]);
    else if (choice === 'delete' || choice === 'remove') {
      /** @type {ConfirmDialog | null} */ (this.#floor().querySelector('confirm-dialog'))?.ask({ id, text, isOwn: choice === 'delete' }, back, says);
    } else {
      const deed = { what: choice, id, text, back: stepsBack(choice, item, this.#board) };
      this.#order(id, () => (choice === 'pin' || choice === 'unpin' ? this.#room[choice](id) : this.#room.moveQuestion(id, choice)), deed);
    }
    this.#host.turn++;
  }

  get #board() {
    return { questions: this.#host.questions, pins: this.#state.pins };
  }

  /** One question goes into another: into which of all, or of two. @param {readonly Question[]} asked  one or two */
  merge(asked) {
    if (!this.#sheet) {
      this.#sheet = new MergeSheet();
      this.#sheet.addEventListener('merge', (event) => {
        const { target, into } = /** @type {CustomEvent<{ target: Question, into: Question }>} */ (event).detail;
        this.#order(target.id, () => this.#room.merge(target.id, into.id), { what: 'merge', id: target.id, text: target.text, back: [] });
      });
      document.body.append(this.#sheet);
    }
    const [one, other] = asked;
    if (other) this.#sheet.choose([one, other]);
    else this.#sheet.ask(one, this.#host.questions);
  }

  /** It is done when the room tells it; until then it is under way. @param {string} id @param {() => Promise<{ [field: string]: any }>} send @param {Deed | null} deed
   * @returns {Promise<boolean>} whether it was accepted */
  async #order(id, send, deed) {
    this.#busy.set(id, { offset: Infinity, deed });
    this.#host.turn++;
    try {
      const sent = this.#line.then(() => patiently(send));
      this.#line = sent.catch(() => {});
      const { offset } = await sent;
      this.#busy.set(id, { offset, deed });
      return true;
    } catch (error) {
      this.#busy.delete(id);
      const floor = this.#floor();
      if (!floor.client.me?.name) floor.askName(); // the reason, most likely
      floor.notices.tell(refusalText(error));
      return false;
    } finally {
      this.#host.turn++;
    }
  }

  // ------------------------------------------------------------------------------------------------------------ undoing

  /** Whether what was done last can be undone. */
  get canUndo() {
    return (this.done?.back.length ?? 0) > 0;
  }

  /** Takes back what was done last, unless somebody else has gone on from there. */
  async undo() {
    const { done } = this;
    if (!done || !this.canUndo) return;
    this.forget();
    if (!stillStands(done.what, done, this.#board)) return this.#floor().notices.tell(says.changedSince);
    const undone = /** @type {Deed} */ ({ ...done, what: 'undo', back: [] });
    for (const [index, step] of done.back.entries()) {
      const of = step.do === 'endorse' || step.do === 'take-away' ? done.id : step.target; // an answer is shown with its question
      if (!(await this.#order(of, () => this.#take(step), index === done.back.length - 1 ? undone : null))) return;
    }
  }

  /** What was done last is no longer offered to be undone. */
  forget() {
    this.done = null;
    this.#host.turn++;
  }

  /** @param {Step} step */
  #take(step) {
    const { target } = step;
    if (step.do === 'question') return this.#room.moveQuestion(target, step.to);
    if (step.do === 'pin') return this.#room.pin(target, step);
    if (step.do === 'unpin') return this.#room.unpin(target);
    return this.#room.endorse(target, step.do === 'take-away' ? { gone: true } : { on: step.on });
  }

  // ------------------------------------------------------------------------------------------------------------ answers

  /** @type {QuestionContext['onAnswer']} */
  #onAnswerAct = (what, { id, text }, answer) => {
    const on = what === 'endorse';
    /** @type {Step[]} */
    const back = what === 'take-away' ? [] : [{ do: 'endorse', target: answer.id, on: !on }];
    this.#order(id, () => this.#room.endorse(answer.id, what === 'take-away' ? { gone: true } : { on }), { what, id, text, back });
  };

  /** It shows as one's own at once, and is kept until it is sent. @param {CustomEvent<{ text: string, url?: string }>} event */
  #onAnswer = ({ detail }) => {
    const id = this.answeringId;
    const text = this.#host.questions.find((one) => one.id === id)?.text ?? '';
    this.#room.answer(id, detail).settled.then((/** @type {{ id: string }} */ answer) => {
      this.done = { what: 'answer', id, text, back: [{ do: 'take-away', target: answer.id }] };
      this.#host.turn++;
    }, () => {}); // what was refused says so in its place
    this.#endAnswer();
  };

  async #endAnswer() {
    const id = this.answeringId;
    this.answeringId = '';
    this.#host.turn++;
    await this.#host.updateComplete;
    const more = this.#host.querySelector(`.question[data-id="${id}"] .more`);
    if (more instanceof HTMLElement) more.focus({ preventScroll: true });
  }
}
