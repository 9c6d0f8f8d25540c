// A client's schedule: fetched when hello names another, kept up to date by what is told, fetched again when it has to be.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { helloAnswer, makeWorld } from './fake-world.mjs';
import { createClient } from './hallway.js';

const start = 1_700_000_000_000;

/** @param {number} version @param {any[]} [talks] */
const served = (version, talks = []) => ({
  space: 'main', title: 'Main', version, stages: [{ room: 's-janson', title: 'Janson' }], talks, lessons: [],
});
/** @param {string} name @param {number} [starts] */
const talk = (name, starts = start) => ({ room: `t-${name}`, title: name, stage: 's-janson', starts, ends: starts + 60_000 });

/** Lets what was answered be read. */
const read = () => new Promise((resolve) => setImmediate(resolve));

/** A client whose server's schedule the test plays. */
function started() {
  const world = makeWorld();
  /** @type {{ url: string, tag: string | undefined, answer: (status: number, body?: any, tag?: string) => Promise<unknown> }[]} */
  const asked = [];
  const client = createClient({
    ...world.options,
    fetch: (url, { headers }) =>
      new Promise((resolve, reject) => {
        const answer = (/** @type {number} */ status, /** @type {any} */ body, /** @type {string} */ tag = '"1"') => {
          if (status === 0) reject(new TypeError('no network'));
          else resolve({ status, ok: status === 200, headers: { get: () => tag }, json: async () => body });
          return read();
        };
        asked.push({ url, tag: headers['If-None-Match'], answer: /** @type {any} */ (answer) });
      }),
  });
  client.start();
  /** @param {number} [schedule] @param {object} [more] */
  const greet = (schedule, more = {}) => {
    world.socket.open();
    const space = { id: 'main', title: 'Main', rooms: [], ...(schedule ? { schedule } : {}) };
    world.socket.answer('hello', helloAnswer({ space, now: world.clock.now(), ...more }));
  };
  /** @type {number[]} */
  const told = [];
  client.schedule.on('change', ({ version }) => told.push(version));
  return { world, client, asked, greet, told, rooms: () => client.schedule.state?.talks.map(({ room }) => room) };
}

test('it is fetched from beside the WebSocket when hello names one', async () => {
  const { client, asked, greet, told } = started();
  const before = client.schedule.state;
  assert.equal(before, null);
  greet(7);
  assert.equal(asked[0].url, 'http://127.0.0.1/v1/schedule');
  await asked[0].answer(200, served(7, [talk('a')]));
  assert.equal(client.schedule.state?.talks[0].room, 't-a');
  assert.deepEqual(told, [7]);
  assert.equal(client.schedule.currentOf('s-janson')?.room, 't-a');
  assert.equal(client.schedule.nextOf('s-janson', start - 1)?.room, 't-a');
  assert.equal(client.schedule.entryOf('s-janson')?.title, 'Janson');
});

test('a space without one has an empty one, and nothing is fetched', () => {
  const { client, asked, greet } = started();
  greet();
  assert.deepEqual([asked.length, client.schedule.state?.version, client.schedule.state?.talks], [0, 0, []]);
});

test("it is judged by the server's clock", () => {
  const { client, world, greet } = started();
  greet(undefined, { now: start + 90_000 });
  assert.equal(client.schedule.now(), start + 90_000);
  world.clock.advance(1_000);
  assert.equal(client.schedule.now(), start + 91_000);
});

test('what is told is folded in without fetching', async () => {
  const { world, asked, greet, rooms } = started();
  greet(7);
  await asked[0].answer(200, served(7, [talk('a'), talk('b', start + 1)]));
  world.socket.tell({ ev: 'schedule', version: 9, talks: [talk('a', start + 2)], removed: [] });
  assert.deepEqual(rooms(), ['t-b', 't-a']);
  world.clock.advance(60_000);
  assert.equal(asked.length, 1);
});

test('what was told while it was being fetched is in it', async () => {
  const { world, asked, greet, rooms, client } = started();
  greet(7);
  world.socket.tell({ ev: 'schedule', version: 8, talks: [talk('b', start + 1)] });
  await asked[0].answer(200, served(7, [talk('a')]));
  assert.deepEqual([rooms(), client.schedule.state?.version], [['t-a', 't-b'], 8]);
});

test('told to fetch anew it does within 3 s, with the tag it has, and keeps what is told meanwhile', async () => {
  const { world, asked, greet, rooms, client } = started();
  greet(7);
  await asked[0].answer(200, served(7, [talk('a')]), '"seven"');
  world.socket.tell({ ev: 'schedule', version: 8, reload: true });
  world.socket.tell({ ev: 'schedule', version: 9, talks: [talk('c', start + 1)] });
  assert.equal(asked.length, 1);
  world.clock.advance(3_000);
  assert.deepEqual([asked.length, asked[1].tag], [2, '"seven"']);
  await asked[1].answer(200, served(8, [talk('b')]), '"eight"');
  assert.deepEqual([rooms(), client.schedule.state?.version], [['t-b', 't-c'], 9]);
});

test('an answer that is older than what was told, or none, is asked for again', async () => {
  const { world, asked, greet, client } = started();
  greet(7);
  await asked[0].answer(200, served(6));
  world.clock.advance(5_000);
  await asked[1].answer(0);
  world.clock.advance(5_000);
  await asked[2].answer(503);
  world.clock.advance(5_000);
  await asked[3].answer(200, { no: 'schedule' });
  world.clock.advance(5_000);
  await asked[4].answer(200, served(7));
  assert.equal(client.schedule.state?.version, 7);
  world.clock.advance(4_000);
  assert.equal(asked.length, 5);
});

test('who comes back fetches only if the server has another version', async () => {
  const { world, asked, greet, client } = started();
  greet(7);
  await asked[0].answer(200, served(7), '"seven"');
  const again = (/** @type {number} */ version) => {
    world.socket.drop();
    world.clock.advance(client.stateInfo.retryInMs ?? 0);
    greet(version);
  };
  again(7);
  assert.equal(asked.length, 1);
  again(5); // a backup was restored
  await asked[1].answer(200, served(5), '"five"');
  assert.equal(client.schedule.state?.version, 5);
  again(9);
  assert.equal(asked[2].tag, '"five"');
});

test('nothing of it runs on when the client stops', async () => {
  const { world, asked, greet, client } = started();
  greet(7);
  await asked[0].answer(200, served(7));
  world.socket.tell({ ev: 'schedule', version: 8, reload: true });
  client.stop();
  assert.equal(world.clock.pending, 0);
});

test('what a talk says about itself is asked for, and the clock is moved with a key', async () => {
  const { world, greet, client } = started();
  greet();
  const about = client.about('t-a');
  world.socket.answer('about', { room: 't-a', abstract: 'Why.' });
  assert.equal((await about).abstract, 'Why.');
  const moved = client.moveClock({ talk: 't-a', act: 'extend', minutes: 5 });
  assert.match(world.socket.last('clock').key, /^[0-9a-f]{32}$/);
  assert.equal(world.socket.last('clock').minutes, 5);
  world.socket.refuse('clock', 'forbidden');
  await assert.rejects(moved, { code: 'forbidden' });
});

test('what had to be fetched when the connection was lost is fetched after it, though all that came later was told', async () => {
  const { world, client, asked, greet, rooms } = started();
  greet(7);
  await asked[0].answer(200, served(7, [talk('a')]));
  world.socket.tell({ ev: 'schedule', version: 8, reload: true });
  world.socket.tell({ ev: 'schedule', version: 9, talks: [talk('b')] });
  world.socket.drop(1006);
  world.clock.advance(30_000);
  greet(9);
  assert.equal(asked.length, 2);
  await asked[1].answer(200, { ...served(9, [talk('b')]), stages: [{ room: 's-janson', title: 'Janson' }, { room: 's-k1', title: 'K.1' }] });
  assert.deepEqual([rooms(), client.schedule.state?.stages.length], [['t-b'], 2]);
});

test('a schedule that begins anew, with a lower version, is fetched', async () => {
  const { world, client, asked, greet, rooms } = started();
  greet(7);
  await asked[0].answer(200, served(7, [talk('a')]));
  world.socket.tell({ ev: 'schedule', version: 2, reload: true });
  world.clock.advance(3_000);
  assert.equal(asked.length, 2);
  await asked[1].answer(200, served(2, [talk('b')]), '"2"');
  assert.deepEqual([rooms(), client.schedule.state?.version], [['t-b'], 2]);
});
