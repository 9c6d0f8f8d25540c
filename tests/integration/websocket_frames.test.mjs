// Frames, fragments, control frames, UTF-8 and limits as RFC 6455 has them (sections 5 and 8.1), against the real server.
// Any command that the server does not know is answered with its number: that is how a test sees that a message was read whole.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { begin, close, closeOf, end, frame, goOn, opcode, openWebSocket, ping, text } from "../support/raw-socket.mjs";
import { startServer } from "../support/server.mjs";
import { newKey } from "../support/wire-client.mjs";

let server;
before(async () => {
  server = await startServer(["--cores", "1", "--unlimited"]);
});
after(() => server.remove());

const messageMax = 64 * 1024; // protocol/limits.hpp, frame_bytes_max
const fragmentsMax = 1024; // server/edge/settings.hpp, fragments_per_message_max

/** A message that is answered with this number, exactly so many bytes long. */
function message(id, bytes = 0) {
  const tail = `","do":"x","id":${id}}`;
  return `{"pad":"`.padEnd(bytes - tail.length, "p") + tail;
}

async function isHeard(raw, id) {
  assert.equal((await raw.answerTo(id)).error.code, "unknown_command");
}

/** Sends it on a new connection; the server then hears those messages. */
async function hears(bytes, ...ids) {
  const raw = await openWebSocket(server.url);
  raw.send(bytes);
  for (const id of ids) await isHeard(raw, id);
  raw.drop();
}

/** Sends it on a new connection; the server says this code and nothing more, and ends its side (7.1.7). */
async function fails(bytes, ...codes) {
  const raw = await openWebSocket(server.url);
  raw.send(bytes);
  const last = await raw.frame();
  assert.equal(last.code, opcode.close, `there came a frame ${last.code}: ${last.payload}`);
  assert.ok(codes.includes(closeOf(last).code), `${closeOf(last).code} instead of ${codes.join(" or ")}`);
  assert.equal((await raw.rest()).length, 0);
  assert.equal(raw.outcome, "ended");
  raw.drop();
}

describe("the base framing protocol (RFC 6455, 5.2)", () => {
  const shortest = message(1).length;
  for (const bytes of [shortest, 124, 125, 126, 127, 128, 254, 255, 256, 65_534, 65_535, 65_536]) {
    test(`a message of ${bytes} bytes is read`, () => hears(text(message(1, bytes)), 1));
  }

  for (const [bits, bytes] of [[16, 125], [16, shortest], [64, 65_535], [64, 125]]) {
    test(`a length of ${bytes} in ${bits} bits, which is not the shortest form, is refused`, () =>
      fails(text(message(1, bytes), { lengthBits: bits }), 1002));
  }

  for (const length of [2n ** 63n, 2n ** 64n - 1n]) {
    test(`a length of ${length}, whose first bit must be 0, is refused by its header alone`, () =>
      fails(text("", { claims: length }), 1002, 1009));
  }

  for (const reserved of [0x10, 0x20, 0x30, 0x40, 0x50, 0x60, 0x70]) {
    test(`the reserved bits 0x${reserved.toString(16)}, which no extension has given a meaning, are refused`, async () => {
      await fails(text(message(1), { reserved }), 1002);
      await fails(ping("", { reserved }), 1002);
      await fails(Buffer.concat([begin(message(1)), frame(opcode.continuation, "", { reserved })]), 1002);
    });
  }

  for (const code of [3, 4, 5, 6, 7, 11, 12, 13, 14, 15]) {
    test(`the reserved opcode ${code} is refused, with and without a payload`, async () => {
      await fails(frame(code, message(1)), 1002);
      await fails(frame(code), 1002);
      await fails(Buffer.concat([begin(message(1)), frame(code)]), 1002);
    });
  }

  test("an empty message is no document, and the next one is read", () => hears(Buffer.concat([text(""), text(message(1))]), 1));

  test("many frames in one segment are all read, in their order", async () => {
    const raw = await openWebSocket(server.url);
    const ids = Array.from({ length: 200 }, (_, i) => i + 1);
    raw.send(Buffer.concat(ids.map((id) => text(message(id)))));
    const heard = [];
    while (heard.length < ids.length) heard.push(...(await raw.documents()).map((each) => each.re));
    assert.deepEqual(heard, ids);
    raw.drop();
  });

  test("a frame that is cut at any byte is read", async () => {
    const raw = await openWebSocket(server.url);
    const whole = text(message(1, 140));
    for (let at = 1; at < whole.length; ++at) {
      const bytes = text(message(at, 140));
      await raw.sendInPieces([bytes.subarray(0, at), bytes.subarray(at)]);
      await isHeard(raw, at);
    }
    raw.drop();
  });

  test("frames of every form, byte by byte, are read", async () => {
    const raw = await openWebSocket(server.url);
    const bytes = Buffer.concat([
      text(message(1)), begin(message(2).slice(0, 9)), ping("a"), goOn(""), end(message(2).slice(9)), frame(opcode.pong, "b"), text(message(3, 300)),
    ]);
    await raw.sendInPieces([...bytes].map((one) => Buffer.from([one])));
    await isHeard(raw, 1);
    assert.deepEqual((await raw.frame()).payload.toString(), "a");
    for (const id of [2, 3]) await isHeard(raw, id);
    raw.drop();
  });

  test("the server's own frames are whole, unmasked, without reserved bits, their lengths in the shortest form (5.1)", async () => {
    const raw = await openWebSocket(server.url);
    raw.send(ping("x"), text('{"id":1,"do":"hello","name":"Ada"}'), text('{"id":2,"do":"join","room":"lobby"}'));
    for (const code of [opcode.pong, opcode.text]) {
      const { fin, reserved, isMasked, code: came } = await raw.frame();
      assert.deepEqual([fin, reserved, isMasked, came], [true, 0, false, code]);
    }
    raw.drop();
  });
});

describe("masking (RFC 6455, 5.1, 5.3)", () => {
  for (const [what, mask] of [["zeros", [0, 0, 0, 0]], ["ones", [255, 255, 255, 255]], ["four different bytes", [1, 0x80, 0x7f, 0xfe]]]) {
    for (const bytes of [message(1).length, 35, 36, 37, 38, 127, 1000]) {
      test(`a payload of ${bytes} bytes is unmasked by ${what}`, () => hears(text(message(1, bytes), { mask: Buffer.from(mask) }), 1));
    }
  }

  test("each frame has a key of its own", () => {
    const keys = [[1, 2, 3, 4], [5, 6, 7, 8]].map((one) => Buffer.from(one));
    const parts = [message(1).slice(0, 7), message(1).slice(7)];
    return hears(Buffer.concat([
      frame(opcode.text, parts[0], { fin: false, mask: keys[0] }), frame(opcode.continuation, parts[1], { mask: keys[1] }),
    ]), 1);
  });

  test("a frame that is not masked is refused, of whatever kind and length", async () => {
    for (const code of [opcode.text, opcode.binary, opcode.ping, opcode.pong, opcode.close]) await fails(frame(code, "", { mask: null }), 1002);
    await fails(text(message(1, 1000), { mask: null }), 1002);
    await fails(Buffer.concat([begin("{"), frame(opcode.continuation, "}", { mask: null })]), 1002);
  });
});

describe("fragmentation (RFC 6455, 5.4)", () => {
  const whole = message(1);
  const half = [whole.slice(0, 11), whole.slice(11)];

  const read = [
    ["two", [begin(half[0]), end(half[1])]],
    ["one for each byte", [begin(whole[0]), ...[...whole.slice(1, -1)].map(goOn), end(whole.at(-1))]],
    ["an empty first", [begin(""), end(whole)]],
    ["an empty last", [begin(whole), end("")]],
    ["empty ones between", [begin(half[0]), goOn(""), goOn(""), goOn(half[1]), goOn(""), end("")]],
    ["pings and pongs between", [begin(half[0]), ping("1"), frame(opcode.pong, "2"), goOn(""), ping("3"), end(half[1])]],
    ["large", [begin(message(1, 50_000).slice(0, 25_000)), end(message(1, 50_000).slice(25_000))]],
  ];
  for (const [what, frames] of read) {
    test(`fragments are put together: ${what}`, () => hears(Buffer.concat([...frames, text(message(2))]), 1, 2));
  }

  test("empty fragments only are an empty message", () => hears(Buffer.concat([begin(""), goOn(""), end(""), text(message(1))]), 1));

  const refused = [
    ["a continuation of nothing", [goOn("x")]],
    ["the end of nothing", [end("x")]],
    ["an empty continuation of nothing", [end("")]],
    ["a continuation of what is complete", [begin(half[0]), end(""), end(half[1])]],
    ["a new message inside a fragmented one", [begin(half[0]), text(message(2))]],
    ["a new fragmented message inside a fragmented one", [begin(half[0]), begin(half[1])]],
    ["a binary message inside a fragmented one of text", [begin(half[0]), frame(opcode.binary, "x")]],
  ];
  for (const [what, frames] of refused) {
    test(`${what} is refused`, async () => {
      const raw = await openWebSocket(server.url);
      raw.send(Buffer.concat(frames));
      assert.equal((await raw.closed()).code, 1002);
      assert.equal((await raw.rest()).length, 0);
      raw.drop();
    });
  }
});

describe("control frames (RFC 6455, 5.5)", () => {
  test("a ping is answered by a pong with the same payload, of 0 to 125 bytes of any kind", async () => {
    const payloads = ["", "x", Buffer.from([0, 0xff, 0x80, 0x0a]), Buffer.alloc(124, 7), Buffer.alloc(125, 0xfe)];
    const raw = await openWebSocket(server.url);
    for (const payload of payloads) {
      raw.send(ping(payload));
      const pong = await raw.frame();
      assert.equal(pong.code, opcode.pong);
      assert.deepEqual(pong.payload, Buffer.from(payload));
    }
    raw.drop();
  });

  test("several pings are answered in their order, or the latest of them is (5.5.3)", async () => {
    const raw = await openWebSocket(server.url);
    raw.send(...["1", "2", "3", "4", "5"].map((each) => ping(each)));
    const heard = [];
    while (heard.at(-1) !== "5") heard.push((await raw.frame()).payload.toString());
    assert.deepEqual(heard, [...heard].sort());
    raw.drop();
  });

  test("a ping between fragments is answered before the message is complete", async () => {
    const raw = await openWebSocket(server.url);
    raw.send(begin(message(1).slice(0, 5)), ping("are you there"));
    const pong = await raw.frame();
    assert.deepEqual([pong.code, pong.payload.toString()], [opcode.pong, "are you there"]);
    raw.send(end(message(1).slice(5)));
    await isHeard(raw, 1);
    raw.drop();
  });

  test("a ping that is cut at any byte is answered once, also between fragments, which it does not touch", async () => {
    for (let at = 1; at < ping("payload").length; ++at) {
      const raw = await openWebSocket(server.url);
      const pieces = [ping("payload").subarray(0, at), ping("payload").subarray(at)];
      await raw.sendInPieces(pieces);
      assert.equal((await raw.frame()).payload.toString(), "payload");
      await raw.sendInPieces([begin(message(1).slice(0, 9)), ...pieces, end(message(1).slice(9))]);
      assert.equal((await raw.frame()).payload.toString(), "payload");
      assert.equal((await raw.frame()).code, opcode.text);
      raw.drop();
    }
  });

  test("a pong that nobody asked for is not answered", async () => {
    const raw = await openWebSocket(server.url);
    raw.send(frame(opcode.pong), frame(opcode.pong, Buffer.alloc(125)), text(message(1)));
    assert.equal((await raw.frame()).code, opcode.text);
    raw.drop();
  });

  for (const [name, code] of [["close", opcode.close], ["ping", opcode.ping], ["pong", opcode.pong]]) {
    test(`a ${name} of more than 125 bytes is refused by its header, whatever follows`, async () => {
      await fails(frame(code, Buffer.alloc(126)), 1002);
      await fails(frame(code, "", { claims: 126 }), 1002);
      await fails(frame(code, "", { claims: 2n ** 62n }), 1002);
    });

    test(`a ${name} in fragments is refused`, async () => {
      await fails(frame(code, "", { fin: false }), 1002);
      await fails(Buffer.concat([begin("{"), frame(code, "ab", { fin: false })]), 1002);
    });

    test(`a ${name} whose length has a longer form than needed is refused`, () => fails(frame(code, "ab", { lengthBits: 16 }), 1002));
  }
});

describe("text is UTF-8 (RFC 6455, 5.6, 8.1; RFC 3629)", () => {
  const taken = [
    ["one byte", "\x7f"], ["two", "\u0080\u07ff"], ["three", "\u0800\ud7ff\ue000\uffff"], ["four", "\u{10000}\u{10ffff}"],
    ["noncharacters", "\ufffe\u{1fffe}\ufdd0"], ["a byte order mark", "\ufeff"],
  ];
  for (const [what, characters] of taken) {
    test(`characters of ${what} are taken, whole and cut at any byte of theirs by fragments and by segments`, async () => {
      const bytes = Buffer.from(`{"id":1,"x":"${characters}","do":"x"}`);
      const raw = await openWebSocket(server.url);
      raw.send(text(bytes));
      await isHeard(raw, 1);
      for (let at = 13; at < 14 + Buffer.byteLength(characters); ++at) {
        raw.send(begin(bytes.subarray(0, at)), end(bytes.subarray(at)));
        await isHeard(raw, 1);
        await raw.sendInPieces([text(bytes).subarray(0, 6 + at), text(bytes).subarray(6 + at)]);
        await isHeard(raw, 1);
      }
      raw.drop();
    });
  }

  test("what was said arrives as it was said", async () => {
    const said = "Größe, κόσμε, 你好, שלום, 🧑‍🏫 \u{10fffd}";
    const raw = await openWebSocket(server.url);
    raw.send(text('{"id":1,"do":"hello","name":"Ada"}\n{"id":2,"do":"join","room":"lobby"}'));
    await raw.answerTo(2);
    const bytes = Buffer.from(JSON.stringify({ id: 3, do: "post", room: "lobby", key: newKey(), text: said }));
    raw.send(begin(bytes.subarray(0, 0)), ...[...bytes].map((one) => goOn(Buffer.from([one]))), end(""));
    for (;;) {
      const told = (await raw.documents()).find((each) => each.ev === "message");
      if (!told) continue;
      assert.equal(told.text, said);
      break;
    }
    raw.drop();
  });

  const refused = [
    ["a lone continuation byte", [0x80]], ["the last one", [0xbf]], ["two of them", [0x80, 0xbf]],
    ["a start without its continuation", [0xc3]], ["half of three bytes", [0xe2, 0x82]], ["three quarters of four", [0xf0, 0x9f, 0x8e]],
    ["a start before an ASCII letter", [0xc3, 0x28]], ["a start before a start", [0xe2, 0xe2, 0x82, 0xac]],
    ["an overlong slash in two bytes", [0xc0, 0xaf]], ["in three", [0xe0, 0x80, 0xaf]], ["in four", [0xf0, 0x80, 0x80, 0xaf]],
    ["an overlong NUL", [0xc0, 0x80]], ["the highest overlong of two bytes", [0xc1, 0xbf]], ["of three", [0xe0, 0x9f, 0xbf]],
    ["of four", [0xf0, 0x8f, 0xbf, 0xbf]],
    ["the first surrogate", [0xed, 0xa0, 0x80]], ["the last surrogate", [0xed, 0xbf, 0xbf]], ["a pair of surrogates", [0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80]],
    ["the first above U+10FFFF", [0xf4, 0x90, 0x80, 0x80]], ["a start of four bytes above it", [0xf5, 0x80, 0x80, 0x80]],
    ["five bytes", [0xf8, 0x88, 0x80, 0x80, 0x80]], ["six", [0xfc, 0x84, 0x80, 0x80, 0x80, 0x80]],
    ["the byte 0xFE", [0xfe]], ["the byte 0xFF", [0xff]], ["UTF-16 with its mark", [0xff, 0xfe, 0x7b, 0x00]],
  ];
  for (const [what, bytes] of refused) {
    test(`refused with 1007: ${what}; at the end, amid text, and cut by fragments`, async () => {
      const wrong = Buffer.from(bytes);
      const amid = Buffer.concat([Buffer.from('{"id":1,"do":"x","x":"'), wrong, Buffer.from('"}')]);
      await fails(text(wrong), 1007);
      await fails(text(Buffer.concat([Buffer.from("{}"), wrong])), 1007);
      await fails(text(amid), 1007);
      for (let at = 1; at <= wrong.length; ++at) await fails(Buffer.concat([begin(amid.subarray(0, 22 + at)), end(amid.subarray(22 + at))]), 1007);
    });
  }

  test("half a character is not forgiven when an empty fragment ends the message", async () => {
    await fails(Buffer.concat([begin(Buffer.from([0xe2, 0x82])), end("")]), 1007);
    await fails(Buffer.concat([begin(Buffer.from([0xf0])), goOn(Buffer.from([0x9f])), goOn(""), end("")]), 1007);
  });

  test("half a character at the end of a message is not finished by the next message", () =>
    fails(Buffer.concat([text(Buffer.from([0xe2, 0x82])), text(Buffer.from([0xac]))]), 1007));
});

describe("binary messages (RFC 6455, 5.6; 7.4.1)", () => {
  test("are refused with 1003, whatever is in them", async () => {
    for (const payload of ["", message(1), Buffer.from([0xff])]) await fails(frame(opcode.binary, payload), 1003);
    await fails(Buffer.concat([frame(opcode.binary, "", { fin: false }), end(message(1))]), 1003);
  });
});

describe("limits (RFC 6455, 10.4; protocol/README.md)", () => {
  test("a message of 64 KiB is read, also in fragments; one byte more is refused with 1009", async () => {
    const most = message(1, messageMax);
    await hears(text(most), 1);
    await hears(Buffer.concat([begin(most.slice(0, 40_000)), goOn(most.slice(40_000, 65_000)), end(most.slice(65_000))]), 1);
    await fails(text(message(1, messageMax + 1)), 1009);
    await fails(Buffer.concat([begin(most), end("x")]), 1009);
    await fails(Buffer.concat([begin(most), goOn(""), goOn("x")]), 1009);
  });

  for (const claims of [messageMax + 1, 2 ** 31, 2 ** 32, 2n ** 58n, 2n ** 62n]) {
    test(`a claimed length of ${claims} is refused with 1009 before its payload comes`, async () => {
      await fails(text("", { claims }), 1009);
      await fails(Buffer.concat([begin("{"), frame(opcode.continuation, "", { claims })]), 1009);
    });
  }

  test(`${fragmentsMax} fragments are put together; one more is refused with 1008`, async () => {
    const [first, ...others] = message(1, fragmentsMax);
    const last = others.pop();
    await hears(Buffer.concat([begin(first), ...others.map(goOn), end(last)]), 1);
    await fails(Buffer.concat([begin(first), ...others.map(goOn), goOn(""), end(last)]), 1008);
  });

  test("after a refused message the connection is of no more use, whatever follows in the same segment", () =>
    fails(Buffer.concat([frame(3), text(message(1)), ping("x"), close(1000)]), 1002));
});
