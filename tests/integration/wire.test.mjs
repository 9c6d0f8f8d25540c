// The protocol page, sentence by sentence, against the real server.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";

import { startServer } from "../support/server.mjs";
import { connect, newKey } from "../support/wire-client.mjs";

let server;
before(async () => {
  server = await startServer(["--unlimited"]);
});
after(async () => {
  await server.remove();
});

const organiserToken = () => readFileSync(join(server.data, "organiser.token"), "utf8").trim();
let rooms = 0;

/** An organiser opens a room of its own for each test, so that tests cannot hear each other. */
async function freshRoom() {
  const organiser = await connect(server.url);
  await organiser.hello("Olga", { token: organiserToken() });
  const room = `room-${process.pid}-${++rooms}`;
  await organiser.ok({ do: "open", room, key: newKey(), title: "A room" });
  await organiser.leave();
  return room;
}

async function entered(room, name) {
  const client = await connect(server.url);
  const me = await client.hello(name);
  const joined = await client.ok({ do: "join", room });
  return Object.assign(client, { me: me.me, token: me.token, joined });
}

const say = (client, room, text, more = {}) => client.ok({ do: "post", room, key: newKey(), text, ...more });

describe("hello", () => {
  test("answers who one is, the space, a token, and the limits", async () => {
    const client = await connect(server.url);
    const ok = await client.hello("Ada");
    assert.match(ok.me.id, /^u-[0-9a-z]{13}$/);
    assert.equal(ok.me.name, "Ada");
    assert.equal(ok.me.role, "attendee");
    assert.ok(ok.space.rooms.some((room) => room.id === "lobby"));
    assert.equal(ok.ping_ms, 25_000);
    assert.equal(ok.limits.text_code_points, 1000);
    await client.leave();
  });

  test("with the token makes the same member again, with another name a renamed one", async () => {
    const first = await connect(server.url);
    const ada = await first.hello("Ada");
    await first.leave();
    const second = await connect(server.url);
    const again = await second.hello("Ada L.", { token: ada.token });
    assert.equal(again.me.id, ada.me.id);
    assert.equal(again.me.name, "Ada L.");
    await second.leave();
  });

  test("with a staff link's token makes a member of that role, and the answered token keeps it", async () => {
    const first = await connect(server.url);
    const olga = await first.hello("Olga", { token: organiserToken() });
    assert.equal(olga.me.role, "organiser");
    await first.leave();
    const second = await connect(server.url);
    const again = await second.hello(null, { token: olga.token });
    assert.deepEqual([again.me.id, again.me.role], [olga.me.id, "organiser"]);
    await second.leave();
  });

  test("with a token that nobody signed is refused and closed with 4401", async () => {
    const client = await connect(server.url);
    assert.equal((await client.refused({ do: "hello", token: "hk1.abc.def" })).code, "unauthorized");
    assert.equal((await client.closed).code, 4401);
  });

  test("comes first", async () => {
    const client = await connect(server.url);
    assert.equal((await client.refused({ do: "join", room: "lobby" })).code, "unauthorized");
    assert.equal((await client.refused({ do: "hello", space: "elsewhere" })).code, "not_found");
    await client.leave();
  });
});

describe("writing", () => {
  test("is answered before the event, and everybody is told once, the author with the key", async () => {
    const room = await freshRoom();
    const ada = await entered(room, "Ada");
    const bob = await entered(room, "Bob");
    const key = newKey();
    const receipt = await ada.ok({ do: "post", room, key, text: "Is there a recording?" });
    assert.equal(receipt.offset, 1);
    const own = await ada.event("message");
    const others = await bob.event("message");
    assert.equal(own.key, key);
    assert.equal(others.key, undefined);
    for (const told of [own, others]) {
      assert.equal(told.id, receipt.id);
      assert.equal(told.at, receipt.at);
      assert.deepEqual(told.from, { id: ada.me.id, name: "Ada", role: "attendee" });
    }
    await Promise.all([ada.leave(), bob.leave()]);
  });

  test("with the same key is stored once; with another body it is a conflict", async () => {
    const room = await freshRoom();
    const ada = await entered(room, "Ada");
    const key = newKey();
    const first = await ada.ok({ do: "post", room, key, text: "Hello" });
    const again = await ada.ok({ do: "post", room, key, text: "Hello" });
    assert.deepEqual(again, { ...first, duplicate: true });
    assert.equal((await ada.refused({ do: "post", room, key, text: "Bye" })).code, "conflict");
    const page = await ada.ok({ do: "history", room, latest: true });
    assert.equal(page.events.length, 1);
    await ada.leave();
  });

  test("needs a name and a seat", async () => {
    const room = await freshRoom();
    const client = await connect(server.url);
    await client.hello(null);
    assert.equal((await client.refused({ do: "post", room, key: newKey(), text: "Hello" })).code, "forbidden");
    await client.ok({ do: "join", room });
    assert.equal((await client.refused({ do: "post", room, key: newKey(), text: "Hello" })).code, "unauthorized");
    await client.hello("Ada");
    await say(client, room, "Hello");
    await client.leave();
  });

  test("edits and deletes one's own, is refused for another's, and a retry of either gets the first answer", async () => {
    const room = await freshRoom();
    const ada = await entered(room, "Ada");
    const bob = await entered(room, "Bob");
    const { id } = await say(ada, room, "Helo");
    const edit = { do: "edit", room, key: newKey(), target: id, text: "Hello" };
    const edited = await ada.ok(edit);
    assert.equal((await bob.event("edited")).target, id);
    assert.equal((await bob.refused({ do: "edit", room, key: newKey(), target: id, text: "No" })).code, "forbidden");
    assert.equal((await bob.refused({ do: "delete", room, key: newKey(), target: id })).code, "forbidden");

    const removal = { do: "delete", room, key: newKey(), target: id };
    const removed = await ada.ok(removal);
    assert.equal((await bob.event("deleted")).target, id);
    // By now neither could be done: what was answered stays answered.
    assert.deepEqual(await ada.ok(edit), { ...edited, duplicate: true });
    assert.deepEqual(await ada.ok(removal), { ...removed, duplicate: true });
    assert.equal((await ada.refused({ do: "edit", room, key: newKey(), target: id, text: "x" })).code, "gone");

    const page = await bob.ok({ do: "history", room, latest: true });
    assert.equal(page.events.length, 1);
    assert.equal(page.events[0].deleted, true);
    assert.equal(page.events[0].text, undefined);
    await Promise.all([ada.leave(), bob.leave()]);
  });

  test("of staff deletes anybody's", async () => {
    const room = await freshRoom();
    const ada = await entered(room, "Ada");
    const olga = await connect(server.url);
    await olga.hello("Olga", { token: organiserToken() });
    await olga.ok({ do: "join", room });
    const { id } = await say(ada, room, "Buy now");
    await olga.ok({ do: "delete", room, key: newKey(), target: id });
    assert.equal((await ada.event("deleted")).from.role, "organiser");
    await Promise.all([ada.leave(), olga.leave()]);
  });

  test("replies to what is in the room only", async () => {
    const room = await freshRoom();
    const ada = await entered(room, "Ada");
    const { id } = await say(ada, room, "Why?");
    await ada.event("message");
    await say(ada, room, "Because.", { reply_to: id });
    assert.equal((await ada.event("message")).reply_to, id);
    const wrong = await ada.refused({ do: "post", room, key: newKey(), text: "?", reply_to: "e-0000000000000" });
    assert.deepEqual([wrong.code, wrong.field], ["not_found", "reply_to"]);
    await ada.leave();
  });

  test("keeps a session's order, also when a command has to look something up", async () => {
    const room = await freshRoom();
    const ada = await entered(room, "Ada");
    const first = await say(ada, room, "0");
    for (let i = 1; i <= 300; i += 50) await Promise.all(Array.from({ length: 50 }, (_, n) => say(ada, room, String(i + n))));
    // The first one is no longer in memory by now.
    const late = ada.ok({ do: "post", room, key: newKey(), text: "reply", reply_to: first.id });
    const later = say(ada, room, "after it");
    assert.equal((await late).offset + 1, (await later).offset);
    await ada.leave();
  });

  test("opens rooms for organisers only, once", async () => {
    const ada = await connect(server.url);
    await ada.hello("Ada");
    assert.equal((await ada.refused({ do: "open", room: "nope", key: newKey() })).code, "forbidden");
    const olga = await connect(server.url);
    await olga.hello("Olga", { token: organiserToken() });
    const command = { do: "open", room: `twice-${process.pid}`, key: newKey(), title: "Twice" };
    const opened = await olga.ok(command);
    assert.deepEqual(await olga.ok(command), { ...opened, duplicate: true });
    assert.equal((await olga.refused({ ...command, key: newKey() })).code, "conflict");
    assert.equal((await ada.ok({ do: "join", room: command.room })).room.title, "Twice");
    await Promise.all([ada.leave(), olga.leave()]);
  });
});

describe("coming back", () => {
  test("gives all that was told after the position, once, in order", async () => {
    const room = await freshRoom();
    const ada = await entered(room, "Ada");
    const bob = await entered(room, "Bob");
    await say(ada, room, "one");
    const seen = await bob.event("message");
    await bob.leave();
    await say(ada, room, "two");
    await say(ada, room, "three");
    const back = await connect(server.url);
    await back.hello(null, { token: bob.token });
    const joined = await back.ok({ do: "join", room, since: { epoch: bob.joined.epoch, offset: seen.offset, id: seen.id } });
    assert.equal(joined.recovered, true);
    assert.deepEqual(joined.events.map((each) => each.text), ["two", "three"]);
    assert.equal(joined.offset, 3);
    assert.equal(joined.state, undefined);
    await Promise.all([ada.leave(), back.leave()]);
  });

  test("is told honestly when it cannot go on: epoch, ahead, forked", async () => {
    const room = await freshRoom();
    const ada = await entered(room, "Ada");
    const { id } = await say(ada, room, "one");
    const epoch = ada.joined.epoch;
    for (const [since, reason] of [
      [{ epoch: "zz9", offset: 1, id }, "epoch"],
      [{ epoch, offset: 7, id }, "ahead"],
      [{ epoch, offset: 1, id: "e-0000000000001" }, "forked"],
    ]) {
      const joined = await ada.ok({ do: "join", room, since });
      assert.deepEqual([joined.recovered, joined.reason], [false, reason]);
      assert.equal(joined.events.length, 1);
      assert.equal(joined.state.messages, 1);
    }
    await ada.leave();
  });

  test("pages a long absence, and what was deleted meanwhile is not told", async () => {
    const room = await freshRoom();
    const ada = await entered(room, "Ada");
    const first = await say(ada, room, "0");
    for (let i = 1; i < 700; i += 50) await Promise.all(Array.from({ length: 50 }, (_, n) => say(ada, room, `${i + n}`)));
    const secret = await say(ada, room, "secret");
    await ada.ok({ do: "delete", room, key: newKey(), target: secret.id });

    const bob = await connect(server.url);
    await bob.hello("Bob");
    const texts = [];
    let since = { epoch: ada.joined.epoch, offset: first.offset, id: first.id };
    for (let pages = 1; ; ++pages) {
      const joined = await bob.ok({ do: "join", room, since });
      assert.equal(joined.recovered, true);
      assert.ok(joined.events.length <= 300);
      texts.push(...joined.events.filter((each) => each.ev === "message").map((each) => each.text));
      since = { epoch: joined.epoch, offset: joined.offset, id: joined.id };
      if (!joined.more) break;
      assert.ok(pages < 5);
    }
    assert.equal(texts.length, 701);
    assert.ok(!texts.includes("secret"));
    assert.deepEqual(texts.slice(0, 3).length, 3);
    await Promise.all([ada.leave(), bob.leave()]);
  });

  test("nobody is told what a deleted message once said, however it was edited", async () => {
    const room = await freshRoom();
    const ada = await entered(room, "Ada");
    const first = await say(ada, room, "hello");
    const { id } = await say(ada, room, "secret one");
    await ada.ok({ do: "edit", room, key: newKey(), target: id, text: "secret two" });
    await ada.ok({ do: "edit", room, key: newKey(), target: id, text: "secret three" });
    await ada.ok({ do: "delete", room, key: newKey(), target: id });
    const since = { epoch: ada.joined.epoch, offset: first.offset, id: first.id };
    // From memory, and from what the store keeps.
    const recent = await ada.ok({ do: "join", room, since });
    for (let i = 0; i < 1100; i += 50) await Promise.all(Array.from({ length: 50 }, (_, n) => say(ada, room, `${i + n}`)));
    const stored = await ada.ok({ do: "join", room, since });
    for (const joined of [recent, stored]) {
      assert.equal(joined.recovered, true);
      assert.deepEqual(joined.events.slice(0, 4).map((each) => each.ev), ["message", "at", "at", "deleted"]);
      assert.ok(!JSON.stringify(joined).includes("secret"));
    }
    await ada.leave();
  });

  test("after leaving nothing of the room arrives", async () => {
    const room = await freshRoom();
    const ada = await entered(room, "Ada");
    const bob = await entered(room, "Bob");
    await bob.ok({ do: "leave", room });
    await say(ada, room, "Hello");
    await bob.ok({ do: "ping" });
    assert.deepEqual(bob.documents.filter((each) => each.ev), []);
    await Promise.all([ada.leave(), bob.leave()]);
  });
});

describe("history", () => {
  test("pages backwards, forwards, and around an event, without a hole", async () => {
    const room = await freshRoom();
    const ada = await entered(room, "Ada");
    const receipts = [];
    for (let i = 0; i < 400; i += 50) receipts.push(...(await Promise.all(Array.from({ length: 50 }, (_, n) => say(ada, room, `${i + n}`)))));

    const newest = await ada.ok({ do: "history", room, latest: true, limit: 1_000_000_000 });
    assert.equal(newest.events.length, 300);
    assert.equal(newest.after, undefined);
    const older = await ada.ok({ do: "history", room, before: newest.before, limit: 300 });
    assert.deepEqual([...older.events, ...newest.events].map((each) => each.offset), Array.from({ length: 400 }, (_, n) => n + 1));
    assert.equal(older.before, undefined);

    const forwards = await ada.ok({ do: "history", room, after: 0, limit: 10 });
    assert.deepEqual([forwards.events[0].offset, forwards.after], [1, 10]);

    const middle = receipts[200];
    const around = await ada.ok({ do: "history", room, around: middle.id, limit: 20 });
    assert.ok(around.events.some((each) => each.id === middle.id));
    assert.ok(around.before < middle.offset && around.after > middle.offset);
    assert.equal((await ada.refused({ do: "history", room, around: "e-0000000000000" })).code, "not_found");
    await ada.leave();
  });
});

describe("frames", () => {
  test("may carry several commands, each answered", async () => {
    const client = await connect(server.url);
    client.raw('{"id":1,"do":"hello","name":"Ada"}\n{"id":2,"do":"join","room":"lobby"}\n\n{"id":3,"do":"ping"}');
    for (const id of [1, 2, 3]) assert.ok((await client.next((each) => each.re === id)).ok);
    await client.leave();
  });

  test("that cannot be read are answered, and the session lives until the twentieth", async () => {
    const client = await connect(server.url);
    await client.hello("Ada");
    for (let i = 0; i < 19; ++i) client.raw("{not json");
    assert.equal((await client.next((each) => each.re === null)).error.code, "bad_request");
    await client.ok({ do: "ping" });
    client.raw("[]");
    assert.equal((await client.closed).code, 4400);
  });

  test("with an unknown command or field are answered and ignored", async () => {
    const client = await connect(server.url);
    assert.equal((await client.refused({ do: "dance" })).code, "unknown_command");
    await client.ok({ do: "hello", name: "Ada", mood: "good" });
    await client.leave();
  });

  test("of binary kind close the connection with 1003", async () => {
    const client = await connect(server.url);
    client.socket.send(Buffer.from([1, 2, 3]));
    assert.equal((await client.closed).code, 1003);
  });
});

describe("members", () => {
  test("who are renamed are told to others once, and history shows the new name", async () => {
    const room = await freshRoom();
    const ada = await entered(room, "Ada");
    const bob = await entered(room, "Bob");
    await say(ada, room, "Hello");
    await bob.event("message");
    await ada.hello("Ada L.");
    const told = await bob.event("member");
    assert.deepEqual(told.member, { id: ada.me.id, name: "Ada L.", role: "attendee" });
    const page = await bob.ok({ do: "history", room, latest: true });
    assert.equal(page.events[0].from.name, "Ada L.");
    await Promise.all([ada.leave(), bob.leave()]);
  });
});

describe("an origin", () => {
  test("that is foreign is refused before the upgrade; the server's own may connect", async () => {
    await assert.rejects(connect(server.url, { origin: "http://elsewhere.example" }), /403/);
    const own = await connect(server.url, { origin: server.url });
    await own.leave();
  });
});
