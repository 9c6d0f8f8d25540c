// Well-formed commands that are wrong, doubled, greedy or too many, over raw sockets against the real server: the answer, and that it costs nobody else.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe } from "node:test";

import { besideNeighbours } from "../support/neighbours.mjs";
import { memoryOf } from "../support/process-memory.mjs";
import { opcode, openWebSocket, ping, text } from "../support/raw-socket.mjs";
import { startServer } from "../support/server.mjs";
import { newKey } from "../support/wire-client.mjs";

let server;
before(async () => {
  server = await startServer(["--cores", "1", "--unlimited"]);
});
after(() => server.remove());
const it = besideNeighbours(() => server);

const roomsMax = 128; // protocol/limits.hpp, rooms_per_session_max
const pingsMax = 10; // pings_per_second_max
const inFlightMax = 64; // commands_in_flight_max
const pageMax = 300; // page_rows_max
const integerMax = 2 ** 53 - 1;

/** A member in the room, on a socket of its own. */
async function member(room = "lobby", more = { name: "Mallory" }) {
  const raw = await openWebSocket(server.url);
  const { token, me } = await raw.ok({ do: "hello", ...more });
  const joined = room && (await raw.ok({ do: "join", room }));
  return Object.assign(raw, { token, me, joined });
}

/** Rooms that nobody else is in. */
async function freshRooms(count) {
  const olga = await member(null, { name: "Olga", token: readFileSync(join(server.data, "organiser.token"), "utf8").trim() });
  const rooms = [];
  for (let i = 0; i < count; ++i) {
    const room = `room-${newKey().slice(-8)}`;
    await olga.ok({ do: "open", room, key: newKey() });
    rooms.push(room);
  }
  olga.drop();
  return rooms;
}

/** [code, field] of the refusal. */
async function verdict(raw, command) {
  const { error } = await raw.ask(command);
  assert.ok(error, `${JSON.stringify(command)} was not refused`);
  return error.field === undefined ? [error.code] : [error.code, error.field];
}

/** Sends a thousand at once; the answers, by number. */
async function flood(raw, commands) {
  raw.send(Buffer.concat(commands.map((each, i) => text(JSON.stringify({ id: 10_000 + i, ...each })))));
  const answers = new Map();
  while (answers.size < commands.length) for (const each of await raw.documents()) if (each.re >= 10_000) answers.set(each.re - 10_000, each);
  return commands.map((_, i) => answers.get(i));
}

describe("who is not in a room", () => {
  it("is forbidden to write, read or leave there; also after having been there", async () => {
    const raw = await member("lobby");
    const { id } = await raw.ok({ do: "post", room: "lobby", key: newKey(), text: "mine" });
    await raw.ok({ do: "leave", room: "lobby" });
    const commands = [
      { do: "post", key: newKey(), text: "x" }, { do: "edit", key: newKey(), target: id, text: "x" }, { do: "delete", key: newKey(), target: id },
      { do: "history", latest: true }, { do: "leave" },
    ];
    for (const command of commands) {
      assert.deepEqual(await verdict(raw, { ...command, room: "lobby" }), ["forbidden", "room"], command.do);
      assert.deepEqual(await verdict(raw, { ...command, room: "nowhere" }), ["not_found", "room"], command.do);
    }
    const { events } = await (await member("lobby")).ok({ do: "history", room: "lobby", around: id });
    assert.equal(events.find((each) => each.id === id).text, "mine");
    raw.drop();
  });

  it("cannot reach what is in another room from the one he is in", async () => {
    const [one, other] = await freshRooms(2);
    const raw = await member(one);
    const there = await member(other, { name: "Mallory", token: raw.token });
    const { id } = await there.ok({ do: "post", room: other, key: newKey(), text: "elsewhere" });
    assert.deepEqual(await verdict(raw, { do: "history", room: one, around: id }), ["not_found"]);
    assert.deepEqual(await verdict(raw, { do: "edit", room: one, key: newKey(), target: id, text: "x" }), ["not_found", "target"]);
    assert.deepEqual(await verdict(raw, { do: "delete", room: one, key: newKey(), target: id }), ["not_found", "target"]);
    assert.deepEqual(await verdict(raw, { do: "post", room: one, key: newKey(), text: "x", reply_to: id }), ["not_found", "reply_to"]);
    raw.drop();
    there.drop();
  });

  it("has not said hello, or has no name: unauthorized", async () => {
    const raw = await openWebSocket(server.url);
    for (const command of [{ do: "join", room: "lobby" }, { do: "ping" }, { do: "history", room: "lobby", latest: true }]) assert.deepEqual(await verdict(raw, command), ["unauthorized"]);
    await raw.ok({ do: "hello" });
    await raw.ok({ do: "join", room: "lobby" });
    assert.deepEqual(await verdict(raw, { do: "post", room: "lobby", key: newKey(), text: "x" }), ["unauthorized"]);
    raw.drop();
  });
});

describe("a key", () => {
  it("that is used again gets the first answer with duplicate:true, from any connection and however the text is written", async () => {
    const [room] = await freshRooms(1);
    const raw = await member(room);
    const command = { do: "post", room, key: newKey(), text: "caf\u00e9" };
    const first = await raw.ok(command);
    const again = { ...first, duplicate: true };
    assert.deepEqual(await raw.ok(command), again);
    assert.deepEqual(await raw.ok({ ...command, text: " cafe\u0301\u0000 " }), again); // the same when it is clean
    const other = await member(room, { name: "Mallory", token: raw.token });
    assert.deepEqual(await other.ok(command), again);
    assert.deepEqual(other.me, raw.me);
    assert.equal((await other.ok({ do: "history", room, latest: true })).events.length, 1);
    raw.drop();
    other.drop();
  });

  it("that is used again for anything else is a conflict", async () => {
    const [room] = await freshRooms(1);
    const raw = await member(room);
    const key = newKey();
    const { id } = await raw.ok({ do: "post", room, key, text: "one" });
    const others = [
      { do: "post", text: "two" }, { do: "post", text: "one", reply_to: id }, { do: "post", text: "one " + "x".repeat(900) },
      { do: "edit", target: id, text: "one" }, { do: "delete", target: id },
    ];
    for (const other of others) assert.deepEqual(await verdict(raw, { room, key, ...other }), ["conflict"], JSON.stringify(other).slice(0, 80));
    const { events } = await raw.ok({ do: "history", room, latest: true });
    assert.deepEqual(events.map((each) => [each.text, each.deleted]), [["one", undefined]]);
    raw.drop();
  });

  it("of one member is nobody else's, and of one room no other room's", async () => {
    const [room, next] = await freshRooms(2);
    const [raw, other] = [await member(room), await member(room, { name: "Oscar" })];
    const command = { do: "post", room, key: newKey(), text: "mine" };
    const ids = [await raw.ok(command), await other.ok({ ...command, text: "also mine" })].map((each) => each.id);
    await raw.ok({ do: "join", room: next });
    ids.push((await raw.ok({ ...command, room: next, text: "elsewhere" })).id);
    assert.equal(new Set(ids).size, 3);
    raw.drop();
    other.drop();
  });

  it("that two connections use at once is stored once: both are answered alike, or one has a conflict", async () => {
    const [room] = await freshRooms(1);
    const raw = await member(room);
    const other = await member(room, { name: "Mallory", token: raw.token });
    for (let i = 0; i < 50; ++i) {
      const command = { do: "post", room, key: newKey(), text: `racing ${i}` };
      const [one, two] = await Promise.all([raw.ok(command), other.ok(command)]);
      assert.deepEqual([one.id, one.offset], [two.id, two.offset]);
      assert.equal([one, two].filter((each) => each.duplicate).length, 1);
      const differing = { ...command, key: newKey() };
      const answers = await Promise.all([raw.ask(differing), other.ask({ ...differing, text: "another" })]);
      assert.deepEqual(answers.map((each) => each.error?.code ?? "ok").sort(), ["conflict", "ok"]);
    }
    assert.equal((await raw.ok({ do: "history", room, latest: true, limit: pageMax })).events.length, 100);
    raw.drop();
    other.drop();
  });

  it("that is none is bad_request, key", async () => {
    const raw = await member();
    for (const key of ["", "short", "x".repeat(15), "x".repeat(65), "x".repeat(60_000), "sixteen characters", "a/../../../b/c/d/e", "\u0000".repeat(16), "ｋｅｙ".repeat(8), 7, null, {}])
      assert.deepEqual(await verdict(raw, { do: "post", room: "lobby", key, text: "x" }), ["bad_request", "key"], JSON.stringify(key).slice(0, 40));
    assert.deepEqual(await verdict(raw, { do: "post", room: "lobby", text: "x" }), ["bad_request", "key"]);
    raw.drop();
  });
});

describe("a position to go on from", () => {
  it("that cannot be is answered fresh, with the reason; one that can goes on", async () => {
    const [room] = await freshRooms(1);
    const raw = await member(room);
    const { epoch } = raw.joined;
    const ids = [];
    for (const said of ["one", "two", "three"]) ids.push((await raw.ok({ do: "post", room, key: newKey(), text: said })).id);
    const other = "e-0000000000001";
    for (const [since, reason] of [
      [{ epoch: "zz9", offset: 1, id: ids[0] }, "epoch"], [{ epoch: "zz9", offset: integerMax }, "epoch"], [{ epoch: "0", offset: 0 }, "epoch"],
      [{ epoch, offset: 4 }, "ahead"], [{ epoch, offset: 4, id: ids[0] }, "ahead"], [{ epoch, offset: integerMax }, "ahead"], [{ epoch, offset: 2 ** 32 }, "ahead"],
      [{ epoch, offset: 1, id: other }, "forked"], [{ epoch, offset: 3, id: other }, "forked"], [{ epoch, offset: 2, id: ids[0] }, "forked"],
    ]) {
      const joined = await raw.ok({ do: "join", room, since });
      assert.deepEqual([joined.recovered, joined.reason, joined.offset, joined.state.messages, joined.events.length], [false, reason, 3, 3, 3], JSON.stringify(since));
    }
    for (const [since, missed] of [[{ epoch, offset: 0 }, 3], [{ epoch, offset: 0, id: other }, 3], [{ epoch, offset: 1, id: ids[0] }, 2], [{ epoch, offset: 3 }, 0], [{ epoch, offset: 3, id: ids[2] }, 0]]) {
      const joined = await raw.ok({ do: "join", room, since });
      assert.deepEqual([joined.recovered, joined.reason, joined.state, joined.events.length], [true, undefined, undefined, missed], JSON.stringify(since));
    }
    raw.drop();
  });

  it("of another form is bad_request, and the field is named", async () => {
    const raw = await member();
    for (const [since, field] of [
      [null, "since"], [[], "since"], ["k3v9:120", "since"], [120, "since"], [{}, "since.epoch"], [{ epoch: "", offset: 1 }, "since.epoch"], [{ epoch: "K", offset: 1 }, "since.epoch"],
      [{ epoch: "x".repeat(17), offset: 1 }, "since.epoch"], [{ epoch: "../..", offset: 1 }, "since.epoch"], [{ epoch: 7, offset: 1 }, "since.epoch"], [{ epoch: "k" }, "since.offset"],
      [{ epoch: "k", offset: "1" }, "since.offset"], [{ epoch: "k", offset: 1, id: "u-0000000000001" }, "since.id"], [{ epoch: "k", offset: 1, id: null }, "since.id"],
    ]) assert.deepEqual(await verdict(raw, { do: "join", room: "lobby", since }), ["bad_request", field], JSON.stringify(since));
    raw.drop();
  });
});

describe("history", () => {
  it(`that asks for 10^9 rows gets ${pageMax} and a cursor; from beyond either end it gets what there is`, async () => {
    const [room] = await freshRooms(1);
    const raw = await member(room);
    const total = 700;
    for (let i = 0; i < total; i += 50) {
      const answers = await flood(raw, Array.from({ length: 50 }, (_, n) => ({ do: "post", room, key: newKey(), text: `${i + n}` })));
      assert.ok(answers.every((each) => each.ok));
    }
    const page = async (place) => {
      const { events, before, after } = await raw.ok({ do: "history", room, limit: 1e9, ...place });
      return [events.length, events[0]?.offset, events.at(-1)?.offset, before, after];
    };
    assert.deepEqual(await page({ latest: true }), [pageMax, 401, 700, 401, undefined]);
    assert.deepEqual(await page({ latest: true, limit: integerMax }), [pageMax, 401, 700, 401, undefined]);
    assert.deepEqual(await page({ before: 401 }), [pageMax, 101, 400, 101, 400]);
    assert.deepEqual(await page({ before: 101 }), [100, 1, 100, undefined, 100]);
    assert.deepEqual(await page({ after: 0 }), [pageMax, 1, 300, undefined, 300]);
    for (const far of [701, 2 ** 32, 2 ** 40, integerMax]) {
      assert.deepEqual(await page({ before: far }), [pageMax, 401, 700, 401, undefined], `${far}`);
      assert.deepEqual(await page({ after: far }), [0, undefined, undefined, undefined, undefined], `${far}`);
    }
    for (const near of [0, 1]) assert.deepEqual(await page({ before: near }), [0, undefined, undefined, undefined, undefined]);
    raw.drop();
  });

  it("that says not where, or in two ways, is bad_request", async () => {
    const raw = await member();
    for (const [place, field] of [[{}], [{ before: 1, after: 1 }], [{ latest: true, around: "e-0000000000001" }], [{ latest: false }, "latest"], [{ latest: 1 }, "latest"], [{ around: 7 }, "around"],
      [{ around: "e-" }, "around"], [{ around: "e-zzzzzzzzzzzzz" }, "around"], [{ latest: true, limit: 0 }, "limit"]])
      assert.deepEqual(await verdict(raw, { do: "history", room: "lobby", ...place }), field ? ["bad_request", field] : ["bad_request"], JSON.stringify(place));
    assert.deepEqual(await verdict(raw, { do: "history", room: "lobby", around: "e-0000000000001" }), ["not_found"]);
    raw.drop();
  });

  it(`that is asked for a thousand times at once is answered, or rate_limited above ${inFlightMax} at a time`, async () => {
    const raw = await member();
    const codes = (await flood(raw, Array(1_000).fill({ do: "history", room: "lobby", before: 2 }))).map((each) => each.error?.code ?? "ok");
    assert.deepEqual([...new Set(codes)].sort(), ["ok", "rate_limited"]);
    assert.ok(codes.indexOf("rate_limited") >= inFlightMax);
    assert.ok((await raw.ok({ do: "history", room: "lobby", before: 2 })).events);
    raw.drop();
  });
});

describe("joins", () => {
  it(`a thousand on one session put it into ${roomsMax} rooms, and the next is limit_exceeded until one is left`, async () => {
    const rooms = await freshRooms(roomsMax + 2);
    const raw = await member(null);
    const seen = new Set();
    for (let i = 0; i < 1_000; i += 50) {
      const some = Array.from({ length: 50 }, (_, n) => rooms[(i + n) % rooms.length]);
      const answers = await flood(raw, some.map((room) => ({ do: "join", room })));
      answers.forEach((each, n) => {
        if (each.ok) seen.add(some[n]);
        else assert.equal(each.error.code, "limit_exceeded");
      });
    }
    assert.deepEqual([...seen], rooms.slice(0, roomsMax));
    assert.deepEqual(await verdict(raw, { do: "join", room: rooms.at(-1) }), ["limit_exceeded"]);
    await raw.ok({ do: "join", room: rooms[0] }); // there already
    await raw.ok({ do: "leave", room: rooms[0] });
    await raw.ok({ do: "join", room: rooms.at(-1) });
    assert.deepEqual(await verdict(raw, { do: "join", room: rooms[0] }), ["limit_exceeded"]);
    raw.drop();
  });

  it("of many full rooms at once are all answered, at the pace of who reads them late", async () => {
    const rooms = await freshRooms(20);
    const writer = await member(null);
    for (const room of rooms) {
      await writer.ok({ do: "join", room });
      const posts = Array.from({ length: 50 }, () => ({ do: "post", room, key: newKey(), text: "\u{1f389}".repeat(1_000) })); // 200 KB
      assert.ok((await flood(writer, posts)).every((each) => each.ok));
      await writer.ok({ do: "leave", room });
    }
    writer.drop();
    const raw = await member(null);
    raw.pause();
    const { resident } = memoryOf(server.pid);
    await raw.sendAll(Buffer.concat(rooms.map((room, i) => text(JSON.stringify({ id: 10_000 + i, do: "join", room })))));
    const other = await member(); // by now the server has read it all
    other.drop();
    assert.ok(memoryOf(server.pid).isWatched || memoryOf(server.pid).resident - resident < 4 * 2 ** 20);
    raw.resume();
    for (let i = 0; i < rooms.length; ++i) assert.equal((await raw.answerTo(10_000 + i)).ok.events.length, 50);
    raw.drop();
  }, { growthMax: 64 * 2 ** 20 }); // what the rooms keep in memory

  it("of a thousand rooms that do not exist are all refused", async () => {
    const raw = await member(null);
    const codes = (await flood(raw, Array.from({ length: 1_000 }, (_, i) => ({ do: "join", room: `nowhere-${i}` })))).map((each) => each.error.code);
    assert.deepEqual([...new Set(codes)].sort(), ["not_found", "rate_limited"]);
    raw.drop();
  });
});

describe("pings", () => {
  it(`of the protocol, more than ${pingsMax} a second: rate_limited, then closed with 4029`, async () => {
    const raw = await member();
    raw.send(Buffer.concat(Array.from({ length: 200 }, (_, i) => text(`{"id":${100 + i},"do":"ping"}`))));
    const told = [];
    for (let next = await raw.frame(); ; next = await raw.frame()) {
      if (next.code === opcode.close) {
        assert.equal(next.payload.readUInt16BE(0), 4029);
        break;
      }
      told.push(...next.payload.toString().split("\n").map((line) => JSON.parse(line)).filter((each) => each.re >= 100));
    }
    const codes = told.map((each) => each.error?.code ?? "ok");
    assert.ok(codes.slice(0, pingsMax).every((code) => code === "ok"));
    assert.equal(codes.filter((code) => code === "rate_limited").length, pingsMax);
    assert.ok(codes.length < 100);
    raw.drop();
  });

  it(`of WebSocket, more than ${pingsMax} a second: rate_limited, then closed with 4029`, async () => {
    const raw = await member();
    raw.send(Buffer.concat(Array.from({ length: 200 }, (_, i) => ping(`${i}`))));
    const pongs = [];
    const refusals = [];
    for (let next = await raw.frame(); ; next = await raw.frame()) {
      if (next.code === opcode.close) {
        assert.equal(next.payload.readUInt16BE(0), 4029);
        break;
      }
      if (next.code === opcode.pong) pongs.push(next.payload.toString());
      else refusals.push(...next.payload.toString().split("\n").map((line) => JSON.parse(line)).filter((each) => each.re === null));
    }
    assert.deepEqual(pongs.slice(0, pingsMax), Array.from({ length: pingsMax }, (_, i) => `${i}`));
    assert.ok(pongs.length < 100);
    assert.deepEqual(refusals.map((each) => each.error.code), Array(pingsMax).fill("rate_limited"));
    assert.equal((await raw.rest()).length, 0);
    raw.drop();
  });
});
