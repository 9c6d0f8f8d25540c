// What every file of stories needs: a server, a browser, people who come and are seen off, and a room that is full already.
import { after, afterEach, before } from 'node:test';
import { createRequire } from 'node:module';

import { createClient } from '../../web-client/sdk/hallway.js';
import { launch, visit } from './browser.mjs';
import { startServer } from '../support/server.mjs';

const require = createRequire(new URL('../../web-client/package.json', import.meta.url));
const { WebSocket } = require('ws');

/** Sets the stage for the stories of one file.
 * @param {string[]} [more]  further arguments of `serve` */
export function setStage(more = []) {
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
  };
  before(async () => {
    stage.server = await startServer(more);
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

/** Somebody without a browser writes. @param {string} url  the server's @param {string} name @param {string[]} texts
 * @returns {Promise<string[]>} the ids under which they are stored */
export async function say(url, name, texts) {
  const client = createClient({ url: `${url.replace('http', 'ws')}/v1/ws`, name, WebSocket, storage: null, wakeTarget: null });
  client.start();
  const room = client.room('lobby');
  try {
    const ids = [];
    for (const text of texts) ids.push((await room.post(text).settled).id);
    return ids;
  } finally {
    client.stop();
  }
}

/** A moderator opens a room. @param {Awaited<ReturnType<typeof startServer>>} server @param {string} id @param {string} title */
export async function openRoom(server, id, title) {
  const token = await server.token('moderator');
  const client = createClient({ url: `${server.url.replace('http', 'ws')}/v1/ws`, token, name: 'Mod', WebSocket, storage: null, wakeTarget: null });
  client.start();
  await new Promise((resolve) => client.on('hello', resolve));
  try {
    await client.openRoom(id, title);
  } finally {
    client.stop();
  }
}

/** `count` texts that can be told apart. @param {string} word @param {number} count */
export const numbered = (word, count) => Array.from({ length: count }, (_, index) => `${word} ${String(index + 1).padStart(3, '0')}`);
