#!/usr/bin/env node
// Writes tests/bench/results/member.json and .md: what one idle member costs in memory, part by part. Started by `tests/bench/run --member`.
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = fileURLToPath(new URL("results", import.meta.url));

const figures = JSON.parse(execFileSync(join(root, "build/release/bench_load"), ["member"], { encoding: "utf8" }));
figures.tls = JSON.parse(execFileSync(join(root, "build/release/bench_load"), ["member", "--tls"], { encoding: "utf8" }));
const { heap_bytes: heap, object_bytes: objects, machine } = figures;
const row = (what, bytes) => `| ${what} | ${Math.round(bytes)} |`;
const known = Object.values(objects).reduce((sum, bytes) => sum + bytes, 0);
const page = [
  "# Benchmark: one idle member", "",
  `Written by \`tests/bench/run --member\` on ${figures.date}; do not edit. ${figures.members.toLocaleString("en-US")} members of one room, without a name, on one core: bytes on the server's heap for each, by the allocator's own account, its headers included.`, "",
  "| when | bytes |", "|---|---|",
  row("connected: HTTP is expected", heap.connected), row("a WebSocket instead", heap.upgraded), row("hello was said", heap.greeted), row("a room was joined", heap.joined),
  row("**altogether**", heap.all), "",
  "| of which | bytes |", "|---|---|",
  row("`connection`: the socket, its outbox, its place in the core's list and at the door", objects.connection),
  row("`ws_session`: its deadlines, a decoder's place", objects.ws_session),
  row("`session`: who it is, its rooms, flood control", objects.session),
  row("the reactor's record of the socket and the wait for something to read; the tables of sessions, seats and people; headers", heap.all - known), "",
  `The kernel holds ${Math.round(figures.kernel_bytes_of_both_ends)} bytes in small objects for a connection, here with both of its ends.`,
  "Read buffers and decoders belong to the core, and the bytes of a join's answer to the room: they are shared.", "",
  "| over TLS 1.3, with nothing on its way | bytes |", "|---|---|",
  row("on the heap", figures.tls.heap_bytes), row("resident", figures.tls.resident_bytes),
  row("more than without TLS", figures.tls.heap_bytes - heap.all), row("of which `tls_session`; the rest is OpenSSL's", figures.tls.object_bytes.tls_session), "",
  `${machine.cores} cores of ${machine.processor}, ${machine.distribution}, ${machine.kernel}.`, "",
].join("\n");
writeFileSync(join(folder, "member.json"), `${JSON.stringify(figures, null, 1)}\n`);
writeFileSync(join(folder, "member.md"), page);
console.log(page);
