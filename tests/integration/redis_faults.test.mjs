// What happens to Redis, and what those notice of it who write at two servers with the SDK: a wait, or a room that was reset, and nothing else.
import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";

import { createClient } from "../../web-client/sdk/hallway.js";
import { Cluster, Redis, Sentinel } from "../support/redis.mjs";
import { Server, startServer } from "../support/server.mjs";
import { connect, newKey } from "../support/wire-client.mjs";

const { WebSocket } = createRequire(new URL("../../web-client/package.json", import.meta.url))("ws");
const isLong = Boolean(process.env.HALLWAY_LONG);

const until = async (isSo, what) => {
  for (const end = Date.now() + 20_000; !(await isSo()); await wait(20)) assert.ok(Date.now() < end, `${what} did not come about`);
};

/** Whether a server takes people, and if not, why. */
const readiness = async (server) => {
  const answer = await fetch(`${server.url}/readyz`);
  return { status: answer.status, text: await answer.text() };
};

/** Somebody in the lobby with a page's own client. It counts the connections that it makes. */
class Person {
  connections = 0;
  resets = 0;
  settled = [];

  constructor(name, server) {
    const count = () => this.connections++;
    class Counted extends WebSocket {
      constructor(...how) {
        super(...how);
        count();
      }
    }
    this.client = createClient({ url: `${server.url.replace("http", "ws")}/v1/ws`, name, WebSocket: Counted, random: () => 0.1 });
    this.room = this.client.room("lobby");
    let { epoch } = this.room.state;
    this.room.on("change", (state) => {
      if (epoch && state.epoch && state.epoch !== epoch) this.resets++;
      epoch = state.epoch ?? epoch;
    });
    this.client.start();
  }

  /** \returns what the message became when it is settled, which is remembered */
  async post(text) {
    const became = await this.room.post(text).settled;
    this.settled.push({ text, ...became, epoch: this.room.state.epoch });
    return became;
  }

  get shown() {
    return this.room.state.rows.map((row) => row.text);
  }
}

/** Two servers on a Redis, Ada at one and Bob at the other. */
async function inTheLobby(redis, flags, run) {
  const servers = [];
  const people = [];
  try {
    const all = ["--store", "redis", "--redis-password-file", redis.passwordFile, "--unlimited", ...flags];
    servers.push(await startServer(all));
    const data = mkdtempSync(join(tmpdir(), "hallway-test-"));
    copyFileSync(join(servers[0].data, "secret.key"), join(data, "secret.key"));
    servers.push(new Server(data, all, {}));
    await servers[1].start();
    people.push(new Person("Ada", servers[0]), new Person("Bob", servers[1]));
    for (const one of people) await until(() => one.room.state.status === "live", "being in the room");
    await run(...people, servers);
    for (const one of people) assert.equal(one.connections, 1, "nobody came anew");
  } finally {
    for (const one of people) one.client.stop();
    for (const one of servers) await one.remove();
  }
}

/** A Redis of the test's own. */
async function withRedis(run, more = []) {
  const redis = new Redis(more);
  try {
    await redis.start();
    await inTheLobby(redis, ["--redis", redis.url], (ada, bob, servers) => run({ redis, ada, bob, servers }));
  } finally {
    redis.thaw();
    await redis.kill();
    rmSync(redis.folder, { recursive: true, force: true });
  }
}

/** Both show the same, in one order, each text once, and all of these are among it. */
async function bothShow(ada, bob, wanted) {
  await until(() => wanted.every((text) => ada.shown.includes(text) && bob.shown.includes(text)), `showing ${wanted}`);
  await until(() => ada.room.state.position.offset === bob.room.state.position.offset, "being at one place");
  assert.deepEqual(ada.shown, bob.shown);
  assert.equal(new Set(ada.shown).size, ada.shown.length, "each once");
}

/** Writes until told to stop, one after the other. */
function writing(one, prefix) {
  let isOver = false;
  const work = (async () => {
    for (let i = 0; !isOver; i++) await one.post(`${prefix} ${i}`);
  })();
  return async () => {
    isOver = true;
    await work;
  };
}

describe("when Redis", { concurrency: 3 }, () => {
  test("is frozen, posts are refused and readiness says why; afterwards all is there once", async () => {
    await withRedis(async ({ redis, ada, bob, servers }) => {
      await ada.post("before");
      const raw = await connect(servers[0].url);
      await raw.enter("Mia");
      const post = (text, key) => raw.ask({ do: "post", room: "lobby", key, text });
      await post("by Mia", newKey());
      await redis.freeze();
      const frozenAt = Date.now();
      const key = newKey();
      const first = post("asked twice", key);
      const waiting = [ada.post("from Ada"), bob.post("from Bob")];
      await until(async () => (await readiness(servers[0])).status === 503, "unreadiness");
      assert.match((await readiness(servers[0])).text, /What other servers decided has not been heard for a second|Redis/);
      const began = Date.now();
      assert.equal((await post("refused at once", newKey())).error.code, "unavailable");
      assert.ok(Date.now() - began < 1_000, "who cannot be let write is told at once");
      assert.equal((await first).error.code, "unavailable");
      assert.ok(Date.now() - frozenAt < 5_500, "within five seconds");
      if (isLong) await wait(30_000 - (Date.now() - frozenAt));
      redis.thaw();
      await Promise.all(waiting);
      let answer = {};
      for (; !answer.ok; await wait(50)) answer = await post("asked twice", key);
      await bothShow(ada, bob, ["before", "asked twice", "from Ada", "from Bob"]);
      for (const server of servers) await until(async () => (await readiness(server)).status === 200, "readiness");
      assert.equal(ada.resets + bob.resets, 0);
      assert.equal(raw.socket.readyState, 1);
      await raw.leave();
    });
  });

  test("drops those who listen, again and again, nothing is missed", async () => {
    await withRedis(async ({ redis, ada, bob }) => {
      const stops = [writing(ada, "ada"), writing(bob, "bob")];
      for (let i = 0; i < 5; i++) {
        await wait(100);
        await redis.ask("CLIENT", "KILL", "TYPE", "pubsub");
      }
      await Promise.all(stops.map((stop) => stop()));
      await bothShow(ada, bob, [ada.settled.at(-1).text, bob.settled.at(-1).text]);
      assert.equal(ada.resets + bob.resets, 0);
      assert.deepEqual(ada.room.state.markers, []);
    });
  });

  test("is killed while people write and started again, nothing that was answered is lost, doubled or out of order", async () => {
    await withRedis(async ({ redis, ada, bob, servers }) => {
      const stops = [writing(ada, "ada"), writing(bob, "bob")];
      for (let i = 0; i < 2; i++) {
        await wait(200);
        await redis.kill();
        await until(async () => /Redis/.test((await readiness(servers[0])).text), "saying why");
        await redis.start();
      }
      await wait(200);
      await Promise.all(stops.map((stop) => stop()));
      const all = [...ada.settled, ...bob.settled];
      assert.equal(new Set(all.map((each) => each.offset)).size, all.length, "no number twice");
      assert.equal(ada.resets + bob.resets, 0, "appendfsync always loses nothing");
      await bothShow(ada, bob, [ada.settled.at(-1).text, bob.settled.at(-1).text]);
      const shown = ada.shown; // the newest of them
      const oldest = ada.room.state.rows[0].offset;
      for (const each of all) if (each.offset >= oldest) assert.ok(shown.includes(each.text), each.text);
    });
  });

  test("is emptied under open rooms, everybody is told, and what they write next is in the new room under their names", async () => {
    await withRedis(async ({ redis, ada, bob }) => {
      for (let i = 0; i < 5; i++) await ada.post(`before ${i}`);
      await bothShow(ada, bob, ["before 4"]);
      await redis.ask("FLUSHALL");
      await Promise.all([ada.post("after, by Ada"), bob.post("after, by Bob")]);
      await bothShow(ada, bob, ["after, by Ada", "after, by Bob"]);
      assert.equal(ada.shown.length, 2);
      assert.deepEqual([ada.resets, bob.resets], [1, 1]);
      assert.equal(ada.room.state.epoch, bob.room.state.epoch);
      assert.deepEqual(ada.room.state.markers.map(({ kind, reason }) => [kind, reason]), [["reset", "epoch"]]);
      assert.deepEqual(new Set(bob.room.state.rows.map((row) => row.from.name)), new Set(["Ada", "Bob"]));
    });
  });

  test("has lost the last it had written, everybody is told by a new epoch, and no number is used twice in one", async () => {
    await withRedis(async ({ redis, ada, bob }) => {
      for (let i = 0; i < 20; i++) await ada.post(`before ${i}`);
      await bothShow(ada, bob, ["before 19"]);
      const before = ada.room.state.epoch;
      await redis.kill();
      redis.loseTail(4_000);
      await redis.start();
      await Promise.all([ada.post("after, by Ada"), bob.post("after, by Bob")]);
      await bothShow(ada, bob, ["after, by Ada", "after, by Bob"]);
      assert.equal(ada.resets, 1);
      assert.equal(bob.resets, 1);
      assert.notEqual(ada.room.state.epoch, before);
      assert.ok(ada.shown.includes("before 0") && !ada.shown.includes("before 19"), "what Redis has still, and nothing else");
    });
  });

  test("has no memory left, or grants too little, posts wait and readiness says why; nothing is lost", async () => {
    await withRedis(async ({ redis, ada, bob, servers }) => {
      await ada.post("before");
      const troubles = [
        { begin: ["CONFIG", "SET", "maxmemory", "1"], end: ["CONFIG", "SET", "maxmemory", "0"], says: /memory/i },
        { begin: ["ACL", "SETUSER", "default", "-evalsha", "-eval"], end: ["ACL", "SETUSER", "default", "+@all"], says: /may not|permission|user/i },
      ];
      for (const [i, trouble] of troubles.entries()) {
        assert.equal(await redis.ask(...trouble.begin), "OK");
        const written = ada.post(`during ${i}`);
        await until(async () => trouble.says.test((await readiness(servers[0])).text), `saying ${trouble.says}`);
        assert.equal((await readiness(servers[0])).status, 503);
        assert.equal(await redis.ask(...trouble.end), "OK");
        await written;
      }
      await bothShow(ada, bob, ["before", "during 0", "during 1"]);
      assert.equal(ada.resets + bob.resets, 0);
    });
  });

  test("fails over to its replica, what that has goes on, and what it has not everybody is told of", async () => {
    const sentinel = new Sentinel();
    try {
      await sentinel.start();
      await inTheLobby(sentinel, sentinel.flags, async (ada, bob) => {
        const stop = writing(ada, "ada");
        await until(() => ada.settled.length > 20, "writing");
        await sentinel.killMaster();
        const before = ada.settled.length;
        await until(() => ada.settled.length > before + 20, "writing at the other");
        await stop();
        await bob.post("and Bob");
        await bothShow(ada, bob, [ada.settled.at(-1).text, "and Bob"]);
        const epochs = new Set(ada.settled.map((each) => each.epoch));
        const lost = ada.settled.filter((each) => each.epoch === [...epochs][0] && each.offset >= ada.room.state.rows[0].offset && !ada.shown.includes(each.text));
        assert.ok(lost.length === 0 || (epochs.size === 2 && ada.resets === 1 && bob.resets === 1), `${lost.length} lost, ${epochs.size} epochs`);
      });
    } finally {
      await sentinel.remove();
    }
  });

  test("is a cluster whose slots go from master to master while people write, and nobody notices", async () => {
    const cluster = new Cluster();
    try {
      await cluster.start();
      await inTheLobby(cluster, cluster.flags, async (ada, bob) => {
        const stops = [writing(ada, "ada"), writing(bob, "bob")];
        await until(() => ada.settled.length > 20 && bob.settled.length > 20, "writing");
        for (let i = 0; i < 3; i++) assert.ok((await cluster.moveAll()) > 0);
        const before = ada.settled.length;
        await until(() => ada.settled.length > before + 20, "writing at the last place");
        for (const stop of stops) await stop();
        assert.ok((await cluster.sizes()).filter((size) => size > 0).length > 1, "it lies on several masters");
        const all = [...ada.settled, ...bob.settled].sort((a, b) => a.offset - b.offset).map(({ text }) => text);
        await bothShow(ada, bob, all.slice(-40));
        for (const one of [ada, bob]) {
          assert.equal(one.resets, 0);
          const told = one.shown.filter((text) => all.includes(text));
          assert.deepEqual(told, all.slice(-told.length), "each once, in one order");
        }
      });
    } finally {
      await cluster.remove();
    }
  });
});
