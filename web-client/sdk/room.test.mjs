// A room's handle: getting in, getting back in without loss, and reading back.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { edited, fresh, helloAnswer, idOf, message, recovery } from './fake-world.mjs';
import { count, inLobby, live, pendingOf } from './fake-lobby.mjs';

test('a room is one handle, is joined when online, and has its title from hello', () => {
  const { world, client, room } = inLobby();
  assert.equal(client.room('lobby'), room);
  assert.deepEqual(world.socket.last('join'), { id: 2, do: 'join', room: 'lobby' });
  assert.deepEqual([room.state.status, room.state.title], ['joining', 'Lobby']);
  world.socket.answer('join', fresh([message(1)]));
  assert.equal(room.state.status, 'live');
  client.room('other');
  assert.equal(world.socket.last('join').room, 'other');
});

test('events in the frame of the answer come after it, those before it are not shown', () => {
  const { world, texts, changes } = inLobby();
  world.socket.tell(message(7, { text: 'of an earlier seat' }));
  const told = changes.length;
  world.socket.tell({ re: world.socket.last('join').id, ok: fresh([message(1)]) }, message(2), edited(3, 2, 'better'));
  assert.deepEqual(texts(), ['text 1', 'better']);
  assert.equal(changes.length, told + 1, 'a frame tells once');
});

test('every room joins again after every reconnect, with its position', () => {
  const { world, client, come, room } = live();
  client.room('other');
  world.socket.answer('join', { ...fresh([]), room: { id: 'other', title: 'Other' } });
  for (let round = 0; round < 3; round++) {
    world.socket.drop();
    assert.equal(room.state.status, 'catching-up');
    come();
    const joins = world.socket.sent.filter((command) => command.do === 'join');
    assert.deepEqual(
      joins.map(({ room: id, since }) => [id, since]),
      [
        ['lobby', { epoch: 'k3v9', offset: 1, id: idOf(1) }],
        ['other', { epoch: 'k3v9', offset: 0 }],
      ],
    );
  }
});

test('a quiet room goes on from the position in the answer, an eventful one from its last event', () => {
  const { world, come } = live();
  world.socket.tell(message(2), { ev: 'at', room: 'lobby', offset: 5, id: idOf(5) });
  world.socket.drop();
  come();
  assert.deepEqual(world.socket.last('join').since, { epoch: 'k3v9', offset: 5, id: idOf(5) });
});

test('a full answer is followed at once by the next join; the room is live after the last', () => {
  const { world, come, room, texts } = live();
  world.socket.drop();
  come();
  world.socket.answer('join', recovery([message(2), message(3)], { offset: 3, id: idOf(3) }, { more: true }));
  assert.equal(room.state.status, 'catching-up');
  assert.deepEqual(world.socket.last('join').since, { epoch: 'k3v9', offset: 3, id: idOf(3) });
  world.socket.answer('join', recovery([message(4)], { offset: 4, id: idOf(4) }));
  assert.deepEqual(
    [room.state.status, room.state.missed, texts()],
    ['live', 3, ['text 1', 'text 2', 'text 3', 'text 4']],
  );
});

test('a reset joins again without a position and keeps what is unsent', () => {
  const { world, room, texts } = live();
  room.post('mine');
  world.socket.tell({ ev: 'reset', room: 'lobby', reason: 'forked' }, message(2));
  assert.equal('since' in world.socket.last('join'), false);
  assert.deepEqual([texts(), pendingOf(room)], [[], [['mine', 'unsent', null]]]);
  world.socket.answer('join', fresh([message(1, { text: 'another log' })], { epoch: 'z1' }));
  assert.deepEqual([texts(), room.state.markers.length], [['another log'], 1]);
  assert.equal(count(world, 'post'), 2);
});

test('a recovery that claims another log, or does not advance, is not believed', () => {
  for (const ok of [
    recovery([message(2)], { offset: 2 }, { epoch: 'z1' }),
    recovery([], { offset: 1 }, { more: true }),
  ]) {
    const { world, come, room, texts } = live();
    world.socket.drop();
    come();
    world.socket.answer('join', ok);
    assert.deepEqual([texts(), room.state.status], [[], 'catching-up']);
    world.clock.advance(1_000);
    assert.equal('since' in world.socket.last('join'), false);
  }
});

test('a join refused for now is tried again, one refused for good leaves the room until the next connection', () => {
  const { world, room, come } = inLobby();
  world.socket.refuse('join', 'unavailable', { retryable: true, retry_after_ms: 700 });
  assert.equal(room.state.status, 'joining');
  world.clock.advance(700);
  assert.equal(count(world, 'join'), 2);
  world.socket.refuse('join', 'unavailable', { retryable: true });
  world.clock.advance(500);
  world.socket.answer('join', fresh([]));
  world.socket.tell({ ev: 'reset', room: 'lobby', reason: 'epoch' });
  world.socket.refuse('join', 'unavailable', { retryable: true });
  world.clock.advance(500);
  assert.equal(count(world, 'join'), 5, 'the waits begin anew after a success');
  world.socket.refuse('join', 'forbidden');
  assert.deepEqual([room.state.status, room.state.leftCode], ['left', 'forbidden']);
  world.socket.drop();
  come();
  assert.equal(count(world, 'join'), 1);
});

test('who is put out stays out until asked or reconnected', () => {
  const { world, room, texts } = live();
  world.socket.tell({ ev: 'left', room: 'lobby', code: 'banned' }, message(2));
  assert.deepEqual([room.state.status, room.state.leftCode, texts()], ['left', 'banned', ['text 1']]);
  room.post('mine');
  assert.equal(count(world, 'post'), 0);
  room.join();
  world.socket.answer('join', recovery([message(2)], { offset: 2, id: idOf(2) }));
  assert.deepEqual([room.state.status, count(world, 'post')], ['live', 1]);
});

test('who leaves is told nothing more, and may come back without loss', () => {
  const { world, room, come, texts } = live();
  room.leave();
  assert.equal(world.socket.last('leave').room, 'lobby');
  world.socket.tell(message(2), { ev: 'reset', room: 'lobby', reason: 'epoch' });
  assert.deepEqual([room.state.status, texts()], ['left', ['text 1']]);
  world.socket.drop();
  come();
  assert.equal(count(world, 'join'), 0);
  room.join();
  world.socket.answer('join', recovery([message(2)], { offset: 2, id: idOf(2) }));
  assert.deepEqual([room.state.status, texts()], ['live', ['text 1', 'text 2']]);
});

test('the answer to a join that was overtaken is ignored', () => {
  const { world, room, texts } = inLobby();
  room.leave();
  room.join();
  const [first, second] = world.socket.sent.filter((command) => command.do === 'join');
  world.socket.tell({ re: first.id, ok: fresh([message(1)]) }, message(2));
  assert.deepEqual([room.state.status, texts()], ['joining', []]);
  world.socket.tell({ re: second.id, ok: fresh([message(1), message(2)]) });
  assert.deepEqual(texts(), ['text 1', 'text 2']);
});

// ----------------------------------------------------------------------------------------------------------- reading

test('older rows are loaded once, however often they are asked for', async () => {
  const { world, room, texts } = inLobby();
  world.socket.answer('join', fresh([message(9)], { before: 9 }));
  const loads = [room.loadOlder(2), room.loadOlder(2)];
  assert.deepEqual(world.socket.last('history'), { id: 3, do: 'history', room: 'lobby', before: 9, limit: 2 });
  assert.equal(count(world, 'history'), 1);
  world.socket.answer('history', { room: 'lobby', epoch: 'k3v9', events: [message(7), message(8)] });
  assert.deepEqual(await Promise.all(loads), [2, 2]);
  assert.deepEqual([texts(), room.state.hasOlder], [['text 7', 'text 8', 'text 9'], false]);
  assert.equal(await room.loadOlder(), 0);
});

test('history that cannot be had says why', async () => {
  const { world, room } = inLobby();
  world.socket.answer('join', fresh([message(9)], { before: 9 }));
  const refused = room.loadAround('e-none');
  world.socket.refuse('history', 'not_found');
  await assert.rejects(refused, { code: 'not_found' });
  const lost = room.loadOlder();
  world.socket.drop();
  await assert.rejects(lost, { code: 'lost' });
  await assert.rejects(room.loadOlder(), { code: 'offline' });
});

test('a message far back is shown with its surroundings, and the gap can be filled', async () => {
  const { world, room } = inLobby();
  world.socket.answer('join', fresh([message(90)], { before: 90 }));
  const around = room.loadAround(idOf(50));
  world.socket.answer('history', { room: 'lobby', epoch: 'k3v9', events: [message(50)], before: 50, after: 50 });
  await around;
  await room.loadAround(idOf(50));
  assert.equal(count(world, 'history'), 1);
  const [gap] = room.state.markers;
  assert.deepEqual(gap, { kind: 'gap', from: 51, to: 89, afterOffset: 50 });
  const filled = room.fill(/** @type {any} */ (gap));
  world.socket.answer('history', { room: 'lobby', epoch: 'k3v9', events: [message(70)], after: 80 });
  await new Promise(setImmediate);
  assert.equal(world.socket.last('history').after, 80);
  world.socket.answer('history', { room: 'lobby', epoch: 'k3v9', events: [message(85), message(90)] });
  await filled;
  assert.deepEqual([room.state.markers, room.state.rows.map(({ offset }) => offset)], [[], [50, 70, 85, 90]]);
});

test('a gap makes it read again what it shows: an edit or a deletion may be hidden in it', async () => {
  const { world, room, texts } = inLobby();
  world.socket.answer('join', fresh([message(1), message(2)], { before: 1 }));
  const older = room.loadOlder();
  world.socket.tell({ ev: 'gap', room: 'lobby', from: 3, to: 9 }, message(10));
  assert.equal(count(world, 'history'), 1, 'not before the page that was read before the gap is here');
  world.socket.answer('history', { room: 'lobby', epoch: 'k3v9', events: [] });
  await older;
  assert.deepEqual(world.socket.last('history'), { id: 4, do: 'history', room: 'lobby', after: 0, limit: 300 });
  world.socket.refuse('history', 'rate_limited', { retryable: true, retry_after_ms: 900 });
  await new Promise(setImmediate);
  world.clock.advance(900);
  assert.equal(count(world, 'history'), 3);
  world.socket.drop();
  await new Promise(setImmediate);
  world.clock.advance(1_000);
  world.socket.open();
  world.socket.answer('hello', helloAnswer());
  world.socket.answer('join', recovery([], { offset: 10, id: idOf(10) }));
  await new Promise(setImmediate);
  world.socket.answer('history', {
    room: 'lobby',
    epoch: 'k3v9',
    events: [message(1, { text: 'better', edited_at: 9 }), message(2, { deleted: true })],
    after: 2,
  });
  await new Promise(setImmediate);
  assert.deepEqual(texts(), ['better', '', 'text 10']);
  assert.equal(room.state.markers.length, 1, 'what it hides is for the reader to ask for');
  assert.equal(count(world, 'history'), 1);
});
