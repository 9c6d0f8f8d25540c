// A link that makes this device another person, opened where somebody is somebody already: nothing changes before they say so.

import { createClient } from '../sdk/client.js';
import { connectionKey } from '../sdk/words.js';
import { LinkSheet } from './components/link-sheet.js';
import { socketAddress } from './view/address.js';
import { isInvite } from './view/invite.js';
import { words } from './words/words.js';

/** @import { Client } from './connection-watch.js' */
/** @import { Notices } from './notices.js' */

/** @param {{ client: Client, notices: Notices }} page @param {string} token  the link's */
export async function takeLink({ client, notices }, token) {
  if (isInvite(token)) return offerInvite(client, token);
  const other = createClient({ url: socketAddress(location), token, storage: null });
  const greeted = Promise.all([greetingOf(client, true), greetingOf(other, false)]);
  other.start();
  try {
    await greeted;
  } catch (error) {
    notices.tell(/** @type {Error} */ (error).message);
    return;
  } finally {
    other.stop();
  }
  const { me, token: key } = client;
  const change = () => become(client, other.token ?? token);
  if (!other.me || me?.id === other.me.id) return;
  if (!me?.name || !key) return change();
  const sheet = new LinkSheet({ me, key }, other.me);
  sheet.addEventListener('change', change);
  sheet.addEventListener('close', () => sheet.remove(), true);
  document.body.append(sheet);
  await sheet.open();
}

/** Only a person redeems an invite. @param {Client} client @param {string} token */
async function offerInvite(client, token) {
  const { InviteSheet } = await import('./components/invite-sheet.js');
  const sheet = new InviteSheet(client, token);
  sheet.addEventListener('accepted', (event) => become(client, /** @type {CustomEvent} */ (event).detail.token));
  sheet.addEventListener('close', () => sheet.remove(), true);
  document.body.append(sheet);
  await sheet.open();
}

/** Waits until a client knows who it is, or, if it may be nobody, will not.
 * @param {Client} client @param {boolean} mayFail @returns {Promise<void>} */
const greetingOf = (client, mayFail) => new Promise((resolve, reject) => {
  /** @param {import('../sdk/types.js').StateInfo} info */
  const look = (info) => {
    if (client.me || (mayFail && info.state === 'refused')) resolve();
    else if (info.state === 'refused') reject(new Error((words.connection[connectionKey(info)] ?? words.connection['refused-other'])(0)));
  };
  client.on('hello', () => resolve());
  client.on('state', look);
  look(client.stateInfo);
});

/** The page begins anew as that person. What was written as the one before stays theirs, also what waits to be sent.
 * @param {Client} client @param {string} key */
function become(client, key) {
  client.stop();
  client.useToken(key);
  client.on('hello', () => location.reload());
  client.start();
}
