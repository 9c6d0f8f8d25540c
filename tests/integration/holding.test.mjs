// What waits before everybody sees it, over the wire: on two cores, across kills and recoveries, and who reads of it anywhere.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { peopleOf } from "../support/person.mjs";
import { startServer } from "../support/server.mjs";
import { newKey } from "../support/wire-client.mjs";

let server;
before(async () => {
  server = await startServer(["--cores", "2", "--unlimited"]);
});
after(() => server.remove());

const { person, newRoom } = peopleOf(() => server);
const roles = ["attendee", "speaker", "moderator", "safety", "organiser"];
const staff = ["moderator", "safety", "organiser"];
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const ofMessages = (who) => who.documents.filter((each) => each.ev === "message");

/** Where a client stands after all that it was told. */
const positionOf = (who) => {
  const last = who.documents.filter((each) => each.offset).at(-1) ?? who.joined;
  return { epoch: who.joined.epoch, offset: last.offset, id: last.id };
};

/** A room where all messages wait, with a moderator, and Ada and Bob. */
async function heldRoom(policy = { approval: true }) {
  const room = await newRoom("held");
  const [mia, ada, bob] = [await person("moderator", { name: "Mia", room }), await person("attendee", { name: "Ada", room }), await person("attendee", { name: "Bob", room })];
  await mia.act({ do: "policy", ...policy });
  return { room, mia, ada, bob };
}

test("what waits is told its author and staff; let out it is everybody's, once", async () => {
  const { room, mia, ada, bob } = await heldRoom();
  const key = newKey();
  const held = await ada.ok({ do: "post", room, key, text: "May I?" });
  assert.equal(held.held, true);
  assert.deepEqual(await ada.ok({ do: "post", room, key, text: "May I?" }), { ...held, duplicate: true });
  const [own, seen] = [await ada.event("held"), await mia.event("held")];
  assert.deepEqual([own.id, own.text, own.reason, own.key, seen.key, seen.from.name], [held.id, "May I?", "approval", key, undefined, "Ada"]);
  const at = await bob.next((each) => each.ev === "at" && each.offset === held.offset, "the place in the log");
  assert.deepEqual(Object.keys(at).sort(), ["ev", "id", "offset", "room"]);

  const late = await person("attendee", { name: "Late", room });
  assert.deepEqual([late.joined.events, late.joined.state.held, late.joined.mine.held], [[], undefined, undefined]);
  assert.deepEqual((await late.ok({ do: "history", room, latest: true })).events, []);
  const other = await person("safety", { name: "Sam", room });
  assert.deepEqual(other.joined.state.held.map((each) => each.id), [held.id]);
  const again = await person("attendee", { name: null, token: ada.greeted.token, room });
  assert.deepEqual(again.joined.mine.held.map((each) => each.text), ["May I?"]);

  const released = newKey();
  const out = await mia.ok({ do: "release", room, key: released, target: held.id });
  for (const who of [mia, ada, bob, late, other, again]) {
    const message = await who.event("message");
    assert.deepEqual([message.id, message.text, message.was, message.from.name, message.key], [out.id, "May I?", held.id, "Ada", undefined]);
  }
  assert.equal((await mia.ok({ do: "release", room, key: released, target: held.id })).duplicate, true);
  assert.equal((await other.ok({ do: "release", room, key: newKey(), target: held.id })).duplicate, true, "another moderator, a moment later");
  assert.deepEqual((await bob.ok({ do: "history", room, latest: true })).events.map((each) => each.id), [out.id]);
});

test("each role may do with what waits what the table says", async () => {
  const { room, mia, ada } = await heldRoom();
  for (const role of roles) {
    const who = await person(role, { room });
    const may = staff.includes(role);
    const held = await ada.ok({ do: "post", room, key: newKey(), text: `for ${role}` });
    for (const [verb, fields] of Object.entries({ tend: { target: held.id }, held: {}, release: { target: held.id }, wipe: { member: "u-0000000000001" } })) {
      const told = await who.ask({ do: verb, room, key: newKey(), ...fields });
      assert.equal(told.error?.code, may ? undefined : "forbidden", `${role} ${verb}`);
    }
    const own = await who.ask({ do: "post", room, key: newKey(), text: "mine" });
    assert.equal(own.ok.held, role === "attendee" ? true : undefined, `${role} posts`);
    const listed = await who.ask({ do: "history", room, latest: true, by: ada.id });
    assert.equal(listed.error?.code, may ? undefined : "forbidden", `${role} history by`);
    if (!may) await mia.act({ do: "delete", target: held.id });
    await ada.act({ do: "delete", target: (await ada.act({ do: "post", text: "back" })).id });
  }
});

test("who wrote it takes it back; what staff drop, its author is told; nobody else hears of either", async () => {
  const { room, mia, ada, bob } = await heldRoom();
  const [first, second] = [await ada.act({ do: "post", text: "One" }), await ada.act({ do: "post", text: "Two" })];
  assert.equal(await bob.refused({ do: "delete", target: first.id }), "not_found");
  await ada.act({ do: "delete", target: first.id });
  assert.equal((await mia.event("dropped")).target, first.id);
  await ada.event("dropped");
  await mia.act({ do: "tend", target: second.id });
  await mia.act({ do: "delete", target: second.id });
  const dropped = await ada.event("dropped");
  assert.deepEqual([dropped.target, dropped.from.name], [second.id, "Mia"]);
  assert.equal(await mia.refused({ do: "release", target: second.id }), "gone");
  await mia.act({ do: "post", text: "Staff" });
  await bob.event("message");
  assert.ok(bob.documents.every((each) => !["held", "dropped", "tended"].includes(each.ev)));
  assert.ok(ada.documents.every((each) => each.ev !== "tended"));
  const safe = await person("safety", { room });
  assert.equal((await safe.ok({ do: "kept", room, target: second.id })).text, "Two");
});

test("of many moderators who let out one message at once, each is answered and it is out once", async () => {
  const { room, ada, bob } = await heldRoom();
  const moderators = [];
  for (let i = 0; i < 8; i++) moderators.push(await person("moderator", { name: `Mia ${i}`, room }));
  for (let round = 0; round < 10; round++) {
    const held = await ada.act({ do: "post", text: `Message ${round}` });
    const told = await Promise.all(moderators.map((each) => each.ask({ room, do: "release", key: newKey(), target: held.id })));
    const out = told.filter((each) => each.ok);
    assert.equal(new Set(out.map((each) => each.ok.id)).size, 1);
    // Whose command came when it was out already is told so.
    assert.deepEqual(told.filter((each) => each.error).map((each) => each.error.code), Array(moderators.length - out.length).fill("gone"));
  }
  const rows = (await bob.ok({ do: "history", room, latest: true })).events;
  assert.deepEqual(rows.map((each) => each.text), Array.from({ length: 10 }, (_, i) => `Message ${i}`));
  await bob.next((each) => each.ev === "message" && each.text === "Message 9", "the last one");
  assert.equal(ofMessages(bob).length, 9);
});

test("a delay ends by itself, but not for who was muted meanwhile", async () => {
  const { mia, ada, bob, room } = await heldRoom({ delay_s: 3 });
  const begun = Date.now();
  const held = await ada.act({ do: "post", text: "In three seconds" });
  const other = await bob.act({ do: "post", text: "Rude" });
  const told = await ada.event("held");
  assert.deepEqual([told.reason, told.until - told.at <= 3_050 && told.until - told.at > 2_000], ["delay", true]);
  await mia.ok({ do: "mute", key: newKey(), member: bob.id, scope: room });
  const out = await mia.event("message");
  assert.deepEqual([out.was, out.text], [held.id, "In three seconds"]);
  assert.ok(Date.now() - begun >= 2_900);
  assert.equal((await mia.event("dropped")).target, other.id);
  const safe = await person("safety", { room });
  assert.equal((await safe.ok({ do: "kept", room, target: other.id })).text, "Rude");
  const now = await ada.act({ do: "post", text: "Now" });
  await mia.act({ do: "release", target: now.id });
  assert.equal((await bob.next((each) => each.text === "Now", "what a moderator let out before")).was, now.id);
});

test("words, links of newcomers and repeats wait for staff; which words only staff are told", async () => {
  const { mia, ada, bob, room } = await heldRoom({ words: ["spam*"], hold_links: true, hold_repeats: true });
  for (const [text, reason] of [["All SP\u0410M!", "words"], ["See https://example.org", "link"], ["Plain", undefined], ["plain!", "repeat"]]) {
    const told = await ada.act({ do: "post", text });
    assert.equal(told.held, reason && true, text);
    if (reason) assert.equal((await mia.next((each) => each.ev === "held" && each.id === told.id, text)).reason, reason);
  }
  const question = await ada.act({ do: "ask", text: "Is this spam?" });
  assert.equal((await mia.next((each) => each.ev === "board" && each.id === question.id, "the question")).questions[0].state, "pending");
  const edited = await ada.act({ do: "post", text: "Better" });
  assert.equal(await ada.refused({ do: "edit", target: edited.id, text: "spammer" }), "forbidden");

  assert.deepEqual((await mia.event("policy")).policy.words, ["spam*"]);
  assert.equal((await bob.event("policy")).policy.words, undefined);
  await mia.act({ do: "policy", words: ["eggs"] });
  await mia.event("policy");
  await ada.act({ do: "post", text: "Spam is well" });
  await bob.next((each) => each.text === "Spam is well", "a message");
  assert.ok(bob.documents.every((each) => each.ev !== "policy"));
  const late = await person("attendee", { room });
  assert.deepEqual(late.joined.state.policy, { hold_links: true, hold_repeats: true });
});

test("a kill changes nothing: what waited waits, what was out is out, retries are answered alike", async () => {
  const { room, mia, ada } = await heldRoom({ approval: true });
  const keys = Array.from({ length: 4 }, newKey);
  const held = [];
  for (const [i, key] of keys.entries()) held.push(await ada.ok({ do: "post", room, key, text: `Message ${i}` }));
  const release = newKey();
  const out = await mia.ok({ do: "release", room, key: release, target: held[0].id });
  await mia.act({ do: "delete", target: held[1].id });
  await server.kill();
  await server.start();

  const back = await person("moderator", { name: "Mia", token: mia.greeted.token, room });
  assert.deepEqual(back.joined.events.map((each) => each.text), ["Message 0"]);
  assert.deepEqual(back.joined.state.held.map((each) => each.text), ["Message 2", "Message 3"]);
  const author = await person("attendee", { name: "Ada", token: ada.greeted.token, room });
  assert.deepEqual(author.joined.mine.held.map((each) => each.id), [held[2].id, held[3].id]);
  assert.deepEqual(await author.ok({ do: "post", room, key: keys[2], text: "Message 2" }), { ...held[2], duplicate: true });
  assert.deepEqual(await back.ok({ do: "release", room, key: release, target: held[0].id }), { ...out, duplicate: true });
  await back.act({ do: "release", target: held[3].id });
  const fresh = await person("attendee", { room });
  assert.deepEqual(fresh.joined.events.map((each) => each.text), ["Message 0", "Message 3"]);
});

test("a delay that ends while the server is down ends when the room is opened again", async () => {
  const { room, mia, ada } = await heldRoom({ delay_s: 3 });
  await ada.act({ do: "post", text: "Across a kill" });
  await mia.event("held");
  await server.kill();
  await pause(3_200);
  await server.start();
  const late = await person("attendee", { room });
  const shown = late.joined.events[0] ?? (await late.event("message"));
  assert.equal(shown.text, "Across a kill");
});

test("who comes back is told of what waits and of what was dropped as far as it is theirs", async () => {
  const { room, mia, ada, bob } = await heldRoom();
  await mia.act({ do: "post", text: "Here we go" });
  for (const who of [mia, ada, bob]) await who.next((each) => each.text === "Here we go", "the first message").then((each) => who.documents.push(each));
  const since = new Map([mia, ada, bob].map((who) => [who, positionOf(who)]));
  for (const who of [ada, bob]) await who.ok({ do: "leave", room });
  const carol = await person("attendee", { name: "Carol", room });
  const again = await person("attendee", { name: "Ada", token: ada.greeted.token, room });
  const [kept, lost] = [await again.act({ do: "post", text: "Kept" }), await again.act({ do: "post", text: "Lost" })];
  await carol.act({ do: "post", text: "Carol's" });
  await mia.act({ do: "delete", target: lost.id });
  const joined = new Map();
  for (const who of [mia, ada, bob]) joined.set(who, await who.ok({ do: "join", room, since: since.get(who) }));
  const told = (who) => joined.get(who).events.filter((each) => each.ev !== "policy").map((each) => [each.ev, each.text ?? each.target]);
  assert.deepEqual(told(ada), [["held", "Kept"], ["dropped", lost.id]]);
  assert.deepEqual(told(bob), []);
  assert.equal(joined.get(bob).offset, joined.get(mia).offset);
  assert.deepEqual(told(mia).filter(([ev]) => ev === "held").map(([, text]) => text), ["Kept", "Carol's"]);
  assert.deepEqual(joined.get(ada).mine.held.map((each) => each.id), [kept.id]);
  const elsewhere = await person("attendee", { name: null, token: ada.greeted.token, room });
  for (const answer of [joined.get(ada), elsewhere.joined]) assert.deepEqual(answer.mine.dropped, [{ id: lost.id, offset: lost.offset, at: lost.at }]);
  for (const who of [mia, bob]) assert.equal(joined.get(who).mine.dropped, undefined);
});

test("a moderator deletes all that a member said, asked and has waiting, and finds it before", async () => {
  const { room, mia, ada, bob } = await heldRoom({ approval: false, slow_mode_s: 0, moderated: true });
  for (let i = 0; i < 30; i++) {
    await ada.act({ do: "post", text: `Ada ${i}` });
    if (i % 3 === 0) await bob.act({ do: "post", text: `Bob ${i}` });
  }
  await ada.act({ do: "ask", text: "Is it mine?" });
  await mia.act({ do: "policy", approval: true });
  await ada.act({ do: "post", text: "Waiting" });
  const found = await mia.ok({ do: "history", room, latest: true, by: ada.id });
  assert.deepEqual(found.events.map((each) => each.text), Array.from({ length: 30 }, (_, i) => `Ada ${i}`));
  assert.deepEqual(await mia.act({ do: "wipe", member: ada.id }), { deleted: 32 });
  assert.deepEqual(await mia.act({ do: "wipe", member: ada.id }), { deleted: 0 });
  const rows = (await bob.ok({ do: "history", room, latest: true, limit: 100 })).events;
  assert.deepEqual(rows.filter((each) => !each.deleted).map((each) => each.from.name), Array(10).fill("Bob"));
  const late = await person("moderator", { room });
  assert.deepEqual([late.joined.state.held, late.joined.state.questions?.filter((each) => each.text)], [undefined, []]);
});

test("a policy is set without having joined the room, by who may", async () => {
  const room = await newRoom("apart");
  const [mia, bob] = [await person("moderator", { room: null }), await person("attendee", { room: null })];
  await mia.ok({ do: "policy", room, key: newKey(), delay_s: 10, slow_mode_s: 10 });
  assert.equal((await bob.ask({ do: "policy", room, key: newKey(), delay_s: 0 })).error.code, "forbidden");
  assert.equal((await mia.ask({ do: "policy", room: "nowhere", key: newKey(), delay_s: 0 })).error.code, "not_found");
  assert.deepEqual((await person("attendee", { room })).joined.state.policy, { slow_mode_s: 10, delay_s: 10 });
});
