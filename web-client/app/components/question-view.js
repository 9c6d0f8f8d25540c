// One question in the list, in every state that it can be in, with its answers.
import { html, nothing } from 'lit';

import { shortened } from '../view/count.js';
import { refusalText } from '../view/refusal.js';
import { clockSpan } from '../view/span.js';
import { questionWords as says } from '../words/questions.js';
import { words } from '../words/words.js';
import { icons } from './icons.js';
import { menuIcons } from './menu-icons.js';
import { badgeView, nameOf, nameView } from './person-view.js';
import { textView } from './text-view.js';

/** @import { Answer, PendingEntry, Question, Row } from '../../sdk/types.js' */
/** @import { ZoneTimes } from '../words/moments.js' */

const spokenMax = 80; // code points of a question in the name of a button
const quotedMax = 240; // of a message that answers

/**
 * @typedef {object} QuestionContext
 * @property {boolean} isOwn
 * @property {boolean} isStaff  sees what waits, and who asked anonymously
 * @property {boolean} mayAnswer
 * @property {boolean} mayVote
 * @property {boolean} hasMenu  its menu is open
 * @property {boolean} isTarget  the address points at it
 * @property {boolean} isBusy  what staff did with it is under way
 * @property {boolean} isOnline
 * @property {string | undefined} me
 * @property {ZoneTimes} times
 * @property {(id: string) => Row | undefined} rowOf
 * @property {readonly PendingEntry[]} answers  those of the reader that are on their way
 * @property {unknown} form  for an answer
 * @property {unknown} [lead]  instead of the vote
 * @property {unknown} [tools]  what is done most often, at hand
 * @property {(what: 'vote' | 'menu' | 'message', question: Question, element: Element, message?: string) => void} act
 * @property {(what: 'endorse' | 'unendorse' | 'take-away', question: Question, answer: Answer) => void} onAnswer
 * @property {(what: 'retry' | 'discard', entry: PendingEntry) => void} onEntry
 */

/** @param {Question} question @param {QuestionContext} context */
export function questionView(question, context) {
  const { isOwn, isStaff, mayAnswer, isTarget, isBusy, hasMenu, times, act, form } = context;
  const { id, state, from, anonymous, at, text, voice, source, answers = [] } = question;
  /** @param {'vote' | 'menu' | 'message'} what @param {string} [message] */
  const on = (what, message) => (/** @type {Event} */ event) => act(what, question, /** @type {Element} */ (event.currentTarget), message);
  return html`
    <li class="question" data-id=${id} data-state=${state} tabindex="-1" ?data-own=${isOwn} ?data-target=${isTarget} aria-busy=${isBusy ? 'true' : nothing}>
      ${context.lead ?? voteView(question, context, on('vote'))}
      <div class="question-body">
        <p class="question-by">${anonymous ? html`<span><span class="name">${says.anonymous}</span>${from && (isStaff || isOwn) ? html` (${nameView(from)})` : nothing}</span>`
          : html`${nameView(from ?? null)} ${badgeView(from ?? null)}`}
          <time datetime=${new Date(at).toISOString()} title=${times.full(at)}>${times.time(at)}</time>
          ${isOwn ? html`<span class="chip" data-kind="own">${says.yours}</span>` : nothing}
          ${voice === 'read' && (isOwn || mayAnswer) ? html`<span class="chip">${says.readOut}</span>` : nothing}</p>
        <div class="text">${textView(text, true, isOwn ? undefined : context.me)}</div>
        ${state === 'pending' && isOwn && !isStaff ? html`<p class="note">${icons.clock} ${says.pending}</p>` : nothing}
        ${state === 'archived' && isOwn && !isStaff ? html`<p class="note">${says.archived}</p>` : nothing}
        ${source ? html`<p><button class="small-link" type="button" @click=${on('message', source)}>${icons.speech} ${says.fromChat}</button></p>` : nothing}
        ${isBusy ? html`<p class="note">${icons.clock} ${says.working}</p>` : nothing}
        ${answers.length > 0 ? html`<ul class="answers">${answers.map((answer) => answerView(answer, question, context))}</ul>` : nothing}
        ${context.answers.map((entry) => entryView(entry, says.refusedAnswer, context))}
        ${form}
      </div>
      <button class="tool more" type="button" title=${words.actions} aria-label=${says.actionsFor(shortened(text, spokenMax))} aria-haspopup="menu" aria-expanded=${hasMenu}
        @click=${on('menu')}></button>
      ${context.tools ?? nothing}
    </li>`;
}

/** @param {Question} question @param {QuestionContext} context @param {(event: Event) => void} onVote */
function voteView({ state, votes, hasMyVote, text }, { mayVote }, onVote) {
  if (state === 'pending' || state === 'archived') return html`<span class="vote" data-kind="none"></span>`;
  if (state === 'answered') return html`<span class="vote" data-kind="count" ?data-mine=${hasMyVote}>${votes}<span class="unseen"> ${says.votes(votes).replace(/^\S+\s/u, '')}</span></span>`;
  return html`
    <button class="vote" type="button" aria-pressed=${hasMyVote} aria-disabled=${!mayVote} aria-label=${says.voteFor(shortened(text, spokenMax), votes)} title=${mayVote ? nothing : says.voteClosed}
      @click=${onVote}>${icons.send}<span>${votes}</span></button>`;
}

/** @param {Answer} answer @param {Question} question @param {QuestionContext} context */
function answerView(answer, question, { me, mayAnswer, times, rowOf, act, onAnswer }) {
  const { from = null, at, text, message, url, media_ms: mediaMs, endorsed } = answer;
  const row = message ? rowOf(message) : undefined;
  return html`
    <li class="answer" ?data-endorsed=${endorsed}>
      <p class="question-by"><span class="unseen">${says.answerOf(from ? nameOf(from) : says.anonymous)}</span><span aria-hidden="true">${from ? nameView(from) : html`<span class="name">${says.anonymous}</span>`}</span> ${badgeView(from)}
        <time datetime=${new Date(at).toISOString()} title=${times.full(at)}>${times.time(at)}</time>
        ${endorsed ? html`<span class="chip" data-kind="good">${menuIcons.check} ${says.endorsed}</span>` : nothing}</p>
      ${text ? html`<div class="text">${textView(text, true, me)}</div>` : nothing}
      ${row && !row.deleted ? html`<blockquote dir="auto">${shortened(row.text, quotedMax)}</blockquote>` : nothing}
      ${message ? html`<p><button class="small-link" type="button" @click=${(/** @type {Event} */ event) => act('message', question, /** @type {Element} */ (event.currentTarget), message)}>
        ${icons.speech} ${says.fromChat}</button></p>` : nothing}
      ${url ? html`<div class="text">${textView(url, true, undefined)}</div>` : nothing}
      ${mediaMs === undefined ? nothing : html`<p class="note">${says.inRecording(clockSpan(mediaMs))}</p>`}
      ${mayAnswer ? html`<p class="answer-tools">
        <button class="small" type="button" @click=${() => onAnswer(endorsed ? 'unendorse' : 'endorse', question, answer)}>${endorsed ? says.unendorse : says.endorse}</button>
        <button class="small" type="button" @click=${() => onAnswer('take-away', question, answer)}>${says.takeAway}</button></p>` : nothing}
    </li>`;
}

/** What the reader asked and the room has not told yet. @param {PendingEntry} entry @param {QuestionContext} context */
export const askedView = (entry, context) => html`
  <li class="question" data-own data-state=${entry.state}>
    <span class="vote" data-kind="none"></span>
    <div class="question-body">
      <p class="question-by"><span class="chip" data-kind="own">${says.yours}</span> ${entry.anonymous ? says.anonymous : nothing}</p>
      ${entryView(entry, says.refused, context)}
    </div>
  </li>`;

/** @param {PendingEntry} entry @param {string} refused @param {QuestionContext} context */
function entryView(entry, refused, { isOnline, onEntry, times }) {
  const { state, error, text } = entry;
  const isStale = error?.code === 'stale';
  const how = state !== 'refused'
    ? html`<p class="note">${icons.clock} ${state === 'unsent' && !isOnline ? says.unsent : words.sending}</p>`
    : html`
      <div class="refusal" data-kind=${isStale ? 'asking' : 'refused'}>
        <p>${isStale ? html`${icons.clock} ${words.askStale(times.time(entry.at))}` : html`${icons.warning} <strong>${refused}</strong> <span dir="auto">${refusalText(error, '')}</span>`}</p>
        <p class="choices"><button class="small" type="button" @click=${() => onEntry('retry', entry)}>${isStale ? words.sendNow : words.tryAgain}</button>
          <button class="small" type="button" @click=${() => onEntry('discard', entry)}>${words.discard}</button></p>
      </div>`;
  return html`<div class="unstored"><div class="text" dir="auto">${text}</div>${how}</div>`;
}
