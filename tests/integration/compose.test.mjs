// What config/compose.yaml and config/Containerfile have their containers run, run here without containers: only names, ports and paths are others.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { Redis } from "../support/redis.mjs";
import { Server } from "../support/server.mjs";
import { connect, newKey } from "../support/wire-client.mjs";

const run = promisify(execFile);
const shipped = (name) => readFileSync(new URL(`../../config/${name}`, import.meta.url), "utf8");
const compose = shipped("compose.yaml");
const caddy = "/usr/bin/caddy";

/** The lines below `key:` of a service, without their indentation, as compose reads them: `$$` is a dollar. */
function block(service, key) {
  const [, own] = new RegExp(`^  ${service}:\\n((?: {4}.*\\n| *\\n)+)`, "m").exec(compose) ?? assert.fail(`there is no service ${service}`);
  const [, lines] = new RegExp(`^    ${key}:.*\\n((?: {6}.*\\n)+)`, "m").exec(own) ?? assert.fail(`${service} has no ${key}`);
  return lines.replaceAll("$$", "$");
}
const scriptOf = (service) => block(service, "command").replace(/^ {6}- \|\n/, "").replace(/^ {8}/gm, "");

/** `KEY: value` lines of the nodes, and the image's ENV. */
function environmentOfNodes() {
  const [, lines] = /^ {2}environment:\n((?: {4}.*\n)+)/m.exec(compose);
  const [, image] = /^ENV (.*)$/m.exec(shipped("Containerfile"));
  return { ...Object.fromEntries(image.split(" ").map((one) => one.split("="))), ...Object.fromEntries(lines.trim().split("\n").map((line) => line.trim().split(/: (.*)/))) };
}

describe("what compose.yaml runs", () => {
  const folder = mkdtempSync(join(tmpdir(), "hallway-test-compose-"));
  const data = ["one", "two"].map((name) => join(folder, name));
  before(() => data.forEach((each) => mkdirSync(each, { mode: 0o700 })));
  after(() => rmSync(folder, { recursive: true, force: true }));

  const makeSecret = () => run("/bin/sh", ["-euc", scriptOf("secret").replaceAll("/one/", `${data[0]}/`).replaceAll("/two/", `${data[1]}/`)]);
  const secrets = () => data.map((each) => readFileSync(join(each, "secret.key"), "utf8"));

  test("one secret is made for both nodes, once, and read by nobody else", async () => {
    await makeSecret();
    const [one, two] = secrets();
    assert.match(one, /^[0-9a-f]{64}\n$/);
    assert.equal(two, one);
    for (const each of data) assert.equal(statSync(join(each, "secret.key")).mode & 0o077, 0);
    await makeSecret();
    assert.deepEqual(secrets(), [one, one]);
  });

  test("two nodes with the image's and the service's settings are ready on that Redis, and people on them hear each other", async () => {
    const args = block("redis", "command").trim().split(/\s+(?=(?:[^"]*"[^"]*")*[^"]*$)/).map((word) => word.replaceAll('"', ""));
    assert.equal(args.shift(), "redis-server");
    const redis = new Redis(args);
    const settings = environmentOfNodes();
    assert.equal(settings.HALLWAY_REDIS_URL, "redis://redis");
    await redis.start();
    await redis.ask("CONFIG", "SET", "requirepass", ""); // the service has none: nobody else is on its network
    const environment = {
      ...settings, HALLWAY_REDIS_URL: redis.url, HALLWAY_PUBLIC_URL: "https://event.example.org", HALLWAY_WEB_ROOT: fileURLToPath(new URL("../../build/web", import.meta.url)),
    };
    const nodes = data.map((each) => new Server(each, [], { environment }));
    const clients = [];
    try {
      for (const each of nodes) {
        await each.start();
        assert.equal((await fetch(`${each.url}/readyz`)).status, 200);
        const client = await connect(each.url, { origin: "https://event.example.org" });
        clients.push(client);
        await client.enter("Ada");
      }
      const said = await clients[0].ok({ do: "post", room: "lobby", key: newKey(), text: "through compose" });
      await clients[1].next((each) => each.ev === "message" && each.id === said.id, "what was said on the other node");
    } finally {
      for (const each of clients) each.socket.terminate();
      for (const each of nodes) await each.kill("SIGTERM");
      await redis.kill();
    }
  });

  test("Caddy is given its file with the nodes' names", { skip: existsSync(caddy) ? false : `${caddy} is not installed` }, async () => {
    const file = join(folder, "Caddyfile");
    const source = fileURLToPath(new URL("../../config/Caddyfile", import.meta.url));
    const [rewriting, starting] = scriptOf("proxy").trim().split("\n");
    assert.equal(starting, "exec caddy run --config /tmp/Caddyfile");
    await run("/bin/sh", ["-euc", rewriting.replace("/etc/hallway/Caddyfile", source).replace("/tmp/Caddyfile", file)], { env: { ...process.env, HALLWAY_SITE: "talks.example.net" } });
    const { stdout } = await run(caddy, ["adapt", "--config", file, "--adapter", "caddyfile"], { env: { ...process.env, HOME: folder } });
    writeFileSync(join(folder, "adapted.json"), stdout);
    for (const part of ['"talks.example.net"', '"node1:8000"', '"node2:8000"']) assert.ok(stdout.includes(part), part);
    assert.ok(!stdout.includes("event.example.org"));
  });
});
