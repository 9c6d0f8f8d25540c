// What every peer keeps of a room: how far its numbers are, and a page of newest rows for who joins. Nothing is on a disk.
const page = 50;
const rooms = new Map();

export function roomOf(name) {
  let found = rooms.get(name);
  if (!found) rooms.set(name, (found = { name, offset: 0, rows: [] }));
  return found;
}

/** One post becomes a row. `offset`: if somebody else numbers them. */
export function rowOf(room, from, text, offset = room.offset + 1) {
  const row = { ev: "message", room: room.name, id: `e-${offset}`, offset, at: Date.now(), from, text };
  room.offset = Math.max(room.offset, offset);
  room.rows.push(row);
  if (room.rows.length > page) room.rows.shift();
  return row;
}

/** What who joins is answered. */
export const entryOf = (room) => ({ room: { id: room.name }, offset: room.offset, events: room.rows });
