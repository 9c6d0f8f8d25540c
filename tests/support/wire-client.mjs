// A bare client for tests over the wire: sends what it is told, keeps what arrives, checks nothing.
import { createRequire } from "node:module";

const { WebSocket } = createRequire(new URL("../../web-client/package.json", import.meta.url))("ws");

/** Every wait in a test has an end. */
const patience = 30_000;

/**
 * @param {string} address of the server, http://127.0.0.1:…, or https:
 * @param {{ origin?: string, ca?: string | Buffer }} [options]  of ws
 */
export async function connect(address, options = {}) {
  const socket = new WebSocket(`${address.replace("http", "ws")}/v1/ws`, "hallway.v1", { perMessageDeflate: false, ...options });
  const documents = [];
  const looking = new Set();
  let lastCommand = 0;
  const closed = new Promise((resolve) => socket.on("close", (code, reason) => resolve({ code, reason: String(reason) })));
  socket.on("message", (data) => {
    for (const line of String(data).split("\n")) if (line.trim()) documents.push(JSON.parse(line));
    for (const look of [...looking]) look();
  });
  await new Promise((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", reject);
  });

  const client = {
    socket,
    closed,
    documents,

    /** Sends text as it is. */
    raw(text) {
      socket.send(text);
    },

    /** The first document that arrived or will arrive and matches; it is taken out. */
    async next(matches, what = "a document") {
      const found = () => documents.findIndex(matches);
      if (found() < 0) {
        await new Promise((resolve, reject) => {
          const giveUp = setTimeout(() => {
            reject(new Error(`${what} did not arrive; there was ${JSON.stringify(documents).slice(0, 1000)}`));
          }, patience);
          const look = () => {
            if (found() < 0) return;
            clearTimeout(giveUp);
            looking.delete(look);
            resolve();
          };
          looking.add(look);
        });
      }
      return documents.splice(found(), 1)[0];
    },

    event(ev) {
      return client.next((each) => each.ev === ev, `event ${ev}`);
    },

    /** Sends a command and waits for its answer. */
    async ask(command) {
      const id = ++lastCommand;
      socket.send(JSON.stringify({ id, ...command }));
      return client.next((each) => each.re === id, `the answer to ${command.do}`);
    },

    async ok(command) {
      const answer = await client.ask(command);
      if (!answer.ok) throw new Error(`${command.do} was refused: ${JSON.stringify(answer.error)}`);
      return answer.ok;
    },

    async refused(command) {
      const answer = await client.ask(command);
      if (!answer.error) throw new Error(`${command.do} was not refused: ${JSON.stringify(answer)}`);
      return answer.error;
    },

    async hello(name, more = {}) {
      return client.ok({ do: "hello", ...(name ? { name } : {}), ...more });
    },

    async enter(name, room = "lobby") {
      await client.hello(name);
      return client.ok({ do: "join", room });
    },

    /** Ends the connection and waits until it is gone. */
    async leave() {
      socket.close();
      await closed;
    },
  };
  return client;
}

let keys = 0;
/** A key that no other call returns. */
export function newKey() {
  return `test-key-${process.pid}-${String(++keys).padStart(8, "0")}`;
}
