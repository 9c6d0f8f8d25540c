// The icons of the menus.
import { svg } from 'lit';

import { icon } from './icons.js';

export const menuIcons = {
  question: icon(svg`<path d="M4.5 6h15v10H12l-4.5 3.5V16h-3z" /><path d="M10.3 9.7a1.8 1.8 0 1 1 2.6 1.7c-.6.3-.9.6-.9 1.2M12 14.3v.1" />`),
  pin: icon(svg`<path d="M9 4.5h6l-.7 5.5 2.7 3H7l2.7-3zM12 13v6.5" />`),
  merge: icon(svg`<path d="M6 5v3.5c0 2.5 6 3 6 6V19M18 5v3.5c0 2.5-6 3-6 6M9 16.5l3 3 3-3" />`),
  check: icon(svg`<path d="m5.5 12.5 4.5 4.5 8.5-9.5" />`),
  away: icon(svg`<path d="M5 6h14v3.5H5zM6 9.5V19h12V9.5M10 13h4" />`),
  eye: icon(svg`<path d="M3.5 12S6.5 6.5 12 6.5 20.5 12 20.5 12 17.5 17.5 12 17.5 3.5 12 3.5 12z" /><circle cx="12" cy="12" r="2.4" />`),
  stage: icon(svg`<path d="M12 4.5a2.5 2.5 0 0 1 2.5 2.5v4a2.5 2.5 0 0 1-5 0V7A2.5 2.5 0 0 1 12 4.5zM6.5 11a5.5 5.5 0 0 0 11 0M12 16.5v3" />`),
  lock: icon(svg`<path d="M6 11h12v8.5H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3" />`),
  horn: icon(svg`<path d="M5 10v4h3l8 4V6l-8 4zM18.5 10a3 3 0 0 1 0 4M8 14l1 5" />`),
  mute: icon(svg`<path d="M4.5 6h15v10H12l-4.5 3.5V16h-3zM9.5 8.7l5 4.6M14.5 8.7l-5 4.6" />`),
  out: icon(svg`<path d="M13 5H6v14h7M10.5 12H20M16.5 8.5 20 12l-3.5 3.5" />`),
  ban: icon(svg`<circle cx="12" cy="12" r="7.5" /><path d="m6.7 6.7 10.6 10.6" />`),
  flag: icon(svg`<path d="M6.5 20V5M6.5 5.5h11l-2.5 4 2.5 4h-11" />`),
  unseen: icon(svg`<path d="M3.5 12S6.5 6.5 12 6.5 20.5 12 20.5 12 17.5 17.5 12 17.5 3.5 12 3.5 12zM5 19 19 5" />`),
  key: icon(svg`<circle cx="8" cy="12" r="3.2" /><path d="M11.2 12H20v3M16.5 12v2.5" />`),
  globe: icon(svg`<circle cx="12" cy="12" r="7.5" /><path d="M4.5 12h15M12 4.5c4.5 4.5 4.5 10.5 0 15M12 4.5c-4.5 4.5-4.5 10.5 0 15" />`),
  trash: icon(svg`<path d="M5 7h14M10 7V5h4v2M7 7l1 12h8l1-12M10.5 10.5v5M13.5 10.5v5" />`),
  link: icon(svg`<path d="M10 14a4 4 0 0 0 6 .4l2.6-2.6a4 4 0 0 0-5.7-5.7L11.6 7.4M14 10a4 4 0 0 0-6-.4l-2.6 2.6a4 4 0 0 0 5.7 5.7l1.3-1.3" />`),
};
