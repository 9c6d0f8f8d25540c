// The signs of applause, drawn as lines; beside a word for those who do not see them.
import { svg } from 'lit';

import { icon } from './icons.js';

export const applauseIcons = {
  clap: icon(svg`<path d="M6.4 18.6 4.7 14.4a2.4 2.4 0 0 1 .5-2.5l4.6-4.8a1.15 1.15 0 0 1 1.7 1.6L9 11.4l5-5.3a1.15 1.15 0 0 1 1.7 1.6l-4.6 4.9 4.4-4.5a1.15 1.15 0 0 1 1.7 1.6l-4.4 4.6 2.8-2.7a1.15 1.15 0 0 1 1.6 1.7l-4.9 5.2a4.2 4.2 0 0 1-5.9.1zM16.5 4.6V2.5M19.2 6l1.5-1.6M20.2 8.9h2" />`),
  heart: icon(svg`<path d="M12 19.5C7 16 4 12.9 4 9.6a4 4 0 0 1 8-1.4 4 4 0 0 1 8 1.4c0 3.3-3 6.4-8 9.9z" />`),
  laugh: icon(svg`<circle cx="12" cy="12" r="8" /><path d="M9 9.2v.8M15 9.2v.8M7.8 13.2h8.4a4.2 4.2 0 0 1-8.4 0z" />`),
  wow: icon(svg`<circle cx="12" cy="12" r="8" /><path d="M9 9v.8M15 9v.8" /><ellipse cx="12" cy="15" rx="1.9" ry="2.3" />`),
  agree: icon(svg`<path d="M7.5 11v8.5H4.5V11zM7.5 11l3.8-7a2 2 0 0 1 2 2v3.7h4.8a1.9 1.9 0 0 1 1.9 2.3l-1.2 5.9a2 2 0 0 1-2 1.6H7.5" />`),
};
