// Which rules were agreed to on this device: a space may change its line.

import { keep, kept } from './slots.js';

/** @import { Slots } from './slots.js' */

const slot = 'hallway.agreed';
const rulesMax = 10; // of as many spaces

/** @param {Slots | null} storage @returns {string[]} */
const all = (storage) => (kept(storage, slot) ?? '').split('\n').filter(Boolean);

/** Whether these rules are among them; any others at all. @param {Slots | null} storage @param {string} rules  one line */
export const agreement = (storage, rules) => ({ isGiven: all(storage).includes(rules), wasGiven: all(storage).length > 0 });

/** @param {Slots | null} storage @param {string} rules */
export function agree(storage, rules) {
  if (rules) keep(storage, slot, [...all(storage).filter((one) => one !== rules), rules].slice(-rulesMax).join('\n'));
}
