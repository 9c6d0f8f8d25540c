// The results of a bench as a page: a table a scenario, the plots, and what it was measured on. Pure.
import { bars, escaped } from "./plot.mjs";
import { told } from "./statistics.mjs";

const columns = [
  ["deliveries_per_second", "deliveries/s"], ["deliveries_per_cpu_second", "deliveries per CPU-s"], ["deliveries_per_cpu_second_with_redis", "the same with Redis' CPU"],
  ["posts_per_second", "posts/s"], ["posts_per_second_in_time", "posts/s in time"], ["p50_ms", "p50 ms"], ["p99_ms", "p99 ms"], ["p999_ms", "p99.9 ms"],
  ["p99_ms_without_stalled", "p99 ms before"], ["p99_ms_with_stalled_gone", "p99 ms after"], ["p99_ms_without_raid", "p99 ms before"], ["raid_posts_refused", "raiders' posts refused"],
  ["server_cpu_percent", "server CPU %"], ["rss_bytes_per_member", "RSS bytes per member"], ["rss_bytes_per_stalled", "RSS bytes per stalled"], ["rss_bytes", "RSS bytes"],
  ["cpu_us_per_join", "CPU µs per join"], ["join_p50_ms", "join p50 ms"], ["join_p99_ms", "join p99 ms"], ["append_p99_ms_at_most", "append p99 ms ≤"],
  ["applause_cpu_percent", "server CPU % in the applause"], ["applause_told_per_member", "times each was told of it"], ["claps_told_per_member", "claps each was told of"],
  ["fsyncs", "fsyncs"], ["redis_appends_per_post", "appends per post in Redis"], ["redis_appends_per_delivery", "appends per delivery"], ["redis_publishes_per_post", "publishes per post"],
  ["redis_xrange", "range reads in Redis"], ["unrecovered", "not recovered"], ["lost", "lost"], ["doubled", "doubled"], ["out_of_order", "out of order"], ["generator_busy_percent", "generator busy %"],
];

/** @param {any} scenario */
function tableOf({ name, title, systems }) {
  const all = Object.entries(systems);
  const shown = columns.filter(([figure]) => all.some(([, { figures }]) => figures[figure]));
  const row = (cells) => `| ${cells.join(" | ")} |`;
  return [
    `## ${name}) ${title}`, "",
    row(["", ...shown.map(([, head]) => head)]), `|${"---|".repeat(shown.length + 1)}`,
    ...all.map(([system, { figures }]) => row([system, ...shown.map(([figure]) => (figures[figure] ? told(figures[figure]) : ""))])), "",
    ...all.flatMap(([system, { faults }]) => faults.map((fault) => `- Fault of ${system}: ${escaped(fault)}`)), "",
  ].join("\n");
}

const compared = [
  ["deliveries_per_cpu_second", "deliveries per CPU-s"], ["p99_ms", "p99"], ["cpu_us_per_join", "CPU per join"], ["join_p99_ms", "join p99"], ["rss_bytes_per_member", "RSS per member"],
];

/** Medians over those of the system that the others are read beside, scenario by scenario. @param {any} results */
function tableBeside({ beside, scenarios }) {
  const rows = scenarios.flatMap(({ name, systems }) => compared.flatMap(([figure, head]) => {
    const one = systems[beside]?.figures[figure]?.median;
    const others = Object.entries(systems).filter(([system, { figures }]) => system !== beside && figures[figure]);
    return one > 0 && others.length > 0 ? [{ head: `${name}) ${head}`, of: new Map(others.map(([system, { figures }]) => [system, (figures[figure].median / one).toFixed(2)])) }] : [];
  }));
  if (rows.length === 0) return [];
  const names = [...new Set(rows.flatMap(({ of }) => [...of.keys()]))];
  return [
    `## Beside ${beside}`, "", `Medians over those of ${beside}, which are 1.`, "",
    `|  | ${names.join(" | ")} |`, `|${"---|".repeat(names.length + 1)}`, ...rows.map(({ head, of }) => `| ${[head, ...names.map((name) => of.get(name) ?? "")].join(" | ")} |`), "",
  ];
}

const othersWorked = 1.5; // load average of each core, above which it was not the bench alone

/** @param {any} results @param {string[]} plots  their files */
export function pageOf(results, plots) {
  const { machine: of } = results;
  const isDisturbed = Math.max(...results.load_average) > othersWorked * Number(of.cores);
  const versions = Object.entries(results.versions).map(([name, version]) => `${name} ${version}`).join(", ");
  return [
    `# Benchmark: ${results.name}`, "",
    `Written by \`${results.command}\` on ${results.date}; do not edit. ${results.rounds === 1 ? "One run" : `Medians of ${results.rounds} interleaved runs, (lowest–highest)`}. Load average of the machine before each: ${results.load_average.map((one) => one.toFixed(1)).join(", ")}.`, "",
    ...(isDisturbed ? ["**Others worked on the machine meanwhile: these figures only show that the bench runs.**", ""] : []),
    `${of.cores} cores of ${of.processor}, ${of.memory}, ${of.distribution}, ${of.kernel}, compiler ${of.compiler}; loopback; servers on the first core, generator on the last; data on a disk. `
      + `Open files: ${of.open_files_max} allowed; ports ${of.port_range}; somaxconn ${of.somaxconn}. Versions: ${versions}.`, "",
    ...Object.entries(results.systems).map(([name, about]) => `- **${name}**: ${about}`), "",
    ...plots.map((file) => `![${file.replace(/\.svg$/, "")}](${file})`), "",
    ...tableBeside(results),
    ...results.scenarios.map(tableOf),
  ].join("\n").replace(/\n{3,}/g, "\n\n").trimEnd() + "\n";
}

const plotted = [
  ["deliveries_per_cpu_second", "Deliveries per second of the server's CPU (more is better)", ""],
  ["p99_ms", "99 % of deliveries within (less is better)", "ms"],
  ["join_p99_ms", "99 % in their room within (less is better)", "ms"],
  ["rss_bytes_per_member", "Memory of a silent member (less is better)", "bytes"],
];

/** By file name, what is worth a picture. @param {any} results */
export function plotsOf(results) {
  const arrivals = ["idle", "storm", "reconnect", "behind"];
  return Object.fromEntries(plotted.flatMap(([figure, title, unit]) => {
    const rows = results.scenarios
      .filter(({ name }) => arrivals.includes(name) === figure.startsWith("join_") || figure.startsWith("rss_"))
      .flatMap(({ title: scenario, name, systems }) => {
        const each = Object.entries(systems).filter(([, { figures }]) => figures[figure]).map(([system, { figures }]) => ({ name: system, ...figures[figure] }));
        return each.length === 0 ? [] : [{ name: `${name}) ${scenario}` }, ...each];
      });
    return rows.length === 0 ? [] : [[`${results.name}-${figure.replaceAll("_", "-")}.svg`, bars(title, unit, rows)]];
  }));
}
