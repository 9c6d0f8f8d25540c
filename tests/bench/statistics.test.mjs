// What the bench makes of its runs: medians, spread, figures that follow from others, tables and plots.
import assert from "node:assert/strict";
import { test } from "node:test";

import { bars } from "./plot.mjs";
import { pageOf } from "./results-page.mjs";
import { median, readable, together, told, withDerived } from "./statistics.mjs";

test("a median is what stands in the middle, or between the two that do", () => {
  assert.equal(median([9, 1, 10]), 9);
  assert.equal(median([4, 1, 2, 100]), 3);
  assert.equal(median([7]), 7);
});

test("runs are put together with their spread, and what one of them lacks is left out", () => {
  assert.deepEqual(together([{ a: 3, b: 1 }, { a: 1 }, { a: 2, b: 1 }]), { a: { median: 2, min: 1, max: 3, runs: [3, 1, 2] } });
  assert.deepEqual(together([]), {});
});

test("what a Redis was asked is told for each post and delivery", () => {
  const { redis_appends_per_post: each, redis_appends_per_delivery: delivery, deliveries_per_cpu_second_with_redis: all } =
    withDerived({ posts: 10, deliveries: 1000, redis_xadd: 10, server_cpu_seconds: 3, redis_cpu_seconds: 1 });
  assert.deepEqual([each, delivery, all], [1, 0.01, 250]);
  assert.deepEqual(withDerived({ posts: 10 }), { posts: 10 });
});

test("figures have as many digits as mean something", () => {
  assert.deepEqual([0, 0.034, 4.26, 42.04, 1234567.8].map(readable), ["0", "0.03", "4.3", "42.0", "1,234,568"]);
  assert.equal(told({ median: 2, min: 1, max: 3, runs: [1, 2, 3] }), "2.0 (1.0–3.0)");
  assert.equal(told({ median: 2, min: 2, max: 2, runs: [2] }), "2.0");
});

const results = {
  name: "load", date: "2026-01-02", command: "tests/bench/run", rounds: 2, load_average: [0.1, 0.2],
  machine: { cores: "2", processor: "P & Q", memory: "1 kB", distribution: "D", kernel: "K", compiler: "C", open_files_max: "20", port_range: "1 2", somaxconn: "3" },
  versions: { hallway: "0.1.0" },
  systems: { hallway: "the server" },
  scenarios: [{ name: "a", title: "1 room", systems: { hallway: { figures: together([{ p99_ms: 2, lost: 0 }, { p99_ms: 4, lost: 0 }]), faults: ["a <b>"] } } }],
};

test("a page has the machine, the spread, the faults and its plots", () => {
  const page = pageOf(results, ["load-p99.svg"]);
  for (const part of ["2 cores of P & Q", "2026-01-02", "`tests/bench/run`", "3.0 (2.0–4.0)", "a &lt;b&gt;", "](load-p99.svg)", "hallway 0.1.0"]) assert.ok(page.includes(part), part);
  assert.ok(!page.includes("Others worked"));
});

test("who is measured beside another is told as so many times that one", () => {
  const page = pageOf({
    ...results, beside: "bun", systems: { hallway: "the server", bun: "another", floor: "less" },
    scenarios: [{
      name: "a", title: "1 room", systems: {
        hallway: { figures: together([{ p99_ms: 3, deliveries_per_cpu_second: 125 }]), faults: [] }, bun: { figures: together([{ p99_ms: 2, deliveries_per_cpu_second: 100, lost: 0 }]), faults: [] },
        floor: { figures: together([{ deliveries_per_cpu_second: 150 }]), faults: [] },
      },
    }],
  }, []);
  assert.match(page, /## Beside bun\n/);
  assert.match(page, /^\| {2}\| hallway \| floor \|$/m);
  assert.match(page, /^\| a\) deliveries per CPU-s \| 1\.25 \| 1\.50 \|$/m);
  assert.match(page, /^\| a\) p99 \| 1\.50 \| {2}\|$/m);
  assert.ok(!pageOf(results, []).includes("## Beside"));
});

test("a page says if others worked on the machine", () => {
  assert.match(pageOf({ ...results, load_average: [0.1, 3.1] }, []), /Others worked on the machine/);
});

test("a bar is as long as its figure, with its spread, and text in a plot is text", () => {
  const svg = bars("Latency <p99>", "ms", [{ name: "a & b", median: 50, min: 40, max: 100 }, { name: "c", median: 25, min: 25, max: 25 }]);
  assert.match(svg, /^<svg /);
  assert.ok(svg.includes("Latency &lt;p99&gt;") && svg.includes("a &amp; b"));
  const [first, second] = [...svg.matchAll(/<rect class="bar"[^>]* width="([\d.]+)"/g)].map(([, width]) => Number(width));
  assert.equal(first, 2 * second);
  assert.equal([...svg.matchAll(/<line class="spread"/g)].length, 1);
});

test("what stands under one heading has one scale", () => {
  const bar = (name, median) => ({ name, median, min: median, max: median });
  const svg = bars("", "", [{ name: "small" }, bar("a", 1), bar("b", 2), { name: "large" }, bar("a", 500), bar("b", 1000)]);
  const widths = [...svg.matchAll(/<rect class="bar"[^>]* width="([\d.]+)"/g)].map(([, width]) => Number(width));
  assert.deepEqual(widths, [widths[1] / 2, widths[1], widths[1] / 2, widths[1]]);
});
