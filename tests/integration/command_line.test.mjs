// The command line as an operator meets it: what it prints, what it refuses and with which exit code, and how a server ends.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { connect as connectTcp } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";

import { connect } from "../support/wire-client.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const binary = process.env.HALLWAY_BIN ?? join(root, "build/dev/hallway");

let folder;
let serving = [];
before(() => (folder = mkdtempSync(join(tmpdir(), "hallway-command-"))));
after(() => {
  for (const child of serving) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

function run(args, { input = "", env = {} } = {}) {
  const { status, stdout, stderr } = spawnSync(binary, args, { input, encoding: "utf8", timeout: 30_000, env: { ...process.env, ...env } });
  return { status, stdout, stderr };
}

function file(name, text) {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

/** A server whose announcement has been read to its end, "this machine only" or the last line of the code. */
async function serve(args) {
  const child = spawn(binary, ["serve", "--listen", "127.0.0.1:0", ...args], { stdio: ["ignore", "pipe", "pipe"] });
  serving.push(child);
  const lines = [];
  let log = "";
  child.stderr.on("data", (bytes) => (log += bytes));
  const announced = new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => lines.push(line) >= 4 && resolve());
    child.once("exit", (code) => reject(new Error(`the server ended (${code}):\n${log}`)));
  });
  await announced;
  const address = lines[0].replace(/^listening /, "");
  const link = (who) => lines.find((line) => line.startsWith(`${who} `)).slice(who.length + 1);
  return {
    child, lines, address, link,
    log: () => log,
    async end(signal = "SIGTERM") {
      const gone = once(child, "exit");
      child.kill(signal);
      return (await gone)[0];
    },
  };
}

describe("the command line", () => {
  test("asks for a command, and knows its own", () => {
    assert.equal(run([]).status, 2);
    assert.equal(run(["sing"]).status, 2);
    assert.equal(run(["serve", "--colour", "blue"]).status, 2);
    assert.equal(run(["--help"]).status, 0);
    assert.match(run(["--version"]).stdout, /^\d+\.\d+\.\d+\n$/);
    for (const command of ["serve", "replay", "export", "backup", "restore", "check-db", "check-schedule", "import", "open", "check-config", "default-config", "gen-token", "check-token"])
      assert.equal(run([command, "--help"]).status, 0, command);
  });

  test("shows what a schedule holds, and refuses what is none", () => {
    const seed = (name) => join(root, "tests/fuzz/schedule_fuzz", name);
    const shown = run(["check-schedule", seed("conference.xml")]);
    assert.equal(shown.status, 0);
    assert.match(shown.stdout, /^Kite Makers & Friends 2024 \(Kite24\).*\n2 days, 2 stages, 4 talks; times in Europe\/Berlin\n/);
    const [json, xml] = ["conference.json", "conference.xml"].map((name) => JSON.parse(run(["check-schedule", seed(name), "--json"]).stdout));
    assert.deepEqual(json.talks, xml.talks);
    assert.equal(json.talks[0].start, Date.UTC(2024, 2, 30, 9));

    const torn = run(["check-schedule", file("torn.xml", "<schedule>\n<conference>")]);
    assert.equal(torn.status, 3);
    assert.match(torn.stderr, /torn\.xml: The file is not XML: see line 2, /);
    const lost = file("lost.json", '{"schedule":{"conference":{"title":"T","days":[{"date":"2024-01-01","rooms":{"Hall":[{"id":1,"title":"x"}]}}]}}}');
    assert.equal(run(["check-schedule", lost]).status, 3);
    assert.equal(run(["check-schedule", seed("conference.xml"), "--timezone", "Europe/Atlantis"]).status, 2);
    assert.equal(run(["check-schedule", join(folder, "none.xml")]).status, 1);
  });

  test("prints the configuration that lies in config/, and finds it good", () => {
    const { stdout } = run(["default-config"]);
    assert.equal(stdout, readFileSync(join(root, "config/hallway.toml"), "utf8"));
    assert.equal(run(["check-config", "--config", file("default.toml", stdout)]).status, 0);
  });

  test("names what is wrong with a configuration, and serves with none that is", () => {
    const wrong = file("wrong.toml", 'listn = "127.0.0.1:0"\ncores = "many"\n');
    for (const command of ["check-config", "serve"]) {
      const { status, stderr } = run([command, "--config", wrong]);
      assert.equal(status, 2);
      assert.match(stderr, /wrong\.toml:1: .*"listn".*"listen"/);
      assert.match(stderr, /wrong\.toml:2: cores must be a whole number/);
    }
    assert.equal(run(["check-config", "--config", join(folder, "none.toml")]).status, 2);
    assert.equal(run(["check-config"], { env: { HALLWAY_STORE: "tape" } }).status, 2);
    assert.match(run(["check-config"], { env: { HALLWAY_LISTN: "x" } }).stderr, /HALLWAY_LISTEN/);
  });

  test("refuses to be reached by others unless that is meant", () => {
    const { status, stderr } = run(["serve", "--listen", "0.0.0.0:0", "--data", join(folder, "others")]);
    assert.equal(status, 2);
    assert.match(stderr, /--lan/);
    assert.equal(existsSync(join(folder, "others")), false);
    assert.equal(run(["check-config", "--lan", "--unlimited"]).status, 2);
  });
});

describe("a server", () => {
  test("prints where it listens, then links; a moderator's makes a moderator", async () => {
    const data = join(folder, "links");
    const server = await serve(["--data", data, "--room", "main-hall=Main hall", "--room", "hallway"]);
    assert.match(server.lines[0], /^listening http:\/\/127\.0\.0\.1:\d+$/);
    assert.equal(server.link("attendee"), `${server.address}/r/main-hall`);
    assert.match(server.lines[3], /this machine only/);

    const [page, token] = server.link("moderator").split("#token=");
    assert.equal(page, `${server.address}/r/main-hall`);
    const moderator = await connect(server.address);
    const welcome = await moderator.hello("Mia", { token });
    assert.equal(welcome.me.role, "moderator");
    assert.deepEqual(welcome.space.rooms.map(({ id, title }) => ({ id, title })), [{ id: "main-hall", title: "Main hall" }, { id: "hallway", title: "hallway" }]);

    const organiser = await connect(server.address);
    const own = readFileSync(join(data, "organiser.token"), "utf8").trim();
    assert.equal((await organiser.hello("Olga", { token: own })).me.role, "organiser");

    const made = run(["gen-token", "--role", "speaker", "--data", data]).stdout.trim();
    const speaker = await connect(server.address);
    const known = await speaker.hello("Ada", { token: made });
    assert.equal(known.me.role, "speaker");

    const checked = run(["check-token", "--data", data, "--json"], { input: `${known.token}\n` });
    assert.deepEqual(JSON.parse(checked.stdout), { valid: true, role: "speaker", space: "main", member: known.me.id });
    assert.equal(run(["check-token", "--data", data, "hk1.no.token"]).status, 1);

    assert.equal(await server.end(), 0);
    for (const secret of [token, own, made, known.token, readFileSync(join(data, "secret.key"), "utf8").trim()])
      assert.equal(server.log().includes(secret), false, "a secret stands in the log");
    for (const name of readdirSync(data)) assert.equal(statSync(join(data, name)).mode & 0o077, 0, `${name} is not private`);
  });

  test("wears the colour, the logo and the rules that it was given", async () => {
    const art = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
    const server = await serve(["--store", "memory", "--brand-colour", "#7a1f5c", "--brand-logo", file("logo.svg", art), "--space-rules", "Be kind."]);
    const client = await connect(server.address);
    const { space } = await client.hello("Ada");
    assert.equal(space.rules, "Be kind.");
    assert.deepEqual(space.brand, { colour: "#7a1f5c", logo: "/brand/logo.svg" });
    const logo = await fetch(server.address + space.brand.logo);
    assert.equal(logo.headers.get("content-type"), "image/svg+xml");
    assert.match(logo.headers.get("content-security-policy"), /^default-src 'none';(?!.*script).* sandbox/);
    assert.equal(await logo.text(), art);
    const again = await fetch(server.address + space.brand.logo, { headers: { "if-none-match": logo.headers.get("etag") } });
    assert.equal(again.status, 304);
    await client.leave();
    await server.end();

    const { status, stderr } = run(["serve", "--listen", "127.0.0.1:0", "--data", join(folder, "unbranded"), "--brand-logo", file("logo.gif", "GIF89a")]);
    assert.equal(status, 2);
    assert.match(stderr, /^brand\.logo is .*logo\.gif, which is no SVG, PNG or WebP picture\.\n$/);
    assert.equal(existsSync(join(folder, "unbranded")), false);
    assert.equal(run(["check-config", "--brand-logo", join(folder, "none.svg")]).status, 2);
  });

  test("keeps its links over a restart", async () => {
    const data = join(folder, "again");
    const first = await serve(["--data", data]);
    const token = first.link("moderator").split("#")[1];
    await first.end("SIGKILL");
    const second = await serve(["--data", data]);
    assert.equal(second.link("moderator").split("#")[1], token);
    await second.end();
  });

  test("with --lan or --public prints a code for a phone", async () => {
    const atHome = await serve(["--store", "memory", "--lan"]);
    const elsewhere = await serve(["--store", "memory", "--public", "https://chat.example.org"]);
    assert.equal(elsewhere.link("attendee"), "https://chat.example.org/r/lobby");
    assert.match(elsewhere.link("moderator"), /^https:\/\/chat\.example\.org\/r\/lobby#token=hs1\./);
    assert.match(elsewhere.lines[3], /█|▀|▄|\x1b/);
    if (!atHome.address.includes("127.0.0.1")) assert.match(atHome.lines[3], /\x1b/);
    await atHome.end();
    await elsewhere.end();
  });

  test("in memory leaves nothing on disk", async () => {
    const data = join(folder, "nothing");
    const server = await serve(["--store", "memory", "--data", data]);
    const client = await connect(server.address);
    await client.enter("Ada");
    await server.end();
    assert.equal(existsSync(data), false);
  });

  test("is ready while it serves", async () => {
    const server = await serve(["--store", "memory"]);
    assert.equal((await fetch(`${server.address}/readyz`)).status, 200);
    assert.equal((await fetch(`${server.address}/livez`)).status, 200);
    assert.match(await (await fetch(`${server.address}/metrics`)).text(), /hallway_build_info\{version="/);
    await server.end();
  });

  test("tells people to come back when it ends, and ends well", async () => {
    const server = await serve(["--data", join(folder, "drained"), "--drain-grace", "0", "--drain-window", "300ms"]);
    const client = await connect(server.address);
    await client.enter("Ada");
    const code = await server.end("SIGTERM");
    assert.equal(code, 0);
    assert.deepEqual(await client.closed, { code: 4001, reason: "300" });
    assert.equal(client.documents.filter((each) => each.ev === "draining").length, 1);
  });

  test("waits for who does not go, but not for ever, and not after a second signal", async () => {
    const server = await serve(["--store", "memory"]);
    const { port } = new URL(server.address);
    const silent = connectTcp(Number(port), "127.0.0.1");
    silent.on("error", () => {});
    await once(silent, "connect");
    const key = "dGhlIHNhbXBsZSBub25jZQ==";
    silent.write(`GET /v1/ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\n` +
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: hallway.v1\r\n\r\n");
    await once(silent, "data");

    const gone = once(server.child, "exit");
    const begun = Date.now();
    server.child.kill("SIGTERM");
    while (!server.log().includes("draining")) await once(server.child.stderr, "data");
    server.child.kill("SIGTERM");
    assert.equal((await gone)[0], 0);
    assert.ok(Date.now() - begun < 4_000, "the second signal did not hurry it");
    silent.destroy();
  });
});

describe("a data folder", () => {
  test("is served by one process at a time", async () => {
    const data = join(folder, "shared");
    const server = await serve(["--data", data]);
    const second = run(["serve", "--listen", "127.0.0.1:0", "--data", data]);
    assert.equal(second.status, 4);
    assert.match(second.stderr, /shared/);
    assert.equal(await server.end(), 0);
  });

  test("with a secret that others can read is refused", () => {
    const data = join(folder, "open");
    run(["serve", "--listen", "127.0.0.1:99999", "--data", data]);
    assert.equal(existsSync(data), false, "a wrong flag makes nothing");
    spawnSync("mkdir", [data]);
    writeFileSync(join(data, "secret.key"), "a".repeat(64));
    chmodSync(join(data, "secret.key"), 0o644);
    const refused = run(["serve", "--listen", "127.0.0.1:0", "--data", data]);
    assert.equal(refused.status, 4);
    assert.match(refused.stderr, /chmod 600/);
    assert.equal(run(["gen-token", "--role", "moderator", "--data", data]).status, 4);
  });
});

test("a port that is taken is named, with what to do", async () => {
  const server = await serve(["--store", "memory"]);
  const { host } = new URL(server.address);
  const second = run(["serve", "--store", "memory", "--listen", host]);
  assert.equal(second.status, 1);
  assert.match(second.stderr, new RegExp(`${host.replaceAll(".", "\\.")} is in use.*--listen`));
  await server.end();
});
