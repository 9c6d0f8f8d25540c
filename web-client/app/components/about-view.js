// What a talk says about itself at length; fetched when somebody asks.
import { html, nothing } from 'lit';

import { aboutWords as words } from '../words/about.js';

/** @import { About } from '../../sdk/types.js' */
/** @typedef {typeof import('./text-view.js').textView} TextView  given by who has it, so that what the room begins with stays one file */

/** What was written about a talk is text like any other. @param {About} about @param {TextView} textView */
export function aboutView({ subtitle, abstract, description, links = [], do_not_record: isNotRecorded }, textView) {
  const safe = links.filter(({ url }) => /^https?:\/\//i.test(url));
  if (!subtitle && !abstract && !description && safe.length === 0 && !isNotRecorded) return html`<p>${words.aboutEmpty}</p>`;
  return html`
    ${subtitle ? html`<p class="subtitle" dir="auto">${subtitle}</p>` : nothing}
    ${isNotRecorded ? html`<p><strong>${words.notRecorded}</strong></p>` : nothing}
    ${abstract ? html`<div class="text">${textView(abstract, true, undefined)}</div>` : nothing}
    ${description && description !== abstract ? html`<div class="text">${textView(description, true, undefined)}</div>` : nothing}
    ${safe.length > 0 ? html`<ul>${safe.map(({ url, title }) => html`
      <li><a href=${url} target="_blank" rel="noopener noreferrer nofollow" dir="auto">${title || url}</a></li>`)}</ul>` : nothing}`;
}
