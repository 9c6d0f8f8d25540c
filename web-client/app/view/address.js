// Addresses of the page: which place, which room or stage, which message, and a token that came in the fragment.

const roomForm = /^[a-z0-9][a-z0-9-]{0,63}$/;
const eventForm = /^e-[0-9a-z]{1,32}$/;
const slugMax = 62; // a stage's room is its slug behind "s-"

/** The room that `/` opens where there is no programme. */
export const lobby = 'lobby';

/**
 * @typedef {object} Place
 * @property {'first' | 'now' | 'hallway' | 'room' | 'stage' | 'screen' | 'moderate'} kind  first: the programme if there is one, else the first room
 * @property {string} room  of a room; of a stage its own room, also where its screen or its moderation is; else the lobby
 * @property {string | null} event  the message that the address points at
 * @property {string | null} token  a staff or personal link's; to be taken out of the address at once
 */

/**
 * @param {{ pathname: string, hash: string }} location
 * @returns {Place}
 */
export function placeOf({ pathname, hash }) {
  const [, kind = '', name = '', more = ''] = /^\/([^/]*)(?:\/([^/]+)(?:\/(screen|moderate))?)?\/?$/.exec(pathname) ?? [];
  const fragment = hash.replace(/^#/, '');
  const token = /^token=/.test(fragment) ? new URLSearchParams(fragment).get('token') : null;
  const place = placeNamed(kind, name);
  if (more && place.kind !== 'first') place.kind = /** @type {Place['kind']} */ (more);
  return { ...place, event: eventForm.test(fragment) ? fragment : null, token: token || null };
}

/** @param {string} kind @param {string} name @returns {Pick<Place, 'kind' | 'room'>} */
function placeNamed(kind, name) {
  if (kind === 'r' && roomForm.test(name)) return { kind: 'room', room: name };
  if (kind === 'stage' && roomForm.test(name) && name.length <= slugMax) return { kind: 'stage', room: `s-${name}` };
  if ((kind === 'now' || kind === 'hallway') && !name) return { kind, room: lobby };
  return { kind: 'first', room: lobby };
}

/** @param {Pick<Place, 'kind' | 'room'> & { event?: string | null }} place */
export function pathOf({ kind, room, event = null }) {
  if (kind === 'room') return addressOf(room, event);
  if (kind === 'stage') return stageAddressOf(room);
  if (kind === 'screen' || kind === 'moderate') return viewAddressOf(room, kind);
  return kind === 'first' ? '/' : `/${kind}`;
}

/** @param {string} room @param {string | null} [event] */
export const addressOf = (room, event = null) => `/r/${room}${event ? `#${event}` : ''}`;

/** Where one always finds what is on at a stage. @param {string} room  the stage's, "s-janson" */
export const stageAddressOf = (room) => `/stage/${room.replace(/^s-/, '')}`;

/** Where a room, or whatever is on at a stage, is shown on the big screen, and where it is moderated.
 * @param {string} room @param {'screen' | 'moderate'} view */
export const viewAddressOf = (room, view) => `${/^s-./.test(room) ? stageAddressOf(room) : addressOf(room)}/${view}`;

/** Where a guest key makes its bearer that member. The fragment is never sent to a server.
 * @param {string} origin @param {string} token */
export const personalAddressOf = (origin, token) => `${origin}/#token=${encodeURIComponent(token)}`;

/** Where the server's WebSocket is, for a page at this address.
 * @param {{ protocol: string, host: string }} location */
export const socketAddress = ({ protocol, host }) => `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/v1/ws`;
