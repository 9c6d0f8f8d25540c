// A message's text as DOM: lines that find their own direction, and links that are safe to follow. Never as HTML.
import { html } from 'lit';

import { linkify } from '../view/linkify.js';
import { mentionPieces } from '../view/mentions.js';

/** @param {string} text @param {boolean} isReachable  whether the Tab key stops at its links @param {string | undefined} name  whom it marks */
export function textView(text, isReachable, name) {
  return text.split('\n').map((line) => html`<div class="line" dir="auto" ?data-blank=${!line.trim()}>${linkify(line).map((piece) =>
    piece.href
      ? html`<a href=${piece.href} target="_blank" rel="noopener noreferrer nofollow ugc" tabindex=${isReachable ? '0' : '-1'}>${piece.text}</a>`
      : mentionPieces(piece.text, name).map((part) => (part.isMention ? html`<mark>${part.text}</mark>` : part.text)))}</div>`);
}
