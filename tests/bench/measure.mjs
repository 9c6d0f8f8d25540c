#!/usr/bin/env node
// Measures Hallway, alone or beside others, in interleaved rounds, and writes tests/bench/results/NAME.json, .md and .svg. Started by tests/bench/run.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { plotsOf, pageOf } from "./results-page.mjs";
import { together, withDerived } from "./statistics.mjs";
import { aboutSystem, build, load, loadOwn, startSystem, systemNames } from "./systems.mjs";

// `beside`: whose figures the others' are divided by.
const suites = {
  load: { systems: ["hallway"], scenarios: ["a", "b", "c", "d", "many", "posts", "most", "idle", "storm", "keynote", "reconnect", "behind", "slow", "raid"] },
  peers: { beside: "bun", systems: ["hallway", "bun", "floor", "floor on disk", "ws", "socket.io", "nats"], scenarios: ["a", "b", "c", "d", "idle", "storm"], quick: ["a", "d", "storm"] },
  sends: { beside: "hallway, one by one", systems: ["hallway", "hallway, one by one"], scenarios: ["a", "b", "c", "d"], quick: ["a", "b"] },
  tls: { beside: "hallway", systems: ["hallway", "hallway, TLS"], scenarios: ["a", "b", "c", "d", "idle", "storm"], quick: ["a", "d", "idle", "storm"] },
  cores: { beside: "hallway", systems: ["hallway", "hallway, 2 cores"], scenarios: ["c", "many"], quick: ["many"] },
  nodes: { beside: "socket.io, 2 nodes", systems: ["hallway", "hallway, 1 node", "hallway, 2 nodes", "socket.io", "socket.io, 2 nodes"], scenarios: ["a", "c", "d", "reconnect", "behind"], quick: ["c", "reconnect", "behind"] },
};
const recovers = (system) => system.startsWith("hallway"); // others have nothing to come back to

const { values: how, positionals: chosen } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: "boolean", default: false }, peers: { type: "boolean", default: false }, nodes: { type: "boolean", default: false },
    sends: { type: "boolean", default: false }, cores: { type: "boolean", default: false }, tls: { type: "boolean", default: false }, systems: { type: "string" }, rounds: { type: "string" }, results: { type: "string" }, seconds: { type: "string" }, members: { type: "string" },
  },
});
const name = how.nodes ? "nodes" : how.peers ? "peers" : how.sends ? "sends" : how.cores ? "cores" : how.tls ? "tls" : "load";
const suite = suites[name];
if (how.systems) suite.systems = how.systems.split(",").map((one) => one.trim());
const strange = suite.systems.find((one) => !systemNames.includes(one));
if (strange !== undefined) {
  console.error(`There is no system "${strange}". They are: ${systemNames.map((one) => `"${one}"`).join(", ")}`);
  process.exit(2);
}
const scenarios = chosen.length > 0 ? chosen : ((how.quick && suite.quick) || suite.scenarios);
const unknown = scenarios.filter((one) => !suite.scenarios.includes(one));
if (unknown.length > 0) {
  console.error(`There is no scenario "${unknown[0]}" here. They are: ${suite.scenarios.join(" ")}`);
  process.exit(2);
}
const rounds = Number(how.rounds ?? (how.quick ? (name === "load" ? 2 : 1) : 3));
const more = [...(how.quick ? ["--quick"] : []), ...(how.seconds ? ["--seconds", how.seconds] : []), ...(how.members ? ["--members", how.members] : [])];
const folder = how.results ?? fileURLToPath(new URL("results", import.meta.url));

async function measure(scenario, system) {
  if (name === "load") return loadOwn(scenario, more);
  const started = await startSystem(system);
  try {
    return await load(started, scenario, more);
  } finally {
    await started.end();
  }
}

const versionOf = (command, ...args) => {
  try {
    return execFileSync(command, args, { encoding: "utf8" }).trim().replace(/^.*?v?(\d+\.\d+\.\d+).*$/s, "$1");
  } catch {
    return "?";
  }
};

function versions() {
  const found = { hallway: versionOf(join(build, "hallway"), "--version"), node: process.versions.node };
  if (name !== "load") {
    const peers = JSON.parse(readFileSync(new URL("peers/package.json", import.meta.url), "utf8")).dependencies;
    Object.assign(found, name === "nodes" ? { "socket.io": peers["socket.io"], "@socket.io/redis-adapter": peers["@socket.io/redis-adapter"], redis: versionOf("redis-server", "--version") } : { bun: peers.bun, ws: peers.ws, "socket.io": peers["socket.io"], "nats-server": versionOf("nats-server", "--version") });
  }
  return found;
}

/** @type {Map<string, { title: string, runs: Record<string, number>[], faults: Set<string> }>} */
const measured = new Map();
const loadAverage = [];
let machine;
let date;
for (let round = 1; round <= rounds; round++) {
  for (const scenario of scenarios) {
    // Beginning with another each round: what one does to the machine is not always the same one's luck.
    const turned = suite.systems.map((_, i) => suite.systems[(i + round - 1) % suite.systems.length]);
    for (const system of turned.filter((one) => !["reconnect", "behind"].includes(scenario) || recovers(one))) {
      console.error(`round ${round} of ${rounds}  ${scenario}  ${system}`);
      const { report, figures } = await measure(scenario, system);
      ({ machine, date } = report);
      if (system === suite.systems[0]) loadAverage.push(report.load_average_before);
      const key = JSON.stringify([scenario, system]);
      const kept = measured.get(key) ?? { title: figures.title, runs: [], faults: new Set() };
      kept.runs.push(withDerived(figures.figures));
      figures.faults.forEach((fault) => kept.faults.add(fault));
      measured.set(key, kept);
    }
  }
}

const results = {
  name, date, command: ["tests/bench/run", ...process.argv.slice(2)].join(" "), rounds, beside: suite.beside, versions: versions(), machine, load_average: loadAverage,
  systems: Object.fromEntries(suite.systems.map((system) => [system, aboutSystem(system)])),
  scenarios: scenarios.map((scenario) => {
    const found = suite.systems.map((system) => [system, measured.get(JSON.stringify([scenario, system]))]).filter(([, kept]) => kept);
    return { name: scenario, title: found[0][1].title, systems: Object.fromEntries(found.map(([system, { runs, faults }]) => [system, { figures: together(runs), faults: [...faults] }])) };
  }),
};
mkdirSync(folder, { recursive: true });
for (const old of readdirSync(folder).filter((file) => file.startsWith(`${name}-`) && file.endsWith(".svg"))) rmSync(join(folder, old));
const plots = plotsOf(results);
for (const [file, svg] of Object.entries(plots)) writeFileSync(join(folder, file), svg);
writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(results, null, 1)}\n`);
const page = pageOf(results, Object.keys(plots));
writeFileSync(join(folder, `${name}.md`), page);
console.log(page);
const ours = results.scenarios.flatMap(({ systems }) => Object.entries(systems).filter(([system]) => system.startsWith("hallway")).flatMap(([, { faults }]) => faults));
process.exit(ours.length === 0 ? 0 : 1);
