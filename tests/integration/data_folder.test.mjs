// What a server makes of a data folder that is held, damaged, foreign or of another version: it refuses with a sentence that helps, and leaves all as it is.
import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { chmodSync, chownSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";

import { startServer } from "../support/server.mjs";
import { connect, newKey } from "../support/wire-client.mjs";

const binary = process.env.HALLWAY_BIN ?? fileURLToPath(new URL("../../build/dev/hallway", import.meta.url));
const page = 4096;

/** Tries to serve a folder. */
const serve = (data, how = {}) =>
  new Promise((resolve) => {
    execFile(binary, ["serve", "--listen", "127.0.0.1:0", "--data", data], { timeout: 20_000, ...how }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });

/** Every file with what is in it and when it was written. What the lock notes of who holds it is not data. */
const state = (folder) =>
  readdirSync(folder)
    .filter((name) => name !== "lock")
    .sort()
    .map((name) => {
      const { mtimeMs, mode } = statSync(join(folder, name));
      return { name, bytes: readFileSync(join(folder, name)).toString("base64"), mtimeMs, mode };
    });

const post = (client, text, room = "lobby") => client.ok({ do: "post", room, key: newKey(), text });

describe("a second process", () => {
  test("is refused, told who holds the folder, and changes nothing; the first does not notice", async () => {
    const server = await startServer();
    try {
      const member = await connect(server.url);
      await member.enter("Ada");
      await post(member, "Before");
      const found = state(server.data);

      const second = await serve(server.data);

      assert.equal(second.code, 4);
      assert.match(second.stderr, new RegExp(`in use by process ${server.pid}\\b.*--data`));
      assert.equal(second.stdout, "");
      assert.deepEqual(state(server.data), found);
      assert.equal((await post(member, "After")).offset, 2);
      assert.equal((await fetch(`${server.url}/readyz`)).status, 200);
      await member.leave();
    } finally {
      await server.remove();
    }
  });
});

describe("a data file that is not as it was left", () => {
  let clean; // a folder that was left cleanly
  let crashed; // one with a write-ahead log, as a crash leaves it
  const made = [];
  before(async () => {
    const server = await startServer(["--unlimited"]);
    const member = await connect(server.url);
    await member.enter("Ada");
    for (let i = 0; i < 60; ++i) await post(member, `Post ${i} ${"x".repeat(900)}`);
    await server.kill();
    crashed = server.data;
    clean = mkdtempSync(join(tmpdir(), "hallway-test-"));
    cpSync(crashed, clean, { recursive: true });
    const again = await startServer([], { data: clean });
    await again.kill("SIGTERM");
    made.push(clean, crashed);
    assert.deepEqual(readdirSync(clean).filter((name) => /wal|shm/.test(name)), []);
    assert.ok(statSync(join(crashed, "hallway.db-wal")).size > 20 * page);
  });
  after(() => made.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

  const overwrite = (file, at, bytes) => {
    const content = readFileSync(file);
    bytes.copy(content, at);
    writeFileSync(file, content);
  };
  const garbage = (count) => Buffer.alloc(count, 0x5a);
  const sql = (file, statement) => execFileSync("sqlite3", [file, statement]);

  /** @type {[string, "clean" | "crashed", (file: string) => void, RegExp][]} */
  const damages = [
    ["whose header was overwritten", "clean", (file) => overwrite(file, 0, garbage(100)), /is damaged.*hallway restore --data/s],
    ["with a page overwritten in the middle", "clean", (file) => overwrite(file, 8 * page, garbage(page)), /is damaged.*hallway restore --data/s],
    ["that is cut off", "clean", (file) => truncateSync(file, 7 * page), /is damaged.*hallway restore --data/s],
    ["of no length", "clean", (file) => truncateSync(file, 0), /is empty, though.*hallway restore --data/s],
    ["that is no database", "clean", (file) => writeFileSync(file, `Dear diary,\n${"x".repeat(9000)}`), /is damaged.*hallway restore --data/s],
    ["of a newer version", "clean", (file) => sql(file, "PRAGMA user_version = 99"), /newer Hallway.*99/],
    ["of another program", "clean", (file) => sql(file, "PRAGMA application_id = 7"), /belongs to another program.*--data/],
    ["whose write-ahead log begins with garbage", "crashed", (file) => overwrite(`${file}-wal`, 0, garbage(32)), /write-ahead log.*is damaged.*hallway restore --data/s],
    ["that is missing beside its write-ahead log", "crashed", (file) => rmSync(file), /is missing, though.*hallway restore --data/s],
  ];
  for (const [what, from, damage, sentence] of damages) {
    test(`${what} is refused with the way out, and nothing is changed`, async () => {
      const folder = mkdtempSync(join(tmpdir(), "hallway-test-"));
      made.push(folder);
      cpSync(from === "clean" ? clean : crashed, folder, { recursive: true });
      rmSync(join(folder, "hallway.db-shm"), { force: true });
      damage(join(folder, "hallway.db"));
      const found = state(folder);

      const refused = await serve(folder);

      assert.equal(refused.code, 4, refused.stderr);
      assert.match(refused.stderr, sentence);
      assert.match(refused.stderr, /Nothing in it was changed/);
      assert.equal(refused.stdout, "");
      assert.deepEqual(state(folder), found);
    });
  }

  test("that may not be read is refused", async () => {
    const folder = mkdtempSync(join(tmpdir(), "hallway-test-"));
    made.push(folder);
    cpSync(clean, folder, { recursive: true });
    chmodSync(join(folder, "hallway.db"), 0o000);
    let user = {};
    if (process.getuid() === 0) {
      // Root reads everything: somebody else has to try, whose folder it is but for the file.
      user = { uid: 65534, gid: 65534 };
      for (const name of ["", "lock", "secret.key"]) chownSync(join(folder, name), 65534, 65534);
      cpSync(binary, join(folder, "hallway"));
    }

    const refused = await new Promise((resolve) => {
      const command = process.getuid() === 0 ? join(folder, "hallway") : binary;
      execFile(command, ["serve", "--listen", "127.0.0.1:0", "--data", folder], { timeout: 20_000, ...user }, (error, _, stderr) =>
        resolve({ code: error?.code ?? 0, stderr }),
      );
    });

    assert.equal(refused.code, 4, refused.stderr);
    assert.match(refused.stderr, /hallway\.db.*cannot be read/);
    assert.equal(statSync(join(folder, "hallway.db")).mode & 0o777, 0);
  });

  test("one damaged message keeps its room from being read past it, and leaves the others alone", async () => {
    const folder = mkdtempSync(join(tmpdir(), "hallway-test-"));
    made.push(folder);
    cpSync(clean, folder, { recursive: true });
    sql(join(folder, "hallway.db"), "UPDATE events SET body = CAST(replace(CAST(body AS TEXT), 'Post 30', 'Past 30') AS BLOB)");
    const server = await startServer(["--unlimited", "--room", "lobby=Lobby", "--room", "stage=Stage"], { data: folder });
    const ada = await connect(server.url);
    await ada.enter("Ada", "stage");

    const refused = await ada.refused({ do: "join", room: "lobby" });

    assert.equal(refused.code, "unavailable");
    assert.equal((await post(ada, "The stage lives", "stage")).offset, 1);
    assert.equal((await fetch(`${server.url}/readyz`)).status, 200);
    assert.match(server.log, /checksum does not fit/);
    await ada.leave();
    await server.remove();
  });
});
