// What is told and forgotten: applause by its version, who is typing, what a large room leaves out; and how both are said.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ada, bob, fresh, helloAnswer, makeWorld, message } from './fake-world.mjs';
import { applaud, createClient, emptyRoom, foldRoom, foldSignals, nothingSignalled, tellTyping } from './hallway.js';

const room = 'lobby';
const some = [{ id: ada.id, name: ada.name }, { id: bob.id, name: bob.name }];

test('applause is told by its version: what is not newer is skipped', () => {
  const given = { ev: 'applause', room, version: 17, counts: { clap: 12 } };
  const known = foldSignals(nothingSignalled, given);
  assert.deepEqual(known.applause, { version: 17, counts: { clap: 12 } });
  assert.equal(foldSignals(known, given), known);
  assert.equal(foldSignals(known, { ...given, version: 16 }), known);
  assert.equal(foldSignals(known, { ...given, version: 18, counts: undefined }), known);
  assert.deepEqual(foldSignals(known, { ...given, version: 19, counts: { wow: 1 } }).applause?.counts, { wow: 1 });
});

test('who is typing is a set that is replaced, and whoever has said it is not in it', () => {
  const known = foldSignals(nothingSignalled, { ev: 'typing', room, typing: some });
  assert.deepEqual(known.typing, some);
  assert.deepEqual(foldSignals(known, message(2, { from: ada })).typing, [some[1]]);
  assert.deepEqual(foldSignals(known, { ev: 'typing', room, typing: [some[1], { id: 7 }] }).typing, [some[1]]);
  assert.equal(foldSignals(known, { ev: 'typing', room, typing: 'Bob' }), known);
  assert.equal(foldSignals(known, { ev: 'here', room, people: 4, watching: 0 }), known);
});

test('staff are told what a large room leaves out, with the join and when it changes', () => {
  let state = foldRoom(emptyRoom(room), { answer: 'join', ok: fresh([], { shed: { typing: true, applause_ms: 2000 } }) });
  assert.deepEqual(state.shed, { typing: true, applause_ms: 2000 });
  state = foldRoom(state, { ev: 'shed', room });
  assert.equal(state.shed?.typing, undefined);
  state = foldRoom(state, { ev: 'shed', room, typing: true });
  assert.equal(state.shed?.typing, true);
  assert.equal(foldRoom(state, { answer: 'join', ok: fresh([]) }).shed, undefined);
});

test('a room passes on what it is told, while this client is in it, and says applause and typing', async () => {
  const world = makeWorld();
  const client = createClient({ ...world.options, name: 'Ada' });
  client.start();
  applaud(client.room(room), 'clap'); // nobody hears it, and nobody is troubled
  world.socket.open();
  world.socket.answer('hello', helloAnswer());
  const lobby = client.room(room);
  const told = /** @type {string[]} */ ([]);
  const stop = lobby.on('told', ({ ev }) => told.push(ev));
  const given = { ev: 'applause', room, version: 17, counts: { clap: 12 } };
  world.socket.tell(given);
  assert.deepEqual(told, []);
  world.socket.answer('join', fresh([message(1)]));
  world.socket.tell(given, message(2));
  assert.deepEqual(told, ['applause', 'message']);
  stop();
  world.socket.tell(given);
  assert.equal(told.length, 2);

  const sent = (/** @type {string} */ verb) => world.socket.sent.filter((/** @type {any} */ command) => command.do === verb);
  applaud(lobby, 'heart');
  tellTyping(lobby);
  tellTyping(lobby, false);
  assert.deepEqual(sent('applaud').map((/** @type {any} */ { kind, room: where }) => [kind, where]), [['heart', room]]);
  assert.deepEqual(sent('typing').map((/** @type {any} */ { on }) => on), [true, false]);
  world.socket.refuse('applaud', 'locked');
  await Promise.resolve();
});
