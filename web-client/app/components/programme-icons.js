// The icons of the programme.
import { svg } from 'lit';

import { icon } from './icons.js';

export const programmeIcons = {
  search: icon(svg`<circle cx="10.5" cy="10.5" r="5.5" /><path d="m15 15 4.5 4.5" />`),
  star: icon(svg`<path d="m12 4.5 2.3 4.8 5.2.7-3.8 3.6.9 5.2-4.6-2.5-4.6 2.5.9-5.2L4.5 10l5.2-.7z" />`),
  starred: icon(svg`<path class="full" d="m12 4.5 2.3 4.8 5.2.7-3.8 3.6.9 5.2-4.6-2.5-4.6 2.5.9-5.2L4.5 10l5.2-.7z" />`),
};
