// Starts the page: reads the address, makes the client, and takes the place of what index.html showed meanwhile.
import { createClient } from '../sdk/hallway.js';
import { HallwayPage } from './components/hallway-page.js';
import { fitToView } from './view-size.js';
import { addressOf, placeOf, socketAddress } from './view/address.js';

function start() {
  const place = placeOf(location);
  // A token is a secret: out of the address before anything else, so that it is neither shown, shared nor kept in the history.
  if (place.token) history.replaceState(null, '', place.isNamed ? addressOf(place.room) : '/');
  const client = createClient({ url: socketAddress(location), token: place.token ?? undefined });
  const page = new HallwayPage(client, place);
  document.querySelector('[data-waiting]')?.replaceWith(page);
  fitToView(window);
  client.start();
}

try {
  start();
} catch (error) {
  document.documentElement.dataset.failed = '';
  throw error;
}
