// Reports, what was deleted, and blocks, over the wire: who reads what, on two cores and across a kill.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { peopleOf } from "../support/person.mjs";
import { startServer } from "../support/server.mjs";
import { newKey } from "../support/wire-client.mjs";

const binary = process.env.HALLWAY_BIN ?? fileURLToPath(new URL("../../build/dev/hallway", import.meta.url));
let server;
before(async () => {
  server = await startServer(["--cores", "2", "--unlimited"]);
});
after(() => server.remove());

const { person, newRoom } = peopleOf(() => server);
const roles = ["attendee", "speaker", "moderator", "safety", "organiser"];

test("a report reaches safety alone, with the words as they were, and each reading of them is written down", async () => {
  const room = await newRoom("report");
  const [ada, bob] = [await person("attendee", { name: "Ada", room }), await person("attendee", { name: "Bob", room })];
  const others = {};
  for (const role of roles) others[role] = await person(role, { name: `The ${role}`, room });
  const rude = await bob.act({ do: "post", text: "Something rude" });
  await ada.act({ do: "report", kind: "abuse", target: rude.id, text: "It is about me." });
  await bob.act({ do: "edit", target: rude.id, text: "Something nice" });
  await bob.act({ do: "delete", target: rude.id });

  const kept = "Something rude\n⋯\nSomething nice"; // as it was reported, and as it was deleted
  const { report } = await others.safety.event("report");
  assert.deepEqual([report.by.name, report.member.name, report.kind, report.text, report.room, report.target], ["Ada", "Bob", "abuse", "It is about me.", room, rude.id]);
  const late = await person("safety", { name: "Sam", room: null });
  assert.deepEqual((await late.ok({ do: "reports" })).reports.map((each) => each.id), [report.id]);
  for (const role of roles) {
    for (const command of [{ do: "reports" }, { do: "kept", room, target: rude.id }, { do: "settle", key: newKey(), target: report.id, note: role }]) {
      const told = await others[role].ask(command);
      assert.equal(told.error?.code, role === "safety" ? undefined : command.do === "settle" ? "not_found" : "forbidden", `${role} ${command.do}`);
      if (role === "safety" && command.do === "kept") assert.deepEqual([told.ok.text, told.ok.from.name], [kept, "Bob"]);
    }
    if (role !== "safety") assert.ok(others[role].documents.every((each) => each.ev !== "report"), role);
  }
  assert.ok([ada, bob].every((who) => who.documents.every((each) => each.ev !== "report")));
  assert.deepEqual((await late.event("report")).report.kind, "abuse");
  const [closed] = (await late.ok({ do: "reports" })).reports;
  assert.deepEqual([closed.closed.by.name, closed.closed.note], ["The safety", "safety"]);

  await server.kill();
  await server.start();
  const back = await person("safety", { name: "Sam", room: null });
  assert.deepEqual((await back.ok({ do: "reports" })).reports, [closed]);
  assert.equal((await back.ok({ do: "kept", room, target: rude.id })).text, kept);
  assert.equal((await back.ask({ do: "kept", room, target: "e-0000000000001" })).error.code, "not_found");

  await server.kill();
  const { stdout } = await promisify(execFile)(binary, ["audit", "list", "--json", "--data", server.data]);
  const readings = stdout.trim().split("\n").map((line) => JSON.parse(line)).filter(({ act }) => act.do === "kept" && act.target === rude.id);
  assert.deepEqual(readings.map(({ name }) => name), ["The safety", "Sam"]);
  assert.ok(!stdout.includes("Something rude") && !stdout.includes("It is about me."));
  await server.start();
});

test("each wording of what was reported and deleted is kept, and a refused report keeps nothing", async () => {
  const room = await newRoom("wordings");
  const [ada, bob, sam] = [await person("attendee", { name: "Ada", room }), await person("attendee", { name: "Bob", room }), await person("safety", { name: "Sam", room })];
  const said = await bob.act({ do: "post", text: "Something nice" });
  assert.equal(await bob.refused({ do: "report", kind: "other", target: said.id }), "forbidden");
  assert.equal((await sam.ask({ do: "kept", room, target: said.id })).error.code, "not_found");
  await bob.act({ do: "edit", target: said.id, text: "Something rude" });
  await ada.act({ do: "report", kind: "abuse", target: said.id });
  await bob.act({ do: "edit", target: said.id, text: "Something else" });
  await bob.act({ do: "delete", target: said.id });
  assert.equal((await sam.ok({ do: "kept", room, target: said.id })).text, "Something rude\n⋯\nSomething else");
});

test("what waits cannot be found out by reporting it", async () => {
  const room = await newRoom("probe");
  const [ada, bob, mia] = [await person("attendee", { name: "Ada", room }), await person("attendee", { name: "Bob", room }), await person("moderator", { room })];
  await mia.act({ do: "policy", approval: true, moderated: true });
  const [held, asked] = [await ada.act({ do: "post", text: "Waits" }), await ada.act({ do: "ask", text: "Waits?" })];
  for (const { id } of [held, asked]) assert.equal(await bob.refused({ do: "report", kind: "spam", target: id }), "not_found");
  await mia.act({ do: "report", kind: "spam", target: held.id });
});

test("whoever a report concerns reads nothing of it, of safety too", async () => {
  const room = await newRoom("concerned");
  const [sam, kim] = [await person("safety", { name: "Sam", room }), await person("safety", { name: "Kim", room })];
  const ada = await person("attendee", { name: "Ada", room });
  const said = await sam.act({ do: "post", text: "Hm" });
  await ada.act({ do: "report", kind: "other", target: said.id });
  const { report } = await kim.event("report");
  assert.deepEqual((await sam.ok({ do: "reports" })).reports.filter((each) => each.room === room), []);
  assert.equal((await sam.ask({ do: "settle", key: newKey(), target: report.id })).error.code, "not_found");
  assert.ok(sam.documents.every((each) => each.ev !== "report"));
  await kim.ok({ do: "settle", key: newKey(), target: report.id });
});

test("a report is about somebody else, about something that is there, and few are open of one member", async () => {
  const room = await newRoom("few");
  const [ada, bob] = [await person("attendee", { name: "Ada", room }), await person("attendee", { name: "Bob", room })];
  const own = await ada.act({ do: "post", text: "Mine" });
  assert.equal(await ada.refused({ do: "report", kind: "spam", member: bob.id }), "not_found", "nobody has met Bob");
  const said = [];
  for (let i = 0; i < 5; i++) said.push((await bob.act({ do: "post", text: `Bob ${i}` })).id);
  assert.equal(await ada.refused({ do: "report", kind: "spam", target: own.id }), "forbidden");
  assert.equal(await ada.refused({ do: "report", kind: "spam", target: "e-0000000000001" }), "not_found");
  const key = newKey();
  const first = await ada.ok({ do: "report", room, key, kind: "spam", member: bob.id });
  assert.deepEqual(await ada.ok({ do: "report", room, key, kind: "spam", member: bob.id }), { ...first, duplicate: true });
  assert.equal(await ada.refused({ do: "report", kind: "abuse", member: bob.id }), "conflict");
  for (const target of said.slice(0, 4)) await ada.act({ do: "report", kind: "spam", target });
  assert.equal(await ada.refused({ do: "report", kind: "spam", target: said[4] }), "limit_exceeded");
  const nobody = await person("attendee", { name: null, room });
  await nobody.act({ do: "report", kind: "danger", member: bob.id, text: "Please hurry." });
});

test("safety of one room reads the reports of that room", async () => {
  const [here, there] = [await newRoom("here"), await newRoom("there")];
  const olga = await person("organiser", { room: null });
  const { token } = await olga.ok({ do: "invite", key: newKey(), name: "Kim", role: "safety", scope: here });
  const kim = await person("attendee", { name: null, token, room: null });
  const bob = await person("attendee", { name: "Bob", room: here });
  await bob.act({ do: "post", text: "Hello" });
  for (const room of [here, there]) {
    const ada = await person("attendee", { name: "Ada", room });
    await ada.act({ do: "report", kind: "misleading", member: bob.id, text: room });
  }
  assert.equal((await kim.event("report")).report.text, here);
  assert.deepEqual((await kim.ok({ do: "reports" })).reports.map((each) => each.text), [here]);
});

test("a block is the member's own, on all devices", async () => {
  const room = await newRoom("block");
  const [ada, bob] = [await person("attendee", { name: "Ada", room }), await person("attendee", { name: "Bob", room })];
  await ada.act({ do: "post", text: "Known" });
  assert.equal((await ada.ask({ do: "block", key: newKey(), member: bob.id })).error.code, "not_found", "nobody has met Bob");
  await bob.act({ do: "post", text: "Hello" });
  const phone = await person("attendee", { name: null, token: ada.greeted.token, room });
  await ada.ok({ do: "block", key: newKey(), member: bob.id });
  assert.deepEqual(await phone.event("block"), { ev: "block", member: bob.id, on: true });
  const later = await person("attendee", { name: null, token: ada.greeted.token, room: null });
  assert.deepEqual(later.greeted.me.blocked, [bob.id]);
  await later.ok({ do: "block", key: newKey(), member: bob.id, on: false });
  await phone.event("block");
  assert.equal((await ada.ask({ do: "block", key: newKey(), member: ada.id })).error.code, "forbidden");
  assert.ok(bob.documents.every((each) => each.ev !== "block"));
  assert.equal((await person("attendee", { name: null, token: ada.greeted.token, room: null })).greeted.me.blocked, undefined);
});
