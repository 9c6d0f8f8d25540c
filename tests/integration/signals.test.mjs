// Applause and typing over real sockets, on a server with two cores: told to everybody in the room, kept nowhere, counted for operators.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { startServer } from "../support/server.mjs";
import { connect, newKey } from "../support/wire-client.mjs";

let server;
before(async () => {
  server = await startServer(["--cores", "2", "--room", "lobby=Lobby", "--room", "table=Table"]);
});
after(async () => {
  await server.remove();
});

/** Somebody in a room. */
async function entered(name, room, token) {
  const client = await connect(server.url);
  await client.hello(name, token ? { token } : {});
  return Object.assign(client, { joined: await client.ok({ do: "join", room }) });
}

const leaveAll = (clients) => Promise.all(clients.map((client) => client.leave()));

test("applause adds up over the cores and is in no log; whoever comes later hears nothing of it", async () => {
  const crowd = await Promise.all(Array.from({ length: 20 }, (_, index) => entered(index % 2 ? `Guest ${index}` : null, "lobby")));
  for (const client of crowd) assert.deepEqual(await client.ok({ do: "applaud", room: "lobby", kind: "clap" }), {});
  const told = { clap: 0 };
  const [ada] = crowd;
  while (told.clap < crowd.length) {
    const { counts, version } = await ada.event("applause");
    assert.ok(Number.isInteger(version));
    told.clap += counts.clap;
  }
  assert.equal(told.clap, crowd.length);
  const late = await entered("Late", "lobby");
  assert.equal(late.joined.offset, 0);
  await late.ok({ do: "ping" });
  assert.ok(!late.documents.some(({ ev }) => ev === "applause"));
  assert.equal((await late.refused({ do: "applaud", room: "table", kind: "clap" })).code, "forbidden");
  assert.equal((await late.refused({ do: "applaud", room: "lobby", kind: "boo" })).field, "kind");
  const page = await (await fetch(`${server.url}/metrics`)).text();
  assert.match(page, new RegExp(`^hallway_applause_total ${crowd.length}$`, "m"));
  assert.match(page, /^hallway_rooms_shedding\{what="typing"\} 0$/m);
  await leaveAll([...crowd, late]);
});

test("who is typing is told where staff have switched it on, to members on every core", async () => {
  const mia = await entered("Mia", "table", await server.token("moderator"));
  const others = await Promise.all(["Ada", "Bob", "Carol"].map((name) => entered(name, "table")));
  const [ada] = others;
  await ada.ok({ do: "post", room: "table", key: newKey(), text: "Hello" });
  assert.deepEqual(await ada.ok({ do: "typing", room: "table" }), {}); // nobody is told
  await mia.ok({ do: "policy", room: "table", key: newKey(), typing: true });
  await ada.next((each) => each.ev === "policy", "the policy");
  await ada.ok({ do: "typing", room: "table" });
  for (const client of [mia, ...others]) {
    const { typing } = await client.event("typing");
    assert.deepEqual(typing.map(({ name }) => name), ["Ada"]);
  }
  await ada.ok({ do: "typing", room: "table", on: false });
  await mia.next((each) => each.ev === "typing" && each.typing.length === 0, "that nobody is typing");
  await leaveAll([mia, ...others]);
});
