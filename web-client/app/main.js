// Starts the page: reads the address, makes the client, and takes the place of what index.html showed meanwhile.
import './early.js';
import { createClient } from '../sdk/client.js'; // not hallway.js, which brings what the first view does not need
import { HallwayPage } from './components/hallway-page.js';
import './components/grow.js'; // this and the next ones here, and view/keys.js, since several parts that come later share them
import './components/text-view.js';
import 'lit/directives/repeat.js';
import { keepPage } from './offline.js';
import { mustAsk } from './view/asking.js';
import './view/keys.js';
import { fitToView } from './view-size.js';
import { learnRefusals } from './view/refusal.js';
import { pathOf, placeOf, socketAddress } from './view/address.js';
import './words/moments.js'; // as above
import { words } from './words/words.js';

const learnAfterMs = 3000; // what is shown first does not wait for it

function start() {
  document.documentElement.lang = words.language;
  const { token, ...place } = placeOf(location);
  // A token is a secret: out of the address before anything else, so that it is neither shown, shared nor kept in the history.
  if (token) history.replaceState(null, '', pathOf({ ...place, event: null }));
  if (place.kind === 'screen') return import('./screen.js').then(({ showScreen }) => showScreen(place.room));
  const client = createClient({
    url: socketAddress(location), mustAsk: (entry, now) => mustAsk(entry, now, endOf(client, entry.room, now)),
  });
  const isAsked = client.hasToken || token?.startsWith('hi1.'); // who is somebody, and who is invited, is asked first
  if (token && !isAsked) client.useToken(token);
  const page = new HallwayPage(client, { ...place, token: isAsked ? null : token });
  document.querySelector('[data-waiting]')?.replaceWith(page);
  fitToView(window);
  client.start();
  if (isAsked && token) page.takeLink(token);
  keepPage(window);
  setTimeout(learnRefusals, learnAfterMs);
}

/** When the talk of a room ended or ends, on this device's clock; null if it has none.
 * @param {ReturnType<typeof createClient>} client @param {string} room @param {number} now */
function endOf(client, room, now) {
  const ends = client.room(room).state.card?.ends;
  return Number.isFinite(ends) ? ends + now - client.schedule.now() : null;
}

try {
  start();
} catch (error) {
  document.documentElement.dataset.failed = '';
  throw error;
}
