// Starts the big screen of a room, in the place of the page.

import { createClient } from '../sdk/hallway.js';
import { ScreenPage } from './components/screen-page.js';
import { keepPage } from './offline.js';
import { storageOf } from './view/drafts.js';
import { socketAddress } from './view/address.js';

/** Everybody in the room reads it, so that it is nobody: whoever opens it, a guest of this tab is what the server tells things to.
 * @param {string} room */
export function showScreen(room) {
  const client = createClient({ url: socketAddress(location), storage: storageOf(window, 'sessionStorage') });
  document.querySelector('[data-waiting]')?.replaceWith(new ScreenPage(client, room, storageOf(window)));
  client.start();
  keepPage(window);
}
