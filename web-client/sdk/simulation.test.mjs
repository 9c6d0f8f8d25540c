// Whole clients against a model of the server, with connections cut and answers lost at random: nothing is lost,
// nothing is stored twice, and in the end everybody sees the log as it stands.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { FakeStorage, FakeClock, makeWorld, seededRandom } from './fake-world.mjs';
import { askedOf, createClient, isStaff, questionsOf, release, usualPolicy } from './hallway.js';
import { ModelServer, bob } from './model-server.mjs';

const firstSeed = Number(process.env.HALLWAY_SEED ?? Math.floor(Math.random() * 2 ** 31));
const runs = process.env.HALLWAY_LONG ? 3_000 : 150;
const steps = 250;

/** One person's tab. A reload makes a new client on the same storage.
 * @param {ModelServer} server @param {FakeClock} clock @param {FakeStorage} storage @param {string} token
 * @param {number} seed */
function openTab(server, clock, storage, token, seed) {
  const world = makeWorld({ storage, seed });
  const { now, setTimeout, clearTimeout } = clock;
  const client = createClient({ ...world.options, now, setTimeout, clearTimeout, token, space: 'main' });
  const room = client.room('lobby');
  client.start();
  return {
    client,
    room,
    world,
    accept() {
      const { socket } = world;
      if (client.state === 'connecting' && socket.readyState === 0) server.accept(socket);
    },
  };
}

/** @param {number} seed */
async function simulate(seed) {
  const random = seededRandom(seed);
  const below = (/** @type {number} */ most) => Math.floor(random() * most);
  const clock = new FakeClock();
  const server = new ModelServer(random, clock.now);
  const forgets = random() < 0.3;
  server.faults = 0.15;
  // Two tabs of Ada share a storage, Bob has his own.
  const storages = [new FakeStorage(), new FakeStorage()];
  const people = [
    ['ada', storages[0]],
    ['ada', storages[0]],
    ['bob', storages[1]],
  ];
  const open = (/** @type {number} */ index) =>
    openTab(
      server,
      clock,
      /** @type {FakeStorage} */ (people[index][1]),
      String(people[index][0]),
      seed * 7 + below(1e6),
    );
  const tabs = people.map((_, index) => open(index));
  /** @type {string[][]} */
  const written = [[], [], []];
  /** @type {string[]} */
  const asked = [];
  let number = 0;
  const quiet = () => {};

  const act = () => {
    const index = below(tabs.length);
    const { client, room, world } = tabs[index];
    const session = server.sessions[below(server.sessions.length)];
    const own = room.state.rows.filter((row) => row.own && !row.deleted);
    const chance = random();
    if (chance < 0.18) written[index].push(`${index}.${++number}`) && room.post(`${index}.${number}`);
    else if (chance < 0.24 && own.length) room.edit(own[below(own.length)].id, `edit ${++number}`);
    else if (chance < 0.27 && own.length) room.delete(own[below(own.length)].id);
    else if (chance < 0.31) room.loadOlder(1 + below(8)).catch(quiet);
    else if (chance < 0.33 && server.rows().length)
      room.loadAround(server.rows()[below(server.rows().length)].id).catch(quiet);
    else if (chance < 0.4 && random() < 0.3) askOrVote(index, room);
    else if (chance < 0.34 && random() < 0.5) setPolicy(room);
    else if (chance < 0.36 && room.state.held.length && random() < 0.7) judge(room);
    else if (chance < 0.36) clock.advance(below(3_000));
    else if (chance < 0.38) client.wake();
    else if (chance < 0.4 && session) server.drop(session, random() < 0.3 ? 4001 : 1006, '500');
    else if (chance < 0.42 && session) server.gap(session);
    else if (chance < 0.425 && forgets) server.forget();
    else if (chance < 0.435) {
      client.stop(); // a reload; what was on the way is lost
      server.sessions = server.sessions.filter(({ socket }) => socket !== world.socket);
      clock.advance(50);
      tabs[index] = open(index);
    } else if (session) server.deliver(session);
    tabs.forEach((tab) => tab.accept());
  };
  /** Asks and votes, each tab for questions of its own share: two tabs of a member do not know of each other's votes.
   * @param {number} index @param {import('./room.js').Room} room */
  const askOrVote = (index, room) => {
    const votable = questionsOf(room.state).filter(({ offset }) => offset % tabs.length === index);
    if (random() < 0.4) asked.push(`q${index}.${++number}`) && room.ask(`q${index}.${number}`);
    else if (random() < 0.3) server.tally();
    else if (votable.length) {
      const { id, hasMyVote } = votable[below(votable.length)];
      room.vote(id, !hasMyVote);
    }
  };
  const setPolicy = (/** @type {import('./room.js').Room} */ room) => room.setPolicy({ slow_mode_s: ++number, approval: random() < 0.6 }).catch(quiet);
  /** Lets one that waits through or drops it, and its author has done with one that was dropped. @param {import('./room.js').Room} room */
  const judge = (room) => {
    const { id, isDropped } = room.state.held[below(room.state.held.length)];
    if (isDropped) room.letGo(id);
    else if (isStaff(room.state.role) && random() < 0.7) release(room, id).catch(quiet);
    else room.delete(id);
  };
  for (let step = 0; step < steps; step++) {
    act();
    if (step % 20 === 0) await null; // promises of pages go on
  }

  // The faults end. Everybody comes to rest, and fills what is missing.
  server.faults = 0;
  for (let round = 0; round < 400; round++) {
    clock.advance(500);
    tabs.forEach((tab) => tab.accept());
    server.sessions.forEach((session) => server.deliver(session));
    if (round === 300) server.tally();
    await null;
  }
  for (const { room } of tabs) {
    for (let after; room.state.moreHeld && isStaff(room.state.role);) {
      let isDone = false;
      room.listHeld(after).then((page) => (after = page.after)).finally(() => (isDone = true));
      while (!isDone) {
        server.sessions.forEach((session) => server.deliver(session));
        await null;
      }
    }
    for (
      let guard = 0;
      guard < 50 && (room.state.markers.some(({ kind }) => kind === 'gap') || room.state.hasOlder);
      guard++
    ) {
      const gap = /** @type {any} */ (room.state.markers.find(({ kind }) => kind === 'gap'));
      let isDone = false;
      (gap ? room.fill(gap) : room.loadOlder()).finally(() => (isDone = true));
      while (!isDone) {
        server.sessions.forEach((session) => server.deliver(session));
        await null;
      }
    }
  }
  return { server, tabs, written, asked, forgets };
}

test(`${runs} runs with cuts, lost answers, reloads, gaps and lost logs end well`, async (t) => {
  t.diagnostic(`HALLWAY_SEED=${firstSeed}`);
  for (let run = 0; run < runs; run++) {
    const seed = firstSeed + run;
    const { server, tabs, written, asked, forgets } = await simulate(seed);
    tabs.forEach(({ client, room }, index) => {
      const who = `seed ${seed}, tab ${index}`;
      assert.deepEqual([client.state, room.state.status], ['online', 'live'], who);
      assert.deepEqual(
        room.state.pending.filter(({ state }) => state !== 'refused'),
        [],
        who,
      );
      const shown = room.state.rows.map(({ id, offset, text, editedAt, deleted }) => ({
        id,
        offset,
        text,
        editedAt,
        deleted,
      }));
      const stands = server.rows().map((row) => ({
        id: row.id,
        offset: row.offset,
        text: row.text ?? '',
        editedAt: row.edited_at ?? null,
        deleted: row.deleted ?? false,
      }));
      assert.deepEqual(shown, stands, who);
      assert.deepEqual(room.state.policy, { ...usualPolicy, ...server.policy() }, who);
      const waits = server.held().filter(({ member }) => member.id === client.me?.id || isStaff(client.me?.role));
      const waiting = room.state.held.filter(({ isDropped }) => !isDropped);
      assert.deepEqual(waiting.map(({ id, text, own, reason }) => [id, text, own, reason]), waits.map(({ id, text, member }) => [id, text, member.id === client.me?.id, 'approval']), who);
      const questions = server.questions();
      const of = (/** @type {any} */ { id, text, votes, version }) => ({ id, text, votes, version });
      assert.deepEqual(questionsOf(room.state).map(of), questions.map(({ card }) => of(card)), who);
      assert.deepEqual(askedOf(room.state).filter(({ state }) => state !== 'refused'), [], who);
      if (client.me?.id !== bob.id) return; // a vote is not told to a member's other tabs
      const mine = questionsOf(room.state).filter(({ hasMyVote }) => hasMyVote).map(({ id }) => id);
      const given = questions.filter(({ voters }) => voters.has(bob)).map(({ card }) => card.id);
      assert.deepEqual(mine, given, who);
    });
    if (forgets) continue;
    const stored = server.log.filter(({ ev, was }) => (ev === 'message' && !was) || ev === 'held').map(({ text }) => text);
    const released = server.log.flatMap(({ was }) => was ?? []);
    assert.equal(new Set(released).size, released.length, `seed ${seed}: let through once each`);
    assert.deepEqual([...stored].sort(), written.flat().sort(), `seed ${seed}: stored once each`);
    const policies = server.log.filter(({ ev }) => ev === 'policy').map(({ policy }) => policy.slow_mode_s);
    assert.equal(new Set(policies).size, policies.length, `seed ${seed}: set once each`);
    const questions = server.questions().map(({ card }) => card.text);
    assert.deepEqual(questions.sort(), asked.sort(), `seed ${seed}: asked once each`);
    written.forEach((texts, index) => {
      assert.deepEqual(
        stored.filter((text) => text.startsWith(`${index}.`)),
        texts,
        `seed ${seed}: in the order of tab ${index}`,
      );
    });
  }
});
