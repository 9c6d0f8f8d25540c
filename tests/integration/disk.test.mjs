// A server whose disk fails or is full: nobody is told that something is kept which is not, what is there can be read, and why is told.
import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { canMount, fallible, smallDisk } from "../support/failing-disk.mjs";
import { startServer } from "../support/server.mjs";
import { connect, newKey } from "../support/wire-client.mjs";

const syncs = ["sync/fsync", "sync/fdatasync"];
const writes = ["rw/write", "rw/pwrite", "rw/pwrite64"];
const EIO = 5;
const ENOSPC = 28;

/** Several people who post one after the other; what was answered is kept. */
class Crowd {
  acknowledged = new Map(); // id -> { offset, text }
  refusals = new Map(); // code -> count
  #members = [];
  #posts = 0;

  static async of(server, size) {
    const crowd = new Crowd();
    for (let i = 0; i < size; ++i) {
      const member = await connect(server.url);
      await member.enter(`Member ${i}`);
      crowd.#members.push(member);
    }
    return crowd;
  }

  async #postOne(member) {
    const text = `Post ${++this.#posts} ${"x".repeat(900)}`;
    const answer = await member.ask({ do: "post", room: "lobby", key: newKey(), text });
    if (answer.ok) this.acknowledged.set(answer.ok.id, { offset: answer.ok.offset, text });
    else this.refusals.set(answer.error.code, (this.refusals.get(answer.error.code) ?? 0) + 1);
    return answer;
  }

  /** Everybody posts `each` times, or until somebody is refused. */
  async post(each, until = () => false) {
    await Promise.all(
      this.#members.map(async (member) => {
        for (let i = 0; i < each && !until(); ++i) await this.#postOne(member);
      }),
    );
  }

  get isRefused() {
    return this.refusals.size > 0;
  }

  async leave() {
    await Promise.all(this.#members.map((member) => member.leave()));
  }
}

/** All messages of the lobby, page by page. */
async function history(server) {
  const reader = await connect(server.url);
  await reader.enter("Reader");
  const rows = [];
  let where = { after: 0 };
  for (;;) {
    const page = await reader.ok({ do: "history", room: "lobby", limit: 300, ...where });
    rows.push(...page.events);
    if (page.after === undefined || page.events.length === 0) break;
    where = { after: page.after };
  }
  await reader.leave();
  return rows;
}

function assertKept(rows, acknowledged) {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const lost = [...acknowledged].filter(([id, { offset, text }]) => byId.get(id)?.offset !== offset || byId.get(id)?.text !== text);
  assert.equal(lost.length, 0, `${lost.length} of ${acknowledged.size} acknowledged posts are not there`);
  assert.equal(new Set(rows.map((row) => row.text)).size, rows.length, "nothing is there twice");
}

const ready = async (server) => {
  const response = await fetch(`${server.url}/readyz`);
  return { status: response.status, text: await response.text() };
};

const metric = async (server, name) => {
  const page = await (await fetch(`${server.url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)$`, "m").exec(page)[1]);
};

test("after a failed fsync nothing is acknowledged that is not kept, nothing is synced again, and reading goes on", { timeout: 60_000 }, async () => {
  const disk = fallible();
  const server = await startServer(["--unlimited"], { environment: disk.environment });
  try {
    const crowd = await Crowd.of(server, 8);
    await crowd.post(25);
    assert.equal(crowd.acknowledged.size, 200);
    const posting = crowd.post(100_000, () => crowd.isRefused);
    await disk.fail(server, syncs, EIO);
    await posting;
    await crowd.post(1);

    assert.deepEqual([...crowd.refusals.keys()], ["storage_full"]);
    const told = await ready(server);
    assert.equal(told.status, 503);
    assert.match(told.text, /failed.*SQLite code 1034.*start the server again/);
    assert.equal(await metric(server, "hallway_store_writable"), 0);
    const synced = await metric(server, "hallway_store_fsyncs_total");
    await disk.heal(server, syncs); // the kernel would say now that all is well
    await crowd.post(3);
    assert.equal(await metric(server, "hallway_store_fsyncs_total"), synced);
    assert.deepEqual([...crowd.refusals.keys()], ["storage_full"]);
    assertKept(await history(server), crowd.acknowledged);
    await crowd.leave();

    await server.kill("SIGTERM");
    server.environment = {};
    await server.start();
    assert.equal((await ready(server)).status, 200);
    assertKept(await history(server), crowd.acknowledged);
    const again = await Crowd.of(server, 1);
    await again.post(1);
    assert.equal(again.acknowledged.size, 1);
    await again.leave();
  } finally {
    await server.remove();
    disk.remove();
  }
});

/** Fills the disk under load, looks, makes room, and expects that it goes on by itself. */
async function expectFullDiskPasses(server, fill, makeRoom) {
  const crowd = await Crowd.of(server, 8);
  await crowd.post(5);
  const posting = crowd.post(100_000, () => crowd.isRefused);
  await fill();
  await posting;
  await crowd.post(2);

  assert.deepEqual([...crowd.refusals.keys()], ["storage_full"]);
  const told = await ready(server);
  assert.equal(told.status, 503);
  assert.match(told.text, /is full.*goes on by itself/);
  const before = new Map(crowd.acknowledged);
  assertKept(await history(server), before);

  await makeRoom();
  const until = Date.now() + 20_000;
  while ((await ready(server)).status !== 200 && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal((await ready(server)).status, 200);
  const refused = crowd.refusals.get("storage_full");
  await crowd.post(3);
  assert.equal(crowd.refusals.get("storage_full"), refused);
  const rows = await history(server);
  assertKept(rows, crowd.acknowledged);
  assert.equal(rows.length, crowd.acknowledged.size, "what was refused is not there");
  await crowd.leave();
  return crowd.acknowledged;
}

test("a full disk refuses posts, can be read, loses nothing, and goes on by itself when there is room", { timeout: 60_000 }, async (context) => {
  if (!canMount()) {
    context.diagnostic("no file system can be mounted here: the error of a full disk comes from libfiu");
    const disk = fallible();
    const server = await startServer(["--unlimited"], { environment: disk.environment });
    try {
      const kept = await expectFullDiskPasses(
        server,
        () => disk.fail(server, writes.slice(1), ENOSPC),
        () => disk.heal(server, writes.slice(1)),
      );
      await server.kill();
      server.environment = {};
      await server.start();
      assertKept(await history(server), kept);
    } finally {
      await server.remove();
      disk.remove();
    }
    return;
  }
  const disk = smallDisk(24);
  const server = await startServer(["--unlimited"], { within: disk.within });
  const copy = mkdtempSync(join(tmpdir(), "hallway-test-"));
  let restarted;
  try {
    const kept = await expectFullDiskPasses(
      server,
      () => disk.fill(server, 600),
      () => disk.makeRoom(server),
    );
    disk.copyTo(server, copy); // nobody writes: what a SIGKILL would leave
    restarted = await startServer(["--unlimited"], { data: copy });
    assertKept(await history(restarted), kept);
  } finally {
    await server.remove();
    await restarted?.remove();
  }
});
