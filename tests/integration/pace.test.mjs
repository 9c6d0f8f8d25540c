// How often a member may ask for what costs the server something: above that he is asked to wait, and nobody else notices.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { startServer } from "../support/server.mjs";
import { connect, newKey } from "../support/wire-client.mjs";

const joinsAtOnce = 300; // protocol/limits.hpp, join_burst; then one each 20 ms
const marksAtOnce = 128; // read_burst; then one each 100 ms

let server;
before(async () => {
  server = await startServer(["--cores", "1"]);
});
after(() => server.remove());

async function entered(name) {
  const client = await connect(server.url);
  await client.hello(name);
  await client.ok({ do: "join", room: "lobby" });
  return client;
}

/** Asks the same many times at once. \returns the refusals, checked; and that a neighbour still hears what another says. */
async function flood(command, times) {
  const [mallory, ada, bob] = [await entered("Mallory"), await entered("Ada"), await entered("Bob")];
  const begun = Date.now();
  const answers = await Promise.all(Array.from({ length: times }, () => mallory.ask(command)));
  const seconds = (Date.now() - begun) / 1000;
  const refused = answers.filter((answer) => answer.error).map((answer) => answer.error);
  for (const error of refused) {
    assert.deepEqual([error.code, error.retryable], ["rate_limited", true]);
    assert.ok(error.retry_after_ms > 0 || error.message.startsWith("Wait for the answers"));
  }
  await ada.ok({ do: "post", room: "lobby", key: newKey(), text: "Still here?" });
  assert.equal((await bob.event("message")).text, "Still here?");
  await mallory.ok({ do: "ping" });
  await Promise.all([mallory, ada, bob].map((client) => client.leave()));
  return { refused: refused.length, taken: times - refused.length, seconds };
}

test("who joins without end is let in so often, and asked to wait", async () => {
  const { refused, taken, seconds } = await flood({ do: "join", room: "lobby" }, 1_500);
  assert.ok(refused > 0);
  assert.ok(taken <= joinsAtOnce + 1 + Math.ceil(seconds * 50), `${taken} joins in ${seconds} s`);
});

test("who joins all the rooms that one connection may be in, twice over, need not wait", async () => {
  const client = await entered("Ada");
  const answers = await Promise.all(Array.from({ length: 256 }, () => client.ask({ do: "join", room: "lobby" })));
  assert.ok(answers.every((answer) => answer.ok));
  await client.leave();
});

test("who says too often how far he has read is asked to wait", async () => {
  const { refused, taken, seconds } = await flood({ do: "read", room: "lobby", offset: 1 }, 600);
  assert.ok(refused > 0);
  assert.ok(taken <= marksAtOnce + 1 + Math.ceil(seconds * 10), `${taken} marks in ${seconds} s`);
});
