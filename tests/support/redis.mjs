// A real redis-server for a test: with a password, killed without warning, frozen, started again at the same place.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

const password = "open sesame";

// A run that ends early takes its servers with it.
const running = new Set();
process.on("exit", () => running.forEach((child) => child.kill("SIGKILL")));

/** On a Unix socket in a folder of its own. What it acknowledges is on the disk. */
export class Redis {
  folder = mkdtempSync(join(tmpdir(), "hallway-test-redis-"));
  socket = join(this.folder, "redis.sock");
  url = `unix:${this.socket}`;
  passwordFile = join(this.folder, "password");
  #process = null;
  #more;

  /** @param {string[]} [more]  further arguments of redis-server */
  constructor(more = []) {
    this.#more = more;
  }

  async start() {
    writeFileSync(this.passwordFile, `${password}\n`, { mode: 0o600 });
    this.#process = spawn("/usr/bin/redis-server", ["--port", "0", "--unixsocket", this.socket, "--dir", this.folder, "--save", "",
      "--appendonly", "yes", "--appendfsync", "always", "--requirepass", password, ...this.#more], { stdio: "ignore" });
    running.add(this.#process);
    for (let i = 0; i < 500 && (await this.ask("PING")) !== "PONG"; i++) await wait(10);
  }

  /** What redis-cli prints. */
  ask(...words) {
    return new Promise((resolve) => {
      let out = "";
      const asking = spawn("/usr/bin/redis-cli", ["-s", this.socket, ...words], { env: { ...process.env, REDISCLI_AUTH: password } });
      asking.stdout.on("data", (bytes) => (out += bytes));
      asking.on("close", () => resolve(out.trim()));
    });
  }

  /** Until it has stopped, in every thread, it may still answer: another core need not have heard. */
  async freeze() {
    const { pid } = this.#process;
    const threads = () => readdirSync(`/proc/${pid}/task`).map((thread) => readFileSync(`/proc/${pid}/task/${thread}/stat`, "latin1"));
    this.#process.kill("SIGSTOP");
    while (!threads().every((stat) => /^T /.test(stat.slice(stat.lastIndexOf(")") + 2)))) await wait(1);
  }

  thaw() { this.#process.kill("SIGCONT"); }

  /** As a power cut does: the last bytes that were written are not on the disk. Only while it does not run. @param {number} bytes */
  loseTail(bytes) {
    const folder = join(this.folder, "appendonlydir");
    const written = (name) => statSync(join(folder, name)).mtimeMs;
    const [newest] = readdirSync(folder).filter((name) => name.endsWith(".incr.aof")).sort((a, b) => written(b) - written(a));
    const tail = join(folder, newest);
    truncateSync(tail, Math.max(0, statSync(tail).size - bytes));
  }

  async kill() {
    if (!this.#process || this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#process.once("exit", resolve));
    this.#process.kill("SIGKILL");
    await ended;
  }
}

const freePort = () =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });

/** A master, its replica, and a Sentinel that watches them alone and is quick to call the master dead. */
export class Sentinel {
  folder = mkdtempSync(join(tmpdir(), "hallway-test-sentinel-"));
  passwordFile = join(this.folder, "password");
  #all = [];
  #port = 0;
  #sentinel = null;

  /** For a server that is to ask it. */
  get flags() {
    return ["--redis-sentinel", `redis://127.0.0.1:${this.#port}`, "--redis-master", "main"];
  }

  async start() {
    writeFileSync(this.passwordFile, `${password}\n`, { mode: 0o600 });
    const [master, replica] = [await freePort(), await freePort()];
    this.#port = await freePort();
    const both = ["--bind", "127.0.0.1", "--masterauth", password, "--repl-diskless-sync-delay", "0"];
    this.#all = [new Redis([...both, "--port", String(master)]), new Redis([...both, "--port", String(replica), "--replicaof", `127.0.0.1 ${master}`])];
    for (const each of this.#all) await each.start();
    for (let i = 0; i < 500 && !(await this.#all[0].ask("INFO", "replication")).includes("state=online"); i++) await wait(10);
    const file = join(this.folder, "sentinel.conf");
    writeFileSync(file, `port ${this.#port}\nbind 127.0.0.1\ndir ${this.folder}\nsentinel monitor main 127.0.0.1 ${master} 1\nsentinel auth-pass main "${password}"\n`
      + "sentinel down-after-milliseconds main 300\nsentinel failover-timeout main 2000\n", { mode: 0o600 });
    this.#sentinel = spawn("/usr/bin/redis-sentinel", [file], { stdio: "ignore" });
    running.add(this.#sentinel);
    await wait(1_500); // until it has heard of the replica
  }

  killMaster() {
    return this.#all[0].kill();
  }

  async remove() {
    this.#sentinel?.kill("SIGKILL");
    for (const each of this.#all) {
      await each.kill();
      rmSync(each.folder, { recursive: true, force: true });
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Three masters that share all slots. Up after two seconds, which Redis wants before it trusts a new cluster. */
export class Cluster {
  folder = mkdtempSync(join(tmpdir(), "hallway-test-cluster-"));
  passwordFile = join(this.folder, "password");
  #masters = [];

  /** For a server that is to find all of it. */
  get flags() {
    return ["--redis-cluster", `redis://127.0.0.1:${this.#masters[0].port}`];
  }

  async start() {
    writeFileSync(this.passwordFile, `${password}\n`, { mode: 0o600 });
    for (let i = 0; i < 3; i++) {
      const [port, bus] = [await freePort(), await freePort()];
      const redis = new Redis(["--bind", "127.0.0.1", "--port", String(port), "--cluster-enabled", "yes", "--cluster-port", String(bus)]);
      await redis.start();
      this.#masters.push({ port, bus, redis, id: await redis.ask("CLUSTER", "MYID") });
    }
    const first = (i) => Math.floor((16_384 * i) / 3);
    for (const [i, { redis }] of this.#masters.entries()) {
      await redis.ask("CLUSTER", "ADDSLOTSRANGE", String(first(i)), String(first(i + 1) - 1));
      await redis.ask("CLUSTER", "SET-CONFIG-EPOCH", String(i + 1));
    }
    for (const [i, { redis }] of this.#masters.entries())
      for (const { port, bus } of this.#masters.slice(0, i)) await redis.ask("CLUSTER", "MEET", "127.0.0.1", String(port), String(bus));
    for (const { redis } of this.#masters) {
      for (let i = 0; i < 500 && !(await redis.ask("CLUSTER", "INFO")).includes("cluster_state:ok"); i++) await wait(10);
    }
  }

  /** Moves every slot that holds keys on to the next master, in the steps of `redis-cli --cluster reshard`. @returns how many */
  async moveAll() {
    const moves = [];
    for (const [i, from] of this.#masters.entries()) {
      const keys = (await from.redis.ask("KEYS", "*")).split("\n").filter(Boolean);
      const slots = new Set(await Promise.all(keys.map((key) => from.redis.ask("CLUSTER", "KEYSLOT", key))));
      for (const slot of slots) moves.push({ slot, from, to: this.#masters[(i + 1) % 3] });
    }
    for (const { slot, from, to } of moves) {
      await to.redis.ask("CLUSTER", "SETSLOT", slot, "IMPORTING", from.id);
      await from.redis.ask("CLUSTER", "SETSLOT", slot, "MIGRATING", to.id);
      const keys = (await from.redis.ask("CLUSTER", "GETKEYSINSLOT", slot, "1000")).split("\n").filter(Boolean);
      await from.redis.ask("MIGRATE", "127.0.0.1", String(to.port), "", "0", "5000", "AUTH", password, "KEYS", ...keys);
      for (const { redis } of [to, from]) await redis.ask("CLUSTER", "SETSLOT", slot, "NODE", to.id);
    }
    return moves.length;
  }

  /** Keys of each master. */
  sizes() {
    return Promise.all(this.#masters.map(async ({ redis }) => Number(await redis.ask("DBSIZE"))));
  }

  async remove() {
    for (const { redis } of this.#masters) {
      await redis.kill();
      rmSync(redis.folder, { recursive: true, force: true });
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}
