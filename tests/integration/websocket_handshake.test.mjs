// The opening handshake of RFC 6455, section 4, and what HTTP asks of it, against the real server.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { dial, opcode, text, upgrade } from "../support/raw-socket.mjs";
import { startServer } from "../support/server.mjs";

let server;
before(async () => {
  server = await startServer(["--cores", "1"]);
});
after(() => server.remove());

/** What the server says to this request; `raw` goes on with the connection. */
async function answered(request) {
  const raw = await dial(server.url);
  raw.send(request);
  return { raw, ...(await raw.head()) };
}

/** The handshake succeeds, and a message gets through. */
async function isOpened(request) {
  const answer = await answered(request);
  assert.equal(answer.status, 101, answer.text);
  answer.raw.send(text('{"id":7,"do":"anything"}'));
  assert.equal((await answer.raw.answerTo(7)).error.code, "unknown_command");
  answer.raw.drop();
  return answer;
}

/** The handshake fails with this status, and the connection ends. */
async function isRefused(request, status) {
  const answer = await answered(request);
  assert.equal(answer.status, status, answer.text);
  assert.equal((await answer.raw.rest()).length, 0);
  answer.raw.drop();
  return answer;
}

describe("the opening handshake (RFC 6455, 4.2)", () => {
  test("is answered as 4.2.2 says, with the accept value of the RFC's own example", async () => {
    const { headers, text: told, raw } = await isOpened(upgrade());
    assert.match(told, /^HTTP\/1\.1 101 Switching Protocols\r\n/);
    assert.equal(headers["sec-websocket-accept"], "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="); // 1.3
    assert.equal(headers.upgrade.toLowerCase(), "websocket");
    assert.equal(headers.connection.toLowerCase(), "upgrade");
    assert.equal(headers["content-length"], undefined);
    assert.equal(headers["sec-websocket-extensions"], undefined);
    assert.equal(headers["sec-websocket-protocol"], undefined); // none was asked for
    raw.drop();
  });

  const taken = [
    ["header names and tokens in any case", { Upgrade: null, upGRADE: "WebSocket", Connection: "uPGRADE" }],
    ["more tokens beside the ones that matter", { Connection: "keep-alive, Upgrade", Upgrade: "h2c, websocket" }],
    ["a list header that is split over two lines (RFC 9110, 5.3)", { Connection: ["keep-alive", "Upgrade"], Upgrade: ["h2c", "websocket"] }],
    ["white space around a value", { "Sec-WebSocket-Version": " \t13 ", "Sec-WebSocket-Key": "  dGhlIHNhbXBsZSBub25jZQ== " }],
    ["headers that mean nothing here", { "Sec-WebSocket-Mood": "good", Cookie: "a=b", Pragma: "no-cache", "User-Agent": "test" }],
    ["a body of no length", { "Content-Length": "0" }],
    ["a host with a port", { Host: "127.0.0.1:80" }],
  ];
  for (const [what, headers] of taken) test(`takes ${what}`, () => isOpened(upgrade(headers)));

  test("takes a query behind the path, and the absolute form of the address (4.2.1, 1; RFC 9112, 3.2.2)", async () => {
    await isOpened(upgrade({}, "GET /v1/ws?from=test HTTP/1.1"));
    await isOpened(upgrade({}, "GET http://127.0.0.1/v1/ws HTTP/1.1"));
    await isOpened(upgrade({ Host: "other.example" }, "GET http://127.0.0.1/v1/ws?x HTTP/1.1"));
  });

  test("takes a request that comes byte by byte, and frames that come with it", async () => {
    const raw = await dial(server.url);
    await raw.sendInPieces([...upgrade()].map((one) => Buffer.from(one)));
    assert.equal((await raw.head()).status, 101);
    raw.drop();
    const hasty = await answered(Buffer.concat([Buffer.from(upgrade()), text('{"id":1,"do":"x"}'), text('{"id":2,"do":"x"}')]));
    for (const id of [1, 2]) assert.equal((await hasty.raw.answerTo(id)).error.code, "unknown_command");
    hasty.raw.drop();
  });

  test("sends nothing of its own before the client speaks", async () => {
    const { raw } = await answered(upgrade());
    raw.send(text('{"id":1,"do":"x"}'));
    const first = await raw.frame();
    assert.equal(first.code, opcode.text);
    assert.equal(JSON.parse(first.payload).re, 1);
    raw.drop();
  });

  const key = "dGhlIHNhbXBsZSBub25jZQ==";
  const refused = [
    ["no Host", 400, { Host: null }],
    ["two Hosts", 400, { Host: ["127.0.0.1", "127.0.0.1"] }],
    ["no Upgrade", 426, { Upgrade: null }],
    ["another Upgrade", 426, { Upgrade: "websocketx" }],
    ["no Connection", 426, { Connection: null }],
    ["a Connection that does not upgrade", 426, { Connection: "keep-alive, upgraded" }],
    ["no key", 400, { "Sec-WebSocket-Key": null }],
    ["an empty key", 400, { "Sec-WebSocket-Key": "" }],
    ["a key of 15 bytes", 400, { "Sec-WebSocket-Key": Buffer.alloc(15).toString("base64") }],
    ["a key of 17 bytes", 400, { "Sec-WebSocket-Key": Buffer.alloc(17).toString("base64") }],
    ["a key that is not base64", 400, { "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub2!jZQ==" }],
    ["a key of a thousand characters", 400, { "Sec-WebSocket-Key": "A".repeat(998) + "==" }],
    ["two keys (11.3.1)", 400, { "Sec-WebSocket-Key": [key, key] }],
    ["no version", 400, { "Sec-WebSocket-Version": null }],
    ["two versions (11.3.5)", 400, { "Sec-WebSocket-Version": ["13", "13"] }],
    ["a body", 400, { "Content-Length": "5" }],
    ["a chunked body", 411, { "Transfer-Encoding": "chunked" }],
    ["subprotocols that are not spoken here", 400, { "Sec-WebSocket-Protocol": "chat, hallway.v2" }],
  ];
  for (const [what, status, headers] of refused) test(`refuses ${what} with ${status}`, () => isRefused(upgrade(headers), status));

  for (const version of ["0", "7", "8", "12", "14", "013", "13, 8", "x", ""]) {
    test(`refuses version "${version}" with 426 and tells the one it speaks (4.4)`, async () => {
      const { headers } = await isRefused(upgrade({ "Sec-WebSocket-Version": version }), 426);
      assert.equal(headers["sec-websocket-version"], "13");
    });
  }

  for (const method of ["HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "get"]) {
    test(`refuses the method ${method}`, async () => {
      const { raw, status } = await answered(upgrade({}, `${method} /v1/ws HTTP/1.1`));
      assert.ok(status >= 400 && status < 500, `${status}`);
      await raw.rest();
      raw.drop();
    });
  }

  test("refuses HTTP/1.0 and unknown versions of HTTP", async () => {
    await isRefused(upgrade({}, "GET /v1/ws HTTP/1.0"), 400);
    await isRefused(upgrade({}, "GET /v1/ws HTTP/2.0"), 505);
  });

  test("is offered at its own address only", async () => {
    const { raw, status } = await answered(upgrade({}, "GET /v1/ws/ HTTP/1.1"));
    assert.notEqual(status, 101);
    raw.drop();
  });
});

describe("negotiation (RFC 6455, 4.2.2, 9.1, 11.3.4)", () => {
  const offers = [
    ["hallway.v1", "alone"],
    ["other, hallway.v1", "behind another"],
    ["hallway.v1,hallway.v2", "before a later one"],
    [["other", "hallway.v1"], "in a second header"],
  ];
  for (const [offer, where] of offers) {
    test(`chooses the subprotocol hallway.v1, offered ${where}, and tells it once`, async () => {
      const { headers } = await isOpened(upgrade({ "Sec-WebSocket-Protocol": offer }));
      assert.equal(headers["sec-websocket-protocol"], "hallway.v1");
    });
  }

  const extensions = [
    "permessage-deflate",
    "permessage-deflate; client_max_window_bits; server_no_context_takeover",
    "permessage-deflate; server_max_window_bits=99, permessage-deflate",
    "x-webkit-deflate-frame, permessage-bzip2; level=9",
    'unheard-of; a="b, c"',
    ", ,",
  ];
  for (const offer of extensions) {
    test(`declines the extensions "${offer}" and serves without`, async () => {
      const { headers } = await isOpened(upgrade({ "Sec-WebSocket-Extensions": offer }));
      assert.equal(headers["sec-websocket-extensions"], undefined);
    });
  }
});
