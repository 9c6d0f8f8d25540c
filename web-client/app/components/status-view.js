// The line under the header that tells how the connection is, what was caught up, and what has just been done.
import { html, nothing } from 'lit';

import { words } from '../words/words.js';

/** @import { Line } from '../view/connection.js' */

/**
 * @param {object} what
 * @param {Line} what.line
 * @param {number} what.caughtUp
 * @param {boolean} what.isMoreMissed
 * @param {Pick<import('../notices.js').Notices, 'shown' | 'offer'>} what.notice
 * @param {(action: NonNullable<Line['action']>) => void} what.onAction
 * @param {() => void} what.onJump
 */
export function statusView({ line, caughtUp, isMoreMissed, notice, onAction, onJump }) {
  const { tone, text, action } = line;
  if (tone === 'warning' || tone === 'stopped' || tone === 'busy') {
    return html`<p class="status" data-tone=${tone}><span>${text}</span>
      ${action ? html`<button type="button" @click=${() => onAction(action)}>${words.connectionActions[action]}</button>` : nothing}</p>`;
  }
  const { shown, offer } = notice;
  if (shown) return html`<p class="status" data-tone="good"><span>${shown}</span> ${offer ? html`<button type="button" @click=${offer.run}>${offer.title}</button>` : nothing}</p>`;
  if (caughtUp > 0) {
    return html`<p class="status" data-tone="good"><span>${words.caughtUp(caughtUp, isMoreMissed)}</span> <button type="button" @click=${onJump}>${words.jump}</button></p>`;
  }
  return text ? html`<p class="status" data-tone=${tone}><span>${text}</span></p>` : nothing;
}
