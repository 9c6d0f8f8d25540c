// How a connection ends by RFC 6455 (sections 5.5.1 and 7), against the real server.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { begin, close, closeBody, closeOf, end, frame, opcode, openWebSocket, ping, text } from "../support/raw-socket.mjs";
import { startServer } from "../support/server.mjs";

let server;
before(async () => {
  server = await startServer(["--cores", "1"]);
});
after(() => server.remove());

const message = (id) => text(`{"id":${id},"do":"x"}`);

/** Sends it on a new connection; the server's next word is a close frame, and its last. Then it ends its side first (7.1.1). */
async function closes(bytes) {
  const raw = await openWebSocket(server.url);
  raw.send(bytes);
  const last = await raw.frame();
  assert.equal(last.code, opcode.close, `there came a frame ${last.code}`);
  assert.equal((await raw.rest()).length, 0);
  assert.equal(raw.outcome, "ended");
  raw.drop();
  return closeOf(last).code;
}

describe("the closing handshake that a client begins (RFC 6455, 5.5.1, 7.1.2)", () => {
  test("a close without a code is answered with a normal one or with none", async () => {
    assert.ok([1000, 1005].includes(await closes(frame(opcode.close))));
  });

  for (const code of [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 3000, 3999, 4000, 4999]) {
    test(`the code ${code} is answered with itself`, async () => {
      assert.equal(await closes(close(code)), code);
      assert.equal(await closes(close(code, "I have seen enough.")), code);
    });
  }

  for (const code of [0, 1, 999, 1004, 1005, 1006, 1014, 1015, 1016, 1100, 2000, 2999, 5000, 65_535]) {
    test(`the code ${code}, which no endpoint may send or nobody has defined, is answered with 1002 (7.4)`, async () => {
      assert.equal(await closes(close(code)), 1002);
      assert.equal(await closes(close(code, "why not")), 1002);
    });
  }

  test("a body of one byte is answered with 1002", async () => assert.equal(await closes(frame(opcode.close, "x")), 1002));

  test("a reason of 123 bytes is the longest", async () => {
    assert.equal(await closes(close(1000, "x".repeat(123))), 1000);
    assert.equal(await closes(close(1000, "x".repeat(124))), 1002);
    assert.equal(await closes(close(1000, "ä".repeat(61))), 1000);
  });

  for (const [what, bytes] of [["a cut character", [0xc3]], ["a surrogate", [0xed, 0xa0, 0x80]], ["an overlong slash", [0xc0, 0xaf]]]) {
    test(`a reason with ${what} fails the connection (8.1)`, async () => {
      assert.ok([1002, 1007].includes(await closes(frame(opcode.close, closeBody(1000, Buffer.from(bytes))))));
    });
  }

  test("a close is answered between the fragments of a message, which is then lost", async () => {
    assert.equal(await closes(Buffer.concat([begin('{"id":1,'), close(1000), end('"do":"x"}')])), 1000);
  });

  test("a close that is cut at any byte is answered", async () => {
    const bytes = close(1000, "bye");
    for (let at = 1; at < bytes.length; ++at) {
      const raw = await openWebSocket(server.url);
      await raw.sendInPieces([bytes.subarray(0, at), bytes.subarray(at)]);
      assert.equal((await raw.closed()).code, 1000);
      await raw.rest();
      raw.drop();
    }
  });

  test("what was sent before the close is answered before it", async () => {
    const raw = await openWebSocket(server.url);
    raw.send(Buffer.concat([message(1), ping("x"), message(2), close(1000)]));
    const heard = [];
    while (heard.at(-1) !== opcode.close) heard.push((await raw.frame()).code);
    assert.deepEqual(heard.filter((code) => code === opcode.text).length, 2);
    assert.equal((await raw.rest()).length, 0);
    raw.drop();
  });

  for (const [what, bytes] of [
    ["a message", message(1)], ["a ping", ping("x")], ["another close", close(1001)], ["a broken frame", frame(3)],
    ["garbage", Buffer.alloc(100_000, 0xff)],
  ]) {
    test(`${what} behind a close is not read (5.5.1)`, async () => {
      assert.equal(await closes(Buffer.concat([close(1000), bytes])), 1000);
      const raw = await openWebSocket(server.url);
      raw.send(close(1000));
      assert.equal((await raw.closed()).code, 1000);
      raw.send(bytes);
      assert.equal((await raw.rest()).length, 0);
      raw.drop();
    });
  }
});

describe("the closing handshake that the server begins (RFC 6455, 7.1.2)", () => {
  /** Twenty documents that cannot be read end a session. */
  async function told() {
    const raw = await openWebSocket(server.url);
    raw.send(text(Array(20).fill("?").join("\n")));
    assert.deepEqual(await raw.closed(), { code: 4400, reason: "Too many documents that cannot be read." });
    return raw;
  }

  test("waits for the client's close, and then ends", async () => {
    const raw = await told();
    assert.equal(raw.outcome, "");
    raw.send(close(4400));
    assert.equal((await raw.rest()).length, 0);
    assert.equal(raw.outcome, "ended");
    raw.drop();
  });

  test("nothing follows the close frame: no answer, no pong, no second close", async () => {
    const raw = await told();
    raw.send(message(1), ping("x"), frame(3), message(2));
    assert.equal((await raw.rest()).length, 0);
    raw.drop();
  });
});

describe("a connection that is lost (RFC 6455, 7.1.4, 7.1.5)", () => {
  const connections = async () => Number(/^hallway_connections (\d+)$/m.exec(await (await fetch(`${server.url}/metrics`)).text())[1]);

  test("by an end without a close frame is ended by the server too", async () => {
    const raw = await openWebSocket(server.url);
    raw.send(message(1));
    await raw.answerTo(1);
    raw.finishSending();
    assert.equal((await raw.rest()).length, 0);
  });

  test("in the middle of a frame, a message or a handshake leaves nothing behind", async () => {
    for (const bytes of [message(1).subarray(0, 1), message(1).subarray(0, 9), begin("{"), ping("x").subarray(0, 3), close(1000).subarray(0, 7)]) {
      const raw = await openWebSocket(server.url);
      await raw.sendAll(bytes);
      raw.drop();
    }
    // The one that asks is counted too.
    for (const until = Date.now() + 30_000; (await connections()) > 1; ) assert.ok(Date.now() < until, "connections stay open");
  });
});
