// The job in node with `ws`: a loop over the room's connections.
import { WebSocketServer } from "ws";

import { entryOf, roomOf, rowOf } from "./room.mjs";

const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false }, () =>
  console.log(`listening http://127.0.0.1:${server.address().port}`));

server.on("connection", (socket) => {
  const member = { id: "", name: "", role: "attendee" };
  let room;
  socket.on("message", (bytes) => {
    for (const line of bytes.toString().split("\n")) {
      const { id, do: what, name, room: wanted, text } = JSON.parse(line);
      if (what === "hello") {
        Object.assign(member, { id: `u-${name}`, name });
        socket.send(JSON.stringify({ re: id, ok: { me: member } }));
      } else if (what === "join") {
        room = roomOf(wanted);
        (room.members ??= new Set()).add(socket);
        socket.send(JSON.stringify({ re: id, ok: entryOf(room) }));
      } else if (what === "post") {
        const row = rowOf(room, member, text);
        socket.send(JSON.stringify({ re: id, ok: { id: row.id, offset: row.offset, at: row.at } }));
        const told = JSON.stringify(row);
        for (const other of room.members) other.send(told);
      }
    }
  });
  socket.on("close", () => room?.members.delete(socket));
  socket.on("error", () => socket.terminate());
});
