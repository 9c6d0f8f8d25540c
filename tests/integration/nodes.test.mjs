// Two servers on one Redis: what is said at one is heard at the other, in one order, whatever happens to either.
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { after, before, beforeEach, describe, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";

import { startNodes } from "../support/event-nodes.mjs";
import { Redis } from "../support/redis.mjs";
import { startServer } from "../support/server.mjs";
import { connect, newKey } from "../support/wire-client.mjs";

const post = (client, text, key = newKey()) => client.ok({ do: "post", room: "lobby", key, text });

/** Waits until a client has been told so many messages; all of them, in the order in which they came. */
async function told(client, count) {
  for (let i = 0; i < 1_500; i++) {
    const heard = client.documents.filter((each) => each.ev === "message");
    if (heard.length >= count) return heard;
    await wait(20);
  }
  assert.fail(`${client.documents.filter((each) => each.ev === "message").length} of ${count} messages arrived`);
}

describe("two servers on one Redis", () => {
  const redis = new Redis();
  let nodes = [];
  before(() => redis.start());
  beforeEach(async () => {
    await redis.ask("FLUSHALL");
    nodes = await startNodes(redis, 2);
  });
  const end = async () => {
    for (const each of nodes) await each.remove();
    nodes = [];
  };
  after(async () => {
    await redis.kill();
    rmSync(redis.folder, { recursive: true, force: true });
  });

  test("what is said at one is told at the other, under its author's name, and both go on from there", async () => {
    try {
      const ada = await connect(nodes[0].url);
      const bob = await connect(nodes[1].url);
      await ada.enter("Ada");
      await bob.enter("Bob");
      const first = await post(ada, "from the one");
      const heard = await bob.event("message");
      assert.equal(heard.text, "from the one");
      assert.equal(heard.from.name, "Ada");
      assert.equal(heard.id, first.id);
      const second = await post(bob, "from the other");
      assert.equal(second.offset, first.offset + 1);
      assert.equal((await ada.next((each) => each.ev === "message" && each.id === second.id)).text, "from the other");
    } finally {
      await end();
    }
  });

  test("many write at both at once, and everybody is told all of it once and in one order", async () => {
    try {
      const people = [];
      for (const node of [0, 1, 0, 1, 0, 1]) {
        const one = await connect(nodes[node].url);
        await one.enter(`Person ${people.length}`);
        people.push(one);
      }
      const each = 150;
      await Promise.all(people.map(async (one, who) => {
        for (let i = 0; i < each; i++) await post(one, `${who}/${i}`);
      }));
      const orders = await Promise.all(people.map((one) => told(one, people.length * each)));
      const offsets = orders[0].map((message) => message.offset);
      assert.deepEqual(offsets, [...offsets].sort((a, b) => a - b));
      assert.equal(new Set(offsets).size, people.length * each);
      for (const order of orders) assert.deepEqual(order.map((message) => message.id), orders[0].map((message) => message.id));
    } finally {
      await end();
    }
  });

  test("edits and deletions at one show at the other, also to who joins later", async () => {
    try {
      const ada = await connect(nodes[0].url);
      const bob = await connect(nodes[1].url);
      await ada.enter("Ada");
      await bob.enter("Bob");
      const edited = await post(ada, "a typo");
      const deleted = await post(ada, "a mistake");
      await told(bob, 2);
      await ada.ok({ do: "edit", room: "lobby", key: newKey(), target: edited.id, text: "no typo" });
      await ada.ok({ do: "delete", room: "lobby", key: newKey(), target: deleted.id });
      assert.equal((await bob.event("edited")).text, "no typo");
      assert.equal((await bob.event("deleted")).target, deleted.id);
      const carol = await connect(nodes[1].url);
      const joined = await carol.enter("Carol");
      assert.deepEqual(joined.events.filter((each) => each.ev === "message").map((each) => each.text ?? null).filter(Boolean), ["no typo"]);
    } finally {
      await end();
    }
  });

  test("a room that is opened at one can be joined at the other", async () => {
    try {
      const olga = await connect(nodes[0].url);
      await olga.hello("Olga", { token: await nodes[0].token("organiser") });
      await olga.ok({ do: "open", room: "table", key: newKey(), title: "A table" });
      const bob = await connect(nodes[1].url);
      await bob.hello("Bob");
      await bob.ok({ do: "join", room: "table" });
      await bob.ok({ do: "post", room: "table", key: newKey(), text: "Anybody here?" });
    } finally {
      await end();
    }
  });

  for (const { isDeaf, title } of [{ isDeaf: false, title: "at once" }, { isDeaf: true, title: "though the other has just lost the connection by which it hears of it" }]) {
    test(`who is banned at one is sent away at the other within a second, and what they write is not taken, ${title}`, async () => {
      let flood;
      try {
        const mia = await connect(nodes[0].url);
        await mia.hello("Mia", { token: await nodes[0].token("moderator") });
        await mia.ok({ do: "join", room: "lobby" });
        const first = await connect(nodes[1].url);
        const { me, token } = await first.hello("Mallory");
        await first.ok({ do: "join", room: "lobby" });
        const second = await connect(nodes[1].url);
        await second.hello("Mallory", { token });
        await second.ok({ do: "join", room: "lobby" });
        flood = setInterval(() => {
          for (const each of [first, second])
            if (each.socket.readyState === 1) each.raw(JSON.stringify({ id: 1_000, do: "post", room: "lobby", key: newKey(), text: "flood" }));
        }, 5);
        await told(mia, 50);

        if (isDeaf) await redis.ask("CLIENT", "KILL", "TYPE", "pubsub");
        const { at } = await mia.ok({ do: "ban", key: newKey(), member: me.id });
        const closed = await Promise.race([Promise.all([first.closed, second.closed]), wait(1_000, "late")]);
        assert.notEqual(closed, "late");
        assert.deepEqual(closed.map((each) => each.code), [4403, 4403]);
        const back = await connect(nodes[1].url);
        assert.equal((await back.refused({ do: "hello", token })).code, "banned");
        const { events } = await mia.ok({ do: "history", room: "lobby", latest: true, limit: 1 });
        assert.ok(events[0].at <= at + 1_000, `the last post came ${events[0].at - at} ms after the ban`);
      } finally {
        clearInterval(flood);
        await end();
      }
    });
  }

  test("applause at one is told at the other, and who is typing there", async () => {
    try {
      const mia = await connect(nodes[0].url);
      await mia.hello("Mia", { token: await nodes[0].token("moderator") });
      await mia.ok({ do: "join", room: "lobby" });
      const bob = await connect(nodes[1].url);
      await bob.enter("Bob");
      await mia.ok({ do: "policy", room: "lobby", key: newKey(), typing: true });
      await post(mia, "Hello");
      await bob.event("message");
      await mia.ok({ do: "applaud", room: "lobby", kind: "wow" });
      await mia.ok({ do: "typing", room: "lobby" });
      assert.deepEqual((await bob.event("applause")).counts, { wow: 1 });
      assert.deepEqual((await bob.event("typing")).typing.map(({ name }) => name), ["Mia"]);
    } finally {
      await end();
    }
  });

  test("who is here is told of both nodes together, and no longer of one that has stopped", async () => {
    try {
      const nodesSeenBy = async (node) => Number(/^hallway_nodes (\d+)$/m.exec(await (await fetch(`${node.url}/metrics`)).text())[1]);
      const sees = async (node, count) => {
        for (let i = 0; i < 1_500 && (await nodesSeenBy(node)) !== count; i++) await wait(20);
        assert.equal(await nodesSeenBy(node), count);
      };
      await Promise.all([sees(nodes[0], 2), sees(nodes[1], 2)]);
      for (let i = 0; i < 5; i++) await (await connect(nodes[1].url)).enter(`Person ${i}`);
      let here = 0;
      for (let i = 0; i < 50 && here !== 5; i++) { // six are told as 5 to who comes when the other node has said so
        const ada = await connect(nodes[0].url);
        await ada.enter("Ada");
        for (let passed = 0; passed < 300 && here !== 5; passed += 20) {
          await wait(20);
          here = ada.documents.find((each) => each.ev === "here")?.people;
        }
        await ada.leave();
      }
      assert.equal(here, 5);
      await nodes[1].kill("SIGTERM");
      await sees(nodes[0], 1);
    } finally {
      await end();
    }
  });

  test("a node with another secret does not start, and says what to do", async () => {
    try {
      const flags = ["--store", "redis", "--redis", redis.url, "--redis-password-file", redis.passwordFile];
      await assert.rejects(startServer(flags), /ended with 4\.[^]*have another secret than \S+secret\.key: .* Copy secret\.key of a node/);
      await redis.ask("HDEL", "hallway:{records}:values", "secret"); // as it says
      await (await startServer(flags)).remove();
    } finally {
      await end();
    }
  });

  test("who retries at the other what one did not answer any more is stored once, and can read on", async () => {
    try {
      const ada = await connect(nodes[0].url);
      const { token } = await ada.hello("Ada");
      const joined = await ada.ok({ do: "join", room: "lobby" });
      const key = newKey();
      const stored = await post(ada, "asked twice", key);
      await nodes[0].kill();

      const again = await connect(nodes[1].url);
      await again.hello("Ada", { token });
      const back = await again.ok({ do: "join", room: "lobby", since: { epoch: joined.epoch, offset: joined.offset, ...(joined.id && { id: joined.id }) } });
      assert.equal(back.recovered, true);
      assert.deepEqual(back.events.filter((each) => each.ev === "message").map((each) => each.text), ["asked twice"]);
      const repeated = await post(again, "asked twice", key);
      assert.equal(repeated.id, stored.id);
      assert.equal(repeated.duplicate, true);
    } finally {
      await end();
    }
  });

  test("who comes from one node to the other is known there, though the other has not heard of the newest yet", async () => {
    try {
      const ada = await connect(nodes[0].url);
      const { token } = await ada.hello("Ada");
      const { epoch } = await ada.ok({ do: "join", room: "lobby" });
      const bob = await connect(nodes[1].url);
      await bob.enter("Bob"); // so that the other has the room open
      for (let i = 0; i < 20; i++) {
        await redis.ask("CLIENT", "KILL", "TYPE", "pubsub");
        const { offset, id } = await post(ada, `message ${i}`);
        const moved = await connect(nodes[1].url);
        await moved.hello("Ada", { token });
        const joined = await moved.ok({ do: "join", room: "lobby", since: { epoch, offset, id } });
        assert.equal(joined.recovered, true, `round ${i}: ${joined.reason}`);
        await moved.leave();
      }
    } finally {
      await end();
    }
  });

  test("while no news come from Redis nothing is lost: what was said meanwhile is told afterwards", async () => {
    try {
      const ada = await connect(nodes[0].url);
      const bob = await connect(nodes[1].url);
      await ada.enter("Ada");
      await bob.enter("Bob");
      for (let round = 0; round < 5; round++) {
        const posts = [];
        for (let i = 0; i < 20; i++) {
          posts.push(post(ada, `${round}/${i}`));
          if (i === 10) posts.push(redis.ask("CLIENT", "KILL", "TYPE", "pubsub"));
        }
        await Promise.all(posts);
      }
      const heard = await told(bob, 100);
      assert.deepEqual(heard.map((each) => each.offset), heard.map((_, i) => heard[0].offset + i));
    } finally {
      await end();
    }
  });
});
