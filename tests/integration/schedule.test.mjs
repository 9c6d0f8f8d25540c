// The schedule over the wire: planned by organisers, folded by every core, fetched and told, and its rooms joined.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gunzipSync } from "node:zlib";

import { createClient } from "../../web-client/sdk/hallway.js";
import { startPlannedSpace } from "../support/planned-space.mjs";
import { startServer } from "../support/server.mjs";
import { connect, newKey } from "../support/wire-client.mjs";

const { WebSocket } = createRequire(new URL("../../web-client/package.json", import.meta.url))("ws");
const binary = process.env.HALLWAY_BIN ?? fileURLToPath(new URL("../../build/dev/hallway", import.meta.url));

const hour = 3_600_000;
const nine = Date.UTC(2030, 1, 2, 8);

let space;
let server;
let organiser;
before(async () => {
  space = await startPlannedSpace();
  ({ server, organiser } = space);
});
after(() => space.remove());

const staff = (role) => space.staff(role);
const attendee = (name) => space.attendee(name);
const fetched = (path, headers) => space.fetched(path, headers);
const schedule = (version) => space.schedule(version);
const plan = (what) => space.plan(what);
const newRoom = () => space.newRoom();
const talk = (room, from, to, more = {}) => ({
  room, title: `Talk ${room}`, stage: "s-janson", starts: nine + from * hour, ends: nine + to * hour, ...more,
});
const stages = [{ room: "s-janson", title: "Janson" }, { room: "s-k1", title: "K.1" }];

test("without one there is an empty one, and hello names none", async () => {
  const ada = await attendee();
  assert.ok(Math.abs(ada.greeted.now - Date.now()) < 60_000);
  assert.equal(ada.greeted.space.schedule, undefined);
  assert.equal(ada.greeted.space.time_zone, undefined);
  assert.match(ada.greeted.space.code, /^[2-9A-HJKMNP-Z]{6}$/);
  assert.match(ada.greeted.space.rooms[0].code, /^[2-9A-HJKMNP-Z]{6}$/);
  assert.deepEqual(await schedule(), { space: "main", title: "Hallway", version: 0, stages: [], talks: [], lessons: [] });
  await ada.leave();
});

test("what is planned is told, fetched in order, and its rooms can be joined", async () => {
  const ada = await attendee();
  const [late, early, lesson] = [newRoom(), newRoom(), newRoom()];
  const planned = await plan({
    title: "FOSDEM 2030",
    time_zone: "Europe/Brussels",
    stages,
    talks: [
      talk(late, 1, 2, { stage: "s-k1", persons: ["Grace", "Ada"], track: "Databases", language: "en", url: "https://example.org/1" }),
      talk(early, 0, 1, { cancelled: true }),
    ],
    lessons: [{ room: lesson, title: "Pointers", unit: "Week 1" }],
  });
  assert.equal(planned.changed, 7);
  const told = await ada.event("schedule");
  assert.deepEqual([told.version, told.reload, told.offset], [planned.version, true, undefined]);

  const read = await schedule(planned.version);
  assert.deepEqual([read.title, read.time_zone, read.version], ["FOSDEM 2030", "Europe/Brussels", planned.version]);
  assert.deepEqual(read.stages.map(({ room, title }) => [room, title]), [["s-janson", "Janson"], ["s-k1", "K.1"]]);
  assert.deepEqual(read.talks.map(({ room }) => room), [early, late]);
  const { code, ...rest } = read.talks[1];
  assert.match(code, /^[2-9A-HJKMNP-Z]{6}$/);
  assert.deepEqual(rest, {
    room: late, title: `Talk ${late}`, stage: "s-k1", starts: nine + hour, ends: nine + 2 * hour,
    persons: ["Grace", "Ada"], track: "Databases", language: "en", url: "https://example.org/1",
  });
  assert.equal(read.talks[0].cancelled, true);
  assert.deepEqual([read.lessons[0].room, read.lessons[0].unit], [lesson, "Week 1"]);

  const joined = await ada.ok({ do: "join", room: late });
  assert.deepEqual(joined.room, { ...joined.room, id: late, title: `Talk ${late}`, kind: "talk", stage: "s-k1", starts: nine + hour, code });
  assert.equal((await ada.ok({ do: "join", room: "s-janson" })).room.kind, "stage");
  const { room } = await ada.ok({ do: "join", room: lesson });
  assert.deepEqual([room.kind, room.unit], ["lesson", "Week 1"]);
  await ada.ok({ do: "post", room: lesson, key: newKey(), text: "Hello" });
  assert.equal((await ada.event("message")).room, lesson);
  assert.equal((await ada.refused({ do: "join", room: "t-ffffffffffff" })).code, "not_found");
  assert.deepEqual((await ada.ok({ do: "rooms" })).rooms.map(({ id }) => id), ["lobby"]); // opened by hand

  const bob = await attendee("Bob");
  assert.deepEqual([bob.greeted.space.schedule, bob.greeted.space.time_zone], [planned.version, "Europe/Brussels"]);
  await Promise.all([ada.leave(), bob.leave()]);
});

test("a plan changes only what differs, and told is what changed", async () => {
  const room = newRoom();
  await plan({ stages, talks: [talk(room, 3, 4)] });
  const ada = await attendee();
  const again = await plan({ stages, talks: [talk(room, 3, 4)] });
  assert.deepEqual([again.changed, again.version], [0, ada.greeted.space.schedule]);
  const moved = await plan({ stages, talks: [talk(room, 3.5, 4)] });
  assert.equal(moved.changed, 1);
  const told = await ada.event("schedule");
  assert.equal(told.version, moved.version);
  assert.deepEqual(told.talks.map(({ room: id, starts }) => [id, starts]), [[room, nine + 3.5 * hour]]);
  assert.deepEqual(told.removed, []);
  const removed = await plan({ remove: [room] });
  assert.deepEqual((await ada.event("schedule")).removed, [room]);
  assert.equal((await schedule(removed.version)).talks.some((one) => one.room === room), false);
  assert.equal((await ada.ok({ do: "join", room })).room.title, `Talk ${room}`); // what was said there stays
  await ada.leave();
});

test("a plan takes fifty entries", async () => {
  const many = Array.from({ length: 51 }, newRoom).map((room, at) => talk(room, 24 + at, 25 + at));
  const refused = await organiser.refused({ do: "plan", key: newKey(), talks: many });
  assert.deepEqual([refused.code, refused.field], ["too_large", "talks"]);
  assert.equal((await plan({ talks: many.slice(0, 50) })).changed, 50);
});

test("a plan is appended whole or not at all, and says what is wrong where", async () => {
  const [good, bad] = [newRoom(), newRoom()];
  const { version } = await schedule();
  for (const [what, code, field] of [
    [{ talks: [talk(good, 0, 1), talk(bad, 0, 1, { stage: "s-nowhere" })] }, "not_found", "talks.1.stage"],
    [{ talks: [talk(good, 0, 1), talk(bad, 2, 1)] }, "bad_request", "talks.1.ends"],
    [{ talks: [talk(good, 0, 1), talk("lobby", 0, 1)] }, "bad_room", "talks.1.room"],
    [{ talks: [talk(good, 0, 1), talk(good, 1, 2)] }, "bad_request", undefined],
    [{ talks: [talk(good, 0, 1, { url: "javascript:alert(1)" })] }, "bad_request", "talks.0.url"],
    [{ talks: [talk(good, 0, 1, { about: { links: [{ url: "data:,x", title: "x" }] } })] }, "bad_request", "talks.0.about.links.0.url"],
    [{ time_zone: "Mars/Olympus", stages }, "bad_request", "time_zone"],
    [{ remove: ["s-janson"] }, "conflict", "remove"],
  ]) {
    const error = await organiser.refused({ do: "plan", key: newKey(), ...what });
    assert.deepEqual([error.code, error.field], [code, field], JSON.stringify(what));
  }
  assert.equal((await schedule()).version, version);
});

test("only organisers plan", async () => {
  for (const client of [await attendee(), await staff("moderator")]) {
    assert.equal((await client.refused({ do: "plan", key: newKey(), stages })).code, "forbidden");
    await client.leave();
  }
});

test("a plan that is sent again is done once, whatever was planned since; its key is for nothing else", async () => {
  const room = newRoom();
  const key = newKey();
  const first = await organiser.ok({ do: "plan", key, talks: [talk(room, 5, 6)] });
  await plan({ talks: [talk(room, 6, 7)] });
  const again = await organiser.ok({ do: "plan", key, talks: [talk(room, 5, 6)] });
  assert.equal(again.changed, 0);
  assert.equal((await schedule(again.version)).talks.find((one) => one.room === room).starts, nine + 6 * hour);
  assert.ok(again.version > first.version);
  assert.equal((await organiser.refused({ do: "plan", key, talks: [talk(room, 8, 9)] })).code, "conflict");
});

test("what a talk says about itself is kept beside, asked for by anybody, and changes its digest", async () => {
  const room = newRoom();
  const about = {
    subtitle: "A tale", abstract: "Why.", description: "How.\n\nAnd when.",
    links: [{ url: "https://example.org/slides.pdf", title: "Slides" }], license: "CC-BY 4.0", type: "talk", do_not_record: true,
  };
  const cardOf = async ({ version }) => (await schedule(version)).talks.find((one) => one.room === room);
  const first = await cardOf(await plan({ talks: [talk(room, 7, 8, { about })] }));
  assert.match(first.digest, /^[0-9a-f]{16}$/);
  const reader = await connect(server.url);
  await reader.hello(null);
  assert.deepEqual(await reader.ok({ do: "about", room }), { room, ...about });
  assert.deepEqual(await reader.ok({ do: "about", room: "lobby" }), { room: "lobby" });
  assert.equal((await reader.refused({ do: "about", room: "t-eeeeeeeeeeee" })).code, "not_found");

  assert.equal((await plan({ talks: [talk(room, 7, 8)] })).changed, 0); // says nothing about it
  assert.equal((await plan({ talks: [talk(room, 7, 8, { about })] })).changed, 0);
  const second = await cardOf(await plan({ talks: [talk(room, 7, 8, { about: { abstract: "Because." } })] }));
  assert.notEqual(second.digest, first.digest);
  assert.deepEqual(await reader.ok({ do: "about", room }), { room, abstract: "Because." });
  const used = { do: "plan", key: newKey(), talks: [talk(room, 7, 8, { about: { abstract: "Because of that." } })] };
  await organiser.ok(used);
  await plan({ talks: [talk(room, 7, 8, { about: { abstract: "Because." } })] });
  assert.equal((await organiser.ok(used)).changed, 0); // sent again, late: what was planned since stands
  assert.equal((await organiser.refused({ ...used, talks: [talk(room, 7, 8, { about: { abstract: "No." } })] })).code, "conflict");
  assert.deepEqual(await reader.ok({ do: "about", room }), { room, abstract: "Because." });
  const third = await cardOf(await plan({ talks: [talk(room, 7, 8, { about: {} })] }));
  assert.equal(third.digest, undefined);
  assert.deepEqual(await reader.ok({ do: "about", room }), { room });
  await reader.leave();
});

test("plans have the budget of pages, which a whole conference fits into", async () => {
  const limited = await startServer();
  const client = await connect(limited.url);
  await client.hello(null, { token: readFileSync(join(limited.data, "organiser.token"), "utf8").trim() });
  const asked = Array.from({ length: 40 }, (_, at) => client.ask({ do: "plan", key: newKey(), title: `Edition ${at}` }));
  const answers = await Promise.all(asked);
  const refused = answers.filter(({ error }) => error);
  assert.ok(answers.length - refused.length >= 20);
  for (const { error } of refused) assert.deepEqual([error.code, error.retry_after_ms > 0], ["rate_limited", true]);
  await client.leave();
  await limited.remove();
});

describe("/v1/schedule", () => {
  test("is sent small to whom takes it, and once", async () => {
    await plan({ stages, talks: Array.from({ length: 20 }, newRoom).map((room, at) => talk(room, at, at + 1)) });
    const plain = await fetched("/v1/schedule");
    assert.equal(plain.headers["content-type"], "application/json");
    assert.equal(plain.headers["content-encoding"], undefined);
    const small = await fetched("/v1/schedule", { "Accept-Encoding": "gzip" });
    assert.equal(small.headers["content-encoding"], "gzip");
    assert.ok(small.body.length < plain.body.length / 3);
    const version = (body) => JSON.parse(body).version;
    assert.equal(version(gunzipSync(small.body)), version(plain.body));
    for (const [headers, tag] of [[{}, plain.headers.etag], [{ "Accept-Encoding": "gzip" }, small.headers.etag]]) {
      const again = await fetched("/v1/schedule", { ...headers, "If-None-Match": tag });
      assert.deepEqual([again.status, again.body.length, again.headers.etag], [304, 0, tag]);
    }
    assert.notEqual(plain.headers.etag, small.headers.etag);
    const before = plain.headers.etag;
    const { version: now } = await plan({ talks: [talk(newRoom(), 0, 1)] });
    await schedule(now);
    assert.notEqual((await fetched("/v1/schedule")).headers.etag, undefined);
    assert.equal((await fetched("/v1/schedule", { "If-None-Match": before })).status, 200);
  });

  test("the page's own addresses are answered with the page, others are not", async () => {
    for (const path of ["/now", "/hallway", "/stage/janson", "/r/lobby"]) {
      const { status, headers } = await fetched(path);
      assert.deepEqual([path, status, headers["content-type"]], [path, 200, "text/html; charset=utf-8"]);
    }
    for (const path of ["/nowhere", "/hallways", "/stage"]) assert.equal((await fetched(path)).status, 404, path);
  });
});

test("the SDK has it, and follows it", async () => {
  const room = newRoom();
  await plan({ stages, talks: [talk(room, 13, 14)] });
  const client = createClient({ url: `${server.url.replace("http", "ws")}/v1/ws`, storage: null, WebSocket });
  const seen = (holds) => new Promise((resolve) => {
    const look = () => holds(client.schedule.entryOf(room)) && resolve(stop());
    const stop = client.schedule.on("change", look);
    look();
  });
  client.start();
  await seen((entry) => entry?.starts === nine + 13 * hour);
  await plan({ talks: [talk(room, 13.5, 14)] });
  await seen((entry) => entry?.starts === nine + 13.5 * hour);
  await plan({ stages: [{ room: "s-janson", title: "Janson, renamed" }], remove: [room] }); // fetched anew
  await seen((entry) => !entry);
  assert.equal(client.schedule.entryOf("s-janson").title, "Janson, renamed");
  await plan({ stages });
  client.stop();
});

test("a code leads to its room, in whichever case it is typed", async () => {
  const room = newRoom();
  const { version } = await plan({ stages, talks: [talk(room, 11, 12)] });
  const read = await schedule(version);
  const ada = await attendee();
  const codes = [
    [ada.greeted.space.code, "/"],
    [ada.greeted.space.rooms.find(({ id }) => id === "lobby").code, "/r/lobby"],
    [read.stages.find((one) => one.room === "s-janson").code, "/stage/janson"],
    [read.talks.find((one) => one.room === room).code, `/r/${room}`],
  ];
  for (const [code, path] of codes)
    for (const typed of [code, code.toLowerCase()]) {
      const { status, headers } = await fetched(`/c/${typed}`);
      assert.deepEqual([status, headers.location], [302, path]);
    }
  for (const wrong of ["", "K7M2Q", "222222", "O0O0O0", "../../x", `${codes[1][0]}/`]) {
    const { status, headers, body } = await fetched(`/c/${encodeURIComponent(wrong)}`);
    assert.deepEqual([status, headers["content-type"]], [404, "text/html; charset=utf-8"], wrong);
    assert.match(String(body), /This code leads nowhere\./);
  }
  await ada.leave();
});

test("a server that comes back after a crash has the same schedule, codes and texts", async () => {
  const room = newRoom();
  const { version } = await plan({ talks: [talk(room, 9, 10, { about: { abstract: "Kept." } })] });
  const before = await schedule(version);
  const writer = await attendee("Bob");
  await writer.ok({ do: "join", room: "s-janson" });
  await writer.ok({ do: "post", room: "s-janson", key: newKey(), text: "Kept, too" });
  await server.kill();
  const exported = async (of) => (await promisify(execFile)(binary, ["export", "--format", "md", "--data", server.data, "--room", of])).stdout;
  assert.match(await exported("s-janson"), /Janson[^]*Kept, too/);
  assert.match(await exported(room), new RegExp(`Talk ${room}`)); // nobody came
  await server.start();
  assert.deepEqual(await schedule(), before);
  const ada = await attendee();
  assert.equal((await ada.ok({ do: "about", room })).abstract, "Kept.");
  await ada.leave();
  organiser = space.organiser = await staff("organiser");
});
