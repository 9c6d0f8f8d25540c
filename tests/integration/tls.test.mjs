// A server that speaks TLS itself: people talk, the command line reaches it, a renewed certificate is shown without a restart, a wrong one is refused.
import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { connect as connectTls } from "node:tls";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { makeCertificate } from "../support/certificate.mjs";
import { startServer } from "../support/server.mjs";
import { connect, newKey } from "../support/wire-client.mjs";

const binary = process.env.HALLWAY_BIN ?? fileURLToPath(new URL("../../build/dev/hallway", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "hallway-test-tls-"));
const own = makeCertificate(folder);
const { certificate, key, flags } = own;
const ca = () => readFileSync(certificate);

let server;
before(async () => {
  server = await startServer(["--cores", "2", "--public", "https://event.example.org", ...flags]);
});
after(async () => {
  await server.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** An answer over TLS, with the certificate that was shown. */
const ask = (path, authority = ca()) =>
  new Promise((resolve, reject) => {
    get(`${server.url}${path}`, { ca: authority, agent: false }, (answer) => {
      const shown = answer.socket.getPeerCertificate().serialNumber;
      let text = "";
      answer.on("data", (bytes) => (text += bytes)).on("end", () => resolve({ status: answer.statusCode, headers: answer.headers, text, shown }));
    }).on("error", reject);
  });

const until = async (isSo, what) => {
  for (let i = 0; i < 1_000; i++) {
    if (await isSo()) return;
    await wait(20);
  }
  assert.fail(what());
};

describe("over TLS", () => {
  test("people come in, talk, and come back", async () => {
    assert.match(server.url, /^https:/);
    const ada = await connect(server.url, { ca: ca() });
    const welcome = await ada.hello("Ada");
    await ada.ok({ do: "join", room: "lobby" });
    const bob = await connect(server.url, { ca: ca() });
    await bob.enter("Bob");
    await bob.ok({ do: "post", room: "lobby", key: newKey(), text: "Is it warm in there?" });
    assert.equal((await ada.event("message")).text, "Is it warm in there?");
    await ada.leave();
    const again = await connect(server.url, { ca: ca() });
    assert.equal((await again.hello(null, { token: welcome.token })).me.id, welcome.me.id);
    await Promise.all([bob.leave(), again.leave()]);
  });

  test("the page comes with what keeps browsers to TLS, as the address says", async () => {
    const page = await ask("/r/lobby");
    assert.equal(page.status, 200);
    assert.match(page.headers["strict-transport-security"], /^max-age=\d+$/);
  });

  test("plain HTTP is told so, and no page is", async () => {
    const answer = await fetch(server.url.replace("https", "http"));
    assert.equal(answer.status, 400);
    assert.match(await answer.text(), /https:/);
  });

  test("the command line reaches it from this machine, whatever name the certificate is for", async () => {
    const run = (...words) => promisify(execFile)(binary, [...words, "--url", server.url]);
    const opened = await run("open", "workshop", "--title", "Workshop", "--token-file", join(server.data, "organiser.token"));
    assert.match(opened.stdout, /workshop/i);
    const made = await run("backup", "--data", server.data, "--to", join(folder, "copy.db"));
    assert.match(made.stdout + made.stderr, /copy\.db/);
  });

  test("a renewed certificate is shown within seconds; who is there stays; a broken one changes nothing", async () => {
    const stays = await connect(server.url, { ca: ca() });
    await stays.enter("Cleo");
    const before = (await ask("/healthz")).shown;
    const next = join(folder, "next");
    mkdirSync(next);
    makeCertificate(next, { days: 60 });
    renameSync(join(next, "certificate.pem"), certificate);
    renameSync(join(next, "key.pem"), key);
    const anyShown = () =>
      new Promise((resolve, reject) => {
        const { hostname, port } = new URL(server.url);
        const socket = connectTls({ host: hostname, port: Number(port), rejectUnauthorized: false }, () => {
          resolve(socket.getPeerCertificate().serialNumber);
          socket.destroy();
        }).on("error", reject);
      });
    await until(async () => (await anyShown()) !== before, () => `the old certificate is still shown\n${server.log}`);
    const renewed = await anyShown();

    writeFileSync(key, "half a key");
    await until(() => /cannot be used/.test(server.log), () => `nothing was said of the broken key\n${server.log}`);
    assert.equal(await anyShown(), renewed);
    assert.match((await ask("/readyz")).text, /new certificate cannot be used/);
    await stays.ok({ do: "post", room: "lobby", key: newKey(), text: "Still here." });
    await stays.leave();
  });
});

describe("certificates that cannot be used", () => {
  const run = (command, ...words) => spawnSync(binary, [command, "--data", join(folder, "none"), ...words], { encoding: "utf8", timeout: 20_000 });
  const made = (name, how) => {
    mkdirSync(join(folder, name));
    return makeCertificate(join(folder, name), how);
  };

  test("keep the server from starting, with a sentence", () => {
    const [one, other] = [made("one"), made("other")];
    for (const command of ["serve", "check-config"]) {
      const wrong = run(command, "--tls-certificate", one.certificate, "--tls-key", other.key);
      assert.equal(wrong.status, 2, wrong.stderr);
      assert.match(wrong.stderr, /tls\.key is .*, which is not the key to the first certificate of/);
      const missing = run(command, "--tls-certificate", join(folder, "nowhere.pem"), "--tls-key", one.key);
      assert.equal(missing.status, 2);
      assert.match(missing.stderr, /tls\.certificate is .*nowhere\.pem, which cannot be read: No such file/);
      const half = run(command, "--tls-key", one.key);
      assert.equal(half.status, 2);
      assert.match(half.stderr, /set both, or none/);
    }
  });

  test("or are told, if they are only doubtful", () => {
    const short = made("short", { days: 2 });
    chmodSync(short.key, 0o644);
    const checked = run("check-config", ...short.flags);
    assert.equal(checked.status, 0, checked.stderr);
    assert.match(checked.stderr, /ends on \d{4}-\d\d-\d\d/);
    assert.match(checked.stderr, /can be read by every user/);
  });
});
