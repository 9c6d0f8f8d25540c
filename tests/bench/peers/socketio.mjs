// The job in Socket.IO; with a Redis' socket as an argument as one node of several, whose posts are numbered there and told through its adapter.
import { createServer } from "node:http";

import { createAdapter } from "@socket.io/redis-adapter";
import { createClient } from "redis";
import { Server } from "socket.io";

import { entryOf, roomOf, rowOf } from "./room.mjs";

const redisSocket = process.argv[2];
const http = createServer();
const io = new Server(http, { transports: ["websocket"], serveClient: false, perMessageDeflate: false });
let numbers;
if (redisSocket) {
  numbers = createClient({ socket: { path: redisSocket } });
  const [publishing, subscribed] = [numbers.duplicate(), numbers.duplicate()];
  await Promise.all([numbers.connect(), publishing.connect(), subscribed.connect()]);
  io.adapter(createAdapter(publishing, subscribed));
}

io.on("connection", (socket) => {
  const member = { id: `u-${socket.id}`, name: "", role: "attendee" };
  let room;
  socket.on("join", async ({ name, room: wanted }, answer) => {
    member.name = name;
    room = roomOf(wanted);
    if (numbers) room.offset = Math.max(room.offset, Number(await numbers.get(wanted)));
    await socket.join(wanted);
    answer(entryOf(room));
  });
  socket.on("post", async ({ text }, answer) => {
    const row = rowOf(room, member, text, numbers ? await numbers.incr(room.name) : undefined);
    answer({ id: row.id, offset: row.offset, at: row.at });
    io.to(room.name).emit("message", row);
  });
});
http.listen(0, "127.0.0.1", () => console.log(`listening http://127.0.0.1:${http.address().port}`));
