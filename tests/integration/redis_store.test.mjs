// A server whose store is Redis: what is said lies there, and outlives the server; what happens to Redis happens to posts, not to people.
import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, beforeEach, describe, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";

import { Redis } from "../support/redis.mjs";
import { startServer } from "../support/server.mjs";
import { connect, newKey } from "../support/wire-client.mjs";

const post = (client, text, key = newKey()) => client.ok({ do: "post", room: "lobby", key, text });
const texts = (joined) => joined.events.filter((event) => event.ev === "message").map((event) => event.text);
const readiness = async (server) => (await fetch(`${server.url}/readyz`)).status;

/** Asks until it is so. */
const until = async (isSo) => {
  for (let i = 0; i < 500; i++) {
    if (await isSo()) return;
    await wait(20);
  }
  assert.fail("it did not come to be");
};

describe("with Redis as its store", () => {
  const redis = new Redis();
  let flags;
  before(async () => {
    await redis.start();
    flags = ["--store", "redis", "--redis", redis.url, "--redis-password-file", redis.passwordFile, "--unlimited"];
  });
  beforeEach(() => redis.ask("FLUSHALL"));
  after(async () => {
    await redis.kill();
    rmSync(redis.folder, { recursive: true, force: true });
  });

  test("a server that is killed has all that was said when it is back, with names, and goes on counting", async () => {
    const server = await startServer(flags);
    try {
      const ada = await connect(server.url);
      await ada.enter("Ada");
      for (let i = 1; i <= 50; i++) await post(ada, `before ${i}`);
      const key = newKey();
      const first = await post(ada, "asked twice", key);
      await server.kill();
      await server.start();

      const bob = await connect(server.url);
      const joined = await bob.enter("Bob");
      assert.equal(joined.offset, 51);
      assert.deepEqual(texts(joined).slice(-2), ["before 50", "asked twice"]);
      assert.equal(joined.events.at(-1).from.name, "Ada");
      assert.equal((await post(bob, "after")).offset, 52);
      assert.equal(first.offset, 51);
      assert.notEqual(await redis.ask("EXISTS", "hallway:{main/lobby}:log"), "0");
    } finally {
      await server.remove();
    }
  });

  test("while Redis is frozen posts are refused in time and readiness says so; people stay, and all goes on afterwards", async () => {
    const server = await startServer(flags);
    try {
      const ada = await connect(server.url);
      await ada.enter("Ada");
      await post(ada, "before");
      assert.equal(await readiness(server), 200);

      await redis.freeze();
      const key = newKey();
      const began = Date.now();
      const refused = await ada.refused({ do: "post", room: "lobby", key, text: "during" });
      assert.equal(refused.code, "unavailable");
      assert.equal(refused.retryable, true);
      assert.ok(Date.now() - began < 5_500, "within five seconds");
      await until(async () => (await readiness(server)) === 503);

      redis.thaw();
      await until(async () => (await readiness(server)) === 200);
      assert.equal((await post(ada, "during", key)).offset, 2); // the same key: stored once, whatever became of the first
      assert.equal((await post(ada, "after")).offset, 3);
    } finally {
      redis.thaw();
      await server.remove();
    }
  });

  test("while Redis is away posts wait a moment for it", async () => {
    const server = await startServer(flags);
    try {
      const ada = await connect(server.url);
      await ada.enter("Ada");
      await post(ada, "before");
      await redis.kill();
      const meanwhile = post(ada, "meanwhile");
      await redis.start();
      assert.equal((await meanwhile).offset, 2);
    } finally {
      await server.remove();
    }
  });

  test("a server that cannot reach Redis, or not log in, does not start, and says why", async () => {
    const wrong = join(redis.folder, "wrong");
    writeFileSync(wrong, "guessed\n", { mode: 0o600 });
    await assert.rejects(startServer([...flags, "--redis", "unix:/nowhere/redis.sock"]), /space could not be opened: Redis cannot be reached\./);
    await assert.rejects(startServer([...flags, "--redis-password-file", wrong]), /space could not be opened: Redis refuses the user or the password\./);
    await assert.rejects(startServer([...flags, "--redis-password-file", "/nowhere"]), /redis\.password_file, \/nowhere, cannot be read/);
  });
});
