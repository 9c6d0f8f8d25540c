// The schedule for pages of other sites (Fetch Standard, CORS): those whose origin is configured may read it, and nobody else; caches keep the answers apart.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { dial } from "../support/raw-socket.mjs";
import { startServer } from "../support/server.mjs";

const site = "https://www.example.org";
const other = "http://dev.example.org:3000";
const people = "https://chat.example.org";

let server;
before(async () => {
  server = await startServer(["--origin", site, "--origin", other, "--public", people]);
});
after(() => server.remove());

/** One request as it is typed. @param {string[]} lines */
async function asked(line, ...lines) {
  const raw = await dial(server.url);
  raw.send([`${line} HTTP/1.1`, "Host: 127.0.0.1", ...lines, "", ""].join("\r\n"));
  const head = await raw.head();
  raw.drop();
  return head;
}

const get = (...lines) => asked("GET /v1/schedule", ...lines);
const permissions = ({ headers }) => Object.keys(headers).filter((name) => name.startsWith("access-control-"));
const preflight = (origin, ...lines) => asked("OPTIONS /v1/schedule", `Origin: ${origin}`, "Access-Control-Request-Method: GET", ...lines);

describe("the schedule", () => {
  test("can be read by pages of configured origins, each told its own", async () => {
    for (const origin of [site, other, people, "https://WWW.example.org:443"]) {
      const { status, headers } = await get(`Origin: ${origin}`);
      assert.deepEqual([status, headers["access-control-allow-origin"], headers["access-control-expose-headers"]], [200, origin, "ETag"]);
      assert.equal(headers["access-control-allow-credentials"], undefined);
    }
  });

  test("cannot be read by pages of any other origin, who asks with two, or with none", async () => {
    const server = ["Origin: http://127.0.0.1", "Origin: null", "Origin: *", "Origin:", "Origin: https://www.example.org.evil.example", "Origin: http://www.example.org", "Origin: https://www.example.org:8443"];
    for (const lines of [...server.map((line) => [line]), [`Origin: ${site}`, `Origin: ${other}`], [`Origin: ${site}, ${other}`], []]) {
      const answer = await get(...lines);
      assert.deepEqual([answer.status, permissions(answer)], [200, []], lines.join());
    }
  });

  test("is kept apart by caches, for whomever it is and whether it is sent or not", async () => {
    for (const lines of [[], [`Origin: ${site}`], ["Origin: https://evil.example"]]) {
      const { headers } = await get(...lines);
      assert.deepEqual([headers.vary, headers["cache-control"]], ["Accept-Encoding, Origin", "no-cache"]);
      for (const encoding of ["gzip", "identity"]) {
        const { headers: sent } = await get(...lines, `Accept-Encoding: ${encoding}`);
        const same = await get(...lines, `Accept-Encoding: ${encoding}`, `If-None-Match: ${sent.etag}`);
        assert.deepEqual([same.status, same.headers.vary, same.headers.etag], [304, "Accept-Encoding, Origin", sent.etag]);
        assert.equal(same.headers["access-control-allow-origin"], lines[0] === `Origin: ${site}` ? site : undefined);
      }
    }
  });

  test("may be asked for with the edition that one has: the browser asks first", async () => {
    const allowed = await preflight(site, "Access-Control-Request-Headers: if-none-match");
    assert.equal(allowed.status, 204);
    assert.equal(allowed.headers["access-control-allow-origin"], site);
    assert.equal(allowed.headers["access-control-allow-methods"], "GET, HEAD");
    assert.equal(allowed.headers["access-control-allow-headers"], "If-None-Match");
    assert.match(allowed.headers["access-control-max-age"], /^\d+$/);
    assert.equal(allowed.headers.vary, "Origin");
    assert.equal(allowed.headers["content-length"], undefined);

    const refused = await preflight("https://evil.example", "Access-Control-Request-Headers: if-none-match");
    assert.deepEqual([refused.status, permissions(refused), refused.headers.vary], [204, [], "Origin"]);
  });

  test("is answered on the same connection after a preflight", async () => {
    const raw = await dial(server.url);
    raw.send(`OPTIONS /v1/schedule HTTP/1.1\r\nHost: x\r\nOrigin: ${site}\r\n\r\nGET /v1/schedule HTTP/1.1\r\nHost: x\r\nOrigin: ${site}\r\n\r\n`);
    assert.deepEqual([(await raw.head()).status, (await raw.head()).status], [204, 200]);
    raw.drop();
  });
});

describe("nothing else", () => {
  test("is for pages of other sites", async () => {
    for (const path of ["/", "/healthz", "/metrics", "/v1/backups", "/c/K7M2QX", "/v1/nothing"])
      assert.deepEqual(permissions(await asked(`GET ${path}`, `Origin: ${site}`)), [], path);
    const options = await asked("OPTIONS /healthz", `Origin: ${site}`, "Access-Control-Request-Method: GET");
    assert.deepEqual([options.status, permissions(options)], [405, []]);
  });

  test("changes the schedule: it takes no other method", async () => {
    const { status, headers } = await asked("POST /v1/schedule", `Origin: ${site}`);
    assert.deepEqual([status, headers.allow], [405, "GET, HEAD, OPTIONS"]);
  });
});

test("a server without configured origins permits nobody", async () => {
  const closed = await startServer();
  const raw = await dial(closed.url);
  raw.send(`GET /v1/schedule HTTP/1.1\r\nHost: x\r\nOrigin: ${site}\r\n\r\n`);
  const answer = await raw.head();
  raw.drop();
  await closed.remove();
  assert.deepEqual([answer.status, permissions(answer)], [200, []]);
});
