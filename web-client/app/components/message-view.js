// One message in the timeline, in every state that it can be in.
import { html, nothing } from 'lit';
import { guard } from 'lit/directives/guard.js';

import { shortened } from '../view/count.js';
import { mentions } from '../view/mentions.js';
import { refusalText } from '../view/refusal.js';
import { words } from '../words/words.js';
import { icons } from './icons.js';
import { badgeView, nameOf, nameView, signView } from './person-view.js';
import { textView } from './text-view.js';

/** @import { MessageItem, Quote } from '../view/timeline.js' */
/** @import { ZoneTimes } from '../words/moments.js' */
/** @import { PendingEntry } from '../../sdk/types.js' */

/** Fingers find the reply in the menu; a button that is not shown would still be made for every row. */
const isTouch = globalThis.matchMedia?.('(hover: none)').matches ?? false;
const quoteMax = 140; // code points of a quoted text

/**
 * @typedef {object} MessageContext
 * @property {boolean} isActive  the one message that the Tab key stops at
 * @property {boolean} isTarget  the one that the address points at
 * @property {boolean} hasMenu  its menu is open
 * @property {boolean} isOnline
 * @property {ZoneTimes} times  of the event
 * @property {string | undefined} myName  what names the reader in a text
 * @property {typeof import('./rare-rows.js') | null} rare  what shows what waits, once it has come
 * @property {(what: 'menu' | 'reply' | 'edit' | 'copy' | 'quote' | 'retry' | 'discard' | 'rewrite', item: MessageItem, element: Element) => void} act
 */

/** @param {MessageItem} item @param {MessageContext} context */
export function messageView(item, context) {
  const { isActive, isTarget, hasMenu, myName } = context;
  const isHeld = item.row !== null && item.id === null;
  const isForMe = !item.isOwn && !item.isDeleted && (item.quote?.isMine || mentions(item.text, myName));
  return html`
    <li class="message" data-key=${item.key} data-id=${item.id ?? nothing} tabindex=${isActive ? '0' : '-1'}
      ?data-starts=${item.startsGroup} ?data-own=${item.isOwn} ?data-deleted=${item.isDeleted} ?data-for-me=${isForMe} ?data-target=${isTarget} ?data-menu=${hasMenu}
      data-state=${item.entry?.state ?? (isHeld ? 'held' : 'stored')}>
      ${item.startsGroup
        ? html`${signView(item.author)}
          <div class="byline">${nameView(item.author)} ${badgeView(item.author)} ${timeView(item, context)}</div>`
        : html`<span class="gutter">${timeView(item, context)}</span><span class="unseen"><bdi>${nameOf(item.author)}</bdi></span>`}
      <div class="body">
        ${item.quote ? quoteView(item.quote, item, context) : nothing}
        ${item.isDeleted ? html`<p class="tombstone">${words.deleted}</p>` : contentView(item, context)}
        ${item.entry ? entryView(item.entry, item, context) : nothing}
      </div>
      ${isHeld ? context.rare?.heldView(item) : item.id && !item.isDeleted ? toolsView(item, context) : nothing}
    </li>`;
}

/** @param {MessageItem} item @param {MessageContext} context */
const timeView = ({ at }, { times }) => html`<time datetime=${new Date(at).toISOString()} title=${times.full(at)}>${times.time(at)}</time>`;

/** @param {MessageItem} item @param {MessageContext} context */
const contentView = ({ text, isEdited, isOwn }, { isActive, myName }) => html`
  <div class="text">${guard([text, isActive, myName], () => textView(text, isActive, isOwn ? undefined : myName))}${isEdited
    ? html` <span class="edited">(${words.edited})</span>` : nothing}</div>`;

/** @param {Quote} quote @param {MessageItem} item @param {MessageContext} context */
function quoteView(quote, item, { isActive, act }) {
  const body = !quote.isLoaded
    ? words.quoteEarlier
    : quote.isDeleted ? words.quoteDeleted : html`<span dir="auto">${shortened(quote.text, quoteMax)}</span>`;
  return html`
    <button class="quote" type="button" tabindex=${isActive ? '0' : '-1'} title=${words.showOriginal}
      @click=${(/** @type {Event} */ event) => act('quote', item, /** @type {Element} */ (event.currentTarget))}>
      ${icons.reply}<span class="unseen">${words.quoteOf('')}</span>
      ${quote.isLoaded ? nameView(quote.author) : nothing} <span class="quoted">${body}</span>
    </button>`;
}

/** @param {MessageItem} item @param {MessageContext} context */
function toolsView(item, { isActive, hasMenu, act }) {
  const tabindex = isActive ? '0' : '-1';
  /** @param {'menu' | 'reply'} what */
  const on = (what) => (/** @type {Event} */ event) => act(what, item, /** @type {Element} */ (event.currentTarget));
  return html`
    <div class="tools">
      ${isTouch ? nothing : html`<button class="tool reply" type="button" tabindex=${tabindex} title=${words.reply} aria-label=${words.reply} @click=${on('reply')}>${icons.reply}</button>`}
      <button class="tool more" type="button" tabindex=${tabindex} title=${words.actions} aria-label=${words.actionsFor(nameOf(item.author))}
        aria-haspopup="menu" aria-expanded=${hasMenu} @click=${on('menu')}></button>
    </div>`;
}

/** @param {PendingEntry} entry @param {MessageItem} item @param {MessageContext} context */
function entryView(entry, item, { act, isOnline, times }) {
  if (entry.state === 'refused' && entry.error?.code === 'stale') return askingView(words.askStale(times.time(entry.at)), item, act, true);
  if (entry.state === 'refused') return refusalView(entry, item, act);
  if (entry.state === 'unsent' && !isOnline) return html`<p class="progress">${icons.clock} ${words.unsent}</p>`;
  if (entry.state === 'unsent' && entry.error?.code === 'slow_mode') return askingView(words.unsentSlow, item, act, false);
  // Beside the text and not below it: nothing moves when it is stored.
  const doing = { edit: words.savingEdit, delete: words.deleting }[/** @type {string} */ (entry.kind)] ?? words.sending;
  return html`<p class="progress aside" title=${doing}>${icons.clock}<span class="unseen">${doing}</span></p>`;
}

/** @param {MessageItem} item @param {MessageContext['act']} act */
const buttonFor = (item, act) => (/** @type {'retry' | 'rewrite' | 'discard'} */ name, /** @type {string} */ title) => html`
  <button class="small" type="button" @click=${(/** @type {Event} */ event) => act(name, item, /** @type {Element} */ (event.currentTarget))}>${title}</button>`;

/** It waits, and is it still meant? @param {string} sentence @param {MessageItem} item @param {MessageContext['act']} act @param {boolean} isStale  it goes only when that is said */
function askingView(sentence, item, act, isStale) {
  const button = buttonFor(item, act);
  return html`
    <div class="refusal" data-kind="asking">
      <p>${icons.clock} ${sentence}</p>
      <p class="choices">${isStale ? button('retry', words.sendNow) : nothing} ${button('rewrite', words.edit)} ${button('discard', words.discard)}</p>
    </div>`;
}

/** @param {PendingEntry} entry @param {MessageItem} item @param {MessageContext['act']} act */
function refusalView(entry, item, act) {
  const what = { edit: words.refusedEdit, delete: words.refusedDelete }[/** @type {string} */ (entry.kind)] ?? words.refused;
  const button = buttonFor(item, act);
  return html`
    <div class="refusal">
      <p>${icons.warning} <strong>${what}</strong> <span dir="auto">${refusalText(entry.error, '')}</span></p>
      <p class="choices">${button('retry', words.tryAgain)} ${entry.kind === 'delete' ? nothing : button('rewrite', words.edit)}
        ${button('discard', words.discard)}</p>
    </div>`;
}
