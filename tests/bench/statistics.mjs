// What several runs of one thing say together. Pure.

/** @param {number[]} values  at least one */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** Of each figure that all runs have: its median, what lies around it, and every run. @param {Record<string, number>[]} runs */
export function together(runs) {
  const names = Object.keys(runs[0] ?? {}).filter((name) => runs.every((run) => Number.isFinite(run[name])));
  return Object.fromEntries(names.map((name) => {
    const values = runs.map((run) => run[name]);
    return [name, { median: median(values), min: Math.min(...values), max: Math.max(...values), runs: values }];
  }));
}

/** Figures that follow from others: what a Redis was asked for each post, and what all processes took together. @param {Record<string, number>} run */
export function withDerived(run) {
  const derived = { ...run };
  if (run.redis_cpu_seconds >= 0) derived.redis_xrange ??= 0; // a Redis lists only what it was asked
  if (run.posts > 0 && run.redis_xadd >= 0) {
    derived.redis_appends_per_post = run.redis_xadd / run.posts;
    derived.redis_appends_per_delivery = run.redis_xadd / run.deliveries;
  }
  if (run.posts > 0 && run.redis_publish >= 0) derived.redis_publishes_per_post = run.redis_publish / run.posts;
  if (run.deliveries > 0 && run.redis_cpu_seconds >= 0)
    derived.deliveries_per_cpu_second_with_redis = run.deliveries / (run.server_cpu_seconds + run.redis_cpu_seconds);
  return derived;
}

/** "1,234", "12.3", "0.04": as many digits as mean something. @param {number} value */
export function readable(value) {
  const digits = Math.abs(value) < 1 ? 2 : Math.abs(value) < 100 ? 1 : 0;
  return value === 0 ? "0" : value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** A median with what lies around it, if it is of more than one run. */
export const told = ({ median: middle, min, max, runs }) =>
  runs.length === 1 || min === max ? readable(middle) : `${readable(middle)} (${readable(min)}–${readable(max)})`;
