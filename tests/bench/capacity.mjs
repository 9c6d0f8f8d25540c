#!/usr/bin/env node
// Writes config/capacity.md, what operators read about how much a machine carries, from the results that tests/bench/run has written:
//
//   node tests/bench/capacity.mjs
//
// All of its figures come from there; nothing is measured here.
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

import { readable } from "./statistics.mjs";

const busyMost = 0.5; // of the processors: the other half is for what nobody has planned
const memoryMost = 0.5; // likewise of memory
const machines = [[1, 1], [2, 4], [4, 8], [8, 16]];
const giga = 1e9;

/** So many that nobody takes it for exact. @param {number} value */
const about = (value) => {
  const scale = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(value, 1))) - 1);
  return (Math.floor(value / scale) * scale).toLocaleString("en-US");
};

/** @param {any} results @param {string} scenario @param {string} [system] @returns {(figure: string) => number} */
const reader = (results, scenario, system = "hallway") => (figure) => {
  const value = results.scenarios.find(({ name }) => name === scenario)?.systems[system]?.figures[figure]?.median;
  if (!Number.isFinite(value)) throw new Error(`${scenario} of ${results.name} has no ${figure}`);
  return value;
};

/** @param {any} nodes @param {string} scenario @param {string} system */
function redisMicrosPerPost(nodes, scenario, system) {
  const figure = reader(nodes, scenario, system);
  return (figure("redis_cpu_seconds") * 1e6) / figure("posts");
}

/** @param {any} load @param {any} member @param {any} nodes  results of tests/bench/run; --member; --nodes */
export function capacityPage(load, member, nodes) {
  const [keynote, large, conference, durable, idle, storm] = ["a", "b", "c", "posts", "idle", "storm"].map((name) => reader(load, name));
  const membersOf = (/** @type {string} */ name) => load.scenarios.find((one) => one.name === name).title.replace(/^.* of (\d[\d,]*\d).*$/, "$1");
  const bytes = idle("rss_bytes_per_member") + member.kernel_bytes_of_both_ends / 2;
  const carries = (cores, gigabytes) => ({
    members: (memoryMost * gigabytes * giga) / bytes,
    arrivals: (busyMost * cores * 1e6) / storm("cpu_us_per_join"),
    keynote: (busyMost * cores * keynote("deliveries_per_cpu_second")) / 1_000,
    large: (busyMost * cores * large("deliveries_per_cpu_second")) / 10_000,
    conference: (busyMost * cores * conference("deliveries_per_cpu_second")) / 50,
  });
  const table = machines.map(([cores, gigabytes]) => {
    const { members, arrivals, keynote: inThousand, large: inTenThousand, conference: inFifty } = carries(cores, gigabytes);
    return `| ${cores} core${cores > 1 ? "s" : ""}, ${gigabytes} GB | ${about(members)} | ${about(arrivals)} | ${about(inThousand)} | ${about(inTenThousand)} | ${about(inFifty)} |`;
  });

  // The same arithmetic for what was measured: what one size says of another.
  const predicted = (large("deliveries_per_second") * 1e6) / keynote("deliveries_per_cpu_second") / 1e4;

  const two = reader(nodes, "c", "hallway, 2 nodes");
  const redisMicros = redisMicrosPerPost(nodes, "c", "hallway, 1 node");
  // A copy costs so little beside an append that one scenario's noise can hide it: the dearer of two is what it costs at most.
  const copyMicros = Math.max(
    0,
    ...["a", "c"].map((scenario) => redisMicrosPerPost(nodes, scenario, "hallway, 2 nodes") - redisMicrosPerPost(nodes, scenario, "hallway, 1 node")),
  );

  const people = 1_000_000;
  const posts = people / 600; // one in ten minutes of each
  const room = 500;
  const node = carries(4, 8);
  const deliveries = posts * room;
  const perNode = busyMost * 4 * two("deliveries_per_cpu_second");
  const nodesWanted = Math.ceil(Math.max(people / node.members, deliveries / perNode));
  const copies = Math.min(room, nodesWanted);
  const redisCores = (posts * (redisMicros + (copies - 1) * copyMicros)) / 1e6;

  return `# How much does a machine carry?

Written by \`node tests/bench/capacity.mjs\` from [\`load.json\`](../tests/bench/results/load.json), [\`nodes.json\`](../tests/bench/results/nodes.json) and
[\`member.json\`](../tests/bench/results/member.json), measured on ${load.date} on ${load.machine.cores} cores of ${load.machine.processor} (${load.machine.kernel}); do not edit. Ask your own machine:
\`hallway bench --own\` takes ten minutes and says the same of it. Another processor may well differ by half.

| machine | members who sit there | who come each second | posts a second in a room of 1,000 | in a room of 10,000 | in rooms of 50, all together |
| --- | --- | --- | --- | --- | --- |
${table.join("\n")}

Each column stands for itself, with half of the processors and half of the memory left for what nobody has planned; and each member is an open file, which have a limit of their own
([below](#what-has-to-be-allowed)). Where it comes from:

- **Memory**: ${readable(bytes / 1_000)} kB for each who sits there: ${readable(idle("rss_bytes_per_member") / 1_000)} kB of the server's ([part by part](../tests/bench/results/member.md)), the rest the kernel's.
  A server that nobody has come to takes ${readable(idle("rss_bytes_before") / 1e6)} MB. Who reads slowly may have up to 1 MB waiting; above 80 % of \`memory\` nobody new is let into rooms.
- **Processor**: what is said costs once for each who hears it: ${readable(1e6 / keynote("deliveries_per_cpu_second"))} µs in a room of ${membersOf("a")}, ${readable(1e6 / large("deliveries_per_cpu_second"))} in one of ${membersOf("b")},
  nearly all of it the kernel's; ${readable(1e6 / conference("deliveries_per_cpu_second"))} in rooms of 50, where what a post costs by itself is shared by few. Who comes costs ${readable(storm("cpu_us_per_join"))} µs. Silence costs nothing.
- **Disk**: a post is on it before anybody hears it; posts that come together share the wait. The disk here takes ${about(durable("posts_per_second"))} a second.
- **How far this holds**: from the room of ${membersOf("a")} it follows that the one of ${membersOf("b")} takes ${readable(predicted)} % of a core at ${readable(large("posts_per_second"))} posts a second; it took ${readable(large("server_cpu_percent"))} %.

## What has to be allowed

| what | where | how much |
| --- | --- | --- |
| open files | \`LimitNOFILE=\` of the systemd unit, \`ulimit -n\` | one for each member, and 200. The server raises its own limit as far as it may, says in \`hallway_connections_max\` what came of it, and turns people away above that |
| arrivals | \`sysctl net.core.somaxconn\` | 4096, so that a storm can wait its turn |
| ports, behind a proxy on the same machine | \`sysctl net.ipv4.ip_local_port_range\` | the proxy needs one for each member, and has 28,000 unless told: \`1024 65000\`, or a second address of the loopback in its list of servers |
| the proxy's connections | nginx \`worker_connections\` and \`worker_rlimit_nofile\`, HAProxy \`maxconn\` | two for each member |
| the proxy's patience | nginx \`proxy_read_timeout\`, HAProxy \`timeout tunnel\` | more than a minute: a silent member is heard every 25 s. The files beside this one have it |
| memory of sockets | \`sysctl net.ipv4.tcp_mem\` | the kernel's own choice is right up to some 100,000 members |

## Past one machine

Nodes that share a Redis ([many-nodes.md](many-nodes.md)) share nothing else, so members and deliveries add up. What they have in common is Redis: a post is one append there, however many
read it, and one copy for each node where somebody is in that room. Here a post took ${readable(redisMicros)} µs of Redis' processor with one node, and at most ${readable(copyMicros)} µs more with a second: one Redis carries
${about((busyMost * 1e6) / (redisMicros + copyMicros))} posts a second or more with half of its one core, since posts that come together share their way to the disk. Beyond that, spread the rooms over a Redis Cluster, or hold separate events in separate Redis.

**A million members**, as arithmetic: each says something every ten minutes, ${about(posts)} posts a second, in rooms of ${room}: ${about(deliveries)} deliveries a second. A node of 4 cores and
8 GB has memory for ${about(node.members)} and takes ${about(perNode)} deliveries a second, so ${nodesWanted} nodes. If the members of each room were spread over all of them, each post would be copied
${copies} times: ${readable(redisCores)} cores of Redis, which is ${redisCores <= busyMost ? "one Redis" : `a Cluster of ${Math.ceil(redisCores / busyMost)} masters`}. A proxy that sends the people of one room to the same few nodes (by the room's name in the address) makes that less.
`;
}

const read = (name) => JSON.parse(readFileSync(new URL(`results/${name}.json`, import.meta.url), "utf8"));

/** As it follows from the results that are there. */
export const capacityNow = () => capacityPage(read("load"), read("member"), read("nodes"));

export const capacityFile = new URL("../../config/capacity.md", import.meta.url);

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) writeFileSync(capacityFile, capacityNow());
