#!/usr/bin/env node
// Measures a room with very many events and a space with very many rooms, and writes tests/bench/results/big-rooms.json and .md.
//
//   HALLWAY_BIN=build/release/hallway node tests/bench/big-rooms.mjs [EVENTS [ROOMS]]      (1,000,000 and 100,000)
//
// Everything is written over the wire, by the real server. The integration suite runs the same steps with small counts and checks what they return.
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { arch, cpus, release } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

import { startServer } from "../support/server.mjs";
import { connect } from "../support/wire-client.mjs";

const atOnce = 50; // commands in one frame; a session may have 64 under way
const now = () => performance.now();

/** Resident memory of a process, in bytes. */
export const memoryOf = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) * 1024;

async function timed(what) {
  const from = now();
  const result = await what();
  return { result, ms: Math.round((now() - from) * 10) / 10 };
}

/** Sends `count` commands, many in a frame, and waits for every answer. */
async function sendMany(client, count, command, told = () => {}) {
  let id = 1_000_000_000;
  for (let first = 0; first < count; first += atOnce) {
    const size = Math.min(atOnce, count - first);
    client.documents.length = 0; // events of others' and own posts are of no interest here
    const lines = Array.from({ length: size }, (_, i) => JSON.stringify({ id: id + i, ...command(first + i) }));
    client.raw(lines.join("\n"));
    for (let i = 0; i < size; ++i) {
      const answer = await client.next((one) => one.re === id + i, "an answer");
      if (!answer.ok) throw new Error(`refused: ${JSON.stringify(answer)}`);
    }
    id += size;
    told(first + size);
  }
}

const progress = (what, count) => {
  let last = now();
  return (done) => {
    if (now() - last < 5_000) return;
    last = now();
    process.stderr.write(`${what}: ${done} of ${count}\n`);
  };
};

async function restarted(server) {
  await server.kill("SIGTERM");
  const { ms } = await timed(() => server.start());
  return ms;
}

async function guest(server, token) {
  const client = await connect(server.url);
  const hello = await client.hello("Ada", token ? { token } : {});
  return { client, hello };
}

/** One room with `count` messages: what it costs to start, to come in, to come back, and to look at its beginning. */
export async function measureRoom(count) {
  const server = await startServer(["--unlimited", "--cores", "1", "--backup-every", "0"]);
  try {
    const figures = { events: count };
    let { client } = await guest(server);
    await client.ok({ do: "join", room: "lobby" });
    const written = await timed(() =>
      sendMany(
        client, count,
        (i) => ({ do: "post", room: "lobby", key: `big-room-post-${String(i).padStart(12, "0")}`, text: `message ${i} ${"of what was said ".repeat(4)}` }),
        progress("posts", count),
      ),
    );
    figures.posts_per_second = Math.round((1000 * count) / written.ms);
    figures.rss_bytes_after_writing = memoryOf(server.pid);
    figures.start_ms = await restarted(server);
    figures.rss_bytes_after_start = memoryOf(server.pid);
    figures.file_bytes = statSync(join(server.data, "hallway.db")).size;

    ({ client } = await guest(server));
    const first = await timed(() => client.ok({ do: "join", room: "lobby" }));
    figures.first_join_ms = first.ms;
    figures.fresh_join_bytes = JSON.stringify(first.result).length;
    const { epoch, offset } = first.result;
    figures.fresh_join_ms = (await timed(() => client.ok({ do: "join", room: "lobby" }))).ms;

    const behind = Math.min(4_900, count - 1);
    let told = 0;
    const recovering = await timed(async () => {
      let since = { epoch, offset: offset - behind };
      for (;;) {
        const page = await client.ok({ do: "join", room: "lobby", since });
        if (!page.recovered) throw new Error(`not recovered: ${page.reason}`);
        told += page.events.length;
        since = { epoch, offset: page.offset, id: page.id };
        if (!page.more) return page;
      }
    });
    figures.recovered_events = told;
    figures.recovery_ms = recovering.ms;
    figures.too_far = count > 5_000 ? (await client.ok({ do: "join", room: "lobby", since: { epoch, offset: 1 } })).reason : "too_far";

    const page = (place) => client.ok({ do: "history", room: "lobby", limit: 50, ...place });
    await client.ok({ do: "join", room: "lobby" });
    const far = await timed(() => page({ before: 51 }));
    figures.far_page_ms = far.ms;
    figures.far_rows = far.result.events.length;
    figures.far_has_before = far.result.before !== undefined;
    figures.first_page_ms = (await timed(() => page({ after: 0 }))).ms;
    figures.around_first_ms = (await timed(() => page({ around: far.result.events[0].id }))).ms;
    figures.middle_page_ms = (await timed(() => page({ before: Math.floor(count / 2) }))).ms;
    figures.rss_bytes_after_reading = memoryOf(server.pid);
    return figures;
  } finally {
    await server.kill();
  }
}

/** A space with `count` rooms: what it costs to start, to say hello, to list them, to open one, and to walk through `walked` of them. */
export async function measureSpace(count, walked) {
  const server = await startServer(["--unlimited", "--cores", "1", "--backup-every", "0"]);
  try {
    const figures = { rooms: count };
    figures.rss_bytes_empty = memoryOf(server.pid);
    const token = await server.token("organiser");
    let { client } = await guest(server, token);
    const id = (i) => `room-${String(i).padStart(6, "0")}`;
    const opened = await timed(() =>
      sendMany(
        client, count, (i) => ({ do: "open", room: id(i), key: `big-space-open-${String(i).padStart(12, "0")}`, title: `Talk number ${i}` }),
        progress("rooms", count),
      ),
    );
    figures.opened_per_second = Math.round((1000 * count) / opened.ms);
    figures.start_ms = await restarted(server);
    figures.rss_bytes_after_start = memoryOf(server.pid);
    figures.file_bytes = statSync(join(server.data, "hallway.db")).size;

    const greeting = await timed(() => guest(server));
    ({ client } = greeting.result);
    figures.hello_ms = greeting.ms;
    figures.hello_bytes = JSON.stringify(greeting.result.hello).length;

    const listed = [];
    let largest = 0;
    const listing = await timed(async () => {
      let page = greeting.result.hello.space;
      for (;;) {
        listed.push(...page.rooms.map((room) => room.id));
        largest = Math.max(largest, page.rooms.length);
        if (page.after === undefined) return;
        page = await client.ok({ do: "rooms", after: page.after });
      }
    });
    figures.listed = listed.length;
    figures.listed_once = new Set(listed).size;
    figures.largest_page = largest;
    figures.listing_ms = listing.ms;
    figures.join_last_ms = (await timed(() => client.ok({ do: "join", room: id(count - 1) }))).ms;
    await client.ok({ do: "leave", room: id(count - 1) });

    figures.walked = walked;
    figures.rss_bytes_before_walk = memoryOf(server.pid);
    const walk = await timed(() =>
      sendMany(client, 2 * walked, (i) => ({ do: i % 2 ? "leave" : "join", room: id(Math.floor(i / 2)) }), progress("walk", 2 * walked)),
    );
    figures.walked_per_second = Math.round((1000 * walked) / walk.ms);
    figures.rss_bytes_after_walk = memoryOf(server.pid);
    return { figures, server, client };
  } catch (error) {
    await server.kill();
    throw error;
  }
}

const mib = (bytes) => `${Math.round(bytes / 1024 / 1024)} MiB`;

async function main() {
  const [events = 1_000_000, rooms = 100_000] = process.argv.slice(2).map(Number);
  const room = await measureRoom(events);
  const { figures: space, server } = await measureSpace(rooms, rooms);
  process.stderr.write("waiting for the rooms to be closed\n");
  await new Promise((resolve) => setTimeout(resolve, 75_000));
  space.rss_bytes_when_closed = memoryOf(server.pid);
  await server.kill();
  const command = `HALLWAY_BIN=${relative(".", process.env.HALLWAY_BIN ?? "build/dev/hallway")} node tests/bench/big-rooms.mjs ${events} ${rooms}`;
  const machine = `${cpus().length} × ${cpus()[0].model}, ${arch()}, Linux ${release()}, load ${readFileSync("/proc/loadavg", "utf8").split(" ")[0]} at the end`;
  const results = new URL("results/", import.meta.url);
  writeFileSync(new URL("big-rooms.json", results), JSON.stringify({ command, machine, room, space }, null, 2) + "\n");
  const lines = [
    "# Benchmark: big rooms, big spaces",
    "",
    `Written by \`${command}\` on ${new Date().toISOString().slice(0, 10)}; do not edit.`,
    "",
    `${machine}. One core serves; the client runs on the same machine.${command.includes("build/dev") ? " build/dev is built without optimisation." : ""}`,
    "",
    `| a room of ${events.toLocaleString("en")} messages | |`,
    "|---|---|",
    `| written, posts/s (50 under way) | ${room.posts_per_second} |`,
    `| data file | ${mib(room.file_bytes)} |`,
    `| start, from the process to its first line | ${room.start_ms} ms |`,
    `| memory after the start, after reading | ${mib(room.rss_bytes_after_start)}, ${mib(room.rss_bytes_after_reading)} |`,
    `| first join after the start, a later one | ${room.first_join_ms} ms, ${room.fresh_join_ms} ms |`,
    `| recovering ${room.recovered_events} events, in pages | ${room.recovery_ms} ms |`,
    `| 50 rows: the oldest backwards, forwards, around the oldest, in the middle | ${room.far_page_ms}, ${room.first_page_ms}, ${room.around_first_ms}, ${room.middle_page_ms} ms |`,
    "",
    `| a space of ${rooms.toLocaleString("en")} rooms | |`,
    "|---|---|",
    `| opened, rooms/s | ${space.opened_per_second} |`,
    `| data file | ${mib(space.file_bytes)} |`,
    `| start | ${space.start_ms} ms |`,
    `| memory of an empty server, of this one after its start | ${mib(space.rss_bytes_empty)}, ${mib(space.rss_bytes_after_start)} |`,
    `| connecting and hello; bytes of its answer | ${space.hello_ms} ms; ${space.hello_bytes} |`,
    `| listing all, in pages of 100 | ${space.listing_ms} ms |`,
    `| joining the last one | ${space.join_last_ms} ms |`,
    `| walking through ${space.walked}: joins and leaves/s | ${space.walked_per_second} |`,
    `| memory before the walk, right after it, when the rooms are closed | ${mib(space.rss_bytes_before_walk)}, ${mib(space.rss_bytes_after_walk)}, ${mib(space.rss_bytes_when_closed)} |`,
  ];
  writeFileSync(new URL("big-rooms.md", results), lines.join("\n") + "\n");
  process.stdout.write(lines.join("\n") + "\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
