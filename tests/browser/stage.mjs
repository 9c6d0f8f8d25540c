// What every file of stories needs: a server, a browser, people who come and are seen off, and a room that is full already.
import { after, afterEach, before } from 'node:test';
import { createRequire } from 'node:module';

import { createClient } from '../../web-client/sdk/hallway.js';
import { arrive, launch, visit } from './browser.mjs';
import { startServer } from '../support/server.mjs';

const require = createRequire(new URL('../../web-client/package.json', import.meta.url));
const { WebSocket } = require('ws');

/** Sets the stage for the stories of one file.
 * @param {string[]} [more]  further arguments of `serve`
 * @param {(server: Awaited<ReturnType<typeof startServer>>) => Promise<unknown>} [furnish]  what is there before anybody comes */
export function setStage(more = [], furnish = async () => {}) {
  const stage = {
    /** @type {Awaited<ReturnType<typeof startServer>>} */ server: undefined,
    /** @type {import('playwright-core').Browser} */ browser: undefined,
    /** @type {import('./browser.mjs').Person[]} */ people: [],

    /** Somebody comes. @param {object} [options]  of the browser context @param {string} [path] */
    async person(options, path = '/') {
      const person = await visit(stage.browser, stage.server.url + path, options);
      stage.people.push(person);
      return person;
    },

    /** Somebody comes who may not be shown a room first, or nothing yet (about:blank). @param {object} [options]  of the browser context @param {string} [path] */
    async visitor(options, path = '/') {
      const person = await arrive(stage.browser, path === 'about:blank' ? path : stage.server.url + path, options);
      stage.people.push(person);
      return person;
    },
  };
  before(async () => {
    stage.server = await startServer(more);
    await furnish(stage.server);
    stage.browser = await launch();
  });
  afterEach(async () => {
    for (const person of stage.people.splice(0)) await person.leave();
  });
  after(async () => {
    await stage.browser?.close();
    await stage.server?.remove();
  });
  return stage;
}

/** Somebody without a browser writes. @param {string} url  the server's @param {string} name @param {string[]} texts @param {string} [where]  the room
 * @returns {Promise<string[]>} the ids under which they are stored */
export async function say(url, name, texts, where = 'lobby') {
  const client = createClient({ url: `${url.replace('http', 'ws')}/v1/ws`, name, WebSocket, storage: null, wakeTarget: null });
  client.start();
  const room = client.room(where);
  try {
    const ids = [];
    for (const text of texts) ids.push((await room.post(text).settled).id);
    return ids;
  } finally {
    client.stop();
  }
}

/** People who sit in a room and say nothing; '' has no name and reads along. @param {string} url  the server's @param {string[]} names @param {string} [where]  the room
 * @returns {Promise<() => void>} sees them off */
export async function attend(url, names, where = 'lobby') {
  const clients = names.map((name) => createClient({ url: `${url.replace('http', 'ws')}/v1/ws`, name, WebSocket, storage: null, wakeTarget: null }));
  await Promise.all(clients.map((client) => new Promise((resolve) => {
    client.room(where).on('change', ({ status }) => status === 'live' && resolve(undefined));
    client.start();
  })));
  return () => clients.forEach((client) => client.stop());
}

/** A moderator opens a room. @param {Awaited<ReturnType<typeof startServer>>} server @param {string} id @param {string} title */
export const openRoom = (server, id, title) => openRooms(server, { [id]: title });

/** As openRoom(), several. @param {Awaited<ReturnType<typeof startServer>>} server @param {Record<string, string>} rooms  titles by id */
export async function openRooms(server, rooms) {
  const token = await server.token('moderator');
  const client = createClient({ url: `${server.url.replace('http', 'ws')}/v1/ws`, token, name: 'Mod', WebSocket, storage: null, wakeTarget: null });
  client.start();
  await new Promise((resolve) => client.on('hello', resolve));
  try {
    for (const [id, title] of Object.entries(rooms)) await client.openRoom(id, title);
  } finally {
    client.stop();
  }
}

/** `count` texts that can be told apart. @param {string} word @param {number} count */
export const numbered = (word, count) => Array.from({ length: count }, (_, index) => `${word} ${String(index + 1).padStart(3, '0')}`);

/** Somebody with a role sends one command, and waits for its answer.
 * @param {Awaited<ReturnType<typeof startServer>>} server @param {string} role @param {Record<string, unknown>} command @param {string} [room]  to be joined first */
export async function order(server, role, command, room) {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/v1/ws`, 'hallway.v1');
  const answers = new Map();
  socket.on('message', (frame) => {
    for (const line of String(frame).split('\n')) {
      const document = JSON.parse(line);
      answers.get(document.re)?.(document);
    }
  });
  const asked = (document) => new Promise((resolve, reject) => {
    answers.set(document.id, (answer) => (answer.error ? reject(new Error(`${answer.error.code}: ${answer.error.message}`)) : resolve(answer.ok)));
    socket.send(JSON.stringify(document));
  });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  try {
    await asked({ id: 1, do: 'hello', name: 'Staff', token: await server.token(role) });
    if (room) await asked({ id: 3, do: 'join', room });
    return await asked({ id: 2, ...(room && { room }), key: `order-${Date.now()}-${Math.random().toString(36).slice(2, 8)}`, ...command });
  } finally {
    socket.close();
  }
}

const minuteMs = 60_000;

/** A zone where it is about noon, so that no day ends during a test. @param {number} now */
function noonZone(now) {
  const ahead = 12 - new Date(now).getUTCHours();
  return ahead === 0 ? 'UTC' : `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`; // POSIX counts west
}

/** A small conference of two stages, around this moment: one talk is on, others come, one is cancelled, one was yesterday. Times in minutes from now. */
export const conference = () => {
  const now = Date.now();
  const talk = (room, title, stage, from, to, more = {}) => ({ room, title, stage, starts: now + from * minuteMs, ends: now + to * minuteMs, ...more });
  return {
    time_zone: noonZone(now),
    stages: [{ room: 's-aula', title: 'Aula' }, { room: 's-workshop', title: 'Workshop' }],
    talks: [
      talk('t-00000000000a', 'Queues that do not grow', 's-aula', -20, 25, { persons: ['Ada Stone'], track: 'Systems', language: 'en' }),
      talk('t-00000000000b', 'Maps for everybody', 's-aula', 30, 60, { persons: ['Bob Marsh', 'Chidi'], track: 'Society' }),
      talk('t-00000000000c', 'Soldering for beginners', 's-workshop', -10, 50, { persons: ['Dana'] }),
      talk('t-00000000000d', 'Café of broken things', 's-workshop', 60, 90, { persons: ['Emil'], cancelled: true }),
      talk('t-00000000000e', 'What a year', 's-aula', -30 * 60, -29 * 60, { persons: ['Ada Stone'] }),
    ],
  };
};
