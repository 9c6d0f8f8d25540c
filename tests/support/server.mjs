// Starts the real server for a test, on a free loopback port and a data folder of its own; kills it and starts it again when told.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const binary = process.env.HALLWAY_BIN ?? fileURLToPath(new URL("../../build/dev/hallway", import.meta.url));

// A test run that ends early takes its servers with it.
const running = new Set();
process.on("exit", () => running.forEach((child) => child.kill("SIGKILL")));

/**
 * @param {{ flags?: string[] }} [options]
 */
export async function startServer({ flags = [] } = {}) {
  const data = mkdtempSync(join(tmpdir(), "hallway-test-"));
  let child;
  let log = "";

  async function start(listen) {
    child = spawn(binary, ["serve", "--listen", listen, "--data", join(data, "data"), ...flags], { stdio: ["ignore", "pipe", "pipe"] });
    running.add(child);
    child.stderr.on("data", (bytes) => (log = (log + bytes).slice(-20_000)));
    const lines = createInterface({ input: child.stdout });
    const printed = new Promise((resolve, reject) => {
      lines.on("line", (line) => line.startsWith("listening ") && resolve(line.slice("listening ".length).trim()));
      child.once("exit", (code, signal) => reject(new Error(`the server ended (${code ?? signal}) before it listened:\n${log}`)));
      child.once("error", reject);
    });
    return printed;
  }

  async function end(signal) {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    const gone = once(child, "exit");
    child.kill(signal);
    const [code] = await gone;
    running.delete(child);
    return code;
  }

  const address = await start("127.0.0.1:0");
  return {
    address,
    data: join(data, "data"),
    log: () => log,
    pid: () => child.pid,

    /** SIGKILL: nothing is said to anybody. */
    kill: () => end("SIGKILL"),

    /** SIGTERM. \returns the exit code. */
    terminate: () => end("SIGTERM"),

    /** On the same port and data as before. */
    async restart() {
      await end("SIGKILL");
      await start(new URL(address).host);
    },

    async stop() {
      await end("SIGKILL");
      rmSync(data, { recursive: true, force: true });
    },
  };
}
