// The demo, as somebody who looks around meets it.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { startServer } from "../support/server.mjs";
import { connect } from "../support/wire-client.mjs";

let server;
before(async () => {
  server = await startServer(["--demo"]);
});
after(() => server.remove());

test("has three stages with a talk on and a talk next, people who talk in it, and leaves nothing on disk", async () => {
  const visitor = await connect(server.url);
  const { space } = await visitor.hello("Visitor");
  assert.match(space.title, /demo/);
  assert.ok(space.rooms.length > 1 && space.rooms.every(({ title }) => /demo/.test(title)));

  const planned = (each) => each.ev === "schedule";
  let schedule = await (await fetch(`${server.url}/v1/schedule`)).json();
  while (schedule.talks.length < 40) {
    await visitor.next(planned, "the programme");
    schedule = await (await fetch(`${server.url}/v1/schedule`)).json();
  }
  const now = Date.now();
  assert.equal(schedule.stages.length, 3);
  const rooms = schedule.stages.map(({ room: stage, title }) => {
    assert.match(title, /demo/);
    const on = schedule.talks.find((talk) => talk.stage === stage && talk.starts <= now && now < talk.ends);
    assert.ok(schedule.talks.some((talk) => talk.stage === stage && talk.starts === on.ends));
    return on.room;
  });
  assert.ok(schedule.talks.some((talk) => talk.ends < now));

  for (const room of ["lobby", ...rooms]) {
    const { events } = await visitor.ok({ do: "join", room });
    if (events.length === 0) await visitor.next((each) => each.ev === "message" && each.room === room, `a message in ${room}`);
  }
  await visitor.next((each) => each.ev === "message" && each.reply_to, "a reply");
  await visitor.next((each) => each.ev === "here" && each.people >= 10, "a crowd");
  await visitor.leave();
  assert.equal(existsSync(join(server.data, "hallway.db")), false);
  await server.kill("SIGTERM"); // ends by itself although the people of the demo are there
});
