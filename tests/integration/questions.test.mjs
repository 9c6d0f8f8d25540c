// Questions, votes, answers and pins over the wire: who may do what, who is told what, over cores, reconnects and kills.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
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

/** The card of a question as it was told last of those that match. */
const card = (client, id, matches = () => true) =>
  client.next((each) => each.ev === "board" && each.questions?.some((one) => one.id === id && matches(one)), `the card ${id}`)
    .then((told) => told.questions.find((one) => one.id === id));

const votesOf = (client, id, count) =>
  client.next((each) => each.ev === "board" && each.votes?.some((one) => one.id === id && one.votes === count), `${count} votes`);

test("each role may do with questions what the table says", async () => {
  const room = await newRoom();
  const may = {
    ask: ["attendee", "speaker", "moderator", "safety", "organiser"],
    vote: ["attendee", "speaker", "moderator", "safety", "organiser"],
    promote: ["moderator", "organiser"],
    question: ["moderator", "organiser"],
    merge: ["moderator", "organiser"],
    answer: ["speaker", "moderator", "organiser"],
    endorse: ["speaker", "moderator", "organiser"],
    pin: ["moderator", "organiser"],
    unpin: ["moderator", "organiser"],
  };
  const mia = await person("moderator", { room });
  for (const role of ["attendee", "speaker", "moderator", "safety", "organiser"]) {
    const who = await person(role, { room });
    const question = async (text) => (await mia.act({ do: "ask", text })).id;
    const [target, into] = [await question("One?"), await question("Another?")];
    const message = (await mia.act({ do: "post", text: "Said." })).id;
    const answer = (await mia.act({ do: "answer", target: into, text: "So." })).id;
    await mia.act({ do: "pin", target: into });
    const commands = {
      ask: { text: "Mine?" }, vote: { target }, promote: { target: message }, question: { target, to: "archived" }, endorse: { target: answer },
      answer: { target, text: "This." }, pin: { target: message }, unpin: { target: into }, merge: { target, into },
    };
    for (const [verb, fields] of Object.entries(commands)) {
      const command = { do: verb, room, key: newKey(), ...fields };
      const told = await who.ask(command);
      const isAllowed = may[verb].includes(role);
      if (isAllowed) assert.ok(told.ok, `${role} ${verb}: ${JSON.stringify(told.error)}`);
      else assert.equal(told.error?.code, "forbidden", `${role} ${verb}`);
      if (isAllowed) assert.ok((await who.ok(command)).duplicate, `${role} ${verb} again`);
    }
    for (const { target: pinned } of (await person("attendee", { room })).joined.state.pins) await mia.act({ do: "unpin", target: pinned });
    await who.leave();
  }
  await mia.leave();
});

test("an anonymous question shows its asker to staff alone: live, on joining, in pages and on coming back", async () => {
  const room = await newRoom();
  const [ada, bob, mia] = [await person("attendee", { room, name: "Ada" }), await person("attendee", { room, name: "Bob" }), await person("moderator", { room })];
  const { id } = await ada.act({ do: "ask", text: "A shy question", anonymous: true });
  const isHidden = (what) => {
    assert.ok(!JSON.stringify(what).includes(ada.greeted.me.id), JSON.stringify(what));
    assert.ok(JSON.stringify(what).includes("A shy question"));
  };
  isHidden(await bob.next((each) => each.ev === "board"));
  assert.equal((await card(mia, id)).from.id, ada.greeted.me.id);
  const own = await ada.next((each) => each.ev === "board");
  assert.equal(own.questions[0].mine, true);
  assert.ok(own.key);
  await mia.act({ do: "pin", target: id });
  isHidden(await bob.next((each) => each.ev === "board" && each.pins));
  const later = await person("attendee", { room, name: "Cleo" });
  isHidden(later.joined.state);
  isHidden(await later.ok({ do: "questions", room }));
  const since = { epoch: later.joined.epoch, offset: 0 };
  isHidden((await later.ok({ do: "join", room, since })).board);
  for (const each of [ada, bob, mia, later]) await each.leave();
});

test("a thousand votes of one identity over many sessions count one, and merged questions unite their voters", { timeout: 60_000 }, async () => {
  const room = await newRoom();
  const [mia, bob] = [await person("moderator", { room }), await person("attendee", { room, name: "Bob" })];
  const one = (await mia.act({ do: "ask", text: "Is there a recording?" })).id;
  const same = (await mia.act({ do: "ask", text: "Will it be recorded?" })).id;
  const first = await person("attendee", { room, name: "Ada" });
  const sessions = [first, ...(await Promise.all(Array.from({ length: 7 }, () => person("attendee", { room, name: "Ada", token: first.greeted.token }))))];
  const votes = Array.from({ length: 1_000 }, (_, index) => ({ who: sessions[index % sessions.length], target: index % 2 ? one : same }));
  const slices = Array.from({ length: 20 }, (_, index) => votes.slice(index * 50, index * 50 + 50));
  for (const slice of slices) await Promise.all(slice.map(({ who, target }) => who.act({ do: "vote", target })));
  await bob.act({ do: "vote", target: same });
  const counts = async () => Object.fromEntries((await mia.ok({ do: "questions", room })).questions.map(({ id, votes: count }) => [id, count]));
  assert.deepEqual(await counts(), { [one]: 1, [same]: 2 });
  await mia.act({ do: "merge", target: same, into: one });
  assert.equal((await card(bob, one, ({ votes: count }) => count === 2)).votes, 2);
  await bob.act({ do: "vote", target: same, on: false }); // finds the one that stands
  await votesOf(bob, one, 1);
  const later = await person("attendee", { room, token: first.greeted.token });
  assert.deepEqual(later.joined.mine.votes, [one]);
  for (const each of [mia, bob, later, ...sessions]) await each.leave();
});

test("votes are told together, and cost those who read less than one document each", async () => {
  const room = await newRoom();
  const [mia, bob] = [await person("moderator", { room }), await person("attendee", { room })];
  const { id } = await mia.act({ do: "ask", text: "Is there a recording?" });
  const voters = await Promise.all(Array.from({ length: 30 }, (_, index) => person("attendee", { room, name: `Voter ${index}` })));
  bob.documents.length = 0;
  await Promise.all(voters.map((voter) => voter.act({ do: "vote", target: id })));
  await votesOf(bob, id, 30);
  assert.ok(bob.documents.filter(({ ev }) => ev === "board" || ev === "at").length < 5);
  for (const each of [mia, bob, ...voters]) await each.leave();
});

test("two moderators on one question end in one state, whichever core they are on", async () => {
  const room = await newRoom();
  const staff = await Promise.all(Array.from({ length: 6 }, () => person("moderator", { room })));
  const watchers = await Promise.all(Array.from({ length: 4 }, (_, index) => person("attendee", { room, name: `Reader ${index}` })));
  for (let round = 0; round < 10; ++round) {
    const [one, other] = [(await staff[0].act({ do: "ask", text: "One?" })).id, (await staff[0].act({ do: "ask", text: "Other?" })).id];
    const moves = ["answering", "answered", "archived", "visible"];
    const answers = await Promise.all(staff.map((who, index) => who.ask(index % 3 === 0
      ? { do: "merge", room, key: newKey(), target: one, into: other }
      : { do: "question", room, key: newKey(), target: index % 2 ? one : other, to: moves[(index + round) % 4] })));
    for (const { ok, error } of answers) assert.ok(ok || ["gone", "conflict"].includes(error.code), JSON.stringify(error));
    assert.equal(answers.filter((each, index) => index % 3 === 0 && each.ok).length, 1);
  }
  const seen = await Promise.all(watchers.map(async (who) => JSON.stringify((await who.ok({ do: "questions", room })).questions)));
  assert.equal(new Set(seen).size, 1);
  for (const each of [...staff, ...watchers]) await each.leave();
});

test("questions, votes, answers and pins outlive a kill, and who comes back is told what changed meanwhile", { timeout: 60_000 }, async (t) => {
  const own = await startServer(["--cores", "2", "--unlimited"]);
  t.after(() => own.remove());
  const at = { at: own };
  const [ada, mia] = [await person("attendee", { ...at, name: "Ada" }), await person("moderator", at)];
  const asked = await ada.act({ do: "ask", text: "Is there a recording?" });
  const since = { epoch: ada.joined.epoch, offset: asked.offset, id: asked.id };
  const said = (await ada.act({ do: "post", text: "Found it: on the talk's page." })).id;
  await mia.act({ do: "question", target: asked.id, to: "answering" });
  await ada.act({ do: "vote", target: asked.id });
  await ada.act({ do: "answer", target: asked.id, message: said });
  await mia.act({ do: "pin", target: said });
  await own.kill();
  await own.start();
  const again = await connect(own.url);
  await again.hello("Ada", { token: ada.greeted.token });
  const recovered = await again.ok({ do: "join", room: "lobby", since });
  assert.equal(recovered.recovered, true);
  const [told] = recovered.board.questions;
  assert.equal(told.state, "answering");
  assert.equal(told.votes, 1);
  assert.equal(told.answers[0].message, said);
  assert.equal(recovered.board.pins[0].text, "Found it: on the talk's page.");
  assert.deepEqual(recovered.mine.votes, [asked.id]);
  const fresh = await person("attendee", { ...at, name: "Bob" });
  assert.equal(fresh.joined.state.questions[0].id, asked.id);
  for (const each of [again, fresh]) await each.leave();
});

test("words that are deleted leave the board and the disk, also where they were pinned or had become a question", { timeout: 60_000 }, async (t) => {
  const own = await startServer(["--cores", "1", "--unlimited", "--safety-keep", "0"]);
  t.after(() => own.remove());
  const [ada, mia] = [await person("attendee", { at: own, name: "Ada" }), await person("moderator", { at: own })];
  const said = (await ada.act({ do: "post", text: "regretted-words-in-a-message" })).id;
  const made = (await mia.act({ do: "promote", target: said })).id;
  const asked = (await ada.act({ do: "ask", text: "regretted-words-in-a-question" })).id;
  const answer = (await mia.act({ do: "answer", target: asked, text: "regretted-words-in-an-answer" })).id;
  for (const target of [said, asked, answer]) await mia.act({ do: "pin", target });
  await mia.act({ do: "endorse", target: answer, gone: true });
  await ada.act({ do: "delete", target: said });
  await ada.act({ do: "delete", target: asked });
  assert.equal((await card(mia, made, ({ deleted }) => deleted)).text, undefined);
  const until = Date.now() + 30_000;
  for (;;) {
    const files = await readdir(own.data, { recursive: true, withFileTypes: true });
    const found = [];
    for (const each of files)
      if (each.isFile() && (await readFile(join(each.path ?? own.data, each.name))).includes("regretted-words")) found.push(each.name);
    if (found.length === 0) break;
    assert.ok(Date.now() < until, `still in ${found}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const { joined } = await person("attendee", { at: own, name: "Bob" });
  assert.deepEqual(joined.state.pins, []);
});
