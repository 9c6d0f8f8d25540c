// Published schedules and tables of lessons for tests, made of a few words.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const binary = process.env.HALLWAY_BIN ?? fileURLToPath(new URL('../../build/dev/hallway', import.meta.url));

/**
 * @typedef {{ id: number, title: string, day?: string, start?: string, duration?: string, room?: string, [more: string]: unknown }} Talk
 * @param {Talk[]} talks  at 2024-03-30 unless they say otherwise
 * @returns {string} as frab and pretalx write it
 */
export function scheduleOf(talks, conference = {}) {
  const days = [...new Set(talks.map((talk) => talk.day ?? '2024-03-30'))].sort().map((date, index) => {
    const rooms = {};
    for (const { day = '2024-03-30', room = 'Hall', start = '10:00', duration = '00:45', ...rest } of talks) {
      if (day === date) (rooms[room] ??= []).push({ start, duration, room, ...rest });
    }
    return { index: index + 1, date, rooms };
  });
  return JSON.stringify({ schedule: { conference: { acronym: 'kites', title: 'Kites', time_zone_name: 'Europe/Berlin', days, ...conference } } });
}

/** So many talks, one after the other, by the minute. */
export function manyTalks(count) {
  return Array.from({ length: count }, (_, index) => ({
    id: index + 1,
    title: `Talk ${index + 1}`,
    start: `${String(8 + Math.floor(index / 60)).padStart(2, '0')}:${String(index % 60).padStart(2, '0')}`,
    duration: '00:01',
  }));
}

/** Runs a command to its end. @returns {Promise<{ status: number | null, stdout: string, stderr: string, json: any }>} */
export function hallway(args, { input = '', env = {} } = {}) {
  return new Promise((resolve) => {
    const child = execFile(binary, args, { timeout: 60_000, maxBuffer: 64 * 1024 * 1024, env: { ...process.env, ...env } }, (error, stdout, stderr) => {
      const last = stdout.trimEnd().split('\n').at(-1) ?? '';
      resolve({ status: error ? (error.code ?? null) : 0, stdout, stderr, json: last.startsWith('{') ? JSON.parse(last) : undefined });
    });
    child.stdin.on('error', () => {}); // it may not read
    child.stdin.end(input);
  });
}
