// What of a text is a link: a list of pieces, each either plain text or an address that is safe to follow.

/** @typedef {{ text: string, href: string | null }} Piece */

const schemes = new Set(['http:', 'https:', 'mailto:']);
const addressMax = 2000; // code units; what is longer is left as text

// An address ends at white space, at what would close an attribute or a tag, and at invisible and direction-changing marks.
const candidate = /\b(?:https?:\/\/|mailto:)[^\s<>"'`\p{Cc}\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+/giu;
const closers = new Map([[')', '('], [']', '['], ['}', '{'], ['）', '（'], ['」', '「']]);
const trailing = /[.,;:!?…*_~’”»、。，！？]$/u;

/** Punctuation at the end belongs to the sentence, not to the address; so does a bracket that was opened before it.
 * @param {string} address */
function withoutTrail(address) {
  let end = address.length;
  /** @param {string} sign */
  const count = (sign) => address.slice(0, end).split(sign).length;
  for (; end > 0; end--) {
    const last = address[end - 1];
    const opener = closers.get(last);
    const isTrail = opener ? count(last) > count(opener) : trailing.test(last);
    if (!isTrail) break;
  }
  return address.slice(0, end);
}

/** The address to follow, or null if it is not one of ours: only http, https and mailto, and nobody's password in it.
 * @param {string} address
 * @returns {string | null} */
export function safeHref(address) {
  if (address.length > addressMax) return null;
  let url;
  try {
    url = new URL(address);
  } catch {
    return null;
  }
  if (!schemes.has(url.protocol) || url.username || url.password) return null;
  if (url.protocol === 'mailto:') return /^[^@\s]+@[^@\s]+$/.test(url.pathname) ? url.href : null;
  return url.hostname ? url.href : null;
}

/**
 * @param {string} text
 * @returns {Piece[]} whose texts, put together, are `text`
 */
export function linkify(text) {
  /** @type {Piece[]} */
  const pieces = [];
  let done = 0;
  for (const match of text.matchAll(candidate)) {
    const address = withoutTrail(match[0].slice(0, addressMax + 1));
    const href = safeHref(address);
    if (!href) continue;
    if (match.index > done) pieces.push({ text: text.slice(done, match.index), href: null });
    pieces.push({ text: address, href });
    done = match.index + address.length;
  }
  if (done < text.length) pieces.push({ text: text.slice(done), href: null });
  return pieces;
}
