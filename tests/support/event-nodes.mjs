// Several servers for one event: on one Redis, with one secret.
import { copyFileSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Server, startServer } from "./server.mjs";

/** @param {import("./redis.mjs").Redis} redis  @param {number} count  @param {string[]} [more]  further arguments of `serve` */
export async function startNodes(redis, count, more = []) {
  const flags = ["--store", "redis", "--redis", redis.url, "--redis-password-file", redis.passwordFile, "--unlimited", ...more];
  const nodes = [await startServer(flags)];
  while (nodes.length < count) {
    const data = mkdtempSync(join(tmpdir(), "hallway-test-"));
    copyFileSync(join(nodes[0].data, "secret.key"), join(data, "secret.key"));
    const next = new Server(data, flags, {});
    await next.start();
    nodes.push(next);
  }
  return nodes;
}
