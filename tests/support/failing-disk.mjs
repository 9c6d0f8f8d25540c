// Disks that fail when told to: a small file system of a server's own that is filled, and errors that libfiu returns instead of the kernel.
import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const libraries = "/usr/lib/fiu";

/** What `startServer` needs for a server whose system calls can be made to fail, and the tap that does it. */
export function fallible() {
  if (!existsSync(`${libraries}/fiu_posix_preload.so`)) throw new Error("libfiu is missing: install fiu-utils, as config/packages.txt says");
  const pipes = mkdtempSync(join(tmpdir(), "hallway-fiu-"));
  const tell = (server, command) => run("fiu-ctrl", ["-f", join(pipes, "fiu"), "-c", command, String(server.pid)], { timeout: 10_000 });
  return {
    environment: {
      LD_PRELOAD: `${libraries}/fiu_run_preload.so ${libraries}/fiu_posix_preload.so`,
      FIU_CTRL_FIFO: join(pipes, "fiu"),
    },
    /** @param {string[]} calls e.g. "sync/fsync" @param {number} error errno */
    async fail(server, calls, error) {
      for (const call of calls) await tell(server, `enable name=posix/io/${call},failinfo=${error}`);
    },
    async heal(server, calls) {
      for (const call of calls) await tell(server, `disable name=posix/io/${call}`);
    },
    remove: () => rmSync(pipes, { recursive: true, force: true }),
  };
}

/** Whether this machine lets us mount a file system that only our process sees. */
export function canMount() {
  try {
    execFileSync("unshare", ["-rm", "mount", "-t", "tmpfs", "none", "/mnt"], { stdio: "ignore", timeout: 10_000 });
    return true;
  } catch {
    return false;
  }
}

/** A disk of so many MiB in the server's data directory; nobody else sees it. */
export function smallDisk(mebibytes) {
  const within = (command, data) => {
    const script = `mount -t tmpfs -o size=${mebibytes}m,mode=0700 none "$1" && shift && exec "$@"`;
    return ["unshare", "-rm", "sh", "-c", script, "sh", data, ...command];
  };
  const seen = (server, name = "") => join(`/proc/${server.pid}/root`, server.data, name);
  return {
    within,
    /** Leaves so many KiB. */
    fill(server, kibibytes) {
      const free = Number(execFileSync("stat", ["-f", "-c", "%a", seen(server)], { encoding: "utf8" })) * 4096;
      writeFileSync(seen(server, "filler"), Buffer.alloc(Math.max(0, free - kibibytes * 1024)));
    },
    makeRoom: (server) => rmSync(seen(server, "filler")),
    /** Copies what a restart would find. */
    copyTo(server, folder) {
      const names = readdirSync(seen(server)).filter((name) => name !== "filler" && name !== "lock" && name !== "backups");
      for (const name of names) execFileSync("cp", [seen(server, name), folder]);
    },
  };
}
