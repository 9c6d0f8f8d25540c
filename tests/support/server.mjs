// The real server for a test: started on a free port with its own data directory, killed without warning, started again at the same place.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { ownCertificate } from './certificate.mjs';

const binary = process.env.HALLWAY_BIN ?? fileURLToPath(new URL('../../build/dev/hallway', import.meta.url));
const startMax = 20_000; // ms

// With HALLWAY_TEST_TLS in the environment every server speaks TLS, so that a suite can be run both ways; its clients take any certificate.
const tlsFlags = process.env.HALLWAY_TEST_TLS ? ownCertificate().flags : [];
if (tlsFlags.length > 0) process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';

// A run that ends early takes its servers with it.
const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/**
 * @param {string[]} [more]  further arguments of `serve`
 * @param {object} [how]
 * @param {string} [how.data]  the directory; else a new one
 * @param {(command: string[], data: string) => string[]} [how.within]  what is run instead of the command, to run it in the end (exec)
 * @param {Record<string, string>} [how.environment]  beside this process's
 */
export async function startServer(more = [], how = {}) {
  const data = how.data ?? (await mkdtemp(join(tmpdir(), 'hallway-test-')));
  const server = new Server(data, more, how);
  await server.start();
  return server;
}

export class Server {
  #data;
  #more;
  #within;
  #environment;
  #process = null;
  #errors = '';
  #isMeantToEnd = false;
  /** The first line told it; kept over a restart. */
  url = '';

  constructor(data, more, { within = (command) => command, environment = {} }) {
    this.#data = data;
    this.#more = more;
    this.#within = within;
    this.#environment = environment;
  }

  /** From the next start on: as startServer()'s. */
  set environment(next) {
    this.#environment = next;
  }

  /** What it wrote to stderr, the last of it. */
  get log() {
    return this.#errors;
  }

  /** The directory where the server keeps everything. */
  get data() {
    return this.#data;
  }

  /** Of the process that runs at present. */
  get pid() {
    return this.#process.pid;
  }

  /** What it wrote to stderr last. */
  get errors() {
    return this.#errors;
  }

  async start() {
    const listen = this.url ? new URL(this.url).host : '127.0.0.1:0';
    const [command, ...args] = this.#within([binary, 'serve', '--listen', listen, '--data', this.#data, '--drain-grace', '0', '--drain-window', '0', ...tlsFlags, ...this.#more], this.#data);
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...this.#environment } });
    this.#process = child;
    running.add(child);
    this.#isMeantToEnd = false;
    child.once('exit', () => running.delete(child));
    child.once('close', (code, signal) => {
      if (!this.#isMeantToEnd) console.error(`The server ended by itself with ${code ?? signal}.\n${this.#errors}`);
    });
    child.stderr.on('data', (text) => (this.#errors = (this.#errors + text).slice(-4000)));
    this.url = await this.#firstLine(child);
  }

  async #firstLine(child) {
    const lines = createInterface({ input: child.stdout });
    const limit = AbortSignal.timeout(startMax);
    const outcome = await Promise.race([
      once(lines, 'line', { signal: limit }).then(([line]) => line),
      once(child, 'exit', { signal: limit }).then(([code]) => new Error(`The server ended with ${code}.\n${this.#errors}`)),
      once(child, 'error', { signal: limit }).then(([error]) => error),
    ]);
    const match = /^listening (https?:\/\/\S+)/.exec(outcome);
    if (!match) throw outcome instanceof Error ? outcome : new Error(`Instead of its address the server said: ${outcome}\n${this.#errors}`);
    lines.on('line', () => {}); // the pipe stays empty
    return match[1].replace(/\/$/, '');
  }

  /** The token of a link that makes people this. @param {string} role @returns {Promise<string>} */
  async token(role) {
    const { stdout } = await promisify(execFile)(binary, ['gen-token', '--role', role, '--data', this.#data]);
    return stdout.trim();
  }

  /** Ends it as a power cut would. */
  async kill(signal = 'SIGKILL') {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    this.#isMeantToEnd = true;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }

  /** Ends it and forgets everything. */
  async remove() {
    await this.kill();
    await rm(this.#data, { recursive: true, force: true });
  }
}
