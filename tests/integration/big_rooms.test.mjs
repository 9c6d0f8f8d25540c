// Rooms with very many messages, spaces with very many rooms: what is told stays bounded, and what is left behind gives its memory back.
import assert from "node:assert/strict";
import { test } from "node:test";

import { measureRoom, measureSpace, memoryOf } from "../bench/big-rooms.mjs";

const isLong = Boolean(process.env.HALLWAY_LONG);
const mib = 1024 * 1024;

test("a room of very many messages is joined, recovered and paged from its far end like a small one", { timeout: 3_600_000 }, async () => {
  const events = isLong ? 1_000_000 : 20_000;
  const found = await measureRoom(events);
  assert.equal(found.recovered_events, 4_900);
  assert.equal(found.too_far, "too_far");
  assert.equal(found.far_rows, 50);
  assert.equal(found.far_has_before, false);
  assert.ok(found.fresh_join_bytes < 256 * 1024);
  // A room's memory is that of its newest rows, whatever came before.
  assert.ok(found.rss_bytes_after_reading - found.rss_bytes_after_start < 96 * mib, JSON.stringify(found));
});

test("a space of very many rooms greets with a page of them, lists them all, and forgets those that nobody is in", { timeout: 3_600_000 }, async (t) => {
  const rooms = isLong ? 100_000 : 2_000;
  const { figures: found, server, client } = await measureSpace(rooms, rooms);
  t.after(() => server.kill());
  assert.equal(found.listed, rooms + 1); // and the lobby
  assert.equal(found.listed_once, rooms + 1);
  assert.equal(found.largest_page, 100);
  assert.ok(found.hello_bytes < 64 * 1024);
  assert.ok((found.rss_bytes_after_start - found.rss_bytes_empty) / rooms < 16 * 1024, JSON.stringify(found));
  // A room that was looked into keeps less than 16 KiB for the minute until its desk is closed.
  assert.ok((found.rss_bytes_after_walk - found.rss_bytes_before_walk) / rooms < 16 * 1024, JSON.stringify(found));
  assert.equal((await client.refused({ do: "rooms", after: "no-such-room" })).code, "not_found");
  assert.ok(memoryOf(server.pid) > 0);
});
