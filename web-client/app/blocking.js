// Whom the reader does not want to read: said to the server, undone at once if they like, and under which name they knew them.

import { block } from '../sdk/moderation.js';
import { refusalText } from './view/refusal.js';
import { keep, kept } from './view/slots.js';
import { careWords as says } from './words/care.js';
import { words } from './words/words.js';

/** @import { Client } from './connection-watch.js' */
/** @import { Notices } from './notices.js' */
/** @import { Slots } from './view/slots.js' */

const slot = 'hallway.blocked-names';
const namesMax = 200;

/** The names under which they were blocked here, by id. @param {Slots | null} storage @returns {Record<string, string>} */
export function namesOf(storage) {
  try {
    const names = JSON.parse(kept(storage, slot) ?? '{}');
    return typeof names === 'object' && names !== null ? names : {};
  } catch {
    return {};
  }
}

/** @param {{ client: Client, notices: Notices, storage: Slots | null }} house @param {{ id: string, name?: string }} whom @param {boolean} on */
export async function setBlocked(house, whom, on) {
  const { client, notices, storage } = house;
  const name = whom.name || words.nameless;
  try {
    await block(client, whom.id, on);
  } catch (error) {
    return notices.tell(refusalText(error));
  }
  if (on) keep(storage, slot, JSON.stringify(Object.fromEntries([...Object.entries(namesOf(storage)), [whom.id, name]].slice(-namesMax))));
  if (on) notices.tell(says.blocked(name), { title: says.undo, run: () => setBlocked(house, whom, false) });
  else notices.tell(says.unblocked(name));
}
