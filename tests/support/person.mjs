// People in rooms of a real server, for tests over the wire: with a role, a seat, and what they do answered or refused.
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { connect, newKey } from "./wire-client.mjs";

export const organiserToken = async (server) => (await readFile(join(server.data, "organiser.token"), "utf8")).trim();

/** The people of one server, which may be started later. @param {() => import("./server.mjs").Server} server */
export function peopleOf(server) {
  /** Somebody in the lobby, or in another room (null: in none); `greeted` and `joined` are what that was answered; act() is done, why() and refused() are not. */
  async function person(role = "attendee", { name = role, token, room = "lobby", at = server() } = {}) {
    const client = await connect(at.url);
    const known = token ?? (role === "attendee" ? undefined : role === "organiser" ? await organiserToken(at) : await at.token(role));
    const greeted = await client.hello(name, known ? { token: known } : {});
    const joined = room === null ? null : await client.ok({ do: "join", room });
    const plainly = client.refused;
    const act = (what) => client.ok({ ...(room === null ? {} : { room }), key: newKey(), ...what });
    const why = (what) => plainly({ ...(room === null ? {} : { room }), key: newKey(), ...what });
    const refused = async (what) => (await why(what)).code;
    return Object.assign(client, { greeted, joined, act, why, refused, id: greeted.me.id });
  }

  let rooms = 0;
  /** A room of its own, so that tests do not see each other's. */
  async function newRoom(named = "room") {
    const room = `${named}-${++rooms}`;
    const organiser = await person("organiser", { room: null });
    await organiser.ok({ do: "open", room, key: newKey(), title: room });
    await organiser.leave();
    return room;
  }

  return { person, newRoom };
}
