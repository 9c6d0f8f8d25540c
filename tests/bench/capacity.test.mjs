// That what operators read about capacity is what the bench measured last, and how it is reckoned.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { capacityFile, capacityNow, capacityPage } from "./capacity.mjs";

test("the operators' page says what was measured last: node tests/bench/capacity.mjs writes it", () => {
  assert.equal(readFileSync(capacityFile, "utf8"), capacityNow());
});

test("twice the processor or memory is twice as much, and what costs twice is half", () => {
  const figures = {
    deliveries_per_cpu_second: 200_000, deliveries_per_second: 50_000, posts_per_second: 5, posts: 1_000, server_cpu_percent: 25, cpu_us_per_join: 50,
    rss_bytes_per_member: 2_000, rss_bytes_before: 25e6, redis_cpu_seconds: 0.1,
  };
  const resultsOf = (/** @type {Record<string, number>} */ more = {}) => ({
    date: "2026-01-01", machine: { cores: "2", processor: "one", kernel: "Linux" },
    scenarios: ["a", "b", "c", "posts", "idle", "storm"].map((name) => ({
      name, title: "1 room of 1,000, 100 posts/s", systems: Object.fromEntries(["hallway", "hallway, 1 node", "hallway, 2 nodes"].map((system) => [system,
        { figures: Object.fromEntries(Object.entries({ ...figures, ...more }).map(([figure, median]) => [figure, { median }])) }])),
    })),
  });
  const member = { kernel_bytes_of_both_ends: 8_000 };
  const row = (/** @type {string} */ page, /** @type {string} */ machine) =>
    (page.split("\n").find((line) => line.startsWith(`| ${machine}`)) ?? "").split("|").slice(2, 7).map((cell) => Number(cell.replaceAll(",", "")));
  const page = capacityPage(resultsOf(), member, resultsOf());
  assert.deepEqual(row(page, "1 core, 1 GB"), [83_000, 10_000, 100, 10, 2_000]);
  assert.deepEqual(row(page, "4 cores, 8 GB"), [660_000, 40_000, 400, 40, 8_000]);
  const dear = capacityPage(resultsOf({ deliveries_per_cpu_second: 100_000, cpu_us_per_join: 100 }), member, resultsOf());
  assert.deepEqual(row(dear, "1 core, 1 GB"), [83_000, 5_000, 50, 5, 1_000]);
  assert.throws(() => capacityPage({ ...resultsOf(), name: "load", scenarios: [] }, member, resultsOf()), / of load has no /);
});
