// The clock of the stages over the wire, and the rooms of talks, which open and close with it.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { startPlannedSpace } from "../support/planned-space.mjs";
import { newKey } from "../support/wire-client.mjs";

let space;
before(async () => {
  space = await startPlannedSpace();
});
after(() => space.remove());

const staff = (role) => space.staff(role);
const attendee = (name) => space.attendee(name);
const schedule = (version) => space.schedule(version);
const plan = (what) => space.plan(what);
const newRoom = () => space.newRoom();

describe("the clock", () => {
  const minute = 60_000;
  /** Three talks that follow one another on a stage of their own, the first of which began half an hour ago. */
  async function onStage() {
    const stage = `s-${newRoom()}`;
    const begun = Date.now() - 30 * minute;
    const [a, b, c] = [newRoom(), newRoom(), newRoom()];
    const at = (room, from, to) => ({ room, title: room, stage, starts: begun + from * minute, ends: begun + to * minute });
    await plan({ stages: [{ room: stage, title: "Clock" }], talks: [at(a, 0, 60), at(b, 60, 90), at(c, 100, 130)] });
    return { stage, begun, a, b, c };
  }
  const minutesOf = (told, begun) => told.talks.map(({ room, starts, ends }) => [room, (starts - begun) / minute, (ends - begun) / minute]);

  test("is moved by staff, everybody is told at once, and rooms tell it", async () => {
    const { begun, a, b, c } = await onStage();
    const mia = await staff("moderator");
    const ada = await attendee();
    await ada.ok({ do: "join", room: c });
    const receipt = await mia.ok({ do: "clock", key: newKey(), talk: a, act: "extend", minutes: 15 });
    assert.match(receipt.id, /^e-/);
    const told = await ada.event("schedule");
    assert.equal(told.version, receipt.offset);
    assert.deepEqual(minutesOf(told, begun), [[a, 0, 75], [b, 75, 105], [c, 105, 135]]);
    assert.deepEqual(told.talks[1].planned, { starts: begun + 60 * minute, ends: begun + 90 * minute, stage: told.talks[1].stage });
    assert.equal((await ada.ok({ do: "join", room: c })).room.starts, begun + 105 * minute);

    await mia.ok({ do: "clock", key: newKey(), talk: c, act: "shift", minutes: -10 });
    assert.deepEqual(minutesOf(await ada.event("schedule"), begun), [[a, 0, 65], [b, 65, 95], [c, 95, 125]]);
    await mia.ok({ do: "clock", key: newKey(), talk: b, act: "swap", with: c });
    assert.deepEqual(minutesOf(await ada.event("schedule"), begun), [[b, 95, 125], [c, 65, 95]]);
    const started = await mia.ok({ do: "clock", key: newKey(), talk: c, act: "start" });
    const [later, cut] = (await ada.event("schedule")).talks;
    assert.deepEqual([later.room, later.starts, later.ends], [c, started.at, started.at + 30 * minute]);
    assert.deepEqual([cut.room, cut.ends], [a, started.at]);
    await Promise.all([mia.leave(), ada.leave()]);
  });

  test("is not for everybody, and says what cannot be", async () => {
    const { a, b } = await onStage();
    const ada = await attendee();
    assert.equal((await ada.refused({ do: "clock", key: newKey(), talk: a, act: "end" })).code, "forbidden");
    const mia = await staff("moderator");
    const error = await mia.refused({ do: "clock", key: newKey(), talk: b, act: "end" });
    assert.deepEqual([error.code, error.message], ["conflict", "That talk has not begun yet."]);
    assert.equal((await mia.refused({ do: "clock", key: newKey(), talk: "t-eeeeeeeeeeee", act: "end" })).code, "not_found");
    await Promise.all([ada.leave(), mia.leave()]);
  });

  test("that two move at once is moved by one, and the other is told so, also when asked again", async () => {
    for (let round = 0; round < 5; ++round) {
      const { a } = await onStage();
      const both = await Promise.all([staff("moderator"), staff("moderator")]);
      const ends = both.map(() => ({ do: "clock", key: newKey(), talk: a, act: "end" }));
      const outcomes = (answers) => answers.map(({ ok, error }) => (ok ? "moved" : error.code));
      const once = outcomes(await Promise.all(both.map((each, at) => each.ask(ends[at]))));
      assert.deepEqual([...once].sort(), ["conflict", "moved"]);
      assert.deepEqual(outcomes(await Promise.all(both.map((each, at) => each.ask(ends[at])))), once);
      await Promise.all(both.map((each) => each.leave()));
    }
  });

  test("that is moved again with the same key has moved once", async () => {
    const { a, begun } = await onStage();
    const mia = await staff("moderator");
    const key = newKey();
    const first = await mia.ok({ do: "clock", key, talk: a, act: "extend", minutes: 5 });
    assert.deepEqual(await mia.ok({ do: "clock", key, talk: a, act: "extend", minutes: 5 }), { ...first, duplicate: true });
    assert.equal((await mia.refused({ do: "clock", key, talk: a, act: "extend", minutes: 6 })).code, "conflict");
    const end = { do: "clock", key: newKey(), talk: a, act: "end" };
    const ended = await mia.ok(end);
    assert.deepEqual(await mia.ok(end), { ...ended, duplicate: true }); // though it is over by now
    const talk = (await schedule(ended.offset)).talks.find(({ room }) => room === a);
    assert.deepEqual([talk.starts, talk.ends], [begun, ended.at]);
    await mia.leave();
  });
});

describe("a talk's room", () => {
  const minute = 60_000;
  const day = 24 * 60 * minute;
  async function roomOf(from, to) {
    const room = newRoom();
    const [starts, ends] = [Date.now() + from, Date.now() + to];
    await plan({ time_zone: "Europe/Brussels", stages: [{ room: "s-k1", title: "K.1" }], talks: [{ room, title: "A talk", stage: "s-k1", starts, ends }] });
    return { room, starts, ends };
  }
  const post = (room) => ({ do: "post", room, key: newKey(), text: "Hello" });

  test("takes posts from half an hour before until two weeks after it, and says so", async () => {
    const early = await roomOf(40 * minute, 70 * minute);
    const soon = await roomOf(20 * minute, 50 * minute);
    const past = await roomOf(-15 * day, -14.5 * day);
    const ada = await attendee();
    const card = (await ada.ok({ do: "join", room: early.room })).room;
    assert.deepEqual([card.opens, card.qa_until, card.locks], [early.starts - 30 * minute, early.ends + 15 * minute, early.ends + 14 * day]);
    const refused = await ada.refused(post(early.room));
    const opens = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/Brussels", dateStyle: "long" }).format(card.opens);
    const time = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/Brussels", timeStyle: "short" }).format(card.opens);
    assert.deepEqual([refused.code, refused.message], ["locked", `This room opens on ${opens}, ${time} (Europe/Brussels).`]);
    await ada.ok({ do: "join", room: soon.room });
    await ada.ok(post(soon.room));
    await ada.ok({ do: "join", room: past.room });
    assert.match((await ada.refused(post(past.room))).message, /^This room has been read-only since .+ \(Europe\/Brussels\)\.$/);
    for (const role of ["speaker", "moderator", "organiser"]) {
      const helper = await staff(role);
      await helper.ok({ do: "join", room: early.room });
      await helper.ok(post(early.room));
      await helper.ok({ do: "join", room: past.room });
      assert.equal((await helper.refused(post(past.room))).code, "locked");
      await helper.leave();
    }
    await ada.leave();
  });

  test("opens earlier if the talk is moved, for those who are in it", async () => {
    const { room } = await roomOf(40 * minute, 70 * minute);
    const ada = await attendee();
    await ada.ok({ do: "join", room });
    await ada.refused(post(room));
    await space.organiser.ok({ do: "clock", key: newKey(), talk: room, act: "start" });
    await ada.event("schedule");
    await ada.ok(post(room));
    await ada.leave();
  });
});
