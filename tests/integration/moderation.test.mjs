// Sanctions, policies, invites and announcements over the wire: who may do what where, who is told what, over cores, sessions and kills.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { peopleOf } from "../support/person.mjs";
import { startServer } from "../support/server.mjs";
import { connect, newKey } from "../support/wire-client.mjs";

let server;
before(async () => {
  server = await startServer(["--cores", "2", "--unlimited"]);
});
after(() => server.remove());

const { person, newRoom } = peopleOf(() => server);
const roles = ["attendee", "speaker", "moderator", "safety", "organiser"];
const staff = ["moderator", "safety", "organiser"];
const tending = ["moderator", "organiser"];

/** Why hello is refused with a token. */
const helloRefused = async (token) => (await connect(server.url)).refused({ do: "hello", token });

test("each role may do about members and rooms what the table says", async () => {
  const room = await newRoom("table");
  const olga = await person("organiser", { room });
  const may = {
    mute: staff, unmute: staff, ban: staff, unban: staff, kick: staff, policy: tending, announce: tending, unannounce: tending, invite: ["organiser"],
    revoke: ["organiser"], sanctions: staff, invites: ["organiser"],
  };
  for (const role of roles) {
    const who = await person(role, { room });
    const target = await person("attendee", { name: "Ada", room });
    const [muted, banned] = [await person("attendee", { room }), await person("attendee", { room })];
    // What organisers decided only they lift.
    const by = role === "organiser" || !staff.includes(role) ? olga : await person(role, { room });
    await by.ok({ do: "mute", key: newKey(), member: muted.id });
    await by.ok({ do: "ban", key: newKey(), member: banned.id, scope: room });
    const announced = (await olga.ok({ do: "announce", key: newKey(), text: "Lunch." })).id;
    const invited = (await olga.ok({ do: "invite", key: newKey(), name: "Bob", role: "speaker" })).id;
    const commands = {
      mute: { member: target.id, scope: room }, unmute: { member: muted.id }, unban: { member: banned.id, scope: room }, kick: { member: target.id, scope: room },
      policy: { room, slow_mode_s: roles.indexOf(role) + 1 }, announce: { text: "Said.", scope: room }, unannounce: { target: announced },
      invite: { name: "Carol", role: "speaker" }, revoke: { target: invited }, sanctions: {}, invites: {}, ban: { member: target.id },
    };
    for (const [verb, fields] of Object.entries(commands)) {
      const command = { do: verb, ...(verb.endsWith("s") ? {} : { key: newKey() }), ...fields };
      const told = await who.ask(command);
      if (may[verb].includes(role)) {
        assert.ok(told.ok, `${role} ${verb}: ${JSON.stringify(told.error)}`);
        if (!command.key) continue;
        const again = await who.ok(command);
        assert.ok(again.duplicate, `${role} ${verb} again`);
        assert.equal(again.id, told.ok.id);
        assert.equal(again.token, told.ok.token);
        if (verb === "announce") await olga.ok({ do: "unannounce", key: newKey(), target: told.ok.id });
      } else {
        assert.equal(told.error?.code, "forbidden", `${role} ${verb}`);
        if (verb === "unannounce") await olga.ok({ do: "unannounce", key: newKey(), target: announced });
      }
    }
  }
});

test("who is muted reads and votes, and writes nothing; both ends of it are told, with until and why", async () => {
  const room = await newRoom("muted");
  const [mia, ada, bob] = [await person("moderator", { name: "Mia", room }), await person("attendee", { name: "Ada", room }), await person("attendee", { name: "Bob", room })];
  const said = await ada.act({ do: "post", text: "Buy my book" });
  const question = await bob.act({ do: "ask", text: "Where is it?" });
  const until = Date.now() + 3_600_000;
  await mia.ok({ do: "mute", key: newKey(), member: ada.id, scope: room, until, reason: "No advertising." });

  const own = await ada.event("sanction");
  assert.deepEqual([own.kind, own.scope, own.until, own.reason, own.by, own.member], ["mute", room, until, "No advertising.", undefined, undefined]);
  const seen = await mia.event("sanction");
  assert.deepEqual([seen.member, seen.by.name], [{ id: ada.id, name: "Ada" }, "Mia"]);
  for (const command of [{ do: "post", text: "Again" }, { do: "ask", text: "May I?" }, { do: "edit", target: said.id, text: "Sell" }]) {
    const why = await ada.why(command);
    assert.equal(why.code, "muted");
    assert.match(why.message, /^Moderators have muted you in this room until .*: No advertising\.$/);
    assert.ok(why.retry_after_ms > 3_500_000 && why.retry_after_ms <= 3_600_000);
  }
  await ada.act({ do: "vote", target: question.id });
  await ada.act({ do: "delete", target: said.id });
  await bob.next((each) => each.ev === "deleted", "what Ada took back");
  await ada.ok({ do: "join", room: "lobby" });
  await ada.ok({ do: "post", room: "lobby", key: newKey(), text: "Here I may" });
  assert.equal(bob.documents.filter((each) => each.ev === "sanction").length, 0);

  await mia.ok({ do: "unmute", key: newKey(), member: ada.id, scope: room });
  assert.equal((await ada.event("sanction")).lifted, true);
  await ada.act({ do: "post", text: "Sorry" });
  // One that ends by itself.
  const soon = Date.now() + 2_000; // longer than a slow machine needs to refuse a post
  await mia.ok({ do: "mute", key: newKey(), member: ada.id, until: soon });
  assert.equal(await ada.refused({ do: "post", text: "Soon" }), "muted");
  await new Promise((resolve) => setTimeout(resolve, soon + 100 - Date.now()));
  await ada.act({ do: "post", text: "Now" });
});

test("one second after a ban's answer no session of the member is open, during a flood of 2,000 posts a second; no post of it is later than that", async (t) => {
  const room = await newRoom("flood");
  const mia = await person("moderator", { name: "Mia", room });
  const first = await person("attendee", { name: "Mallory", room });
  await first.act({ do: "post", text: "Hello" });
  const others = [];
  for (let i = 0; i < 7; i++) others.push(await person("attendee", { name: null, token: first.greeted.token, room }));
  const sessions = [first, ...others];

  // Whatever is answered, and however late this process wakes: 2,400 posts a second.
  let sent = 0;
  const begun = Date.now();
  const flood = setInterval(() => {
    const owed = (Date.now() - begun) * 2.4 - sent;
    for (const who of sessions) {
      if (who.socket.readyState !== 1) continue;
      const posts = Array.from({ length: Math.min(owed / sessions.length, 60) }, () => JSON.stringify({ id: 1_000 + ++sent, do: "post", room, key: newKey(), text: "flood" }));
      if (posts.length > 0) who.raw(posts.join("\n"));
    }
  }, 20);
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  const pace = (sent / (Date.now() - begun)) * 1_000;

  const { at } = await mia.ok({ do: "ban", key: newKey(), member: first.id, reason: "A flood." });
  const closed = await Promise.race([Promise.all(sessions.map((each) => each.closed)), new Promise((resolve) => setTimeout(resolve, 1_000, "late"))]);
  assert.notEqual(closed, "late");
  assert.deepEqual(closed.map((each) => each.code), sessions.map(() => 4403));
  await new Promise((resolve) => setTimeout(resolve, 300));
  clearInterval(flood);
  const taken = sessions.flatMap((each) => each.documents).filter((each) => each.re > 1_000 && each.ok).length;
  t.diagnostic(`${Math.round(pace)} posts a second, ${taken} of ${sent} taken`);
  assert.ok(pace >= 2_000, `there was a flood: ${Math.round(pace)} posts a second`);

  let newest = 0;
  let cursor = { latest: true };
  for (let rows = 0; rows < 30_000 && cursor;) {
    const page = await mia.ok({ do: "history", room, limit: 300, ...cursor });
    for (const row of page.events) if (row.from.id === first.id) newest = Math.max(newest, row.at);
    rows += page.events.length;
    cursor = newest === 0 && page.before ? { before: page.before } : null;
  }
  assert.ok(newest > 0 && newest <= at + 1_000, `the last post came ${newest - at} ms after the ban`);

  const back = await connect(server.url);
  const why = await back.refused({ do: "hello", token: first.greeted.token });
  assert.equal(why.code, "banned");
  assert.equal(why.message, "Moderators have banned you from this event: A flood.");
  assert.equal((await back.closed).code, 4403);
  await mia.ok({ do: "unban", key: newKey(), member: first.id });
  await person("attendee", { name: null, token: first.greeted.token, room });
});

test("a ban from a room takes its seats, and leaves the others", async () => {
  const [room, other] = [await newRoom("left"), await newRoom("stays")];
  const [mia, ada] = [await person("moderator", { room }), await person("attendee", { name: "Ada", room })];
  await ada.ok({ do: "join", room: other });
  await mia.ok({ do: "ban", key: newKey(), member: ada.id, scope: room });
  assert.deepEqual(await ada.event("left"), { ev: "left", room, code: "banned" });
  assert.equal((await ada.refused({ do: "join" })), "banned");
  await ada.ok({ do: "post", room: other, key: newKey(), text: "Still here" });
  const again = await person("attendee", { name: null, token: ada.greeted.token, room: other });
  assert.deepEqual(again.greeted.me.sanctions, [{ kind: "ban", scope: room }]);
});

test("who is sent away is told why, and may come back", async () => {
  const room = await newRoom("kicked");
  const [mia, ada] = [await person("moderator", { room }), await person("attendee", { name: "Ada", room })];
  await mia.ok({ do: "kick", key: newKey(), member: ada.id, scope: room, reason: "Calm down." });
  assert.equal((await ada.event("kick")).reason, "Calm down.");
  assert.deepEqual(await ada.event("left"), { ev: "left", room, code: "forbidden" });
  await ada.ok({ do: "join", room });
  await mia.ok({ do: "kick", key: newKey(), member: ada.id });
  assert.equal((await ada.closed).code, 1008);
  await person("attendee", { name: null, token: ada.greeted.token, room });
});

test("staff are sent away by organisers alone, and nobody by themselves; what an organiser decided only they lift", async () => {
  const [olga, mia, max, ada] = [await person("organiser"), await person("moderator", { name: "Mia" }), await person("moderator", { name: "Max" }), await person()];
  for (const who of [olga, mia, max]) await who.act({ do: "post", text: "I am staff" });
  for (const verb of ["mute", "ban", "kick"]) {
    assert.equal((await mia.why({ do: verb, member: max.id })).code, "forbidden");
    assert.equal((await mia.why({ do: verb, member: olga.id })).code, "forbidden");
    assert.equal((await mia.why({ do: verb, member: mia.id })).code, "forbidden");
  }
  await olga.ok({ do: "mute", key: newKey(), member: max.id, scope: "lobby" });
  assert.equal(await max.refused({ do: "post", text: "No" }), "muted");
  await olga.ok({ do: "mute", key: newKey(), member: ada.id });
  assert.equal((await mia.why({ do: "unmute", member: ada.id })).code, "forbidden");
  assert.equal((await mia.why({ do: "mute", member: ada.id, scope: "no-such-room" })).code, "not_found");
  assert.equal((await mia.why({ do: "mute", member: ada.id, until: 1 })).field, "until");
});

test("slow mode tells when the next post may come; edits, questions, retries and staff are not slowed", async () => {
  const room = await newRoom("slow");
  const [mia, ada] = [await person("moderator", { room }), await person("attendee", { name: "Ada", room })];
  await mia.act({ do: "policy", slow_mode_s: 60 });
  const told = await ada.event("policy");
  assert.deepEqual([told.policy, told.room, told.from.id], [{ slow_mode_s: 60 }, room, mia.id]);
  const key = newKey();
  const first = await ada.act({ do: "post", key, text: "First" });
  const why = await ada.why({ do: "post", room, text: "Second" });
  assert.deepEqual([why.code, why.retryable], ["slow_mode", true]);
  assert.ok(why.retry_after_ms > 30_000 && why.retry_after_ms <= 60_000);
  assert.match(why.message, /^Wait \d+ s before you post again\.$/);
  assert.equal((await ada.act({ do: "post", key, text: "First" })).duplicate, true);
  await ada.act({ do: "edit", target: first.id, text: "First!" });
  await ada.act({ do: "ask", text: "And a question?" });
  for (let i = 0; i < 3; i++) await mia.act({ do: "post", text: "Staff" });
  assert.equal(await mia.refused({ do: "policy", slow_mode_s: 60 }), "conflict");
  await mia.act({ do: "policy", slow_mode_s: 0 });
  await ada.act({ do: "post", text: "Second" });
});

test("a locked room takes nothing but staff's, one for questions only no messages, a moderated one shows no question before staff do", async () => {
  const room = await newRoom("locked");
  const [mia, ada, sam] = [await person("moderator", { room }), await person("attendee", { name: "Ada", room }), await person("speaker", { room })];
  const open = await ada.act({ do: "ask", text: "Before?" });
  await mia.act({ do: "policy", locked: true });
  for (const command of [{ do: "post", text: "No" }, { do: "ask", text: "No?" }, { do: "vote", target: open.id }]) {
    assert.equal(await ada.refused(command), "locked");
    assert.equal(await sam.refused(command), "locked");
  }
  await mia.act({ do: "post", text: "A pause." });
  await mia.act({ do: "policy", locked: false, only_questions: true });
  assert.equal(await ada.refused({ do: "post", text: "No" }), "locked");
  await ada.act({ do: "ask", text: "Yes?" });
  await sam.act({ do: "post", text: "I speak here" });
  await mia.act({ do: "policy", only_questions: false, moderated: true, anonymous: false });
  assert.equal(await ada.refused({ do: "ask", text: "Who am I?", anonymous: true }), "forbidden");
  const waiting = await ada.act({ do: "ask", text: "May I?" });
  const late = await person("attendee", { room });
  assert.deepEqual(late.joined.state.policy, { moderated: true, anonymous: false });
  assert.equal(late.joined.state.questions.some((each) => each.id === waiting.id), false);
  const helper = await person("moderator", { room });
  assert.equal(helper.joined.state.questions.find((each) => each.id === waiting.id).state, "pending");
});

test("an invite gives its role in its scope, to three devices of one member, until it is revoked", async () => {
  const [room, other] = [await newRoom("hall"), await newRoom("attic")];
  const olga = await person("organiser", { room: null });
  const invited = await olga.ok({ do: "invite", key: newKey(), name: "Mia", role: "moderator", scope: room });
  assert.match(invited.token, /^hi1\./);
  const devices = [];
  for (let i = 0; i < 3; i++) devices.push(await person("attendee", { name: null, token: invited.token, room }));
  const [mia] = devices;
  assert.deepEqual(devices.map((each) => each.id), [mia.id, mia.id, mia.id]);
  assert.deepEqual([mia.greeted.me.name, mia.greeted.me.role, mia.greeted.me.roles], ["Mia", "attendee", [{ role: "moderator", scope: room }]]);
  assert.equal(mia.joined.mine.role, "moderator");
  const fourth = await connect(server.url);
  assert.equal((await fourth.refused({ do: "hello", token: invited.token })).code, "unauthorized");
  assert.equal((await fourth.closed).code, 4401);

  const ada = await person("attendee", { name: "Ada", room });
  const said = await ada.act({ do: "post", text: "Pin me" });
  await mia.act({ do: "pin", target: said.id });
  assert.equal((await ada.next((each) => each.pins?.length === 1)).pins[0].by.role, "moderator");
  await mia.ok({ do: "mute", key: newKey(), member: ada.id, scope: room });
  await mia.ok({ do: "join", room: other });
  assert.equal((await mia.why({ do: "policy", room: other, locked: true })).code, "forbidden");
  assert.equal((await mia.why({ do: "mute", member: ada.id })).code, "forbidden");
  assert.equal((await mia.why({ do: "mute", member: ada.id, scope: other })).code, "forbidden");

  // Known again by the guest key of one device, over a kill, with the role.
  await server.kill();
  await server.start();
  const again = await person("attendee", { name: null, token: mia.greeted.token, room });
  assert.equal(again.joined.mine.role, "moderator");
  const carol = await person("organiser", { room: null });
  const listed = (await carol.ok({ do: "invites" })).invites.find((each) => each.id === invited.id);
  assert.deepEqual([listed.devices, listed.token, listed.scope], [3, invited.token, room]);
  await carol.ok({ do: "revoke", key: newKey(), target: invited.id });
  assert.equal((await again.closed).code, 1013);
  const plain = await person("attendee", { name: null, token: mia.greeted.token, room });
  assert.deepEqual([plain.joined.mine.role, plain.greeted.me.roles], [undefined, undefined]);
  assert.equal(await plain.refused({ do: "policy", locked: true }), "forbidden");
  assert.equal((await helloRefused(invited.token)).code, "unauthorized");
});

test("a role that ends by itself ends its sessions; a whole event's role is told in hello", async () => {
  const olga = await person("organiser", { room: null });
  const until = Date.now() + 4_000;
  const { token } = await olga.ok({ do: "invite", key: newKey(), name: "Sam", role: "speaker", until });
  const sam = await person("attendee", { name: null, token });
  assert.equal(sam.greeted.me.role, "speaker");
  assert.equal((await sam.closed).code, 1013);
  assert.ok(Date.now() >= until);
  const again = await person("attendee", { name: null, token: sam.greeted.token });
  assert.equal(again.greeted.me.role, "attendee");
  assert.equal((await helloRefused(token)).code, "expired");
});

test("an announcement is told to everybody, and to those who come later until it ends; a ban and a policy outlive a kill", async () => {
  const room = await newRoom("kept");
  const [olga, ada] = [await person("organiser", { room }), await person("attendee", { name: "Ada", room })];
  await ada.act({ do: "post", text: "I was here" });
  const { id } = await olga.ok({ do: "announce", key: newKey(), text: "Lunch is <b>served</b>." });
  const until = Date.now() + 1_500;
  const brief = await olga.ok({ do: "announce", key: newKey(), text: "One moment.", until });
  assert.equal((await ada.next((each) => each.id === id)).text, "Lunch is <b>served</b>.");
  await olga.act({ do: "policy", slow_mode_s: 60, moderated: true });
  await olga.ok({ do: "ban", key: newKey(), member: ada.id });
  await ada.closed;
  await new Promise((resolve) => setTimeout(resolve, until + 50 - Date.now()));
  await server.kill();
  await server.start();
  const bob = await person("attendee", { name: "Bob", room });
  const told = bob.greeted.space.announcements.map((each) => each.id);
  assert.ok(told.includes(id) && !told.includes(brief.id));
  assert.deepEqual(bob.joined.state.policy, { slow_mode_s: 60, moderated: true });
  assert.equal((await helloRefused(ada.greeted.token)).code, "banned");
  const carol = await person("organiser", { room: null });
  await carol.ok({ do: "unannounce", key: newKey(), target: id });
  assert.deepEqual(await bob.next((each) => each.ev === "announcement" && each.ended), { ev: "announcement", id, ended: true });
  const later = await person();
  assert.equal(later.greeted.space.announcements?.some((each) => each.id === id) ?? false, false);
  const listed = (await carol.ok({ do: "sanctions" })).sanctions.find((each) => each.member.id === ada.id);
  assert.deepEqual([listed.kind, listed.member.name, listed.by.role], ["ban", "Ada", "organiser"]);
});
