// Copies the address of a message or a question, and says so.

import { copied } from './clipboard.js';
import { addressOf } from './view/address.js';
import { copyingWords } from './words/copying.js';

/** @import { Notices } from './notices.js' */

/** @param {{ notices: Notices, visit: { id: string } }} where @param {string | null} id */
export async function copyLink({ notices, visit }, id) {
  const link = new URL(addressOf(visit.id, id), location.href).href;
  notices.tell((await copied(link)) ? copyingWords.copied : copyingWords.failed);
}
