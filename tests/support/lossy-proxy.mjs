// A bad network between a browser and a server: slow, late, and losing packets, as a connection over TCP feels it; and cut when a test says so.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

const packetBytes = 1460;
const resentMs = 400; // what a lost packet costs everything behind it

/** The same chances for the same seed (mulberry32). @param {number} seed */
function chances(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * @param {string} target  the server's address
 * @param {{ kbits?: number, latencyMs?: number, loss?: number, seed?: number }} [how]  each way: bandwidth shared by all connections, one way's delay
 */
export async function startLossyProxy(target, { kbits = 400, latencyMs = 200, loss = 0.05, seed = 1 } = {}) {
  const { hostname, port } = new URL(target);
  const chance = chances(seed);
  /** @type {Set<import('node:net').Socket>} */
  const open = new Set();
  let isRefusing = false;
  /** Until when the line is busy, for each direction. */
  const busyUntil = { up: 0, down: 0 };

  /** @param {import('node:net').Socket} from @param {import('node:net').Socket} to @param {'up' | 'down'} way */
  function pass(from, to, way) {
    let arrival = 0; // in order: nothing arrives before what was sent before it
    from.on('data', (bytes) => {
      for (let start = 0; start < bytes.length; start += packetBytes) {
        const packet = bytes.subarray(start, start + packetBytes);
        const now = performance.now();
        busyUntil[way] = Math.max(now, busyUntil[way]) + (packet.length * 8) / kbits;
        arrival = Math.max(arrival, busyUntil[way] + latencyMs + (chance() < loss ? resentMs : 0));
        setTimeout(() => to.destroyed || to.write(packet), arrival - now);
      }
    });
    from.on('close', () => setTimeout(() => to.destroy(), Math.max(0, arrival - performance.now()) + 1));
    from.on('error', () => {});
  }

  const server = createServer((near) => {
    if (isRefusing) return void near.destroy();
    const far = connect(Number(port), hostname);
    for (const socket of [near, far]) {
      open.add(socket);
      socket.setNoDelay(true);
      socket.on('close', () => open.delete(socket));
    }
    pass(near, far, 'up');
    pass(far, near, 'down');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => open.forEach((socket) => socket.destroy());
  return {
    url: `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}`,
    /** Every connection ends without a word. */
    cut,
    /** Whether nobody gets through; those who are through are cut. @param {boolean} refusing */
    refuse(refusing) {
      isRefusing = refusing;
      if (refusing) cut();
    },
    async end() {
      cut();
      server.close();
    },
  };
}
