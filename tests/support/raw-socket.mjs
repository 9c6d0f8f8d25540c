// A client's end of a connection as bytes, for what no library would send: HTTP requests as they are typed, WebSocket frames of any form
// (RFC 6455, 5.2), and every byte that comes back.
import { connect as connectTcp } from "node:net";
import { connect as connectTls } from "node:tls";

/** Every wait in a test has an end; ms. */
const patience = 30_000;

export const opcode = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 };

/** RFC 6455, 5.3, has the client draw it anew for each frame; a test is easier to read again if it stays. */
const maskingKey = Buffer.from([0x37, 0xfa, 0x21, 0x3d]);

/**
 * One frame of a client.
 * @param {number} code  the opcode, 0-15
 * @param {string | Buffer} [payload]
 * @param {object} [form]
 * @param {boolean} [form.fin]  false: more fragments follow
 * @param {number} [form.reserved]  RSV1 is 0x40, RSV2 0x20, RSV3 0x10
 * @param {Buffer | null} [form.mask]  null: not masked
 * @param {number | bigint} [form.claims]  another length than the payload's
 * @param {7 | 16 | 64} [form.lengthBits]  another form of the length than the shortest
 */
export function frame(code, payload = "", form = {}) {
  const { fin = true, reserved = 0, mask = maskingKey } = form;
  const body = Buffer.from(payload);
  const length = BigInt(form.claims ?? body.length);
  const bits = form.lengthBits ?? (length < 126n ? 7 : length <= 0xffffn ? 16 : 64);
  const head = Buffer.alloc({ 7: 2, 16: 4, 64: 10 }[bits]);
  head[0] = (fin ? 0x80 : 0) | reserved | code;
  head[1] = (mask ? 0x80 : 0) | { 7: Number(length), 16: 126, 64: 127 }[bits];
  if (bits === 16) head.writeUInt16BE(Number(length), 2);
  if (bits === 64) head.writeBigUInt64BE(length, 2);
  if (!mask) return Buffer.concat([head, body]);
  for (let i = 0; i < body.length; ++i) body[i] ^= mask[i % 4];
  return Buffer.concat([head, mask, body]);
}

export const text = (payload, form) => frame(opcode.text, payload, form);
export const ping = (payload, form) => frame(opcode.ping, payload, form);
export const begin = (payload) => frame(opcode.text, payload, { fin: false });
export const goOn = (payload) => frame(opcode.continuation, payload, { fin: false });
export const end = (payload) => frame(opcode.continuation, payload);

/** What a close frame carries (RFC 6455, 5.5.1). */
export function closeBody(code, reason = "") {
  const number = Buffer.alloc(2);
  number.writeUInt16BE(code);
  return Buffer.concat([number, Buffer.from(reason)]);
}

export const close = (code, reason) => frame(opcode.close, closeBody(code, reason));

/** An upgrade request. `headers`: replaces, adds (a list: one line each) or, with null, leaves out. */
export function upgrade(headers = {}, line = "GET /v1/ws HTTP/1.1") {
  const all = {
    Host: "127.0.0.1",
    Upgrade: "websocket",
    Connection: "Upgrade",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version": "13",
    ...headers,
  };
  const lines = Object.entries(all).flatMap(([name, value]) => (value === null ? [] : [value].flat().map((one) => `${name}: ${one}`)));
  return [line, ...lines, "", ""].join("\r\n");
}

/** @param {string} address of the server, http://127.0.0.1:…, or https: then over TLS, whatever certificate is shown */
export async function dial(address) {
  const { protocol, hostname, port } = new URL(address);
  const plain = connectTcp({ host: hostname, port: Number(port), noDelay: true, allowHalfOpen: true });
  const raw = new RawSocket(protocol === "https:" ? connectTls({ socket: plain, rejectUnauthorized: false, allowHalfOpen: true }) : plain);
  await raw.connected;
  return raw;
}

/** A WebSocket whose handshake is done. */
export async function openWebSocket(address, headers = {}) {
  const raw = await dial(address);
  raw.send(upgrade({ "Sec-WebSocket-Protocol": "hallway.v1", ...headers }));
  const head = await raw.head();
  if (head.status !== 101) throw new Error(`The handshake was answered:\n${head.text}`);
  return raw;
}

class RawSocket {
  #socket;
  #bytes = Buffer.alloc(0);
  #wake = () => {};
  #lastCommand = 0;
  /** How the server's end went: "" while it is open, "ended" after all it had to say, "reset" if it was cut. */
  outcome = "";

  constructor(socket) {
    this.#socket = socket;
    socket.unref(); // the server's process keeps a test alive, what a test leaves open does not
    this.connected = new Promise((resolve, reject) => {
      socket.once(socket.encrypted ? "secureConnect" : "connect", resolve);
      socket.once("error", reject);
    });
    const became = (outcome) => {
      this.outcome ||= outcome;
      this.#wake();
    };
    socket.on("data", (bytes) => {
      this.#bytes = Buffer.concat([this.#bytes, bytes]);
      this.#wake();
    });
    socket.on("end", () => became("ended"));
    socket.on("error", () => became("reset"));
    socket.on("close", () => became("reset"));
  }

  /** May be called after the server has closed: what a test sends too late is lost, which is what it tests. */
  send(...parts) {
    for (const part of parts) if (this.#socket.writable) this.#socket.write(part);
  }

  /** Sends, and waits until the kernel has taken it all or the server has closed. */
  async sendAll(bytes) {
    if (this.#socket.writable) await new Promise((resolve) => this.#socket.write(bytes, resolve)); // with an error if it has closed
  }

  /** Sends piece by piece, each as a segment of its own as far as the kernel allows. */
  async sendInPieces(pieces) {
    for (const piece of pieces) {
      await this.sendAll(piece);
      await new Promise(setImmediate);
    }
  }

  /** Leaves in the kernel what comes, until resume(). */
  pause() {
    this.#socket.pause();
  }

  resume() {
    this.#socket.resume();
  }

  /** What was sent is all (TCP's FIN); the server may still speak. */
  finishSending() {
    this.#socket.end();
  }

  /** Ends it without a word. */
  drop() {
    this.#socket.destroy();
  }

  async #until(found, what) {
    const giveUp = AbortSignal.timeout(patience);
    for (;;) {
      const value = found();
      if (value !== undefined) return value;
      if (this.outcome) throw new Error(`${what} did not come before the server's end (${this.outcome}); there was ${this.#shown()}`);
      await new Promise((resolve) => {
        this.#wake = resolve;
        giveUp.onabort = resolve;
      });
      if (giveUp.aborted) throw new Error(`${what} did not come; there was ${this.#shown()}`);
    }
  }

  #shown() {
    return JSON.stringify(this.#bytes.subarray(0, 500).toString("latin1"));
  }

  #take(count) {
    const taken = this.#bytes.subarray(0, count);
    this.#bytes = this.#bytes.subarray(count);
    return taken;
  }

  /** The head of an HTTP response: status, headers by their name in lower case, the text. Its body is taken along. */
  async head() {
    const size = await this.#until(() => {
      const at = this.#bytes.indexOf("\r\n\r\n");
      return at < 0 ? undefined : at + 4;
    }, "an HTTP response");
    const told = this.#take(size).toString("latin1");
    const [first, ...lines] = told.trimEnd().split("\r\n");
    const headers = Object.fromEntries(lines.map((line) => [line.split(":")[0].toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]));
    const length = Number(headers["content-length"] ?? 0);
    const body = await this.#until(() => (this.#bytes.length < length ? undefined : this.#take(length).toString()), "the response's body");
    return { status: Number(first.split(" ")[1]), headers, text: told + body };
  }

  /** The server's next frame. */
  async frame() {
    return this.#until(() => {
      const [first, second] = this.#bytes;
      if (this.#bytes.length < 2) return undefined;
      const bits = second & 0x7f;
      const header = bits === 126 ? 4 : bits === 127 ? 10 : 2;
      if (this.#bytes.length < header) return undefined;
      const length = bits === 126 ? this.#bytes.readUInt16BE(2) : bits === 127 ? Number(this.#bytes.readBigUInt64BE(2)) : bits;
      if (this.#bytes.length < header + length) return undefined;
      const payload = this.#take(header + length).subarray(header);
      return { fin: (first & 0x80) !== 0, reserved: first & 0x70, code: first & 0x0f, isMasked: (second & 0x80) !== 0, payload };
    }, "a frame");
  }

  /** The documents of the next frame, which is one of text. */
  async documents() {
    const next = await this.frame();
    if (next.code !== opcode.text) throw new Error(`Instead of text there came a frame ${next.code}: ${next.payload.toString("latin1")}`);
    return next.payload.toString().split("\n").map((line) => JSON.parse(line));
  }

  /** Sends a command and waits for its answer; what comes before it is dropped. */
  async ask(command) {
    const id = ++this.#lastCommand;
    this.send(text(JSON.stringify({ id, ...command })));
    return this.answerTo(id);
  }

  /** Skips everything before the answer with that number; null: to what had none that could be read. */
  async answerTo(id) {
    for (;;) {
      const next = await this.frame();
      if (next.code === opcode.close) throw new Error(`Instead of an answer there came a close: ${JSON.stringify(closeOf(next))}`);
      if (next.code !== opcode.text) continue;
      const answer = next.payload.toString().split("\n").map((line) => JSON.parse(line)).find((each) => each.re === id);
      if (answer) return answer;
    }
  }

  async ok(command) {
    const answer = await this.ask(command);
    if (!answer.ok) throw new Error(`${command.do} was refused: ${JSON.stringify(answer.error)}`);
    return answer.ok;
  }

  /** The server's close frame; what comes before it is dropped. */
  async closed() {
    for (;;) {
      const next = await this.frame();
      if (next.code === opcode.close) return closeOf(next);
    }
  }

  /** Everything that still comes until the server ends its side. */
  async rest() {
    await this.#until(() => (this.outcome ? true : undefined), "the server's end");
    return this.#take(this.#bytes.length);
  }
}

/** Code and reason of a close frame; code 1005 stands for none (RFC 6455, 7.1.5). */
export function closeOf({ payload }) {
  return { code: payload.length < 2 ? 1005 : payload.readUInt16BE(0), reason: payload.subarray(2).toString() };
}
