// What waits before everybody is told of it: folded from what is told, and what its author and staff do with it.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ada, bob, fresh, helloAnswer, idOf, message, recovery } from './fake-world.mjs';
import { inLobby, live, pendingOf, stored } from './fake-lobby.mjs';
import {
  block, drop, emptyRoom, foldRoom, keptText, listReports, release, report, rowsBy, setPolicyOf, settleReport, tend, usualPolicy, wipe,
} from './hallway.js';

const until = 1_700_000_010_000;
/** @param {number} offset @param {object} [more] */
const held = (offset, more = {}) => message(offset, { ev: 'held', reason: 'approval', ...more });
/** @param {number} offset @param {number} target @param {object} [more] */
const dropped = (offset, target, more = {}) => ({ ev: 'dropped', room: 'lobby', id: idOf(offset), offset, at: 1_700_000_000_000 + offset, from: bob, target: idOf(target), ...more });
/** @param {any} room */
const waiting = (room) => /** @type {any[][]} */ (room.state.held.map((/** @type {any} */ row) => [row.text, row.reason, row.own, row.isDropped]));
/** @param {any} room */
const texts = (room) => room.state.rows.map((/** @type {any} */ row) => row.text);

test('what waits is settled by its receipt and stands among what is held, until the room shows it', async () => {
  const { world, room } = live();
  const { key, settled } = room.post('Buy now!');
  world.socket.answer('post', { ...stored(2), held: true });
  assert.equal((await settled).id, idOf(2));
  assert.deepEqual([pendingOf(room), waiting(room), texts(room)], [[], [['Buy now!', null, true, false]], ['text 1']]);
  world.socket.tell(held(2, { from: ada, text: 'Buy now!', key, reason: 'delay', until }));
  assert.deepEqual([waiting(room), room.state.held[0].until], [[['Buy now!', 'delay', true, false]], until]);
  world.socket.tell({ ev: 'at', room: 'lobby', offset: 3, id: idOf(3) }, message(4, { from: ada, text: 'Buy now!', was: idOf(2) }));
  assert.deepEqual([waiting(room), texts(room), room.state.rows[1].key], [[], ['text 1', 'Buy now!'], key]);
  const { state } = room;
  world.socket.tell(held(2, { from: ada, text: 'Buy now!', key }), message(4, { from: ada, text: 'Buy now!', was: idOf(2) }));
  assert.equal(room.state, state, 'told twice changes nothing');
});

test('the event settles what was sent when its answer is lost, and so does the next join', () => {
  const first = live();
  const { key } = first.room.post('Hi');
  first.world.socket.tell(held(2, { from: ada, text: 'Hi', key }));
  assert.deepEqual([pendingOf(first.room), waiting(first.room)], [[], [['Hi', 'approval', true, false]]]);
  const second = live();
  const sent = second.room.post('Hi');
  second.world.socket.drop();
  second.come();
  const told = held(2, { from: ada, text: 'Hi', key: sent.key });
  second.world.socket.answer('join', fresh([message(1)], { offset: 2, id: idOf(2), reason: 'too_far', mine: { held: [told] } }));
  assert.deepEqual([pendingOf(second.room), waiting(second.room), texts(second.room)], [[], [['Hi', 'approval', true, false]], ['text 1']]);
  assert.ok(![...second.world.storage.items.keys()].some((item) => item.includes(sent.key)));
});

test('its author takes it back, and keeps to read what staff did not let through until they have done with it', () => {
  const { world, room } = live();
  world.socket.tell(held(2, { from: ada, text: 'One' }), held(3, { from: ada, text: 'Two' }), held(4, { from: ada, text: 'Three' }));
  room.delete(idOf(2));
  world.socket.answer('delete', stored(5));
  assert.deepEqual(waiting(room).map(([text]) => text), ['Two', 'Three']);
  world.socket.tell(dropped(5, 2, { from: ada }), dropped(6, 3));
  assert.deepEqual(waiting(room), [['Three', 'approval', true, false], ['Two', 'approval', true, true]]);
  world.socket.drop();
  room.join();
  assert.deepEqual(room.state.held.length, 2);
  room.letGo(idOf(3));
  assert.deepEqual(waiting(room).map(([text]) => text), ['Three']);
});

test('what was dropped stays to be read when the room begins anew, and what waits is what is told then', () => {
  const { world, room, come } = live();
  world.socket.tell(held(2, { from: ada, text: 'Gone' }), held(3, { from: ada, text: 'Shown meanwhile' }), dropped(4, 2));
  world.socket.drop();
  come();
  world.socket.answer('join', fresh([message(1)], { offset: 9, id: idOf(9), reason: 'too_far', mine: { held: [held(8, { from: ada, text: 'Waits' })] } }));
  assert.deepEqual(waiting(room), [['Gone', 'approval', true, true], ['Waits', 'approval', true, false]]);
  assert.deepEqual(room.state.mine, {});
});

test('staff have a queue: of a fresh join, of pages, of what a recovery brings; a gap empties it to be asked for anew', async () => {
  const all = inLobby({ hello: { me: { ...ada, role: 'moderator' } } });
  const { world, room } = all;
  world.socket.answer('join', fresh([message(1)], { offset: 3, id: idOf(3), state: { held: [held(2), held(3)], more_held: true } }));
  assert.deepEqual([waiting(room).length, room.state.moreHeld], [2, true]);
  const page = room.listHeld();
  assert.deepEqual(world.socket.last('held'), { id: world.socket.last('held').id, do: 'held', room: 'lobby' });
  world.socket.answer('held', { room: 'lobby', held: [held(2), held(3)], after: 'e-3' });
  assert.equal((await page).after, 'e-3');
  const last = room.listHeld('e-3');
  world.socket.answer('held', { room: 'lobby', held: [held(4)] });
  await last;
  assert.deepEqual([waiting(room).length, room.state.moreHeld], [3, false]);
  world.socket.tell({ ev: 'member', member: { ...bob, name: 'Robert' } });
  assert.ok(room.state.held.every(({ from }) => from.name === 'Robert'));
  world.socket.tell({ ev: 'gap', room: 'lobby', from: 4, to: 6 });
  assert.deepEqual([waiting(room), room.state.moreHeld], [[], true]);
  world.socket.drop();
  all.come();
  world.socket.answer('join', recovery([held(4), message(6, { was: idOf(3) })], { offset: 6, id: idOf(6) }));
  assert.deepEqual(waiting(room).map(([text]) => text), ['text 4']);
});

test('a page of history takes what it shows out of what is held', () => {
  const state = foldRoom(emptyRoom('lobby', ada), { answer: 'join', ok: fresh([message(1)], { mine: { held: [held(2, { from: ada })] }, offset: 2, id: idOf(2) }) });
  assert.equal(state.held.length, 1);
  const ok = { room: 'lobby', epoch: 'k3v9', events: [message(4, { from: ada, was: idOf(2) })] };
  assert.deepEqual(foldRoom(state, { answer: 'history', ok, query: { after: 2 } }).held, []);
});

test('a policy that makes messages wait is known; who is not staff is not told which words', () => {
  const policy = { approval: true, delay_s: 10, words: ['spam*'], hold_links: true, hold_repeats: true };
  const state = foldRoom(emptyRoom('lobby', ada), { answer: 'join', ok: fresh([], { state: { policy } }) });
  assert.deepEqual(state.policy, { ...usualPolicy, ...policy });
  const told = (/** @type {number} */ offset, /** @type {any} */ of) => ({ ev: 'policy', room: 'lobby', id: idOf(offset), offset, at: 1, from: bob, policy: of });
  assert.deepEqual(foldRoom(state, told(1, { words: null, approval: 'yes', delay_s: 0 })).policy, { ...usualPolicy, ...policy, delay_s: 0 });
});

test('what is done with what waits, and with reports, is asked under a key or as a page', async () => {
  const { world, client, room } = live();
  const done = /** @type {[string, () => Promise<unknown>, object][]} */ ([
    ['release', () => release(room, 'e-1'), { room: 'lobby', target: 'e-1' }],
    ['delete', () => drop(room, 'e-1'), { room: 'lobby', target: 'e-1' }],
    ['tend', () => tend(room, 'e-1'), { room: 'lobby', target: 'e-1' }],
    ['wipe', () => wipe(room, 'u-1'), { room: 'lobby', member: 'u-1' }],
    ['report', () => report(room, { kind: 'spam', target: 'e-1', text: 'Again.' }), { room: 'lobby', kind: 'spam', target: 'e-1', text: 'Again.' }],
    ['settle', () => settleReport(client, 'e-1', 'Muted.'), { target: 'e-1', note: 'Muted.' }],
    ['block', () => block(client, 'u-1'), { member: 'u-1', on: true }],
    ['policy', () => setPolicyOf(client, 't-1', { delay_s: 10 }), { room: 't-1', delay_s: 10 }],
  ]);
  for (const [verb, act, fields] of done) {
    const promise = act();
    const { id: _, key, ...sent } = world.socket.last(verb);
    assert.match(key, /^[0-9a-f]{32}$/);
    assert.deepEqual(sent, { do: verb, ...fields });
    world.socket.answer(verb, { offset: 2 });
    assert.deepEqual(await promise, { offset: 2 });
  }
  const pages = /** @type {[string, () => Promise<any>, object, object][]} */ ([
    ['reports', () => listReports(client, 'e-9'), { after: 'e-9' }, { reports: [] }],
    ['kept', () => keptText(client, 'lobby', 'e-1'), { room: 'lobby', target: 'e-1' }, { text: 'What was said.' }],
  ]);
  for (const [verb, act, fields, ok] of pages) {
    const promise = act();
    const { id: _, ...sent } = world.socket.last(verb);
    assert.deepEqual(sent, { do: verb, ...fields });
    world.socket.answer(verb, ok);
    assert.deepEqual(await promise, ok);
  }
});

test('what one member said is read apart: the room shows no more than before', async () => {
  const { world, room } = live();
  const { state } = room;
  const newest = rowsBy(room, bob.id);
  const { id: _, ...sent } = world.socket.last('history');
  assert.deepEqual(sent, { do: 'history', by: bob.id, latest: true, room: 'lobby' });
  world.socket.answer('history', { room: 'lobby', epoch: 'k3v9', events: [], before: 5 });
  assert.deepEqual(await newest, { rows: [], before: 5 });
  const older = rowsBy(room, bob.id, 5);
  assert.equal(world.socket.last('history').before, 5);
  world.socket.answer('history', { room: 'lobby', epoch: 'k3v9', events: [message(3)] });
  assert.deepEqual((await older).rows.map(({ text }) => text), ['text 3']);
  assert.equal(room.state, state);
});

test('whom one does not want to read is known from hello on, and from one\'s other devices', () => {
  const { world, client } = inLobby({ hello: { me: { ...ada, blocked: ['u-1'] } } });
  const told = /** @type {any[]} */ ([]);
  client.on('blocked', (all) => told.push(all));
  assert.deepEqual(client.blocked, ['u-1']);
  world.socket.tell({ ev: 'block', member: 'u-2', on: true }, { ev: 'block', member: 'u-2', on: true }, { ev: 'block', member: 'u-1', on: false });
  assert.deepEqual([client.blocked, told.at(-1)], [['u-2'], ['u-2']]);
  assert.deepEqual(helloAnswer().me, ada);
});

test('what is told of waiting, and of reports, is passed on', () => {
  const { world, client } = live();
  const told = /** @type {any[]} */ ([]);
  for (const event of /** @type {const} */ (['waiting', 'unattended', 'tended', 'report'])) client.on(event, ({ ev }) => told.push(ev));
  world.socket.tell({ ev: 'waiting', room: 't-1', since: 1 }, { ev: 'unattended', room: 'lobby', id: 'e-1' }, { ev: 'tended', room: 'lobby', from: bob, target: 'e-1' }, { ev: 'report', report: {} });
  assert.deepEqual(told, ['waiting', 'unattended', 'tended', 'report']);
});

test('who is on what is known from the events and from a join, the last of each', () => {
  const { world, room, come } = live();
  const tended = (/** @type {number} */ offset, /** @type {object} */ from, /** @type {number} */ target) =>
    ({ ev: 'tended', room: 'lobby', id: idOf(offset), offset, at: 1_700_000_000_000 + offset, from, target: idOf(target) });
  const known = () => room.state.tended.map((/** @type {any} */ each) => [each.target, each.from.name, each.at - 1_700_000_000_000]);
  assert.deepEqual(known(), []);
  world.socket.tell(tended(2, ada, 1), tended(3, bob, 9), tended(4, bob, 1));
  assert.deepEqual(known(), [[idOf(9), 'Bob', 3], [idOf(1), 'Bob', 4]]);
  world.socket.drop();
  come();
  world.socket.answer('join', fresh([message(1)], { offset: 5, id: idOf(5), reason: 'too_far', mine: { tended: [{ target: idOf(1), from: ada, at: 1_700_000_000_005 }] } }));
  assert.deepEqual(known(), [[idOf(1), 'Ada', 5]]);
  assert.ok(!('tended' in room.state.mine));
});

test('what was dropped while one was away is told at the next join: with its words if they are here, until one has done with it', () => {
  const { world, room, come } = live();
  world.socket.tell(held(2, { from: ada, text: 'Known here' }));
  const { key } = room.post('Answer lost');
  world.socket.drop();
  come();
  const mine = { dropped: [2, 3, 4].map((offset) => ({ id: idOf(offset), offset, at: 1 })) };
  world.socket.answer('join', fresh([message(1)], { offset: 9, id: idOf(9), reason: 'too_far', mine }));
  const isDropped = (/** @type {string} */ text, /** @type {string | null} */ reason = null) => [text, reason, true, true];
  assert.deepEqual(waiting(room), [isDropped('Known here'), isDropped(''), isDropped('')]);
  assert.equal(world.socket.last('post').key, key);
  world.socket.answer('post', { ...stored(3), duplicate: true });
  assert.deepEqual([pendingOf(room), waiting(room)], [[], [isDropped('Known here'), isDropped('Answer lost'), isDropped('')]]);
  room.letGo(idOf(2));
  world.socket.drop();
  come();
  world.socket.answer('join', { ...recovery([], { offset: 9, id: idOf(9) }), mine });
  assert.deepEqual(waiting(room), [isDropped('Answer lost'), isDropped('')]);
});
