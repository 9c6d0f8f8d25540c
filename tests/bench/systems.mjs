// The servers that the bench measures: how each is started, spoken to and ended. Each start is fresh: new process, new data.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { makeCertificate } from "../support/certificate.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
export const build = join(root, "build/release");
export const work = join(root, "build/bench");
const peers = join(root, "tests/bench/peers");
const startMax = 20_000; // ms

// A run that ends early takes its servers with it.
const running = new Set();
process.on("exit", () => running.forEach((child) => child.kill("SIGKILL")));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));

/** Which core the generator has for itself; all servers share the first one, so that one and two nodes can be compared. */
const serverCore = 0;
const generatorCore = cpus().length - 1;

/** Starts a command, and waits for the line that tells where it listens.
 * @param {string[]} command @param {RegExp} told  its first group is what is returned */
async function start(command, told, cwd = root, cores = String(serverCore)) {
  const child = spawn("taskset", ["-c", cores, ...command], { cwd, stdio: ["ignore", "pipe", "pipe"] });
  running.add(child);
  let said = "";
  const listening = new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on("line", (line) => {
        said = `${said}${line}\n`.slice(-2_000);
        const found = told.exec(line);
        if (found) resolve(found[1] ?? "");
      });
    child.once("exit", () => reject(new Error(`${command[0]} ended:\n${said}`)));
    child.once("error", reject);
    setTimeout(() => reject(new Error(`${command[0]} did not start:\n${said}`)), startMax).unref();
  });
  return { child, address: await listening };
}

async function end({ child }) {
  const ended = child.exitCode === null && child.signalCode === null ? once(child, "exit") : null;
  child.kill("SIGTERM");
  const patience = setTimeout(() => child.kill("SIGKILL"), 10_000);
  await ended;
  clearTimeout(patience);
  running.delete(child);
}

async function startRedis(folder, isDurable) {
  const socket = join(folder, "redis.sock");
  const log = isDurable ? ["--appendonly", "yes", "--appendfsync", "always"] : ["--appendonly", "no"];
  const server = await start(["redis-server", "--port", "0", "--unixsocket", socket, "--dir", folder, "--save", "", ...log], /Ready to accept connections|The server is now ready/);
  return { ...server, socket };
}

const hallwayOn = (cores, data, ...more) => start([join(build, "hallway"), "serve", "--listen", "127.0.0.1:0", "--data", data, "--unlimited", "--cores", String(cores), "--backup-every", "0",
  "--drain-grace", "0", "--drain-window", "0", ...more], /^listening (.*)/, root, cores === 1 ? String(serverCore) : `0-${cores - 1}`);
const hallway = (data, ...more) => hallwayOn(1, data, ...more);

/** What a started system is told to the generator by. */
const started = (wire, servers, folder, redis) => ({
  urls: servers.map(({ address }) => address),
  pids: servers.map(({ child }) => child.pid),
  wire,
  tokenFile: wire === "hallway" ? join(folder, "0", "organiser.token") : "",
  redis: redis?.socket ?? "",
  async end() {
    for (const each of [...servers, ...(redis ? [redis] : [])]) await end(each);
    rmSync(folder, { recursive: true, force: true });
  },
});

async function hallwayNodes(count, folder) {
  const redis = await startRedis(folder, true);
  const nodes = [];
  for (let i = 0; i < count; i++) {
    const data = join(folder, String(i));
    mkdirSync(data);
    if (i > 0) copyFileSync(join(folder, "0", "secret.key"), join(data, "secret.key")); // one event has one secret
    nodes.push(await hallway(data, "--store", "redis", "--redis", `unix:${redis.socket}`));
  }
  return started("hallway", nodes, folder, redis);
}

const peer = (command, told = /^listening (.*)/) => start(command, told, peers);

/** By name: what it is, and how one starts it in a folder of its own. */
const makers = {
  "hallway": ["Hallway, embedded store: each post on disk before it is told", async (folder) => started("hallway", [await hallway(join(folder, "0"))], folder)],
  "hallway, one by one": ["the same without io_uring: one send for each member and turn", async (folder) => started("hallway", [await hallway(join(folder, "0"), "--sends", "one_by_one")], folder)],
  "hallway, TLS": ["the same over TLS 1.3 of its own, AES-128-GCM", async (folder) => started("hallway", [await hallway(join(folder, "0"), ...makeCertificate(folder).flags)], folder)],
  "hallway, 2 cores": ["the same with two threads that serve, on two cores; on a machine of two the generator shares one, so compare what a CPU-second does", async (folder) => started("hallway", [await hallwayOn(2, join(folder, "0"))], folder)],
  "hallway, 1 node": ["Hallway over Redis that syncs each post", (folder) => hallwayNodes(1, folder)],
  "hallway, 2 nodes": ["two of them on one Redis", (folder) => hallwayNodes(2, folder)],
  "bun": ["Bun's WebSocket server, publishing (uWebSockets inside); nothing kept", async (folder) => started("documents", [await peer(["node_modules/.bin/bun", "bun.mjs"])], folder)],
  "floor": ["next to nothing above the kernel, io_uring: what no server here can beat; nothing kept", async (folder) => started("documents", [await peer([join(build, "bench_floor")])], folder)],
  "floor on disk": ["the floor that writes: on disk before it is told: one write and one fdatasync a turn", async (folder) => started("documents", [await peer([join(build, "bench_floor"), join(folder, "log")])], folder)],
  "ws": ["node with ws; nothing kept", async (folder) => started("documents", [await peer(["node", "ws.mjs"])], folder)],
  "socket.io": ["Socket.IO; nothing kept", async (folder) => started("socket.io", [await peer(["node", "socketio.mjs"])], folder)],
  "nats": ["nats-server over TCP; nothing kept, nothing numbered", async (folder) => {
    const server = await peer(["nats-server", "-a", "127.0.0.1", "-p", "-1"], /Listening for client connections on (.*)/);
    return started("nats", [{ ...server, address: `http://${server.address}` }], folder);
  }],
  "socket.io, 2 nodes": ["Socket.IO with its Redis adapter, posts numbered by the Redis, which keeps nothing on disk", async (folder) => {
    const redis = await startRedis(folder, false);
    const nodes = [await peer(["node", "socketio.mjs", redis.socket]), await peer(["node", "socketio.mjs", redis.socket])];
    return started("socket.io", nodes, folder, redis);
  }],
};

export const systemNames = Object.keys(makers);
export const aboutSystem = (name) => makers[name][0];

/** @param {string} name */
export async function startSystem(name) {
  mkdirSync(work, { recursive: true });
  const folder = mkdtempSync(join(work, "data-"));
  try {
    return await makers[name][1](folder);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Loads it with one scenario. @param {string} scenario @param {string[]} more  of the bench's arguments */
export const load = (system, scenario, more) => measured(["taskset", "-c", String(generatorCore), join(build, "bench_load"), "bench", ...system.urls, "--wire", system.wire,
  ...system.pids.flatMap((pid) => ["--pid", String(pid)]), ...(system.tokenFile ? ["--token-file", system.tokenFile] : []), ...(system.redis ? ["--redis", system.redis] : []), ...more], scenario);

/** The same for Hallway with a server that the generator starts itself, as `hallway bench --own` does. */
export const loadOwn = (scenario, more) => measured([join(build, "hallway"), "bench", "--own", "--cores", "1", "--data", work, ...more], scenario);

/** @returns {Promise<{ report: any, figures: { title: string, figures: Record<string, number>, faults: string[] } }>} */
async function measured([command, ...args], scenario) {
  mkdirSync(work, { recursive: true });
  const json = join(work, "figures.json");
  rmSync(json, { force: true });
  const child = spawn(command, [...args, "--scenario", scenario, "--json", json], { stdio: ["ignore", "ignore", "inherit"] });
  running.add(child);
  await once(child, "exit"); // 1 if there were faults: they are in the file
  running.delete(child);
  const report = JSON.parse(readFileSync(json, "utf8"));
  const [figures] = report.scenarios;
  if (!figures) throw new Error(`${scenario} was not measured`);
  return { report, figures };
}
