// `hallway bench` as an operator meets it: what it counts is what was done, and it leaves nothing behind. How quick anything was is not looked at.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";

import { Redis } from "../support/redis.mjs";
import { startServer } from "../support/server.mjs";

const binary = process.env.HALLWAY_BIN ?? fileURLToPath(new URL("../../build/dev/hallway", import.meta.url));

let folder;
before(() => (folder = mkdtempSync(join(tmpdir(), "hallway-bench-test-"))));
after(() => rmSync(folder, { recursive: true, force: true }));

function bench(...args) {
  const json = join(folder, "figures.json");
  rmSync(json, { force: true });
  const { status, stdout, stderr } = spawnSync(binary, ["bench", "--json", json, ...args], { encoding: "utf8", timeout: 120_000 });
  const report = existsSync(json) ? JSON.parse(readFileSync(json, "utf8")) : null;
  const figures = Object.fromEntries((report?.scenarios ?? []).map((one) => [one.name, one.figures]));
  return { status, stdout, stderr, report, figures };
}

const tiny = ["--rate", "100", "--seconds", "0.3"];

test("a bench of its own server over TLS counts as much, and its members come back", () => {
  const run = bench("--own", "--tls", "--data", folder, "--members", "10", ...tiny, "--scenario", "a,reconnect,slow");
  assert.equal(run.status, 0, run.stdout + run.stderr);
  assert.equal(run.figures.a.deliveries, 30 * 10);
  assert.match(run.stdout, /Nothing was lost, doubled or out of order\.\n$/);
});

describe("a bench of its own server", () => {
  let run;
  before(() => (run = bench("--own", "--data", folder, "--members", "10", ...tiny)));

  test("everything that was posted arrived, and is counted", () => {
    assert.equal(run.status, 0, run.stdout + run.stderr);
    assert.equal(run.figures.a.posts, 30);
    assert.equal(run.figures.a.deliveries, 30 * 10);
    assert.equal(run.figures.c.deliveries, 30 * 10);
    for (const name of ["a", "b", "c", "d", "many", "posts", "most", "keynote", "reconnect", "behind", "slow", "raid"]) {
      const { lost, doubled, out_of_order: outOfOrder, connections_lost: gone } = run.figures[name];
      assert.deepEqual([name, lost, doubled, outOfOrder, gone], [name, 0, 0, 0, 0]);
    }
    assert.match(run.stdout, /Nothing was lost, doubled or out of order\.\n$/);
  });

  test("every scenario is done, and says what it was", () => {
    assert.deepEqual(run.report.scenarios.map(({ name }) => name),
      ["a", "b", "c", "d", "many", "posts", "most", "idle", "storm", "keynote", "reconnect", "behind", "slow", "raid"]);
    assert.equal(run.report.scenarios[0].title, "1 room of 10, 100 posts/s");
    assert.match(run.report.date, /^\d{4}-\d\d-\d\d$/);
    assert.match(run.report.command, /^hallway bench /);
    assert.equal(run.report.machine.cores, String(Number(run.report.machine.cores)));
  });

  test("latency is counted, and the time, memory and fsyncs of the server", () => {
    const { a, d, idle, slow } = run.figures;
    assert.ok(a.p50_ms > 0 && a.p50_ms <= a.p99_ms && a.p99_ms <= a.max_ms);
    assert.ok(a.fsyncs > 0);
    assert.ok(d.server_cpu_seconds > 0 && d.deliveries_per_cpu_second > 0);
    assert.ok(idle.rss_bytes > 1_000_000);
    assert.equal(slow.stalled, 2);
  });

  test("who was cut off is told all that was missed, also in pages", () =>
    assert.deepEqual([run.figures.reconnect.unrecovered, run.figures.behind.unrecovered], [0, 0]));

  test("a raid meets flood control", () => assert.ok(run.figures.raid.raid_posts_refused > 0));

  test("nothing of it is left", () => assert.deepEqual(readdirSync(folder), ["figures.json"]));
});

describe("a bench of a server that runs", () => {
  test("opens rooms of its own, and takes time and memory from what the server tells", async () => {
    const server = await startServer(["--unlimited"]);
    try {
      const run = bench(server.url, "--token-file", join(server.data, "organiser.token"), "--scenario", "a,c", "--members", "5", "--rooms", "3", ...tiny);
      assert.equal(run.status, 0, run.stdout + run.stderr);
      assert.deepEqual([run.figures.a.deliveries, run.figures.c.deliveries], [150, 150]);
      assert.ok(run.figures.a.rss_bytes > 1_000_000);

      const watched = bench(server.url.replace("127.0.0.1", "localhost"), "--room", "lobby", "--pid", String(server.pid), "--scenario", "a,c,raid", "--members", "5", ...tiny);
      assert.equal(watched.status, 0, watched.stdout + watched.stderr);
      assert.equal(watched.figures.a.deliveries, 150);
      assert.ok(watched.figures.a.rss_bytes > 1_000_000);
      assert.deepEqual(Object.keys(watched.figures), ["a"]);
      assert.match(watched.stderr, /c is left out: .*several rooms[^]*raid is left out: .*--own/);
    } finally {
      await server.remove();
    }
  });

  test("tells what a server with flood control refuses, and ends with 1", async () => {
    const server = await startServer();
    try {
      const run = bench(server.url, "--room", "lobby", "--scenario", "a", "--members", "1", ...tiny);
      assert.equal(run.status, 1);
      assert.match(run.stdout, /FAULT: \d+ posts were refused/);
      assert.match(run.stdout, /rate_limited/);
    } finally {
      await server.remove();
    }
  });
});

test("a post is appended to Redis once, however many it is delivered to", async () => {
  const redis = new Redis();
  await redis.start();
  const server = await startServer(["--store", "redis", "--redis", redis.url, "--redis-password-file", redis.passwordFile, "--unlimited"]);
  const appends = async () => Number(/cmdstat_xadd:calls=(\d+)/.exec(await redis.ask("INFO", "commandstats"))?.[1] ?? 0);
  const appendsFor = async (members) => {
    const before = await appends();
    const run = bench(server.url, "--room", "lobby", "--scenario", "a", "--members", String(members), ...tiny);
    assert.equal(run.status, 0, run.stdout + run.stderr);
    assert.equal(run.figures.a.deliveries, 30 * members);
    return (await appends()) - before;
  };
  try {
    // 20 authors are named and post once each; then as many posts to warm up as are measured.
    assert.deepEqual([await appendsFor(20), await appendsFor(60)], [20 + 20 + 30 + 30, 20 + 20 + 30 + 30]);
  } finally {
    await server.remove();
    await redis.kill();
    rmSync(redis.folder, { recursive: true, force: true });
  }
});

describe("a bench that should not be", () => {
  const refused = [
    ["another machine", ["http://192.0.2.1:8000", "--room", "lobby"], /192\.0\.2\.1 is another machine\..*--yes-this-is-mine/],
    ["no server", [], /Say which server/],
    ["two kinds of server", ["--own", "http://127.0.0.1:1"], /Say which server/],
    ["TLS of another's server", ["http://127.0.0.1:1", "--room", "lobby", "--tls"], /https:\/\/ address/],
    ["no room and no token", ["http://127.0.0.1:1", "--token-file", "/nonexistent/token"], /--token-file/],
    ["an unknown scenario", ["--own", "--scenario", "e"], /There is no scenario "e"/],
    ["a process that is not its own", ["--own", "--pid", "1"], /are about a server that runs/],
    ["another server's wire", ["--own", "--wire", "nats"], /--wire/],
  ];
  for (const [what, args, sentence] of refused)
    test(`${what}: refused with a sentence`, () => {
      const { status, stderr } = bench(...args);
      assert.equal(status, 2);
      assert.match(stderr, sentence);
    });

  test("a server that is not there is a fault", () => {
    const { status, stdout } = bench("http://127.0.0.1:1", "--room", "lobby", "--scenario", "storm", "--members", "2");
    assert.equal(status, 1);
    assert.match(stdout, /FAULT: /);
  });
});

test("Ctrl-C ends the bench with its server and its folder", async () => {
  const data = mkdtempSync(join(folder, "interrupted-"));
  const child = spawn(binary, ["bench", "--own", "--data", data, "--scenario", "a", "--members", "5", "--seconds", "60"], { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data"); // the scenario's title
  let servers = [];
  while (servers.length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    servers = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8").trim().split(" ").filter((each) => each !== "");
  }
  child.kill("SIGINT");
  const [code] = await once(child, "exit");
  assert.equal(code, 1);
  assert.equal(existsSync(`/proc/${servers[0]}`), false);
  assert.deepEqual(readdirSync(data), []);
});
