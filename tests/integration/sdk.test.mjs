// The thin client against the real server, which is killed in between.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";

import { createClient } from "../../web-client/sdk/hallway.js";
import { startServer } from "../support/server.mjs";

const { WebSocket } = createRequire(new URL("../../web-client/package.json", import.meta.url))("ws");

let server;
before(async () => {
  server = await startServer();
});
after(async () => {
  await server.remove();
});

function memoryStorage() {
  const kept = new Map();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, String(value)),
    removeItem: (key) => void kept.delete(key),
    key: (index) => [...kept.keys()][index] ?? null,
    get length() {
      return kept.size;
    },
  };
}

function person(name, storage = memoryStorage()) {
  const client = createClient({ url: `${server.url.replace("http", "ws")}/v1/ws`, name, storage, WebSocket, random: () => 0.1 });
  client.start();
  return { client, room: client.room("lobby"), storage };
}

async function until(holds, what) {
  const deadline = Date.now() + 20_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`${what} did not come about`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const texts = ({ room }) => room.state.rows.map((row) => row.text);

test("two members talk; the server is killed and comes back; everything is there once and in order", async () => {
  const ada = person("Ada");
  const bob = person("Bob");
  await until(() => ada.room.state.status === "live" && bob.room.state.status === "live", "being in the room");

  await ada.room.post("one").settled;
  await bob.room.post("two").settled;
  await until(() => texts(ada).length === 2, "hearing each other");

  await server.kill();
  const written = ada.room.post("three");
  await until(() => ada.client.state !== "online", "noticing");
  assert.equal(ada.room.state.pending.length, 1);
  await server.start();
  await written.settled;
  await bob.room.post("four").settled;
  await until(() => texts(ada).length === 4 && texts(bob).length === 4, "both being caught up");
  assert.deepEqual(texts(ada), ["one", "two", "three", "four"]);
  assert.deepEqual(texts(bob), texts(ada));
  ada.client.stop();
  bob.client.stop();
});

test("what was not sent survives the page, and is sent once with the same key", async () => {
  const ada = person("Ada");
  await until(() => ada.room.state.status === "live", "being in the room");
  const before = texts(ada).length;
  await server.kill();
  const { key } = ada.room.post("written in a tunnel");
  ada.client.stop();

  await server.start();
  const again = person("Ada", ada.storage);
  await until(() => texts(again).length === before + 1, "being sent");
  assert.equal(again.room.state.pending.length, 0);
  assert.equal(again.room.state.rows.at(-1).text, "written in a tunnel");
  assert.equal(again.room.state.rows.at(-1).own, true);
  assert.ok(key);
  again.client.stop();
});
