// hallway invite and hallway audit as an organiser meets them: tables, sheets, ends, what is refused, and a record that tells when it was touched.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { peopleOf } from "../support/person.mjs";
import { startServer } from "../support/server.mjs";
import { newKey } from "../support/wire-client.mjs";

const binary = process.env.HALLWAY_BIN ?? fileURLToPath(new URL("../../build/dev/hallway", import.meta.url));

let server;
let folder;
before(async () => {
  server = await startServer(["--cores", "2", "--unlimited"]);
  folder = await mkdtemp(join(tmpdir(), "hallway-invite-"));
});
after(async () => {
  await server.remove();
  await rm(folder, { recursive: true, force: true });
});

const { person, newRoom } = peopleOf(() => server);

function run(...args) {
  const { status, stdout, stderr } = spawnSync(binary, args, { encoding: "utf8", timeout: 30_000 });
  return { status, stdout, stderr };
}

const here = () => ["--url", server.url, "--data", server.data];
const json = (...args) => {
  const { status, stdout, stderr } = run(...args, "--json");
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout);
};
const tokenOf = (invite) => invite.link.split("#token=")[1];

async function table(name, lines) {
  await writeFile(join(folder, name), lines.join("\n"));
  return join(folder, name);
}

const inTwoYears = new Date().getUTCFullYear() + 2;

test("a table of people becomes invites and a sheet to print; read again it invites nobody twice", async () => {
  const room = await newRoom("hall");
  const people = await table("people.csv", ["Name;Role;Scope;Until;Shirt", `"Mia ""M"" <b>Marsh</b>";Moderator;${room};${inTwoYears}-02-04;L`, "Sam;speaker;;;M"]);
  const sheet = join(folder, "invites.html");
  const made = json("invite", ...here(), "--csv", people, "--sheet", sheet, "--base", "https://chat.example.org/", "--zone", "Europe/Brussels");
  assert.deepEqual(made.invites.map(({ name, role, scope, devices }) => [name, role, scope, devices]),
    [['Mia "M" <b>Marsh</b>', "moderator", room, 0], ["Sam", "speaker", undefined, 0]]);
  assert.equal(made.invites[0].until, Date.UTC(inTwoYears, 1, 4, 23)); // the end of the day in Brussels
  assert.ok(made.invites[0].link.startsWith(`https://chat.example.org/r/${room}#token=hi1.`));
  assert.ok(made.invites[1].link.startsWith("https://chat.example.org/#token=hi1."));
  const page = await readFile(sheet, "utf8");
  assert.equal(page.match(/<svg /g).length, 2);
  assert.ok(page.includes("Mia &quot;M&quot; &lt;b&gt;Marsh&lt;/b&gt;") && !page.includes("<b>Marsh"));
  assert.ok(!page.includes("hi1."), "a link stands in its code alone");

  const again = json("invite", ...here(), "--csv", people, "--base", "https://chat.example.org", "--zone", "Europe/Brussels");
  assert.deepEqual(again.invites.map(({ id }) => id), made.invites.map(({ id }) => id));
  const mia = await person("attendee", { name: null, token: tokenOf(made.invites[0]), room });
  assert.equal(mia.joined.mine.role, "moderator");
});

test("one person by name; a list; an invite and its role are taken back", async () => {
  const [made] = json("invite", ...here(), "--name", "Bob", "--role", "moderator").invites;
  const bob = await person("attendee", { name: null, token: tokenOf(made) });
  assert.equal(bob.greeted.me.role, "moderator");
  const listed = json("invite", ...here(), "--list").invites.find(({ id }) => id === made.id);
  assert.equal(listed.devices, 1);
  assert.equal(listed.link, made.link);
  assert.deepEqual(json("invite", ...here(), "--revoke", made.id), { revoked: made.id });
  assert.equal((await bob.closed).code, 1013);
  assert.equal(json("invite", ...here(), "--list").invites.find(({ id }) => id === made.id).link, undefined);
  assert.equal(run("invite", ...here(), "--revoke", made.id).status, 1);
});

test("what cannot be is refused in a sentence, before anybody is invited", async () => {
  const before = json("invite", ...here(), "--list").invites.length;
  const bad = await table("bad.csv", ["name,role,until", "Ada,speaker,", "Bob,king,"]);
  const refused = run("invite", ...here(), "--csv", bad);
  assert.deepEqual([refused.status, refused.stderr], [3, 'Line 3: "king" is no role: attendee, speaker, moderator, safety, organiser or bot.\n']);
  for (const [args, code, sentence] of [
    [["--name", "Ada", "--role", "speaker", "--until", "soon"], 2, /^"soon" is no end/],
    [["--name", "Ada", "--role", "speaker", "--scope", "nowhere"], 1, /^Ada was not invited: There is no such room here\.$/m],
    [["--name", "Ada", "--role", "speaker", "--until", "2001-01-01"], 1, /^Ada was not invited: That end is past\.$/m],
    [["--csv", join(folder, "no.csv")], 3, /no\.csv/],
    [["--csv", await table("empty.csv", ["name,role"])], 3, /names nobody/],
    [["--csv", await table("strange.csv", ["who,what", "Ada,speaker"])], 3, /names the columns/],
    [[], 2, /^Say whom to invite/],
    [["--list", "--name", "Ada"], 2, /^Say whom to invite/],
    [["--revoke", "Ada"], 2, /is not the id of an invite/],
  ]) {
    const told = run("invite", ...here(), ...args);
    assert.equal(told.status, code, `${args}: ${told.stderr}`);
    assert.match(told.stderr, sentence);
  }
  assert.equal(json("invite", ...here(), "--list").invites.length, before);
});

test("what staff did is listed after a kill; whoever changes the record is found out", async () => {
  const own = await startServer(["--cores", "2", "--unlimited"]);
  try {
    const at = { at: own };
    const [mia, olga, ada] = [await person("moderator", { ...at, name: "Mia" }), await person("organiser", at), await person("attendee", { ...at, name: "Ada" })];
    const said = await ada.act({ do: "post", text: "Buy <my> book" });
    await mia.act({ do: "delete", target: said.id });
    await mia.ok({ do: "mute", key: newKey(), member: ada.id, reason: "No advertising." });
    await olga.act({ do: "policy", slow_mode_s: 30 });
    await Promise.all([mia, olga].map((who) => Promise.all(Array.from({ length: 10 }, (_, i) => who.ok({ do: "mute", key: newKey(), member: ada.id, scope: "lobby", reason: `again ${i}` })))));
    await own.kill();

    const listed = run("audit", "list", "--data", own.data);
    assert.equal(listed.status, 0, listed.stderr);
    const lines = listed.stdout.trim().split("\n");
    assert.equal(lines.length, 23);
    assert.match(lines[0], /^1 {2}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC {2}Mia \(moderator, u-\w+\) {2}delete room=lobby target=e-\w+$/);
    assert.match(lines[1], /mute member=u-\w+ reason=No advertising\.$/);
    assert.match(lines[2], /organiser \(organiser, u-\w+\) {2}policy room=lobby slow_mode_s=30$/);
    assert.ok(!listed.stdout.includes("book"));
    const sound = json("audit", "verify", "--data", own.data);
    assert.deepEqual([sound.sound, sound.entries, sound.head.length], [true, 23, 64]);
    assert.equal(json("audit", "verify", "--data", own.data, "--head", sound.head).sound, true);

    const sql = (text) => execFileSync("sqlite3", [join(own.data, "hallway.db"), text], { encoding: "utf8" }).trim();
    const names = sql("select name from sqlite_master where type='table'").split("\n");
    const records = names.find((name) => sql(`select count(*) from pragma_table_info('${name}') where name in ('name','value','version')`) === "3");
    sql(`delete from ${records} where name = 'audit/main/000000000023'`);
    assert.equal(json("audit", "verify", "--data", own.data).sound, true, "an end that is cut off is not seen by itself");
    const cut = run("audit", "verify", "--data", own.data, "--head", sound.head, "--json");
    assert.deepEqual([cut.status, JSON.parse(cut.stdout).sound], [3, false]);
    sql(`update ${records} set value = replace(value, 'again', 'never') where name = 'audit/main/000000000007'`);
    const touched = run("audit", "verify", "--data", own.data);
    assert.deepEqual([touched.status, touched.stdout], [3, "The trail is broken: entry 8 does not follow the one before it: one of them was changed.\n"]);
  } finally {
    await own.remove();
  }
});
