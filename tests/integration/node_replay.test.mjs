// A recorded chat by members at two servers on one Redis: everybody is told all of it once and in order, also while servers are killed under them.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { startNodes } from "../support/event-nodes.mjs";
import { Redis } from "../support/redis.mjs";

const binary = process.env.HALLWAY_BIN ?? fileURLToPath(new URL("../../build/dev/hallway", import.meta.url));
const isLong = Boolean(process.env.HALLWAY_LONG);
const members = isLong ? 200 : 16;
const posts = isLong ? 30_000 : 900;
const rate = isLong ? 300 : 180; // posts a second
const killedFor = isLong ? 500 : 200; // ms
const upFor = 1_500; // ms at most, before the next is killed

describe("a replay through two servers on one Redis", () => {
  const redis = new Redis();
  const recording = join(redis.folder, "talk.raw.txt");
  let nodes = [];
  before(async () => {
    await redis.start();
    nodes = await startNodes(redis, 2);
    const line = (i) => `[${String(10 + Math.floor(i / 3600)).padStart(2, "0")}:${String(Math.floor(i / 60) % 60).padStart(2, "0")}] <member${(i * 7) % members}> line ${i}\n`;
    writeFileSync(recording, Array.from({ length: posts }, (_, i) => line(i)).join(""));
  });
  after(async () => {
    for (const each of nodes) await each.remove();
    await redis.kill();
    rmSync(redis.folder, { recursive: true, force: true });
  });

  /** The closing figures; rejects unless all posts stand in the room, once, in order, and all were told of them. */
  const replay = (room, more) =>
    new Promise((resolve, reject) => {
      const urls = nodes.flatMap((each) => ["--url", each.url]);
      const command = ["replay", recording, "--room", room, ...urls, "--token-file", join(nodes[0].data, "organiser.token"), "--keys-file", join(redis.folder, room), "--json", ...more];
      execFile(binary, command, (error, out, err) => (error ? reject(new Error(`${out}\n${err}`)) : resolve(JSON.parse(out))));
    });

  const isFaultless = (figures) => {
    assert.equal(figures.servers, 2);
    assert.deepEqual(
      { answers: figures.answers, lost: figures.lost, doubled: figures.doubled, out_of_order: figures.out_of_order, refused: figures.refused },
      { answers: posts, lost: 0, doubled: 0, out_of_order: 0, refused: 0 },
    );
  };

  test("all is told at both, once and in order", async (t) => {
    const figures = await replay("quiet", ["--speed", "max"]);
    isFaultless(figures);
    assert.equal(figures.reconnects, 0);
    t.diagnostic(`${Math.round(posts / figures.seconds)} posts a second, from send to delivery p99 ${figures.p99_ms.toFixed(1)} ms`);
  });

  test("while one after the other is killed and started again, what was answered is lost nowhere, told twice nowhere, and in order", async (t) => {
    let isOver = false;
    const replaying = replay("stormy", ["--speed", "max", "--rate", String(rate)]).finally(() => (isOver = true));
    let kills = 0;
    const killing = (async () => {
      await wait(1_000);
      while (!isOver) {
        const node = nodes[kills++ % 2];
        await node.kill();
        await wait(killedFor);
        await node.start();
        for (let passed = 0; passed < upFor && !isOver; passed += 100) await wait(100);
      }
    })();
    const [figures] = await Promise.all([replaying, killing]);
    isFaultless(figures);
    assert.ok(kills >= 2, `${kills} kills`);
    assert.ok(figures.reconnects > 0 && figures.observers_back > 0);
    t.diagnostic(`${kills} kills, ${figures.reconnects} reconnects, ${figures.seconds.toFixed(1)} s`);
  });
});
