// Two members in one room, on connections of their own, who notice whether a third one's misdeeds reach them.
import assert from "node:assert/strict";

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

  return {
    room,
    talk,

    /** Does the work while the neighbours talk on: before it, as long as it takes, and after it. */
    async talkDuring(work) {
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
    },

    async leave() {
      await Promise.all([ada.leave(), bob.leave()]);
    },
  };
}
