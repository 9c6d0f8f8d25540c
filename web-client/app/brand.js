// Paints the page in the colour of its space. Set through the CSSOM, which the content policy allows; no style is written into the document.

import { brandTokens } from './view/brand.js';

/** @param {Document} document @param {string | undefined} colour  `#rrggbb`; anything else: Hallway's own */
export function paint(document, colour) {
  const { style } = document.documentElement;
  for (const name of [...style].filter((one) => one.startsWith('--brand-'))) style.removeProperty(name);
  const tokens = brandTokens(colour);
  if (!tokens) return;
  for (const scheme of /** @type {const} */ (['light', 'dark'])) {
    for (const [name, value] of Object.entries(tokens[scheme])) style.setProperty(`--brand-${scheme}-${name}`, value);
    document.querySelector(`meta[name="theme-color"][media*="${scheme}"]`)?.setAttribute('content', tokens[scheme].corridor);
  }
}
