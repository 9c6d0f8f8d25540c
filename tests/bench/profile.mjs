#!/usr/bin/env node
// Writes tests/bench/results/profile.md: in whose code the server's time is spent while it tells many members, as perf samples it. Started by
// `tests/bench/run --profile`; perf is in Debian's linux-perf.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { load, startSystem, work } from "./systems.mjs";

const folder = fileURLToPath(new URL("results", import.meta.url));
const samples = join(work, "perf.data");
const seconds = 8; // of load, of which the middle is sampled

/** What perf tells, as rows of columns: of what itself does, or with all that it calls. @param {string} sort @param {"--no-children" | "--children"} [of] */
const shares = (sort, of = "--no-children") =>
  execFileSync("perf", ["report", "-i", samples, of, "-g", "none", "--stdio", "-t", ";", "--sort", sort], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], maxBuffer: 2 ** 28 })
    .split("\n").filter((line) => /^\s*\d+\.\d+%?\s*;/.test(line)).map((line) => line.split(";").map((cell) => cell.trim()));

/** Where most of it goes, by the name of a library or of the kernel's. @param {string} object */
const named = (object) => ({ "[kernel.kallsyms]": "the kernel", hallway: "Hallway", bench_load: "Hallway" })[object] ?? object;

/** What the kernel is asked for, by the names of its own functions for that. @param {string} symbol */
const call = (symbol) => /^\[k\] (?:__x64_sys_|__do_sys_)(\w+)/.exec(symbol)?.[1];

/** @param {string} scenario @param {string} system */
async function profile(scenario, system) {
  const started = await startSystem(system);
  try {
    const loading = load(started, scenario, ["--seconds", String(seconds)]);
    await new Promise((done) => setTimeout(done, 4_000)); // everybody is in the room by then
    const sampling = spawn("perf", ["record", "-e", "cpu-clock", "-F", "999", "-g", "-p", String(started.pids[0]), "-o", samples, "--", "sleep", "4"], { stdio: "ignore" });
    await once(sampling, "exit");
    const { report, figures } = await loading;
    const objects = shares("dso").map(([share, object]) => [named(object), share]);
    const symbols = shares("dso,symbol").map(([share, object, symbol]) => [named(object), symbol.replace(/^\[.\] /, "").replace(/\s+-.*$/, ""), share]);
    const threads = shares("comm").map(([share, name]) => [name.replace(/^core \d+$/, "the core"), share]);
    const calls = shares("symbol", "--children").map(([share, , symbol]) => [call(symbol), share]).filter(([name]) => name);
    return { report, figures, objects, symbols, threads, calls };
  } finally {
    await started.end();
    rmSync(samples, { force: true });
  }
}

const parts = [];
let machine;
const notable = (/** @type {string[][]} */ rows) => rows.filter(([, share]) => parseFloat(share) >= 0.5).map((row) => `| ${row.join(" | ")} |`);
for (const scenario of ["a", "c", "d"])
  for (const system of ["hallway", "hallway, one by one"]) {
    console.error(`${scenario}  ${system}`);
    const { report, figures, objects, symbols, threads, calls } = await profile(scenario, system);
    ({ machine } = report);
    const perSecond = Math.round(figures.figures.deliveries_per_cpu_second).toLocaleString("en-US");
    parts.push(`## ${scenario}) ${figures.title}: ${system}`, "", `${perSecond} deliveries per CPU-second.`, "",
      "| of the time | share |", "|---|---|", ...notable(objects), "",
      "| thread | share |", "|---|---|", ...notable(threads), "",
      "| the kernel is asked for | share, with all that it does then |", "|---|---|", ...notable(calls.map(([name, share]) => [`\`${name}\``, share])), "",
      "| of the kernel's | share |", "|---|---|", ...symbols.filter(([whose]) => whose === "the kernel").slice(0, 8).map(([, symbol, share]) => `| \`${symbol}\` | ${share} |`), "",
      "| of ours, and of the libraries' | share |", "|---|---|", ...symbols.filter(([whose]) => whose !== "the kernel").slice(0, 12).map(([whose, symbol, share]) => `| ${whose}: \`${symbol}\` | ${share} |`), "");
  }
const page = ["# Benchmark: where the time goes", "",
  `Written by \`tests/bench/run --profile\` on ${new Date().toISOString().slice(0, 10)}; do not edit. perf samples the server's threads 999 times a second of their time.`, "",
  `${machine.cores} cores of ${machine.processor}, ${machine.distribution}, ${machine.kernel}.`, "", ...parts].join("\n");
writeFileSync(join(folder, "profile.md"), `${page.trimEnd()}\n`);
console.log(page);
process.exit(0);
