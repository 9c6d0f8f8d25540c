// A client in the lobby of a server that a test plays itself.

import { fresh, helloAnswer, idOf, makeWorld, message } from './fake-world.mjs';
import { createClient } from './hallway.js';

/** A client that is online, and its room `lobby`.
 * @param {any} [of] */
export function inLobby(of = {}) {
  const world = makeWorld(of);
  const client = createClient({ name: 'Ada', ...world.options, ...of });
  client.start();
  const room = client.room('lobby');
  const changes = /** @type {any[]} */ ([]);
  room.on('change', (state) => changes.push(state));
  const come = () => {
    if (client.state === 'waiting') world.clock.advance(client.stateInfo.retryInMs ?? 0);
    world.socket.open();
    world.socket.answer('hello', helloAnswer(of.hello));
  };
  come();
  return { world, client, room, changes, come, texts: () => room.state.rows.map((row) => row.text) };
}

/** @param {any} [of] */
export function live(of) {
  const all = inLobby(of);
  all.world.socket.answer('join', fresh([message(1)]));
  return all;
}

/** @param {any} room */
export const pendingOf = (room) =>
  room.state.pending.map((/** @type {any} */ entry) => [entry.text, entry.state, entry.error?.code ?? null]);
/** @param {ReturnType<typeof makeWorld>} world @param {string} verb */
export const count = (world, verb) => world.socket.sent.filter((command) => command.do === verb).length;
/** @param {number} offset */
export const stored = (offset) => ({ id: idOf(offset), offset, at: 1_700_000_000_000 + offset });
