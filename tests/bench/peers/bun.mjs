// The job in Bun, with its own publishing (uWebSockets inside).
import { entryOf, roomOf, rowOf } from "./room.mjs";

const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  fetch: (request, self) => (self.upgrade(request, { data: { member: { id: "", name: "", role: "attendee" }, room: null } }) ? undefined : new Response("", { status: 426 })),
  websocket: {
    perMessageDeflate: false,
    message(socket, message) {
      const { data } = socket;
      for (const line of String(message).split("\n")) {
        const { id, do: what, name, room: wanted, text } = JSON.parse(line);
        if (what === "hello") {
          Object.assign(data.member, { id: `u-${name}`, name });
          socket.send(JSON.stringify({ re: id, ok: { me: data.member } }));
        } else if (what === "join") {
          data.room = roomOf(wanted);
          socket.subscribe(wanted);
          socket.send(JSON.stringify({ re: id, ok: entryOf(data.room) }));
        } else if (what === "post") {
          const row = rowOf(data.room, data.member, text);
          socket.send(JSON.stringify({ re: id, ok: { id: row.id, offset: row.offset, at: row.at } }));
          server.publish(data.room.name, JSON.stringify(row));
        }
      }
    },
  },
});
console.log(`listening http://127.0.0.1:${server.port}`);
