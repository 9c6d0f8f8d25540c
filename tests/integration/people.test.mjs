// Who is here, how far one has read, and one connection too many: over real sockets, on a server with two cores.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { startServer } from "../support/server.mjs";
import { connect, newKey } from "../support/wire-client.mjs";

let server;
before(async () => {
  server = await startServer(["--cores", "2", "--sessions-per-member", "3", "--room", "lobby=Lobby", "--room", "hall=Hall"]);
});
after(async () => {
  await server.remove();
});

/** Somebody in a room, with what hello and join were answered. */
async function entered(name, { room = "lobby", token } = {}) {
  const client = await connect(server.url);
  const welcome = await client.hello(name, token ? { token } : {});
  const joined = await client.ok({ do: "join", room });
  return Object.assign(client, { token: welcome.token, joined });
}

const leaveAll = (clients) => Promise.all(clients.map((client) => client.leave()));

test("everybody in a room is told how many are there, whichever core they are on", async () => {
  const ada = await entered("Ada", { room: "hall" });
  assert.deepEqual(ada.joined.here, { people: 4, watching: 0 });
  const crowd = await Promise.all(Array.from({ length: 12 }, (_, i) => entered(`Guest ${i}`, { room: "hall" })));
  const spectator = await entered(null, { room: "hall" });
  const isTold = (each) => each.ev === "here" && each.room === "hall" && each.people === 15 && each.watching === 4;
  await Promise.all([ada, crowd[0], spectator].map((client) => client.next(isTold, "the count of 13 and a spectator")));
  const late = await entered("Late", { room: "hall" });
  await leaveAll([ada, ...crowd, spectator, late]);
});

test("a mark is told to one's other connections only, and outlives the server", async () => {
  const ada = await entered("Ada");
  for (let i = 0; i < 3; i++) await ada.ok({ do: "post", room: "lobby", key: newKey(), text: `Hello ${i}` });
  const [phone, bob] = [await entered(null, { token: ada.token }), await entered("Bob")];
  assert.deepEqual(phone.joined.mine, {});
  assert.deepEqual(await ada.ok({ do: "read", room: "lobby", offset: 2 }), {});
  const { offset } = await phone.event("read");
  assert.equal(offset, 2);
  assert.equal((await ada.refused({ do: "read", room: "hall", offset: 2 })).code, "forbidden");
  assert.equal((await ada.refused({ do: "read", room: "lobby", offset: -2 })).field, "offset");
  await bob.ok({ do: "ping" });
  assert.ok(!bob.documents.some((each) => each.ev === "read"));
  await leaveAll([ada, phone, bob]);

  await server.kill("SIGTERM"); // before the mark was due to be written
  await server.start();
  const again = await entered(null, { token: ada.token });
  assert.deepEqual(again.joined.mine, { read: 2 });
  await again.leave();
});

test("one connection too many closes the oldest of that member with 4030, and nobody else's", { timeout: 30_000 }, async () => {
  const bob = await entered("Bob");
  const first = await entered("Ada");
  const others = [await entered(null, { token: first.token }), await entered(null, { token: first.token })];
  const newest = await entered(null, { token: first.token });
  assert.equal((await first.closed).code, 4030);
  for (const client of [bob, ...others, newest]) await client.ok({ do: "ping" });
  await leaveAll([bob, ...others, newest]);
});

test("the system knows each thread by what it does", () => {
  const tasks = `/proc/${server.pid}/task`;
  const names = new Set(readdirSync(tasks).map((task) => readFileSync(`${tasks}/${task}/comm`, "utf8").trim()));
  for (const name of ["core 0", "core 1", "log service", "store writer", "store reader", "house"])
    assert.ok(names.has(name), `${name} is not among ${[...names].join(", ")}`);
});
