// The icons of the menus.
import { svg } from 'lit';

import { icon } from './icons.js';

export const menuIcons = {
  key: icon(svg`<circle cx="8" cy="12" r="3.2" /><path d="M11.2 12H20v3M16.5 12v2.5" />`),
  globe: icon(svg`<circle cx="12" cy="12" r="7.5" /><path d="M4.5 12h15M12 4.5c4.5 4.5 4.5 10.5 0 15M12 4.5c-4.5 4.5-4.5 10.5 0 15" />`),
  trash: icon(svg`<path d="M5 7h14M10 7V5h4v2M7 7l1 12h8l1-12M10.5 10.5v5M13.5 10.5v5" />`),
  link: icon(svg`<path d="M10 14a4 4 0 0 0 6 .4l2.6-2.6a4 4 0 0 0-5.7-5.7L11.6 7.4M14 10a4 4 0 0 0-6-.4l-2.6 2.6a4 4 0 0 0 5.7 5.7l1.3-1.3" />`),
};
