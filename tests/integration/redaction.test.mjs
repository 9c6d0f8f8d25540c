// Rows that were edited or deleted long ago: shown as they stand on every page, after every restart, and what was taken away is nowhere in the data folder.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { startServer } from "../support/server.mjs";
import { connect, newKey } from "../support/wire-client.mjs";

const binary = process.env.HALLWAY_BIN ?? fileURLToPath(new URL("../../build/dev/hallway", import.meta.url));
const messages = process.env.HALLWAY_LONG ? 20_000 : 900; // far more than a room keeps in memory

/** Names of files in the folder that contain the text. */
async function filesWith(folder, text) {
  const found = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []))
    if (entry.isFile() && (await readFile(join(entry.path ?? folder, entry.name))).includes(text)) found.push(entry.name);
  return found;
}

/** Waits until no file contains any of them; a pause of the server's writer is what it takes. */
async function areGone(folder, texts) {
  const until = Date.now() + 30_000;
  for (;;) {
    const found = (await Promise.all(texts.map((text) => filesWith(folder, text)))).flat();
    if (found.length === 0) return;
    assert.ok(Date.now() < until, `still in ${found}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const shown = (row) => (row.deleted ? "(deleted)" : row.text);

test("far back rows stand as they were left, and what was taken away is nowhere on the disk", { timeout: 120_000 }, async (t) => {
  // Without what the safety team can read for a while; see reports.test.mjs for that.
  const server = await startServer(["--unlimited", "--cores", "1", "--safety-keep", "0"]);
  t.after(() => server.kill());
  let ada = await connect(server.url);
  const { token } = await ada.hello("Ada");
  await ada.ok({ do: "join", room: "lobby" });

  const ids = [undefined];
  for (let first = 1; first <= messages; first += 50) {
    const batch = [];
    for (let i = first; i < first + 50 && i <= messages; ++i)
      batch.push(ada.ok({ do: "post", room: "lobby", key: newKey(), text: `said-first-${String(i).padStart(6, "0")}` }));
    for (const { id } of await Promise.all(batch)) ids.push(id);
  }
  const since = { epoch: (await ada.ok({ do: "join", room: "lobby" })).epoch, offset: 300, id: ids[300] };

  const expected = (i) => (i === 3 || i === 500 ? "(deleted)" : i === 7 || i === 600 ? `stands-${i}` : `said-first-${String(i).padStart(6, "0")}`);
  for (const i of [7, 600]) {
    await ada.ok({ do: "edit", room: "lobby", key: newKey(), target: ids[i], text: `said-between-${i}` });
    await ada.ok({ do: "edit", room: "lobby", key: newKey(), target: ids[i], text: `stands-${i}` });
  }
  await ada.ok({ do: "edit", room: "lobby", key: newKey(), target: ids[500], text: "said-before-the-end" });
  for (const i of [3, 500]) await ada.ok({ do: "delete", room: "lobby", key: newKey(), target: ids[i] });
  assert.equal((await ada.refused({ do: "edit", room: "lobby", key: newKey(), target: ids[3], text: "x" })).code, "gone");
  assert.equal((await ada.refused({ do: "delete", room: "lobby", key: newKey(), target: ids[3] })).code, "gone");

  const lookAround = async (who) => {
    const page = async (place) => (await who.ok({ do: "history", room: "lobby", limit: 20, ...place })).events;
    const pages = [
      await page({ before: 15 }),
      await page({ after: 0 }),
      await page({ around: ids[7] }),
      await page({ around: ids[500] }),
      await page({ before: 605 }),
      await page({ after: 595 }),
    ];
    for (const rows of pages) {
      assert.ok(rows.length > 0);
      for (const row of rows) assert.equal(shown(row), expected(row.offset), `row ${row.offset}`);
    }
    for (const i of [3, 7, 500, 600]) assert.ok(pages.flat().some((row) => row.id === ids[i]));
    // Each page says truthfully whether there is more, from the newest row to the oldest.
    let before = messages + 1;
    let count = 0;
    while (before !== undefined) {
      const answer = await who.ok({ do: "history", room: "lobby", before, limit: 256 });
      for (const row of answer.events) assert.equal(shown(row), expected(row.offset));
      count += answer.events.length;
      before = answer.before;
    }
    assert.equal(count, messages);
    const latest = await who.ok({ do: "history", room: "lobby", latest: true, limit: 256 });
    assert.equal(latest.events.length, 256);
    assert.equal(latest.before, latest.events[0].offset); // as many as a room keeps in memory, and there are older ones
  };
  const recover = async (who) => {
    const told = [];
    let position = since;
    for (;;) {
      const answer = await who.ok({ do: "join", room: "lobby", since: position });
      assert.equal(answer.recovered, true);
      told.push(...answer.events);
      position = { epoch: answer.epoch, offset: answer.offset, id: answer.id };
      if (!answer.more) break;
    }
    assert.ok(!JSON.stringify(told).includes("said-between"));
    assert.ok(!JSON.stringify(told).includes("said-before-the-end"));
    for (const each of told) if (each.ev === "message") assert.equal(shown(each), expected(each.offset));
    assert.equal(told.filter((each) => each.ev === "message").length, messages - 300);
  };
  const takenAway = ["said-first-000003", "said-first-000500", "said-first-000007", "said-first-000600", "said-between-7", "said-between-600", "said-before-the-end"];

  await lookAround(ada);
  if (messages < 5_000) await recover(ada);
  await areGone(server.data, takenAway);
  assert.deepEqual(await filesWith(server.data, "stands-600"), ["hallway.db"]); // the search finds what is there

  // A snapshot is saved when the server stops, and holds the newest rows; what is deleted afterwards must leave it, too.
  await server.kill("SIGTERM");
  await server.start();
  ada = await connect(server.url);
  await ada.hello(undefined, { token });
  await ada.ok({ do: "join", room: "lobby" });
  const last = await ada.ok({ do: "post", room: "lobby", key: newKey(), text: "said-last-of-all" });
  await server.kill("SIGTERM");
  await server.start();
  ada = await connect(server.url);
  await ada.hello(undefined, { token });
  await ada.ok({ do: "join", room: "lobby" });
  await ada.ok({ do: "delete", room: "lobby", key: newKey(), target: last.id });
  await server.kill("SIGTERM");
  await areGone(server.data, [...takenAway, "said-last-of-all"]);

  // And after an end without warning.
  await server.start();
  await server.kill("SIGKILL");
  await server.start();
  ada = await connect(server.url);
  await ada.hello(undefined, { token });
  await ada.ok({ do: "join", room: "lobby" });
  assert.equal(shown((await ada.ok({ do: "history", room: "lobby", around: last.id, limit: 1 })).events[0]), "(deleted)");
  const page = await ada.ok({ do: "history", room: "lobby", before: 15, limit: 20 });
  for (const row of page.events) assert.equal(shown(row), expected(row.offset));
  await server.kill("SIGTERM");

  const { stdout } = await promisify(execFile)(binary, ["export", "--format", "jsonl", "--data", server.data, "--room", "lobby"], { maxBuffer: 64 << 20 });
  for (const text of takenAway) assert.ok(!stdout.includes(text));
  assert.ok(stdout.includes("stands-600") && stdout.includes("stands-7"));
});
