// The files of config/ for several nodes, as they are shipped but for names, ports and paths: two nodes on one Redis behind nginx, HAProxy and Caddy.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:https";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { Server } from "../support/server.mjs";
import { connect, newKey } from "../support/wire-client.mjs";

const run = promisify(execFile);
const binary = process.env.HALLWAY_BIN ?? fileURLToPath(new URL("../../build/dev/hallway", import.meta.url));
const shipped = (name) => readFileSync(new URL(`../../config/${name}`, import.meta.url), "utf8");
const programs = { nginx: "/usr/sbin/nginx", haproxy: "/usr/sbin/haproxy", caddy: "/usr/bin/caddy", redis: "/usr/bin/redis-server", analyze: "/usr/bin/systemd-analyze" };
const missing = (...names) => names.filter((name) => !existsSync(programs[name])).map((name) => `${programs[name]} is not installed`)[0] ?? false;

const folder = mkdtempSync(join(tmpdir(), "hallway-test-proxies-"));
const password = "a password of this test";
const running = new Set();
process.on("exit", () => running.forEach((child) => child.kill("SIGKILL")));

/** Ports of 127.0.0.1 on which nobody listens. */
async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((each) => each.listening || once(each, "listening")));
  const ports = servers.map((each) => each.address().port);
  await Promise.all(servers.map((each) => new Promise((resolve) => each.close(resolve))));
  return ports;
}

/** Replaces what has to be there. */
function changed(text, changes) {
  for (const [from, to] of Object.entries(changes)) {
    assert.ok(text.includes(from), `${from} is in the file`);
    text = text.replaceAll(from, to);
  }
  return text;
}

function start(program, args) {
  const child = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder } });
  running.add(child);
  child.said = "";
  child.stderr.on("data", (bytes) => (child.said += bytes));
  child.gone = once(child, "exit").then(() => running.delete(child));
  return child;
}

const until = async (isSo, what) => {
  for (let i = 0; i < 500; i++) {
    if (await isSo()) return;
    await wait(20);
  }
  assert.fail(`it did not come to be: ${what()}`);
};

/** The status of a page, from an address of this machine. */
const status = (url, localAddress = "127.0.0.1") =>
  new Promise((resolve) => {
    get(url, { rejectUnauthorized: false, agent: false, localAddress }, (answer) => answer.resume().on("end", () => resolve(answer.statusCode))).on("error", () => resolve(0));
  });

/** How each proxy is made to use this test's ports, names and certificates; and started. */
const proxies = {
  nginx: ({ nodes, port, plain }) => {
    const site = changed(shipped("nginx.conf"), {
      "127.0.0.1:8001": nodes[0], "127.0.0.1:8002": nodes[1], "listen 443": `listen 127.0.0.1:${port}`, "listen 80": `listen 127.0.0.1:${plain}`,
      "    listen [::]:80;\n": "", "    listen [::]:443 ssl http2;\n": "", "server_name event.example.org": "server_name localhost",
      "/etc/letsencrypt/live/event.example.org/fullchain.pem": join(folder, "event.crt"), "/etc/letsencrypt/live/event.example.org/privkey.pem": join(folder, "event.key"),
    });
    writeFileSync(join(folder, "site.conf"), site);
    const paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((each) => `${each}_temp_path ${folder}/${each};`).join(" ");
    writeFileSync(join(folder, "nginx.conf"), `daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log stderr;
      events { worker_connections 256; } http { access_log off; ${paths} include ${folder}/site.conf; }`);
    return { check: ["-t", "-q", "-c", join(folder, "nginx.conf")], args: ["-c", join(folder, "nginx.conf")] };
  },
  haproxy: ({ nodes, port, plain }) => {
    const file = join(folder, "haproxy.cfg");
    writeFileSync(file, changed(shipped("haproxy.cfg"), {
      "127.0.0.1:8001": nodes[0], "127.0.0.1:8002": nodes[1], "bind :443": `bind 127.0.0.1:${port}`, "bind :80": `bind 127.0.0.1:${plain}`,
      "/etc/haproxy/event.pem": join(folder, "event.pem"), "log /dev/log local0": "log stderr local0", "maxconn 40000": "maxconn 256",
    }));
    return { check: ["-c", "-q", "-f", file], args: ["-db", "-f", file] };
  },
  caddy: ({ nodes, port }) => {
    const file = join(folder, "Caddyfile");
    const site = changed(shipped("Caddyfile"), {
      "127.0.0.1:8001": nodes[0], "127.0.0.1:8002": nodes[1],
      "event.example.org {": `https://localhost:${port} {\n\ttls ${folder}/event.crt ${folder}/event.key\n\tbind 127.0.0.1`,
    });
    writeFileSync(file, `{\n\tadmin off\n\tauto_https disable_redirects\n\tskip_install_trust\n}\n${site}`);
    return { check: ["validate", "--config", file, "--adapter", "caddyfile"], args: ["run", "--config", file, "--adapter", "caddyfile"] };
  },
};

describe("two nodes behind a proxy, as config/ sets them up", { skip: missing("redis") }, () => {
  let redis;
  let nodes;
  const ports = {};
  before(async () => {
    const conf = changed(shipped("redis.conf"), {
      "change-this-password": password.replaceAll(" ", "-"), "/run/redis-hallway/redis.sock": `${folder}/redis.sock`, "dir /var/lib/redis": `dir ${folder}`,
      "/var/log/redis/redis-server-hallway.log": `${folder}/redis.log`, "/run/redis-hallway/redis-server.pid": `${folder}/redis.pid`,
    });
    writeFileSync(join(folder, "redis.conf"), conf);
    writeFileSync(join(folder, "password"), `${password.replaceAll(" ", "-")}\n`, { mode: 0o600 });
    redis = start(programs.redis, [join(folder, "redis.conf")]);
    await until(() => existsSync(join(folder, "redis.sock")), () => redis.said);
    await run("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=localhost",
      "-addext", "subjectAltName=DNS:localhost", "-keyout", join(folder, "event.key"), "-out", join(folder, "event.crt")]);
    writeFileSync(join(folder, "event.pem"), readFileSync(join(folder, "event.crt"), "utf8") + readFileSync(join(folder, "event.key"), "utf8"));

    const [one, two, three, ...plain] = await freePorts(6);
    [ports.nginx, ports.haproxy, ports.caddy] = [[one, plain[0]], [two, plain[1]], [three, plain[2]]];
    const flags = ["--store", "redis", "--redis", `unix:${folder}/redis.sock`, "--redis-password-file", join(folder, "password"), "--trusted-proxy", "127.0.0.1", "--cores", "1",
      ...[one, two, three].flatMap((port) => ["--origin", `https://localhost:${port}`])];
    nodes = ["one", "two"].map((name) => {
      mkdirSync(join(folder, name), { mode: 0o700 });
      writeFileSync(join(folder, name, "secret.key"), "0123456789abcdef".repeat(4) + "\n", { mode: 0o600 });
      return new Server(join(folder, name), flags, { environment: { HALLWAY_DOOR_CONNECTIONS_PER_ADDRESS: "2" } });
    });
    for (const each of nodes) await each.start();
  });
  after(async () => {
    for (const each of nodes ?? []) await each.remove();
    for (const each of [...running]) {
      each.kill("SIGKILL");
      await each.gone;
    }
    rmSync(folder, { recursive: true, force: true });
  });

  for (const [name, make] of Object.entries(proxies)) {
    test(`${name} takes its file, and people on two nodes hear each other through it`, { skip: missing(name) }, async () => {
      const [port, plain] = ports[name];
      const { check, args } = make({ nodes: nodes.map((each) => new URL(each.url).host), port, plain });
      await run(programs[name], check);
      const proxy = start(programs[name], args);
      const site = `https://localhost:${port}`;
      await until(async () => (await status(`${site}/readyz`)) === 200, () => proxy.said);
      const clients = [];
      const visit = async (localAddress) => {
        const client = await connect(site, { rejectUnauthorized: false, origin: site, localAddress });
        clients.push(client);
        return client;
      };
      try {
        const [ada, bob] = [await visit("127.0.0.2"), await visit("127.0.0.3")];
        await ada.enter("Ada");
        await bob.enter("Bob");
        let seats;
        const seated = async (each) => Number(/^hallway_seats (\d+)/m.exec(await (await fetch(`${each.url}/metrics`)).text())[1]);
        await until(async () => (seats = await Promise.all(nodes.map(seated))).join() === "1,1", () => `one of them on each node, but ${seats}`);
        const said = await ada.ok({ do: "post", room: "lobby", key: newKey(), text: `through ${name}` });
        const heard = await bob.next((each) => each.ev === "message" && each.id === said.id, "what Ada said");
        assert.equal(heard.text, `through ${name}`);

        // Each visitor counts by an address of its own, and none can claim another's. Two connections are allowed to each on a node.
        const many = [];
        for (let i = 0; i < 8; i++) many.push(connect(site, { rejectUnauthorized: false, origin: site, localAddress: "127.0.0.4", headers: { "X-Forwarded-For": `10.0.0.${i}` } }));
        const outcomes = await Promise.allSettled(many);
        for (const each of outcomes) if (each.value) clients.push(each.value);
        const let_in = outcomes.filter((each) => each.status === "fulfilled").length;
        assert.ok(let_in >= 1 && let_in <= 4, `${let_in} of 8 were let in`);
        for (const each of nodes) assert.doesNotMatch(each.log, /trusted_prox/);

        // A node that stops sends its people away, who are let in at the other, at once.
        await nodes[0].kill("SIGTERM");
        for (let i = 0; i < 3; i++) {
          const back = await visit(`127.0.0.${10 + i}`);
          const { events } = await back.enter(`Carol ${i}`);
          assert.ok(events.some((each) => each.id === said.id));
          await back.leave();
        }
        assert.equal(await status(`${site}/metrics`, "127.0.0.5"), 404);
        assert.equal(await status(`${site}/v1/admin/backups`, "127.0.0.5"), 404);
      } finally {
        for (const each of clients) each.socket.terminate();
        proxy.kill("SIGTERM");
        await proxy.gone;
        await nodes[0].kill();
        await nodes[0].start();
      }
    });
  }

  test("the unit for one node of several is one that systemd understands", { skip: missing("analyze") }, async () => {
    const unit = join(folder, "hallway@1.service");
    writeFileSync(unit, shipped("hallway@.service").replaceAll("/usr/local/bin/hallway", binary));
    const { stdout, stderr } = await run(programs.analyze, ["verify", "--man=no", unit]);
    assert.equal((stdout + stderr).split("\n").filter((line) => line.includes("hallway@1.service")).join("\n"), "");
  });
});
