// Addresses of the page: which room, which message, and a token that came in the fragment.

const roomForm = /^[a-z0-9][a-z0-9-]{0,63}$/;
const eventForm = /^e-[0-9a-z]{1,32}$/;

/** The room that `/` opens. */
export const lobby = 'lobby';

/**
 * @typedef {object} Place
 * @property {string} room
 * @property {boolean} isNamed  whether the address names the room
 * @property {string | null} event  the message that the address points at
 * @property {string | null} token  a staff or personal link's; to be taken out of the address at once
 */

/**
 * @param {{ pathname: string, hash: string }} location
 * @returns {Place}
 */
export function placeOf({ pathname, hash }) {
  const named = /^\/r\/([^/]+)\/?$/.exec(pathname)?.[1] ?? '';
  const fragment = hash.replace(/^#/, '');
  const token = /^token=/.test(fragment) ? new URLSearchParams(fragment).get('token') : null;
  return {
    room: roomForm.test(named) ? named : lobby,
    isNamed: roomForm.test(named),
    event: eventForm.test(fragment) ? fragment : null,
    token: token || null,
  };
}

/** @param {string} room @param {string | null} [event] */
export const addressOf = (room, event = null) => `/r/${room}${event ? `#${event}` : ''}`;

/** Where the server's WebSocket is, for a page at this address.
 * @param {{ protocol: string, host: string }} location */
export const socketAddress = ({ protocol, host }) => `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/v1/ws`;
