// The few icons of the first view, drawn as lines; always beside or instead of a word that is there for those who do not see them.
// Others stand with what they are for: programme-icons.js, menu-icons.js.
import { html, svg } from 'lit';

/** @param {import('lit').TemplateResult<2>} shape */
export const icon = (shape) => svg`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${shape}</svg>`;

export const icons = {
  reply: icon(svg`<path d="M10 7 5 12l5 5M5.5 12H14a5 5 0 0 1 5 5v1" />`),
  send: icon(svg`<path d="M12 19V5M6 11l6-6 6 6" />`),
  down: icon(svg`<path d="M12 5v14M6 13l6 6 6-6" />`),
  chevron: icon(svg`<path d="m7 10 5 5 5-5" />`),
  close: icon(svg`<path d="m7 7 10 10M17 7 7 17" />`),
  edit: icon(svg`<path d="M5 19h4L19 9l-4-4L5 15zM13 7l4 4" />`),
  clock: icon(svg`<circle cx="12" cy="12" r="7.5" /><path d="M12 8v4l2.5 2" />`),
  warning: icon(svg`<path d="M12 5 4 19h16zM12 10.5v4M12 16.6v.4" />`),
  menu: icon(svg`<path d="M5 7.5h14M5 12h14M5 16.5h14" />`),
  calendar: icon(svg`<path d="M5 6.5h14V19H5zM5 10.5h14M9 4v4M15 4v4" />`),
  speech: icon(svg`<path d="M4.5 6h15v10H12l-4.5 3.5V16h-3z" />`),
  cup: icon(svg`<path d="M5 9h11v5a4 4 0 0 1-4 4H9a4 4 0 0 1-4-4zM16 10.5h1.5a2 2 0 0 1 0 4H16M8.5 6V4.5M12.5 6V4.5" />`),
  share: icon(svg`<circle cx="6.5" cy="12" r="2.2" /><circle cx="17" cy="6.5" r="2.2" /><circle cx="17" cy="17.5" r="2.2" /><path d="m8.5 11 6.5-3.5M8.5 13l6.5 3.5" />`),
  door: svg`<svg class="door" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <path class="door-floor" d="M3 27h26" /><path class="door-light" d="M8 27V12a8 8 0 0 1 16 0v15z" />
    <path class="door-leaf" d="M8 27V12a8 8 0 0 1 7.5-8v27z" /><circle class="door-knob" cx="13" cy="18" r="1.1" /></svg>`,
};

/** The sign of the space: its own logo, else the door. @param {string} logo  its path, or empty */
export const signOf = (logo) => (logo ? html`<img class="logo" src=${logo} alt="" />` : icons.door);
