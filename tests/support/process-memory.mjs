// What a process of this machine holds in memory, as the kernel counts it (proc(5)).
import { readFileSync, writeFileSync } from "node:fs";

/** @returns {{ resident: number, peak: number, isWatched: boolean }} bytes. isWatched: a sanitizer's shadow and quarantine are in the figures. */
export function memoryOf(pid) {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const bytes = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status)[1]) * 1024;
  const terabyte = 2 ** 40;
  return { resident: bytes("VmRSS"), peak: bytes("VmHWM"), isWatched: bytes("VmSize") > terabyte };
}

/** From here on the peak is the highest since now. */
export function forgetPeak(pid) {
  writeFileSync(`/proc/${pid}/clear_refs`, "5");
}
