// Backup, restore and check-db as an operator meets them: what they print, what they refuse and with which exit code.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";

import { startServer } from "../support/server.mjs";
import { connect, newKey } from "../support/wire-client.mjs";

const binary = process.env.HALLWAY_BIN ?? fileURLToPath(new URL("../../build/dev/hallway", import.meta.url));

function run(...args) {
  const { status, stdout, stderr } = spawnSync(binary, args, { encoding: "utf8", timeout: 60_000 });
  return { status, stdout, stderr };
}

const json = (result) => JSON.parse(result.stdout);

describe("backup, restore and check-db", () => {
  let server;
  let folder;
  let member;
  let epoch;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "hallway-backup-"));
    server = await startServer(["--backup-every", "0"]);
    member = await connect(server.url);
    ({ epoch } = await member.enter("Ada"));
    for (const text of ["One", "Two", "Three"]) await member.ok({ do: "post", room: "lobby", key: newKey(), text });
  });
  after(async () => {
    await server.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const tokenFile = () => join(server.data, "organiser.token");
  const written = async (role) => {
    const path = join(folder, `${role}.token`);
    writeFileSync(path, await server.token(role));
    return path;
  };

  test("a running server makes one when an organiser asks, into its own folder or into a file", async () => {
    const first = run("backup", "--url", server.url, "--token-file", tokenFile());
    assert.equal(first.status, 0, first.stderr);
    assert.match(first.stdout, /hallway-\d{8}T\d{6}Z\.db: .* 1 rooms, \d+ events, read through/);
    const made = readdirSync(join(server.data, "backups")).filter((name) => name.endsWith(".db"));
    assert.equal(made.length, 1);
    assert.equal(readFileSync(join(server.data, "backups/secret.key"), "utf8"), readFileSync(join(server.data, "secret.key"), "utf8"));
    assert.equal(statSync(join(server.data, "backups")).mode & 0o777, 0o700);

    const fetched = run("backup", "--url", server.url, "--data", server.data, "--to", join(folder, "fetched.db"), "--json");
    assert.equal(fetched.status, 0, fetched.stderr);
    assert.equal(json(fetched).backup, join(folder, "fetched.db"));
    assert.equal(json(fetched).secret, false);
    assert.equal(statSync(join(folder, "fetched.db")).mode & 0o777, 0o600);
    assert.equal(json(run("check-db", join(folder, "fetched.db"), "--json")).sound, true);

    const again = run("backup", "--url", server.url, "--data", server.data, "--to", join(folder, "fetched.db"));
    assert.equal(again.status, 1);
    assert.match(again.stderr, /nothing is overwritten/);
  });

  test("nobody but an organiser has one made, and tokens stand in no log", async () => {
    const before = readdirSync(join(server.data, "backups")).length;
    for (const role of ["attendee", "speaker", "moderator", "safety", "bot"]) {
      const refused = run("backup", "--url", server.url, "--token-file", await written(role));
      assert.equal(refused.status, 1, role);
      assert.match(refused.stderr, /Only organisers/);
    }
    const wrong = join(folder, "wrong.token");
    writeFileSync(wrong, "hs1.bm9uc2Vuc2U.AAAA");
    assert.equal(run("backup", "--url", server.url, "--token-file", wrong).status, 1);
    assert.equal(run("backup", "--url", server.url, "--token-file", join(folder, "none")).status, 1);
    assert.equal((await fetch(`${server.url}/v1/admin/backups`, { method: "POST" })).status, 401);
    const token = readFileSync(tokenFile(), "utf8").trim();
    const headers = { authorization: `Bearer ${token}` };
    const proxied = await fetch(`${server.url}/v1/admin/backups`, { method: "POST", headers: { ...headers, "x-forwarded-for": "203.0.113.9" } });
    assert.equal(proxied.status, 404);
    assert.equal((await fetch(`${server.url}/v1/admin/backups?number=1`, { headers })).status, 200);
    assert.equal(readdirSync(join(server.data, "backups")).length, before);
    assert.equal(server.errors.includes(token), false);
    assert.equal((await (await fetch(`${server.url}/metrics`)).text()).includes(token), false);
  });

  test("the data of a running server is not touched, and the way to back it up is told", () => {
    const refused = run("backup", "--data", server.data);
    assert.equal(refused.status, 4);
    assert.match(refused.stderr, /in use by process \d+.*hallway backup --url/);
    const [name] = readdirSync(join(server.data, "backups")).filter((one) => one.endsWith(".db"));
    assert.equal(run("restore", "--data", server.data, join(server.data, "backups", name)).status, 4);
    const unchecked = run("check-db", "--data", server.data);
    assert.equal(unchecked.status, 4);
    assert.match(unchecked.stderr, /hallway backup --url/);
  });

  test("a killed server's data is checked and backed up; a restored room is told to who comes back", async () => {
    await member.ok({ do: "post", room: "lobby", key: newKey(), text: "Four, after the backup" });
    const { events } = await member.ok({ do: "history", room: "lobby", before: 1000, limit: 10 }).catch(() => ({ events: [] }));
    await server.kill();
    const names = readdirSync(server.data).sort();
    assert.equal(run("check-db", "--data", server.data).status, 0);
    assert.deepEqual(readdirSync(server.data).sort(), names);

    mkdirSync(join(folder, "stopped"));
    const made = run("backup", "--data", server.data, "--to", join(folder, "stopped"), "--json");
    assert.equal(made.status, 0, made.stderr);
    assert.equal(existsSync(join(folder, "stopped/secret.key")), true);

    const restored = run("restore", "--data", server.data, join(folder, "fetched.db"), "--json");
    assert.equal(restored.status, 0, restored.stderr);
    assert.equal(json(restored).secret, "kept");
    assert.equal(existsSync(join(json(restored).aside, "hallway.db")), true);
    await server.start();
    const back = await connect(server.url);
    await back.hello("Ada");
    const joined = await back.ok({ do: "join", room: "lobby", since: { epoch, offset: 4, id: events.at(-1)?.id } });
    assert.equal(joined.recovered, false);
    assert.equal(joined.reason, "epoch");
    assert.notEqual(joined.epoch, epoch);
    assert.deepEqual(joined.events.map((each) => each.text), ["One", "Two", "Three"]);
    await back.leave();
    await server.kill();
  });

  test("a restore elsewhere brings the secret that lies beside the backup, or says that links will be new", () => {
    const [name] = readdirSync(join(folder, "stopped")).filter((one) => one.endsWith(".db"));
    const brought = run("restore", "--data", join(folder, "brought"), join(folder, "stopped", name));
    assert.equal(brought.status, 0, brought.stderr);
    assert.match(brought.stdout, /links that were given out stay good/);
    assert.equal(readFileSync(join(folder, "brought/secret.key"), "utf8"), readFileSync(join(server.data, "secret.key"), "utf8"));
    const made = run("restore", "--data", join(folder, "without"), join(folder, "fetched.db"));
    assert.equal(made.status, 0, made.stderr);
    assert.match(made.stdout, /links of staff have to be given out again/);
    assert.equal(existsSync(join(folder, "without/secret.key")), false);
  });

  test("what is not sound is refused, named, and leaves everything as it was", () => {
    const bad = join(folder, "bad.db");
    copyFileSync(join(folder, "fetched.db"), bad);
    const bytes = readFileSync(bad);
    bytes[bytes.indexOf("Two")] ^= 1;
    writeFileSync(bad, bytes);
    const before = readFileSync(join(folder, "without/hallway.db"));
    const refused = run("restore", "--data", join(folder, "without"), bad);
    assert.equal(refused.status, 3);
    assert.match(refused.stderr, /main\/lobby: The event at offset 2 is not what was written/);
    assert.deepEqual(readFileSync(join(folder, "without/hallway.db")), before);
    const checked = run("check-db", bad, "--json");
    assert.equal(checked.status, 3);
    assert.equal(json(checked).sound, false);
    assert.match(json(checked).logs.find((log) => log.log === "main/lobby").problems[0], /offset 2/);
    assert.equal(run("check-db", bad).status, 3);
    assert.equal(run("check-db", join(folder, "wrong.token")).status, 3);
    assert.equal(run("check-db").status, 2);
    assert.equal(run("restore", "--data", join(folder, "without")).status, 2);
    assert.equal(run("backup").status, 2);
    assert.equal(run("backup", "--data", join(folder, "nothing")).status, 4);
  });

  test("the backups of a folder are listed, each read through", () => {
    const backups = join(server.data, "backups");
    const listed = run("restore", "--data", server.data, "--list");
    assert.equal(listed.status, 0, listed.stderr);
    assert.match(listed.stdout, /hallway-\d{8}T\d{6}Z\.db {2}\d{4}-\d\d-\d\d .* UTC .* 1 rooms .* events {2}verified/);
    copyFileSync(join(folder, "bad.db"), join(backups, "hallway-20200101T000000Z.db"));
    const withBad = run("restore", "--list", "--json", backups);
    assert.equal(withBad.status, 3);
    assert.equal(json(withBad).backups.at(-1).verified, false);
    assert.equal(json(withBad).backups[0].verified, true);
  });

  test("a restore that is killed leaves the old data or the restored, whole", async () => {
    const data = join(folder, "killed");
    assert.equal(run("restore", "--data", data, join(folder, "fetched.db")).status, 0);
    const rounds = process.env.HALLWAY_LONG ? 100 : 8;
    for (let i = 0; i < rounds; i++) {
      const child = spawn(binary, ["restore", "--data", data, join(folder, "fetched.db")], { stdio: "ignore" });
      const gone = once(child, "exit");
      const timer = setTimeout(() => child.kill("SIGKILL"), Math.random() * 60);
      await gone;
      clearTimeout(timer);
      const next = run("restore", "--data", data, "--list", folder); // takes no lock, finishes nothing
      assert.notEqual(next.status, 4);
      assert.equal(run("export", "--data", data, "--room", "lobby", "--format", "jsonl").stdout.split("\n").length, 4, `round ${i}`);
      assert.equal(run("check-db", "--data", data).status, 0, `round ${i}`);
    }
  });
});
