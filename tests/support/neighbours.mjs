// Two members in one room, on connections of their own, who notice whether a third one's misdeeds reach them; and a watch on the server's memory.
import assert from "node:assert/strict";
import { test } from "node:test";

import { forgetPeak, memoryOf } from "./process-memory.mjs";
import { connect, newKey } from "./wire-client.mjs";

/** @param {string} address of the server @param {string} [room] */
export async function neighboursAt(address, room = "lobby") {
  const [ada, bob] = await Promise.all([connect(address), connect(address)]);
  const { me } = await ada.hello("Ada");
  await ada.ok({ do: "join", room });
  await bob.enter("Bob", room);
  let said = 0;

  /** Ada posts; both are told it, each post once and in order. */
  async function talk() {
    const text = `neighbourly word ${++said}`;
    const receipt = await ada.ok({ do: "post", room, key: newKey(), text });
    for (const one of [ada, bob]) {
      const told = await one.next((each) => each.ev === "message" && each.from.id === me.id, "what a neighbour said");
      assert.deepEqual([told.id, told.offset, told.text], [receipt.id, receipt.offset, text]);
      const own = one.documents.filter((each) => each.from?.id === me.id); // a doubled one would be found by the next look
      one.documents.splice(0, Infinity, ...own);
    }
  }

  /** Does the work while the neighbours talk: before it, as long as it takes, and after it. */
  async function talkDuring(work) {
    await talk();
    let isOver = false;
    const talking = (async () => {
      while (!isOver) await talk();
    })();
    try {
      return await work();
    } finally {
      isOver = true;
      await talking;
      await talk();
    }
  }

  return { talk, talkDuring };
}

/**
 * How a file writes its tests of misdeeds: each is done while neighbours talk, and the server may not grow by it.
 * @param {() => import("./server.mjs").Server} server  started by the time a test runs, with one core, so that nobody has a core of its own
 * @returns {(title: string, misdeed: () => Promise<void>, limits?: { growthMax?: number }) => void}
 *          growthMax: bytes that the server's memory may have risen by at any moment
 */
export function besideNeighbours(server) {
  let neighbours;
  return (title, misdeed, { growthMax = 8 * 2 ** 20 } = {}) =>
    test(title, async () => {
      const { pid } = server();
      neighbours ??= neighboursAt(server().url);
      const { talk, talkDuring } = await neighbours;
      for (let i = 0; i < 20; ++i) await talk(); // what neighbours need is there
      const { resident } = memoryOf(pid);
      forgetPeak(pid);
      await talkDuring(misdeed);
      const { peak, isWatched } = memoryOf(pid);
      assert.equal(server().pid, pid);
      if (!isWatched) assert.ok(peak - resident <= growthMax, `grew by ${peak - resident} bytes`);
    });
}
