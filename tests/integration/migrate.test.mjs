// `hallway migrate`: a server's data goes into Redis and back while pages wait, and they go on where they were; a copy that is killed goes on, too.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { connect as connectTo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { Redis } from "../support/redis.mjs";
import { startServer } from "../support/server.mjs";
import { connect, newKey } from "../support/wire-client.mjs";

const binary = process.env.HALLWAY_BIN ?? fileURLToPath(new URL("../../build/dev/hallway", import.meta.url));

const redis = new Redis();

/** What a command says and ends with. */
function run(...args) {
  if (args[0] === "migrate") args.push("--redis-password-file", redis.passwordFile);
  const child = spawn(binary, args, { stdio: ["ignore", "pipe", "pipe"] });
  const said = { out: "", err: "", code: null, signal: null };
  child.stdout.on("data", (bytes) => (said.out += bytes));
  child.stderr.on("data", (bytes) => (said.err += bytes));
  const ended = new Promise((resolve) => child.on("close", (code, signal) => resolve(Object.assign(said, { code, signal }))));
  return Object.assign(ended, { child });
}

/** A way to a Unix socket that lets so many bytes through, counted both ways, and then nothing more. */
async function narrowWay(to, bytesMax) {
  let passed = 0;
  const open = new Set();
  const way = createServer((near) => {
    const far = connectTo(to);
    for (const [from, into] of [[near, far], [far, near]]) {
      open.add(from);
      from.on("error", () => {});
      from.on("close", () => into.destroy());
      from.on("data", (bytes) => {
        passed += bytes.length;
        if (passed <= bytesMax) into.write(bytes);
      });
    }
  });
  const socket = join(mkdtempSync(join(tmpdir(), "hallway-test-way-")), "way.sock");
  await new Promise((resolve) => way.listen(socket, resolve));
  return {
    url: `unix:${socket}`,
    isFull: () => passed > bytesMax,
    end: () => {
      open.forEach((each) => each.destroy());
      way.close();
    },
  };
}

const until = async (isSo) => {
  for (let i = 0; i < 1000; i++) {
    if (await isSo()) return;
    await wait(10);
  }
  assert.fail("it did not come to be");
};

const post = (client, text, key = newKey()) => client.ok({ do: "post", room: "lobby", key, text });

/** A conversation with all that is kept of one. Gives what somebody needs to come back. */
async function converse(server) {
  const ada = await connect(server.url);
  const { token } = await ada.hello("Ada");
  await ada.ok({ do: "join", room: "lobby" });
  for (let i = 0; i < 1_500; i += 50) await Promise.all(Array.from({ length: 50 }, (_, j) => post(ada, `message ${i + j} ${"x".repeat(200)}`)));
  const question = await ada.ok({ do: "ask", room: "lobby", key: newKey(), text: "Is there a recording?" });
  const bob = await connect(server.url);
  await bob.enter("Bob");
  await bob.ok({ do: "vote", room: "lobby", key: newKey(), target: question.id });
  const wrong = await post(ada, "a typing mistaek");
  await ada.ok({ do: "edit", room: "lobby", key: newKey(), target: wrong.id, text: "a typing mistake" });
  const regretted = await post(ada, "regretted");
  await ada.ok({ do: "delete", room: "lobby", key: newKey(), target: regretted.id });
  const key = newKey();
  const last = await post(ada, "sent twice", key);
  const missed = await post(bob, "missed by Ada");
  const { epoch } = await bob.ok({ do: "join", room: "lobby" });
  return { token, key, last, missed, since: { epoch, offset: last.offset, id: last.id } };
}

/** Ada comes back with where she was: nothing is missing, nothing is doubled. */
async function comeBack(server, { token, key, last, missed, since }) {
  const ada = await connect(server.url);
  await ada.ok({ do: "hello", token });
  const joined = await ada.ok({ do: "join", room: "lobby", since });
  assert.equal(joined.recovered, true);
  assert.equal(joined.epoch, since.epoch);
  assert.ok(joined.events.some((each) => each.id === missed.id));
  const again = await post(ada, "sent twice", key);
  assert.equal(again.id, last.id);
  assert.equal(again.duplicate, true);
  const history = await ada.ok({ do: "history", room: "lobby", before: missed.offset });
  const texts = history.events.map((each) => each.text);
  assert.ok(texts.includes("a typing mistake"));
  assert.ok(!texts.includes("regretted"));
  const refused = await ada.refused({ do: "post", room: "lobby", key, text: "another text" });
  assert.equal(refused.code, "conflict");
  return post(ada, "after it");
}

const folders = [];
const newFolder = () => {
  folders.push(mkdtempSync(join(tmpdir(), "hallway-test-back-")));
  return folders.at(-1);
};
before(() => redis.start());
after(async () => {
  await redis.kill();
  rmSync(redis.folder, { recursive: true, force: true });
  for (const each of folders) rmSync(each, { recursive: true, force: true });
});

test("a server's data goes into Redis and back, killed on both ways; people go on where they were", async () => {
  const server = await startServer(["--unlimited"]);
  const others = [];
  try {
    const kept = await converse(server);

    const busy = await run("migrate", "--from", `sqlite:${server.data}`, "--to", redis.url);
    assert.equal(busy.code, 4, busy.err);
    assert.match(busy.err, /in use by process/);
    await server.kill("SIGTERM");

    // There, killed on the way.
    const way = await narrowWay(redis.socket, 300_000);
    const killed = run("migrate", "--from", `sqlite:${server.data}`, "--to", way.url);
    await until(way.isFull);
    killed.child.kill("SIGKILL");
    assert.equal((await killed).signal, "SIGKILL");
    way.end();
    assert.equal(await redis.ask("EXISTS", "hallway:logs"), "0"); // no server finds anything of it
    const there = await run("migrate", "--from", `sqlite:${server.data}`, "--to", redis.url, "--json");
    assert.equal(there.code, 0, there.err);
    const told = JSON.parse(there.out);
    assert.equal(told.verified, true);
    assert.ok(told.events > 1_500);
    assert.ok(told.events_found > 0 && told.events_found < told.events, `${told.events_found} of ${told.events} were there`);
    const once = await run("migrate", "--from", `sqlite:${server.data}`, "--to", redis.url, "--json");
    assert.equal(JSON.parse(once.out).was_done, true);

    others.push(await startServer(["--unlimited", "--store", "redis", "--redis", redis.url, "--redis-password-file", redis.passwordFile], { data: server.data }));
    const said = await comeBack(others[0], kept);
    const served = await run("migrate", "--from", redis.url, "--to", `sqlite:${newFolder()}`);
    assert.equal(served.code, 4, served.out);
    assert.match(served.err, /A server uses the Redis/);
    await others[0].kill("SIGTERM");
    const other = await run("migrate", "--from", `sqlite:${server.data}`, "--to", redis.url);
    assert.equal(other.code, 4, other.out);
    assert.match(other.err, /There is other data/);

    // And back, killed on the way.
    const folder = newFolder();
    const wayBack = await narrowWay(redis.socket, 300_000);
    const killedToo = run("migrate", "--from", wayBack.url, "--to", `sqlite:${folder}`);
    await until(wayBack.isFull);
    killedToo.child.kill("SIGKILL");
    await killedToo;
    wayBack.end();
    assert.ok(statSync(join(folder, "hallway.db.migrating")).size > 0);
    assert.ok(!existsSync(join(folder, "hallway.db")));
    const back = await run("migrate", "--from", redis.url, "--to", `sqlite:${folder}`, "--secret-from", server.data, "--json");
    assert.equal(back.code, 0, back.err);
    assert.ok(JSON.parse(back.out).events_found > 0);
    assert.equal(JSON.parse(back.out).has_secret, true);
    assert.equal(readFileSync(join(folder, "secret.key"), "utf8"), readFileSync(join(server.data, "secret.key"), "utf8"));
    const check = await run("check-db", "--data", folder);
    assert.equal(check.code, 0, check.out);
    assert.match(check.out, /all is well/);

    others.push(await startServer(["--unlimited"], { data: folder }));
    const after = await comeBack(others[1], kept);
    assert.equal(after.offset, said.offset + 1);
    const backup = await run("backup", "--url", others[1].url, "--data", folder);
    assert.equal(backup.code, 0, backup.err);
  } finally {
    for (const each of [server, ...others]) await each.remove();
  }
});

test("what cannot be migrated is refused with its own exit code, and a sentence", async () => {
  const nowhere = await run("migrate", "--from", `sqlite:${newFolder()}`, "--to", redis.url);
  assert.equal(nowhere.code, 4);
  assert.match(nowhere.err, /holds no data of a Hallway server/);
  for (const [from, to] of [["sqlite:a", "sqlite:b"], [redis.url, redis.url], ["somewhere", redis.url], ["sqlite:", redis.url]])
    assert.equal((await run("migrate", "--from", from, "--to", to)).code, 2);
  const away = await run("migrate", "--from", "unix:/nowhere/redis.sock", "--to", `sqlite:${newFolder()}`);
  assert.equal(away.code, 4);
  assert.match(away.err, /Redis cannot be reached\. \(\/nowhere\/redis\.sock/);
  const empty = await run("migrate", "--from", redis.url, "--to", `sqlite:${newFolder()}`, "--redis-prefix", "empty:");
  assert.equal(empty.code, 3, empty.err);

  const damaged = await startServer(["--unlimited"]);
  try {
    const ada = await connect(damaged.url);
    await ada.enter("Ada");
    await post(ada, "something that is recognised");
    await damaged.kill("SIGTERM");
    const file = join(damaged.data, "hallway.db");
    const bytes = readFileSync(file);
    bytes.write("otherwise", bytes.indexOf("something that is recognised"));
    writeFileSync(file, bytes);
    const refused = await run("migrate", "--from", `sqlite:${damaged.data}`, "--to", redis.url, "--redis-prefix", "damaged:");
    assert.equal(refused.code, 3, refused.out);
    assert.match(refused.err, /its checksum does not fit/);
  } finally {
    await damaged.remove();
  }
});
