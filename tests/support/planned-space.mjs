// A real server whose schedule a test plans: organisers, staff, attendees, and the schedule as it is fetched.
import { readFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";

import { startServer } from "./server.mjs";
import { connect, newKey } from "./wire-client.mjs";

export async function startPlannedSpace() {
  const space = new PlannedSpace(await startServer(["--cores", "2", "--unlimited"]));
  space.organiser = await space.staff("organiser");
  return space;
}

class PlannedSpace {
  #rooms = 0;

  constructor(server) {
    this.server = server;
  }

  async staff(role) {
    const client = await connect(this.server.url);
    const isOrganiser = role === "organiser";
    const token = isOrganiser ? readFileSync(join(this.server.data, "organiser.token"), "utf8").trim() : await this.server.token(role);
    await client.hello("Olga", { token });
    return client;
  }

  /** With what hello was answered as `greeted`. */
  async attendee(name = "Ada") {
    const client = await connect(this.server.url);
    return Object.assign(client, { greeted: await client.hello(name) });
  }

  /** The bytes of an answer over HTTP as they came. */
  fetched(path, headers = {}) {
    return new Promise((resolve, reject) => {
      request(new URL(path, this.server.url), { headers }, (response) => {
        const parts = [];
        response.on("data", (part) => parts.push(part));
        response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts) }));
      }).on("error", reject).end();
    });
  }

  /** The schedule as a core tells it that has reached this version. */
  async schedule(version = 0) {
    for (;;) {
      const read = JSON.parse((await this.fetched("/v1/schedule")).body);
      if (read.version >= version) return read;
    }
  }

  /** What an organiser plans. */
  plan(what) {
    return this.organiser.ok({ do: "plan", key: newKey(), ...what });
  }

  /** The room of a talk that no other call names. */
  newRoom() {
    return `t-${String(++this.#rooms).padStart(12, "0")}`;
  }

  async remove() {
    await this.organiser?.leave();
    await this.server.remove();
  }
}
