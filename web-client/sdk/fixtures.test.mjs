// The contract's fixtures: every command is what the builder makes, every frame of a server is taken, and taken twice
// changes nothing.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';

import { fresh, helloAnswer, idOf, makeWorld, message } from './fake-world.mjs';
import { buildCommand, documentsOf, encodeCommand, isAnswer, isEvent } from './frames.js';
import { createClient, emptyRoom, foldRoom, keptText, listReports, wipe } from './hallway.js';

const folder = new URL('../../protocol/fixtures/', import.meta.url);
const fixtures = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')));
const valid = fixtures.filter(({ refused }) => refused === undefined);
const ofClients = valid.filter(({ from }) => from === 'client');
const ofServers = valid.filter(({ from }) => from === 'server');

/** @param {any} fixture */
const textOf = ({ text, frame }) => text ?? JSON.stringify(frame);

test('there are fixtures of both sides', () => {
  assert.ok(ofClients.length > 0 && ofServers.length > 0, `no fixtures in ${folder.pathname}`);
});

for (const fixture of ofClients) {
  test(`the command ${fixture.name} is what the builder makes of its fields`, () => {
    const documents = documentsOf(textOf(fixture));
    const meant = [fixture.means ?? documents].flat();
    documents.forEach((document, index) => {
      const { id, do: verb, ...fields } = document;
      const known = Object.entries(document).filter(([field]) => field in meant[index]);
      const command = buildCommand(id, verb, fields);
      assert.deepEqual(command, Object.fromEntries(known));
      assert.deepEqual(documentsOf(encodeCommand(command)), [command]);
    });
  });
}

/** An online client in the lobby at offset 131, with a rename, a join, a page and a post under way. */
function busyClient() {
  const world = makeWorld();
  const client = createClient({ ...world.options, name: 'Ada' });
  client.start();
  world.socket.open();
  world.socket.answer('hello', helloAnswer());
  const room = client.room('lobby');
  world.socket.answer('join', fresh([message(82), message(131)], { before: 82 }));
  client.rename('Ada L.').catch(() => {});
  room.loadOlder().catch(() => {});
  room.post('Is there a recording?');
  client.listRooms().catch(() => {});
  client.about('lobby').catch(() => {});
  room.questions().catch(() => {});
  client.listSanctions().catch(() => {});
  client.listInvites().catch(() => {});
  room.listHeld().catch(() => {});
  listReports(client).catch(() => {});
  keptText(client, 'lobby', idOf(131)).catch(() => {});
  wipe(room, 'u-1').catch(() => {});
  const seen = () => ({
    state: client.stateInfo, me: client.me, token: client.token, room: room.state, announcements: client.announcements, sanctions: client.sanctions, blocked: client.blocked,
  });
  return { world, client, room, seen };
}

/** The last command that this could be the answer to.
 * @param {ReturnType<typeof makeWorld>} world @param {any} document */
function commandFor(world, { ok, error }) {
  if (ok?.me) return world.socket.last('hello');
  if (ok && 'recovered' in ok) return world.socket.last('join');
  if (ok?.events) return world.socket.last('history');
  if (ok?.questions) return world.socket.last('questions');
  if (ok?.sanctions) return world.socket.last('sanctions');
  if (ok?.invites) return world.socket.last('invites');
  if (Array.isArray(ok?.held)) return world.socket.last('held');
  if (ok?.reports) return world.socket.last('reports');
  if (ok?.until) return world.socket.last('kept');
  if (ok && 'deleted' in ok) return world.socket.last('wipe');
  if (ok?.version || typeof ok?.room === 'string') return world.socket.last('about');
  if (ok?.rooms) return world.socket.last('rooms');
  return ok?.offset || error ? world.socket.last('post') : world.socket.last('leave');
}

for (const fixture of ofServers) {
  test(`the frame ${fixture.name} is taken, and taken twice changes nothing`, () => {
    const { world, client, room, seen } = busyClient();
    const errors = /** @type {any[]} */ ([]);
    client.on('error', ({ code }) => errors.push(code));
    if (fixture.name === 'ok') room.leave();
    if (fixture.name.startsWith('joined')) {
      world.socket.drop();
      world.clock.advance(client.stateInfo.retryInMs ?? 0);
      world.socket.open();
      world.socket.answer('hello', helloAnswer());
    }
    const documents = documentsOf(textOf(fixture));
    assert.ok(documents.length > 0 && documents.every((document) => isAnswer(document) || isEvent(document)));
    for (const document of documents) {
      if (isAnswer(document) && document.re !== null) document.re = commandFor(world, document).id;
    }
    world.socket.tell(...documents);
    const once = seen();
    assert.equal(client.state, 'online');
    world.socket.tell(...documents);
    assert.deepEqual(seen(), once);
    assert.deepEqual(errors, fixture.name === 'error-unreadable' ? ['bad_request', 'bad_request'] : []);

    let folded = foldRoom(emptyRoom('lobby'), { answer: 'join', ok: fresh([], { offset: 131, id: idOf(131) }) });
    folded = documents.filter(isEvent).reduce(foldRoom, folded);
    assert.deepEqual(documents.filter(isEvent).reduce(foldRoom, folded), folded);
  });
}
