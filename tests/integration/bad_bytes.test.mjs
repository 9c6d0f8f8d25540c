// What breaks WebSocket or HTTP, over raw sockets against the real server: the answer, that it costs the neighbours nothing, and the server no memory.
// The protocols themselves, case by case, are in websocket_*.test.mjs; deadlines on a clock that a test turns are in edge_*_test.cpp.
import assert from "node:assert/strict";
import { after, before, describe } from "node:test";

import { besideNeighbours } from "../support/neighbours.mjs";
import { begin, dial, end, frame, goOn, opcode, openWebSocket, ping, text, upgrade } from "../support/raw-socket.mjs";
import { startServer } from "../support/server.mjs";
import { newKey } from "../support/wire-client.mjs";

let server;
before(async () => {
  server = await startServer(["--cores", "1", "--unlimited"]);
});
after(() => server.remove());
const it = besideNeighbours(() => server);

const mebibyte = 2 ** 20;
const messageMax = 64 * 1024; // protocol/limits.hpp, frame_bytes_max

/** A member in the neighbours' room, who has just said something. */
async function member() {
  const raw = await openWebSocket(server.url);
  await raw.ok({ do: "hello", name: "Mallory" });
  await raw.ok({ do: "join", room: "lobby" });
  await raw.ok({ do: "post", room: "lobby", key: newKey(), text: "so far so good" });
  return raw;
}

/** A member sends it; the code of the server's close, which is its last word. */
async function closeCode(...bytes) {
  const raw = await member();
  raw.send(...bytes);
  const { code } = await raw.closed();
  assert.equal((await raw.rest()).length, 0);
  raw.drop();
  return code;
}

describe("a member's frame", () => {
  it("that breaks the protocol is closed with 1002: not masked, reserved bits and opcodes, control frames in fragments or too long", async () => {
    const broken = [
      text("{}", { mask: null }), ...[0x10, 0x20, 0x40].map((reserved) => text("{}", { reserved })), ...[3, 7, 11, 15].map((code) => frame(code, "x")),
      ping("", { fin: false }), frame(opcode.pong, "", { fin: false }), frame(opcode.close, "", { fin: false }), ping(Buffer.alloc(126)),
      Buffer.concat([begin("{"), text("}")]), goOn("x"),
    ];
    for (const bytes of broken) assert.equal(await closeCode(bytes), 1002, bytes.subarray(0, 20).toString("hex"));
  });

  it("that is not UTF-8 is closed with 1007, also where fragments or segments cut it", async () => {
    const wrong = Buffer.from([0x7b, 0xf0, 0x9f, 0x8e, 0x28]);
    assert.equal(await closeCode(text(wrong)), 1007);
    for (let at = 1; at < wrong.length; ++at) assert.equal(await closeCode(begin(wrong.subarray(0, at)), ping("x"), end(wrong.subarray(at))), 1007);
    const raw = await member();
    await raw.sendInPieces([...text(wrong)].map((one) => Buffer.from([one])));
    assert.equal((await raw.closed()).code, 1007);
    raw.drop();
  });

  it("that is binary is closed with 1003", async () => {
    assert.equal(await closeCode(frame(opcode.binary, '{"id":1,"do":"ping"}')), 1003);
  });

  it("that claims 2^31 to 2^64 bytes is closed with 1009 by its header alone, and nothing is allocated for it", async () => {
    for (let i = 0; i < 16; ++i) {
      for (const claims of [2n ** 31n, 2n ** 58n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n]) {
        const raw = await openWebSocket(server.url);
        raw.send(text("", { claims }));
        assert.equal((await raw.closed()).code, 1009);
        await raw.rest();
        raw.drop();
      }
    }
  }, { growthMax: mebibyte });

  it("that claims all it may and then stalls costs what it sent, not what it claimed", async () => {
    const stalled = await Promise.all(Array.from({ length: 64 }, () => openWebSocket(server.url)));
    for (const raw of stalled) raw.send(text("{", { claims: messageMax }));
    const raw = await member(); // all of them have been read by the time it has its answers
    raw.drop();
    for (const each of stalled) each.drop();
  }, { growthMax: process.env.HALLWAY_TEST_TLS ? 4 * mebibyte : mebibyte }); // 64 handshakes at once have their price

  it("of 64 KiB is read and one byte more is closed with 1009; nothing is ever cut short", async () => {
    const raw = await member();
    const said = "\u{1f389}".repeat(1_000);
    const command = JSON.stringify({ id: 7, do: "post", room: "lobby", key: newKey(), text: said });
    raw.send(text(command + " ".repeat(messageMax - Buffer.byteLength(command))));
    const { ok } = await raw.answerTo(7);
    const { events } = await raw.ok({ do: "history", room: "lobby", around: ok.id });
    assert.equal(events.find((each) => each.id === ok.id).text, said);
    raw.drop();
    const tooLong = command + " ".repeat(messageMax + 1 - Buffer.byteLength(command));
    assert.equal(await closeCode(text(tooLong)), 1009);
    assert.equal(await closeCode(begin(tooLong.slice(0, 900)), end(tooLong.slice(900))), 1009);
  });

  it("in a million empty fragments is closed with 1008", async () => {
    const tenThousand = Buffer.concat(Array(10_000).fill(goOn("")));
    const raw = await member();
    raw.send(begin(""));
    for (let i = 0; i < 100 && raw.outcome === ""; ++i) await raw.sendAll(tenThousand);
    raw.send(end("")); // so that no deadline of the message closes it
    assert.equal((await raw.closed()).code, 1008);
    raw.drop();
  });

  it("compressed though nothing was negotiated is closed with 1002, one that would unpack to 2^58 bytes included", async () => {
    for (const offer of ["permessage-deflate", "permessage-deflate; client_max_window_bits", "x-webkit-deflate-frame", "permessage-deflate; server_max_window_bits=8, permessage-deflate"]) {
      const raw = await openWebSocket(server.url, { "Sec-WebSocket-Extensions": offer });
      await raw.ok({ do: "hello", name: "Mallory" });
      await raw.ok({ do: "join", room: "lobby" });
      raw.send(text(Buffer.from([0xaa, 0x56, 0x00]), { reserved: 0x40 }));
      assert.equal((await raw.closed()).code, 1002);
      raw.drop();
      const greedy = await openWebSocket(server.url, { "Sec-WebSocket-Extensions": offer });
      greedy.send(text("", { reserved: 0x40, claims: 2n ** 58n }));
      assert.ok([1002, 1009].includes((await greedy.closed()).code));
      greedy.drop();
    }
  });

  it("of random bytes, a thousand times over, ends that connection at most", async () => {
    let seed = 12_345; // a linear congruential generator (Park and Miller): the same bytes in every run
    const random = () => (seed = (seed * 48_271) % 0x7fffffff);
    for (let i = 0; i < 1_000; ++i) {
      const raw = await openWebSocket(server.url);
      await raw.sendAll(Buffer.from(Array.from({ length: 1 + (random() % 200) }, () => random() & 0xff)));
      raw.drop();
    }
  });
});

describe("a request", () => {
  const good = "GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
  const smuggled = "GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
  const chunk = `${smuggled.length.toString(16)}\r\n${smuggled}\r\n0\r\n\r\n`;
  const post = (headers, line = "POST /livez HTTP/1.1") => [line, "Host: 127.0.0.1", ...headers, "", ""].join("\r\n");
  const length = `Content-Length: ${smuggled.length}`;

  /** Behind a good request on the same connection, and with another behind it: [the answer's status]; nothing follows, and the connection ends. */
  async function refusedAmong(request) {
    const raw = await dial(server.url);
    raw.send(good + request + good);
    assert.equal((await raw.head()).status, 200);
    const { status, headers, text: told } = await raw.head();
    assert.equal(headers.connection, "close", told);
    assert.equal((await raw.rest()).toString("latin1"), "");
    assert.equal(raw.outcome, "ended");
    raw.drop();
    return status;
  }

  const refused = [
    ["Transfer-Encoding and Content-Length", post([length, "Transfer-Encoding: chunked"]) + chunk],
    ["the same the other way round", post(["Transfer-Encoding: chunked", length]) + chunk],
    ["chunks", post(["Transfer-Encoding: chunked"]) + chunk],
    ["chunks of a GET", post(["Transfer-Encoding: chunked"], "GET /livez HTTP/1.1") + chunk],
    ["chunks in HTTP/1.0", post(["Transfer-Encoding: chunked"], "POST /livez HTTP/1.0") + chunk],
    ["an encoding that is none", post(["Transfer-Encoding: identity"]) + chunk],
    ["two encodings", post(["Transfer-Encoding: chunked", "Transfer-Encoding: identity"]) + chunk],
    ["an encoding with a tab", post(["Transfer-Encoding:\tchunked"]) + chunk],
    ["an encoding of odd letters", post(["tRANSFER-eNCODING: xchunked"]) + chunk],
    ["a space before the colon", post(["Transfer-Encoding : chunked"]) + chunk],
    ["an encoding folded over two lines", post(["X-A: b", " Transfer-Encoding: chunked", length]) + smuggled],
    ["two lengths", post(["Content-Length: 0", length]) + smuggled],
    ["two equal lengths", post([length, length]) + smuggled],
    ["a list of lengths", post([`Content-Length: ${smuggled.length}, ${smuggled.length}`]) + smuggled],
    ["a length with a sign", post([`Content-Length: +${smuggled.length}`]) + smuggled],
    ["a negative length", post(["Content-Length: -1"]) + smuggled],
    ["a length in hex", post(["Content-Length: 0x0"]) + smuggled],
    ["a length above 2^64", post(["Content-Length: 18446744073709551616"]) + smuggled],
    ["a body of a GET", post([length], "GET /livez HTTP/1.1") + smuggled],
    ["a body of a POST", post([length]) + smuggled],
    ["a body of an upgrade", upgrade({ "Content-Length": `${smuggled.length}` }) + smuggled],
    ["chunks of an upgrade", upgrade({ "Transfer-Encoding": "chunked" }) + chunk],
    ["a NUL in a header", post(["X-A: b\0c"])],
    ["a header without a name", post([": chunked"])],
    ["a header without a colon", post(["Transfer-Encoding chunked"])],
    ["two Hosts", post(["Host: other.example"])],
    ["no Host", "GET /livez HTTP/1.1\r\n\r\n"],
    ["a space in its target", "GET /li vez HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"],
    ["HTTP/0.9", "GET /livez\r\n\r\n"],
    ["another protocol", "\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03".padEnd(200, "\x01")],
  ];
  it("that could be read in two ways, behind another one on its connection, is refused, and nothing behind it is answered", async () => {
    for (const [what, request] of refused) {
      const status = await refusedAmong(request);
      assert.ok([400, 411, 413, 505].includes(status), `${what}: ${status}`);
    }
  });

  it("for another's file gets none", async () => {
    for (const target of ["/../../../../etc/passwd", "/..%2f..%2fetc%2fpasswd", "/%2e%2e/%2e%2e/etc/passwd", "//etc/passwd", "/./../hallway.db", "/app/../../organiser.token", "/..\\..\\etc\\passwd", "/%00", "/\u0001"]) {
      const raw = await dial(server.url);
      raw.send(`GET ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`);
      const { status, text: told } = await raw.head();
      assert.ok([400, 404].includes(status), `${target}: ${told}`);
      raw.drop();
    }
  });

  it("with more than 8 KiB of headers is refused with 431, however it comes", async () => {
    for (const headers of [["X-Long: " + "x".repeat(9_000)], Array.from({ length: 2_000 }, (_, i) => `X-${i}: y`), ["Cookie: " + "a=b; ".repeat(3_000)]]) {
      const raw = await dial(server.url);
      raw.send(post(headers, "GET /livez HTTP/1.1"));
      assert.equal((await raw.head()).status, 431);
      raw.drop();
    }
    const endless = await dial(server.url);
    endless.send("GET /livez HTTP/1.1\r\n");
    for (let i = 0; i < 1_000 && endless.outcome === ""; ++i) await endless.sendAll("X: " + "y".repeat(10_000));
    assert.equal((await endless.head()).status, 431);
    endless.drop();
  });
});

describe("a page", () => {
  it("of another origin is refused with 403 before the upgrade; the server's own is not", async () => {
    const { host, hostname, port } = new URL(server.url);
    const asked = async (headers) => {
      const raw = await dial(server.url);
      raw.send(upgrade({ Host: host, ...headers }));
      const { status } = await raw.head();
      if (status !== 101) assert.equal((await raw.rest()).length, 0);
      raw.drop();
      return status;
    };
    for (const origin of ["https://evil.example", "null", "http://", "file://", `http://${hostname}`, `http://${hostname}:${Number(port) - 1}`, `http://${host}.evil.example`, `http://evil.example/${host}`,
      `http://${host}@evil.example`, `http://evil.example#${host}`, `ws://${host}`, `http://${host}/`, `http://${host}, https://evil.example`, `http://localhost:${port}`])
      assert.equal(await asked({ Origin: origin }), 403, origin);
    assert.equal(await asked({ Origin: [`http://${host}`, "https://evil.example"] }), 403);
    assert.equal(await asked({ Origin: `http://${host}` }), 101);
    assert.equal(await asked({}), 101);
  });
});

describe("after all of it", () => {
  it("only the neighbours' connections are open", async () => {
    const connections = async () => Number(/^hallway_connections (\d+)$/m.exec(await (await fetch(`${server.url}/metrics`)).text())[1]);
    // Two, and the one that asks.
    for (const until = Date.now() + 30_000; (await connections()) > 3; ) assert.ok(Date.now() < until, "connections stay open");
  });
});
