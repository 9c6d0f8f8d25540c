// Documents that are not as they must be, over raw sockets against the real server: the answer, and that it costs nobody else.
// What breaks WebSocket or HTTP itself is in bad_bytes.test.mjs, good documents at the wrong time in bad_commands.test.mjs.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe } from "node:test";

import { besideNeighbours } from "../support/neighbours.mjs";
import { openWebSocket, text } from "../support/raw-socket.mjs";
import { startServer } from "../support/server.mjs";
import { newKey } from "../support/wire-client.mjs";

let server;
before(async () => {
  server = await startServer(["--cores", "1", "--unlimited"]);
});
after(() => server.remove());
const it = besideNeighbours(() => server);

const unreadableMax = 20; // protocol/limits.hpp, unreadable_documents_max

/** A member in the room, on a socket of its own; `token`: the same as before. */
async function member(room = "lobby", more = { name: "Mallory" }) {
  const raw = await openWebSocket(server.url);
  const { token, me } = await raw.ok({ do: "hello", ...more });
  const joined = room && (await raw.ok({ do: "join", room }));
  return Object.assign(raw, { token, me, joined });
}

const organiser = () => member(null, { name: "Olga", token: readFileSync(join(server.data, "organiser.token"), "utf8").trim() });

/** Sends a document as it is written; the refusal that comes back, to this number. */
async function refusal(raw, document, re = 7) {
  raw.send(text(document));
  const { error } = await raw.answerTo(re);
  assert.ok(error, `${document.slice(0, 200)} was not refused`);
  return error;
}

/** [code, field] of the refusal. */
async function verdict(raw, document, re = 7) {
  const { code, field } = await refusal(raw, document, re);
  return field === undefined ? [code] : [code, field];
}

async function isAlive(raw) {
  raw.send(text('{"id":8,"do":"nothing"}'));
  assert.equal((await raw.answerTo(8)).error.code, "unknown_command");
}

const post = (raw, said, more = {}) => raw.ok({ do: "post", room: "lobby", key: newKey(), text: said, ...more });

describe("a document that is not as it must be", () => {
  const nested = (depth, open, close) => `{"id":7,"do":"ping","x":${open.repeat(depth)}${close.repeat(depth)}}`;
  const keys = (count, name) => `{"id":7,"do":"ping",${Array.from({ length: count }, (_, i) => `"${name(i)}":0`).join(",")}}`;
  const unreadable = [
    ["arrays, 30,000 deep", nested(30_000, "[", "]")],
    ["objects, 10,000 deep", nested(10_000, '{"a":', "}").replace("}}", "0}}")],
    ["arrays that never end, 65,000 of them", "[".repeat(65_000)],
    ["10,000 keys, all alike", keys(10_000, () => "")],
    ["7,000 keys, no two alike", keys(7_000, (i) => `k${i.toString(36)}`)],
    ["a key that stands twice", '{"id":7,"do":"ping","do":"hello"}'],
    ["a key that stands twice, once in escapes", '{"id":7,"do":"ping","\\u0064o":"hello"}'],
    ["a number that stands twice", '{"id":7,"id":8,"do":"ping"}'],
    ["bytes behind its end", '{"id":7,"do":"ping"}}'],
    ["another document behind its end", '{"id":7,"do":"ping"} {"id":8,"do":"ping"}'],
    ["a NUL behind its end", '{"id":7,"do":"ping"}\0{"id":8,"do":"ping"}'],
    ["a document that is cut", '{"id":7,"do":"pi'],
    ["no object", '[{"id":7,"do":"ping"}]'],
    ["a bare word", "ping"],
    ["a number without a do", "7"],
    ["a comment", '{"id":7,/* */"do":"ping"}'],
    ["a key without quotes", '{id:7,"do":"ping"}'],
    ["NaN", '{"id":NaN,"do":"ping"}'],
  ];

  it("is bad_request, and the session lives: depth, keys, duplicates, trailing bytes", async () => {
    for (const [what, document] of unreadable) {
      const raw = await openWebSocket(server.url);
      assert.equal((await refusal(raw, document, null)).code, "bad_request", what);
      await isAlive(raw);
      raw.drop();
    }
  });

  it(`is forgiven until the ${unreadableMax}th, which closes with 4400; those behind it are not looked at`, async () => {
    const raw = await member();
    for (let i = 1; i < unreadableMax; ++i) assert.equal((await refusal(raw, unreadable[i % unreadable.length][1], null)).code, "bad_request");
    await isAlive(raw);
    raw.send(text(`?\n{"id":9,"do":"post","room":"lobby","key":"${newKey()}","text":"too late"}`));
    const told = [];
    for (let next = await raw.frame(); next.code !== 8; next = await raw.frame()) told.push(next.payload.toString());
    assert.ok(!told.join("").includes('"re":9'));
    assert.equal((await raw.rest()).length, 0);
    raw.drop();
  });

  it("costs the session nothing if it says which command it was", async () => {
    const raw = await member();
    for (let i = 0; i < 3 * unreadableMax; ++i) assert.deepEqual(await verdict(raw, '{"id":7,"do":"join","room":7}'), ["bad_request", "room"]);
    await isAlive(raw);
    raw.drop();
  });

  it("may stand among good ones in a frame: each has its own answer", async () => {
    const raw = await member();
    raw.send(text('{"id":1,"do":"nothing"}\n{"id":2,\n\n[]\n{"id":3,"do":"nothing"}'));
    const answers = [];
    while (answers.length < 4) answers.push(...(await raw.documents()).filter((each) => "re" in each).map((each) => each.re));
    assert.deepEqual(answers, [1, null, null, 3]);
    raw.drop();
  });

  it("where a frame has more than 64: too_large as a whole, and nothing in it is done", async () => {
    const raw = await member();
    const frame = Array.from({ length: 65 }, (_, i) => `{"id":${i},"do":"post","room":"lobby","key":"${newKey()}","text":"one of 65"}`);
    assert.equal((await refusal(raw, frame.join("\n"), null)).code, "too_large");
    const { events } = await raw.ok({ do: "history", room: "lobby", latest: true });
    assert.ok(!events.some((each) => each.text === "one of 65"));
    raw.drop();
  });
});

describe("a number", () => {
  const wrong = ["1e999", "-1e999", "18446744073709551616", "9007199254740992", "-1", "-0", "1.5", "1.0", "1e2", '"1"', "null", "true", "[]", "{}"];
  const places = [
    ["before", (value) => `{"id":7,"do":"history","room":"lobby","before":${value}}`],
    ["after", (value) => `{"id":7,"do":"history","room":"lobby","after":${value}}`],
    ["limit", (value) => `{"id":7,"do":"history","room":"lobby","latest":true,"limit":${value}}`],
    ["since.offset", (value) => `{"id":7,"do":"join","room":"lobby","since":{"epoch":"k","offset":${value}}}`],
  ];

  it("that is too large, negative, broken or no number is bad_request, and the field is named", async () => {
    const raw = await member();
    for (const [field, document] of places)
      for (const value of wrong) assert.deepEqual(await verdict(raw, document(value)), ["bad_request", field], `${field}: ${value}`);
    await isAlive(raw);
    raw.drop();
  });

  it("of a command is the same: bad_request, id", async () => {
    for (const value of wrong) {
      const raw = await openWebSocket(server.url);
      assert.deepEqual(await verdict(raw, `{"id":${value},"do":"ping"}`, null), ["bad_request", "id"], value);
      await isAlive(raw);
      raw.drop();
    }
  });
});

describe("an unknown", () => {
  it("field is ignored, and nothing that the server sets can be set", async () => {
    const raw = await member();
    const claimed = { id: "e-0000000000001", offset: 999, at: 1, from: { id: "u-0000000000001", name: "Olga", role: "organiser" }, role: "organiser",
      edited_at: 1, deleted: true, duplicate: true, epoch: "k", mood: { deep: [1.5, null, "x"] }, __proto__x: 1, constructor: {} };
    const { id, ...others } = claimed;
    const receipt = await post(raw, "plainly me", others);
    const told = (await raw.ok({ do: "history", room: "lobby", around: receipt.id, limit: 1 })).events.find((each) => each.id === receipt.id);
    assert.deepEqual(Object.keys(told).sort(), ["at", "ev", "from", "id", "offset", "room", "text"]);
    assert.deepEqual(told.from, { id: raw.me.id, name: "Mallory", role: "attendee" });
    assert.notEqual(told.id, id);
    assert.deepEqual([told.offset, told.at], [receipt.offset, receipt.at]);
    assert.ok(receipt.offset !== 999 && receipt.at > 1_600_000_000_000);
    raw.drop();
  });

  it("command is unknown_command, whatever its name is", async () => {
    const raw = await member();
    for (const name of ["dance", "Post", "post ", "", "__proto__", "constructor", "\u0000", "post\\u0000", "ｐｏｓｔ", "x".repeat(60_000)])
      assert.deepEqual(await verdict(raw, `{"id":7,"do":"${name.replace("\0", "\\u0000")}"}`), ["unknown_command"]);
    for (const name of ["7", "null", "{}", '["post"]']) assert.deepEqual(await verdict(raw, `{"id":7,"do":${name}}`), ["bad_request", "do"]);
    await isAlive(raw);
    raw.drop();
  });
});

describe("a text", () => {
  const half = "\\ud83d";
  const stored = [
    ["a NUL", "a\\u0000b", "ab"], ["control characters", "a\\u0001\\u001b[31mb\\u007f\\u0085c", "a[31mbc"], ["a bell alone amid words", "ding \\u0007dong", "ding dong"],
    ["line breaks and a tab", "a\\r\\nb\\rc\\n\\td", "a\nb\nc\n\td"], ["half an emoji at the end", `Hi ${half}`, "Hi"], ["its other half", "\\ude00 Hi", "Hi"],
    ["both halves the wrong way round", "a\\ude00\\ud83db", "ab"], ["half an emoji before a whole one", `${half}\\ud83d\\ude00`, "\u{1f600}"],
    ["another form of a letter", "e\\u0301", "\u00e9"], ["a hundred marks on one base", `a${"\\u0316".repeat(100)}`, "a" + "\u0316".repeat(4)],
    ["noncharacters", "a\\ufffe\\uffffb", "a\ufffe\uffffb"], ["directions", "a\\u202eb\\u2066c", "a\u202eb\u2066c"],
    ["markup", '<script>alert(1)</script>&amp;\\"\'', `<script>alert(1)</script>&amp;"'`], ["what looks like SQL", "'; DROP TABLE events; --", "'; DROP TABLE events; --"],
    ["what looks like a placeholder", "%s %n {0} ${x} {tag}", "%s %n {0} ${x} {tag}"],
    ["a thousand characters of four bytes", "\\ud83c\\udf89".repeat(1_000), "\u{1f389}".repeat(1_000)],
  ];

  it("is shown as it is stored: control characters and halves of characters are removed, the rest stays", async () => {
    const raw = await member();
    const told = [];
    for (const [what, written, expected] of stored) {
      raw.send(text(`{"id":7,"do":"post","room":"lobby","key":"${newKey()}","text":"${written}"}`));
      const { ok, error } = await raw.answerTo(7);
      assert.ok(ok, `${what}: ${JSON.stringify(error)}`);
      told.push([what, ok.id, expected]);
    }
    // Another member on another connection reads what the store keeps (`around` looks there).
    const reader = await member("lobby", { name: "Rita" });
    for (const [what, id, expected] of told) {
      const page = await reader.ok({ do: "history", room: "lobby", around: id, limit: 1 });
      assert.equal(page.events.find((each) => each.id === id).text, expected, what);
    }
    raw.drop();
    reader.drop();
  });

  it("is told live as history shows it, also when it is edited", async () => {
    const reader = await member("lobby", { name: "Rita" });
    const raw = await member();
    const { id } = await post(raw, "first");
    for (const [what, written, expected] of stored) {
      raw.send(text(`{"id":7,"do":"edit","room":"lobby","key":"${newKey()}","target":"${id}","text":"${written}"}`));
      for (let told; told === undefined;) {
        told = (await reader.documents()).find((each) => each.ev === "edited");
        if (told) assert.equal(told.text, expected, what);
      }
      const { events } = await reader.ok({ do: "history", room: "lobby", around: id, limit: 1 });
      assert.equal(events.find((each) => each.id === id).text, expected, what);
    }
    raw.drop();
    reader.drop();
  });

  it("with nothing to read in it, or that is no string, is bad_request; over 1,000 characters it is too_large, and never cut", async () => {
    const raw = await member();
    const say = (written) => `{"id":7,"do":"post","room":"lobby","key":"${newKey()}","text":${written}}`;
    for (const written of ['""', '" \\t\\n"', '"\\u0000\\u0007"', `"${half}"`, '"\\u200b\\u2060"', '"\\u0301"', "7", "null", "[]", "{}", "true"])
      assert.deepEqual(await verdict(raw, say(written)), ["bad_request", "text"], written);
    assert.deepEqual(await verdict(raw, say(`"${"x".repeat(1_001)}"`)), ["too_large", "text"]);
    assert.deepEqual(await verdict(raw, say(`"${"x".repeat(60_000)}"`)), ["too_large", "text"]);
    assert.deepEqual(await verdict(raw, `{"id":7,"do":"post","room":"lobby","key":"${newKey()}"}`), ["bad_request", "text"]);
    await isAlive(raw);
    raw.drop();
  });

  it("that is a name or a title is refused where it could deceive", async () => {
    const raw = await openWebSocket(server.url);
    for (const name of ["", " ", "\\u0000", "A\\u0000da", "A\\u202eda", "Ada\\u200b", "\\u2066Ada", `Ada ${half}`, "\\u3164", "x".repeat(65), "A\\nB", "Ada\\ud83d"])
      assert.deepEqual(await verdict(raw, `{"id":7,"do":"hello","name":"${name}"}`), ["bad_request", "name"], name);
    const olga = await organiser();
    for (const title of ["", "\\u0000", "a\\u202eb", "x".repeat(121)])
      assert.deepEqual(await verdict(olga, `{"id":7,"do":"open","room":"titled","key":"${newKey()}","title":"${title}"}`), ["bad_request", "title"], title);
    assert.equal((await olga.ask({ do: "join", room: "titled" })).error.code, "not_found");
    raw.drop();
    olga.drop();
  });
});

describe("a room's id", () => {
  const wrong = ["", " ", "-", "-a", ".", "..", "../", "../../etc/passwd", "a/b", "a\\\\b", "%2e%2e%2f", "{tag}", "{lobby}:log", "lobby*", "lobby?", "lobby\\u0000",
    "lobby\\n", "Lobby", "LOBBY", "l\\u043ebby", "ｌｏｂｂｙ", "lobb\\u0443", "lobby\\u200b", "lob\\u00adby", "\\ud83d", "lo_bby", "a".repeat(65), "a".repeat(10_240),
    "'; DROP TABLE logs; --", "$(reboot)"];

  it("that is none is bad_room in every command, and reaches no key and no file", async () => {
    const kept = async () => (await readdir(server.data, { recursive: true })).sort();
    const files = await kept();
    const raw = await organiser();
    const e = "e-0000000000001";
    for (const room of wrong) {
      for (const rest of ['"do":"join"', '"do":"leave"', `"do":"post","key":"${newKey()}","text":"x"`, `"do":"edit","key":"${newKey()}","target":"${e}","text":"x"`,
        `"do":"delete","key":"${newKey()}","target":"${e}"`, `"do":"open","key":"${newKey()}"`, '"do":"history","latest":true'])
        assert.deepEqual(await verdict(raw, `{"id":7,"room":"${room}",${rest}}`), ["bad_room", "room"], `${room.slice(0, 40)} ${rest}`);
    }
    for (const room of ["7", "null", "[]", '["lobby"]', '{"id":"lobby"}']) assert.deepEqual(await verdict(raw, `{"id":7,"do":"join","room":${room}}`), ["bad_request", "room"]);
    assert.deepEqual(await kept(), files);
    raw.drop();
  });

  it("that is well formed and nobody's is not_found, one that looks like another included", async () => {
    const raw = await member();
    for (const room of ["l0bby", "lobby-", "lobby2", "1obby", "etc", "a".repeat(64)]) assert.deepEqual(await verdict(raw, `{"id":7,"do":"join","room":"${room}"}`), ["not_found", "room"]);
    raw.drop();
  });
});
