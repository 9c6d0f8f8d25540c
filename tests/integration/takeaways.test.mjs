// What is worth keeping of a room, from a real server: every pair of a recorded chat exactly once and nothing else, in each form and on each way there.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";

import { dial } from "../support/raw-socket.mjs";
import { startServer } from "../support/server.mjs";
import { connect, newKey } from "../support/wire-client.mjs";

const binary = process.env.HALLWAY_BIN ?? fileURLToPath(new URL("../../build/dev/hallway", import.meta.url));
const runHallway = (args) => new Promise((resolve) => {
  execFile(binary, args, (error, stdout, stderr) => resolve({ code: error ? error.code : 0, stdout, stderr }));
});

/** A recording of another house in the same form may take the place of ours: FILE.raw.txt, with FILE.annotation.txt beside it. */
const given = process.env.HALLWAY_CHAT;

const recording = `[20:58] <ada> Welcome! Is everybody in the room?
[20:58] <bob> how do I mount a disk?
=== cyd has joined
[20:59] <cyd> yes
[20:59] <bob> it is an *old* one, <b>really</b>
[20:59] <dee> bob: with mount, see [the manual](https://example.org/mount)
[21:00] <ada> 1. open a terminal
[21:00] <cyd> does anybody here use two screens?
[21:01] <cyd> nobody?
[21:01] <eve> # how do I leave vim?
[21:02] <dee> eve: :q!
[21:02] <ada> eve: or close the lid
[21:03] <bob> dee: thanks
[21:03] <fay> which kernel is that?
[21:04] <dee> 4.4
`;
// Lines 0, 1, 7, 9 and 13 begin conversations. 0 is answered by 3; 1 by its author in 4, then by 5 and 6; 7 by its author only; 9 by 10 and 11; 13 by 14, which is
// named twice.
const annotation = "0 0 -\n0 3 -\n1 1 -\n1 4 -\n1 6 -\n1 5 -\n5 12 -\n7 7 -\n7 8 -\n9 9 -\n9 11 -\n9 10 -\n13 13 -\n13 14 -\n13 14 -\n2 2 -\n";

/** What a person would count: conversations that begin with a message, each with its first reply by somebody else. */
function pairsOf(chat, links) {
  const lines = chat.split("\n").map((line) => /^\[\d\d:\d\d\]\s+(?:<([^>]+)>|\* (\S+)) ?(.*)$/u.exec(line));
  const said = lines.map((line) => line && { nick: line[1] ?? line[2], text: line[3].normalize("NFC").trim() });
  const all = links.split("\n").filter(Boolean).map((line) => line.split(" ").slice(0, 2).map(Number));
  const starts = new Set(all.filter(([a, b]) => a === b).map(([a]) => a));
  const pairs = [];
  for (const start of [...starts].filter((line) => said[line])) {
    const replies = all.filter(([a, b]) => a === start && b > start && said[b] && said[b].nick !== said[start].nick && !starts.has(b));
    if (replies.length === 0) continue;
    const first = said[Math.min(...replies.map(([, b]) => b))];
    pairs.push([said[start].nick, said[start].text, first.nick, first.text]);
  }
  return pairs;
}

const sorted = (pairs) => pairs.map((pair) => JSON.stringify(pair)).sort();

const pairsInJson = (text) => JSON.parse(text).questions.flatMap((question) =>
  question.answers.map(({ message }) => [question.from.name, question.text, message.from.name, message.text]));

/** As a reader of Markdown would see it. */
const withoutMarks = (text) => text.replace(/&#(\d+);/gu, (_, code) => String.fromCharCode(code)).replaceAll("&nbsp;", " ").replace(/\\(.)/gu, "$1");
function pairsInMarkdown(text) {
  const found = [...text.matchAll(/^### (.*)\n\nAsked by \*\*(.*)\*\* · .*\n((?:\n(?!##).*|\n)*)/gmu)];
  return found.flatMap(([, question, asker, answers]) =>
    [...answers.matchAll(/^\*\*(.*)\*\* answered · .*\n\n> (.*)$/gmu)]
      .map(([, who, what]) => [asker, question, who, what].map(withoutMarks)));
}

const entities = { "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&amp;": "&" };
const withoutEntities = (text) => text.replace(/&(?:lt|gt|quot|#39|amp);/gu, (one) => entities[one]);
function pairsInHtml(text) {
  return text.split("<article").slice(1).flatMap((article) => {
    const question = /<h3 dir="auto">([^<]*)<\/h3>\n<p class="by">Asked by <bdi>([^<]*)<\/bdi>/u.exec(article);
    return [...article.matchAll(/<p class="by"><bdi>([^<]*)<\/bdi> answered .*<\/p>\n<blockquote dir="auto">([^<]*)<\/blockquote>/gu)]
      .map(([, who, what]) => [question[2], question[1], who, what].map(withoutEntities));
  });
}

const readers = { json: pairsInJson, md: pairsInMarkdown, html: pairsInHtml };

let server, folder, expected;
before(async () => {
  server = await startServer(["--unlimited", "--cores", "2", "--space-title", "main"]); // what the data of a stopped one tells, too
  folder = await mkdtemp(join(tmpdir(), "hallway-takeaways-"));
  let file = given;
  if (!file) {
    file = join(folder, "talk.raw.txt");
    await writeFile(file, recording);
    await writeFile(join(folder, "talk.annotation.txt"), annotation);
  }
  expected = pairsOf(await readFile(file, "utf8"), await readFile(file.replace(/\.raw\.txt$/u, ".annotation.txt"), "utf8"));
  const { code, stdout, stderr } = await runHallway(["replay", file, "--room", "talk", "--url", server.url, "--speed", "max", "--as-questions", "--json",
    "--token-file", join(server.data, "organiser.token"), "--keys-file", join(folder, "keys")]);
  assert.equal(code, 0, stderr);
  assert.equal(JSON.parse(stdout).attached, expected.length);
});
after(async () => {
  await server.remove();
  await rm(folder, { recursive: true });
});

const get = (ending, headers = {}, room = "talk") => fetch(`${server.url}/v1/rooms/${room}/takeaways.${ending}`, { headers });

describe("of a chat whose conversations were asked and answered", () => {
  test("every pair is there once, and nothing else, in each form", async (context) => {
    if (!given) assert.equal(expected.length, 4);
    for (const [ending, pairsIn] of Object.entries(readers)) {
      const answer = await get(ending);
      assert.equal(answer.status, 200);
      const pairs = pairsIn(await answer.text());
      context.diagnostic(`${ending}: ${pairs.length} of ${expected.length} pairs`);
      assert.deepEqual(sorted(pairs), sorted(expected), ending);
    }
    const { questions, pins } = await (await get("json")).json();
    assert.deepEqual([questions.length, pins.length], [expected.length, 0]);
  });

  test("a running server and a stopped one's data give the same files", async () => {
    const [live, still] = [join(folder, "live"), join(folder, "still")];
    const one = await runHallway(["export", "--takeaways", live, "--url", server.url, "--json"]);
    assert.equal(one.code, 0, one.stderr);
    await server.kill("SIGTERM");
    const other = await runHallway(["export", "--takeaways", still, "--data", server.data, "--room", "talk", "--json"]);
    assert.equal(other.code, 0, other.stderr);
    await server.start();
    const told = { written: 1, questions: expected.length, answers: expected.length, pins: 0 };
    for (const { stdout } of [one, other]) assert.deepEqual(Object.fromEntries(Object.keys(told).map((key) => [key, JSON.parse(stdout)[key]])), told);
    for (const [ending, pairsIn] of Object.entries(readers)) {
      const [a, b] = await Promise.all([live, still].map((where) => readFile(join(where, `talk.${ending}`), "utf8")));
      assert.equal(a, b);
      assert.deepEqual(sorted(pairsIn(a)), sorted(expected), ending);
    }
  });
});

describe("over HTTP", () => {
  test("each form has its type, a tag, and is sent again only if something changed", async () => {
    for (const [ending, type] of [["md", "text/markdown; charset=utf-8"], ["html", "text/html; charset=utf-8"], ["json", "application/json"]]) {
      const first = await get(ending, { "accept-encoding": "identity" });
      assert.deepEqual([first.status, first.headers.get("content-type"), first.headers.get("vary")], [200, type, "Accept-Encoding, Origin"]);
      assert.equal(first.headers.get("content-length"), String(Buffer.byteLength(await first.text())));
      assert.match(first.headers.get("content-security-policy"), /^default-src 'none'; style-src 'sha256-[\w+/=]+';/u);
      const again = await get(ending, { "accept-encoding": "identity", "if-none-match": first.headers.get("etag") });
      assert.deepEqual([again.status, await again.text()], [304, ""]);
    }
    const before = (await get("json")).headers.get("etag");
    const mia = await connect(server.url);
    await mia.hello("Mia", { token: await server.token("moderator") });
    await mia.ok({ do: "join", room: "talk" });
    const said = await mia.ok({ do: "post", room: "talk", key: newKey(), text: "The slides are online." });
    await mia.ok({ do: "pin", room: "talk", key: newKey(), target: said.id });
    const after = await get("json", { "if-none-match": before });
    assert.equal(after.status, 200);
    assert.deepEqual((await after.json()).pins.map((pin) => [pin.text, pin.by.name]), [["The slides are online.", "Mia"]]);
    await mia.ok({ do: "delete", room: "talk", key: newKey(), target: said.id });
    assert.equal((await get("json")).headers.get("etag"), before);
    await mia.leave();
  });

  test("a rename is told, and messages that a room no longer has in memory are found", async () => {
    const mia = await connect(server.url);
    await mia.hello("Mia", { token: await server.token("moderator") });
    const room = "old";
    const organiser = await connect(server.url);
    await organiser.hello("Organiser", { token: (await readFile(join(server.data, "organiser.token"), "utf8")).trim() });
    await organiser.ok({ do: "open", room, key: newKey(), title: "Old" });
    await mia.ok({ do: "join", room });
    const question = await mia.ok({ do: "ask", room, key: newKey(), text: "Where?" });
    const answer = await mia.ok({ do: "post", room, key: newKey(), text: "Here, long ago." });
    await mia.ok({ do: "answer", room, key: newKey(), target: question.id, message: answer.id });
    for (let i = 0; i < 300; ++i) await mia.ok({ do: "post", room, key: newKey(), text: `noise ${i}` });
    const found = await (await get("json", {}, room)).json();
    assert.deepEqual([found.questions[0].answers[0].message.text, found.questions[0].from.name], ["Here, long ago.", "Mia"]);
    assert.doesNotMatch(JSON.stringify(found), /noise/u);
    await mia.leave();
    await organiser.leave();
  });

  test("HEAD, several requests on one connection in their order, and one that ends it", async () => {
    const raw = await dial(server.url);
    raw.send("HEAD /v1/rooms/talk/takeaways.json HTTP/1.1\r\nHost: x\r\n\r\nGET /livez HTTP/1.1\r\nHost: x\r\n\r\n" +
      "GET /v1/rooms/nowhere/takeaways.md HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    const told = (await raw.rest()).toString();
    assert.match(told, /^HTTP\/1\.1 200 OK\r\n[^]*?Content-Type: application\/json\r\nContent-Length: [1-9]\d+\r\n\r\nHTTP\/1\.1 200 OK\r\n/u);
    assert.match(told, /\r\n\r\nHTTP\/1\.1 200 OK[^]*"live":true[^]*HTTP\/1\.1 404 Not Found[^]*There is no such room here\.\n$/u);
  });

  test("what is no room, no form and no method is refused", async () => {
    for (const [path, status] of [["nowhere/takeaways.md", 404], ["UP/takeaways.md", 404], ["%2e%2e/takeaways.md", 404], ["a/b/takeaways.md", 404],
      ["talk/takeaways.pdf", 404], ["/takeaways.md", 404]]) {
      const answer = await fetch(`${server.url}/v1/rooms/${path}`);
      assert.equal(answer.status, status, path);
      await answer.text();
    }
    const posted = await fetch(`${server.url}/v1/rooms/talk/takeaways.md`, { method: "POST" });
    assert.deepEqual([posted.status, posted.headers.get("allow")], [405, "GET, HEAD, OPTIONS"]);
  });

  test("when very many ask for rooms that are not open, some are told to come back, and nobody waits for ever", async () => {
    const organiser = await connect(server.url);
    await organiser.hello("Organiser", { token: (await readFile(join(server.data, "organiser.token"), "utf8")).trim() });
    const rooms = Array.from({ length: 300 }, (_, i) => `crowd-${i}`);
    for (const room of rooms) await organiser.ok({ do: "open", room, key: newKey(), title: room });
    const answers = await Promise.all(rooms.map((room) => get("json", {}, room)));
    for (const answer of answers) {
      assert.ok([200, 503].includes(answer.status));
      if (answer.status === 503) assert.equal(answer.headers.get("retry-after"), "2");
      await answer.text();
    }
    assert.ok(answers.some(({ status }) => status === 503));
    assert.ok(answers.some(({ status }) => status === 200));
    const later = await get("json", {}, rooms[answers.findIndex(({ status }) => status === 503)]);
    assert.deepEqual([later.status, (await later.json()).questions], [200, []]);
    await organiser.leave();
  });
});
