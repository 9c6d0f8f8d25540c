// What a room's handle does with questions: asking and voting through cuts and reloads, and what staff do, which waits for nothing.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ada, bob, fresh, idOf, message, recovery } from './fake-world.mjs';
import { count, inLobby, live, pendingOf, stored } from './fake-lobby.mjs';
import { askedOf, questionsOf } from './hallway.js';

/** @param {number} offset @param {any} [more] */
const card = (offset, more = {}) => ({ id: idOf(offset), version: offset, offset, at: 1_700_000_000_000 + offset, from: bob, text: 'Why?', state: 'visible', votes: 0, voted: 0, ...more });
/** @param {number} offset @param {any} told */
const board = (offset, told) => ({ ev: 'board', room: 'lobby', offset, id: idOf(offset), ...told });
/** @param {any} room */
const votes = (room) => questionsOf(room.state).map(({ votes: all, hasMyVote }) => [all, hasMyVote]);

test('a question is shown at once, and once when it is told', async () => {
  const { world, room } = live();
  const { key, settled } = room.ask('Why?', { anonymous: true, voice: 'read' });
  assert.deepEqual(world.socket.last('ask'), { id: 3, do: 'ask', room: 'lobby', key, text: 'Why?', anonymous: true, voice: 'read' });
  assert.deepEqual(askedOf(room.state).map(({ text, state, anonymous }) => [text, state, anonymous]), [['Why?', 'sending', true]]);
  world.socket.answer('ask', stored(2));
  assert.equal((await settled).id, idOf(2));
  assert.equal(askedOf(room.state).length, 1);
  world.socket.tell(board(2, { key, questions: [card(2, { state: 'pending', mine: true, from: ada })] }));
  assert.deepEqual([askedOf(room.state), room.state.pending, questionsOf(room.state).length], [[], [], 1]);
});

test('a question that was asked offline survives a reload, and is sent once, with its key', () => {
  const first = live();
  first.world.socket.drop();
  const { key } = first.room.ask('Why?');
  first.client.stop();
  const again = inLobby({ storage: first.world.storage });
  assert.deepEqual(askedOf(again.room.state).map(({ text, state }) => [text, state]), [['Why?', 'unsent']]);
  again.world.socket.answer('join', fresh([message(1)]));
  assert.equal(again.world.socket.last('ask').key, key);
  again.world.socket.drop();
  again.come();
  const own = card(2, { mine: true, from: ada, at: first.world.clock.now() });
  again.world.socket.answer('join', recovery([], { offset: 2, id: idOf(2) }, { board: { questions: [own] }, mine: { questions: [own] } }));
  assert.deepEqual([askedOf(again.room.state), questionsOf(again.room.state).length], [[], 1], 'stored, and the answer lost');
  assert.equal(again.world.socket.last('ask').key, key);
  again.world.socket.answer('ask', { ...stored(2), duplicate: true });
  assert.deepEqual([again.room.state.pending, questionsOf(again.room.state).length], [[], 1]);
  assert.ok(![...again.world.storage.items.keys()].some((item) => item.includes(key)));
});

test('a question that waited for long is asked about first, as a post is', () => {
  const { world, room, come } = live({ mustAsk: () => true });
  world.socket.drop();
  const { key } = room.ask('Why?');
  come();
  world.socket.answer('join', recovery([], { offset: 1, id: idOf(1) }));
  assert.deepEqual([pendingOf(room), count(world, 'ask')], [[['Why?', 'refused', 'stale']], 0]);
  room.retry(key);
  assert.equal(world.socket.last('ask').key, key);
});

test('a vote shows at once, and is taken back when it is refused, with the reason', async () => {
  const { world, room } = live();
  world.socket.tell(board(2, { questions: [card(2, { votes: 3, voted: 1 })] }));
  const { settled } = room.vote(idOf(2));
  assert.deepEqual(votes(room), [[4, true]]);
  assert.equal(world.socket.last('vote').on, true);
  world.socket.refuse('vote', 'gone');
  await assert.rejects(settled, { code: 'gone' });
  assert.deepEqual([votes(room), room.state.pending], [[[3, false]], []]);
  assert.ok(![...world.storage.items.keys()].some((item) => item.includes('outbox')));
});

test('who changes their mind before a vote went sends both, in order', () => {
  const { world, room, come } = live();
  world.socket.tell(board(2, { questions: [card(2)] }));
  world.socket.drop();
  room.vote(idOf(2));
  room.vote(idOf(2), false);
  assert.deepEqual(votes(room), [[0, false]]);
  come();
  world.socket.answer('join', recovery([], { offset: 2, id: idOf(2) }));
  assert.deepEqual([count(world, 'vote'), world.socket.last('vote').on, votes(room)], [1, true, [[0, false]]]);
  world.socket.answer('vote', stored(3));
  assert.deepEqual([count(world, 'vote'), world.socket.last('vote').on, votes(room)], [2, false, [[0, false]]]);
  world.socket.answer('vote', stored(4));
  assert.deepEqual([votes(room), room.state.pending, room.state.mine.votes], [[[0, false]], [], []]);
});

test('a vote whose answer was lost is sent again with its key, and counts once', () => {
  const { world, room, come } = live();
  world.socket.tell(board(2, { questions: [card(2)] }));
  const { key } = room.vote(idOf(2));
  world.socket.drop();
  come();
  world.socket.answer('join', recovery([], { offset: 3, id: idOf(3) }, { mine: { votes: [idOf(2)] }, board: { votes: [{ id: idOf(2), votes: 1, voted: 3 }] } }));
  assert.equal(world.socket.last('vote').key, key);
  world.socket.answer('vote', { ...stored(3), duplicate: true });
  assert.deepEqual([votes(room), room.state.mine.votes], [[[1, true]], [idOf(2)]]);
});

test('an answer without words names what answers, and waits as a post does', () => {
  const { world, room } = live();
  room.answer(idOf(2), { message: idOf(1) });
  const { id, key, ...command } = world.socket.last('answer');
  assert.deepEqual(command, { do: 'answer', room: 'lobby', target: idOf(2), message: idOf(1) });
  world.socket.answer('answer', stored(3));
  assert.deepEqual(room.state.pending, []);
});

test('what staff do shows when the room tells it, and not before', async () => {
  const { world, room } = live();
  world.socket.tell(board(2, { questions: [card(2)] }));
  const moving = room.moveQuestion(idOf(2), 'answering');
  assert.equal(world.socket.last('question').to, 'answering');
  world.socket.answer('question', stored(3));
  assert.deepEqual(await moving, stored(3));
  assert.equal(questionsOf(room.state)[0].state, 'visible');
  world.socket.tell(board(3, { questions: [card(2, { version: 3, state: 'answering' })] }));
  assert.equal(questionsOf(room.state)[0].state, 'answering');
});

test('every act of staff is sent with a key of its own, and refused at once without a connection', async () => {
  const { world, room } = live();
  const acts = /** @type {[string, () => Promise<any>, any][]} */ ([
    ['promote', () => room.promote(idOf(1)), { target: idOf(1) }],
    ['merge', () => room.merge(idOf(2), idOf(3)), { target: idOf(2), into: idOf(3) }],
    ['endorse', () => room.endorse(idOf(4), { on: false }), { target: idOf(4), on: false }],
    ['endorse', () => room.endorse(idOf(4), { gone: true }), { target: idOf(4), gone: true }],
    ['pin', () => room.pin(idOf(1), { place: 0, until: 9 }), { target: idOf(1), place: 0, until: 9 }],
    ['unpin', () => room.unpin(idOf(1)), { target: idOf(1) }],
  ]);
  const keys = new Set();
  for (const [verb, act, fields] of acts) {
    const done = act();
    const { id, key, ...command } = world.socket.last(verb);
    assert.deepEqual(command, { do: verb, room: 'lobby', ...fields });
    keys.add(key);
    world.socket.refuse(verb, 'forbidden');
    await assert.rejects(done, { code: 'forbidden' });
  }
  assert.equal(keys.size, acts.length);
  world.socket.drop();
  await assert.rejects(room.promote(idOf(1)), { code: 'offline' });
});

test('pages of questions are read one after the other', async () => {
  const { world, room } = live();
  const first = room.questions();
  world.socket.answer('questions', { room: 'lobby', questions: [card(2)], after: idOf(2) });
  assert.equal((await first).after, idOf(2));
  const last = room.questions(idOf(2));
  assert.equal(world.socket.last('questions').after, idOf(2));
  world.socket.answer('questions', { room: 'lobby', questions: [card(3)] });
  assert.equal((await last).after, undefined);
  assert.equal(questionsOf(room.state).length, 2);
});
