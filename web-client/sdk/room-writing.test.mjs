// What a room's handle writes: in order, once, across reconnects, reloads and tabs.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ada, bob, deleted, edited, fresh, helloAnswer, idOf, makeWorld, message, recovery } from './fake-world.mjs';
import { count, inLobby, live, pendingOf, stored } from './fake-lobby.mjs';
import { createClient } from './hallway.js';

test('a post is shown at once and settles with its answer, then its event changes nothing', async () => {
  const { world, room, texts } = live();
  const { key, settled } = room.post('mine', { replyTo: idOf(1) });
  assert.deepEqual(pendingOf(room), [['mine', 'sending', null]]);
  assert.deepEqual(world.socket.last('post'), {
    id: 3,
    do: 'post',
    room: 'lobby',
    key,
    text: 'mine',
    reply_to: idOf(1),
  });
  world.socket.tell({ re: 3, ok: stored(2) }, message(2, { from: ada, text: 'mine', key, reply_to: idOf(1) }));
  assert.deepEqual(await settled, stored(2));
  assert.deepEqual([texts(), pendingOf(room)], [['text 1', 'mine'], []]);
});

test('a post settles with its event if the answer was lost', async () => {
  const { world, room, come } = live();
  const { key, settled } = room.post('mine');
  world.socket.drop();
  assert.deepEqual(pendingOf(room), [['mine', 'unsent', null]]);
  come();
  world.socket.answer('join', recovery([message(2, { from: ada, text: 'mine', key })], { offset: 2, id: idOf(2) }));
  assert.equal((await settled).offset, 2);
  assert.deepEqual([pendingOf(room), count(world, 'post')], [[], 0]);
});

test('posts are sent one at a time, in order, and again with the same keys after a reconnect', () => {
  const { world, room, come } = live();
  const keys = ['one', 'two', 'three'].map((text) => room.post(text).key);
  assert.equal(count(world, 'post'), 1);
  world.socket.answer('post', stored(2));
  assert.equal(world.socket.last('post').key, keys[1]);
  world.socket.drop();
  come();
  assert.equal(count(world, 'post'), 0, 'not before the join is answered');
  world.socket.answer('join', recovery([], { offset: 2, id: idOf(2) }));
  assert.equal(world.socket.last('post').key, keys[1]);
  world.socket.answer('post', { ...stored(3), duplicate: true });
  assert.equal(world.socket.last('post').key, keys[2]);
});

test('an event that overtakes its answer does not stop the next post', () => {
  const { world, room } = live();
  const { key } = room.post('one');
  room.post('two');
  world.socket.tell(message(2, { from: ada, text: 'one', key }));
  world.socket.answer('post', stored(2));
  assert.equal(world.socket.last('post').text, 'two');
});

test('a refusal for now waits as long as it says, shows why, and keeps the order', () => {
  const { world, room } = live();
  const { key } = room.post('one');
  room.post('two');
  world.socket.refuse('post', 'slow_mode', { retryable: true, retry_after_ms: 12_000 });
  assert.deepEqual(pendingOf(room), [
    ['one', 'unsent', 'slow_mode'],
    ['two', 'unsent', null],
  ]);
  assert.equal(room.state.pending[0].error?.retryAfterMs, 12_000);
  room.post('three');
  world.clock.advance(11_999);
  assert.equal(count(world, 'post'), 1);
  world.clock.advance(1);
  assert.equal(world.socket.last('post').key, key);
});

test('a refusal for now without a time is tried again with growing waits', () => {
  const { world, room } = live();
  room.post('one');
  for (const wait of [500, 1_000, 2_000]) {
    world.socket.refuse('post', 'unavailable', { retryable: true });
    assert.equal(room.state.pending[0].error?.retryAfterMs, wait);
    world.clock.advance(wait);
  }
  assert.equal(new Set(world.socket.sent.filter((command) => command.do === 'post').map(({ key }) => key)).size, 1);
});

test('a refusal for good keeps the text until it is retried or discarded, and does not hold up the next', async () => {
  const { world, room } = live();
  const first = room.post('one');
  room.post('two');
  world.socket.refuse('post', 'muted');
  await assert.rejects(first.settled, { code: 'muted', retryable: false });
  assert.deepEqual(pendingOf(room), [
    ['one', 'refused', 'muted'],
    ['two', 'sending', null],
  ]);
  world.socket.answer('post', stored(2));
  const again = room.retry(first.key);
  assert.deepEqual([again.key, world.socket.last('post').key], [first.key, first.key]);
  world.socket.refuse('post', 'locked');
  room.discard(first.key);
  assert.deepEqual(pendingOf(room), []);
});

test('nobody has to listen to what becomes of a post', () => {
  const { world, room } = live();
  room.post('one');
  world.socket.refuse('post', 'muted'); // an unhandled rejection would fail this file
});

test('edits and deletions take the same way', () => {
  const { world, room } = live();
  const edit = room.edit(idOf(1), 'better');
  const remove = room.delete(idOf(1));
  assert.deepEqual(world.socket.last('edit'), {
    id: 3,
    do: 'edit',
    room: 'lobby',
    key: edit.key,
    target: idOf(1),
    text: 'better',
  });
  world.socket.answer('edit', stored(2));
  assert.equal(room.state.rows[0].text, 'better');
  assert.deepEqual(world.socket.last('delete'), {
    id: 4,
    do: 'delete',
    room: 'lobby',
    key: remove.key,
    target: idOf(1),
  });
  world.socket.answer('delete', stored(3));
  world.socket.tell(edited(2, 1, 'better', { key: edit.key }), deleted(3, 1, { key: remove.key }));
  assert.deepEqual([room.state.rows[0].deleted, pendingOf(room)], [true, []]);
});

test('what would cost the connection is refused here', () => {
  const { world, room } = live();
  room.post('\u20ac'.repeat(22_000));
  assert.deepEqual(
    room.state.pending.map(({ state, error }) => [state, error?.code]),
    [['refused', 'too_large']],
  );
  assert.equal(count(world, 'post'), 0);
});

test('a room holds so much unsent and no more', async () => {
  const { room, client } = live();
  client.stop();
  for (let index = 0; index < 500; index++) room.post('text');
  await assert.rejects(room.post('one more').settled, { code: 'outbox_full' });
  assert.equal(room.state.pending.length, 500);
});

// ----------------------------------------------------------------------------------------------------------- reloads

test('what was unsent survives a reload and is sent in order with the same keys', () => {
  const first = live({ space: 'main' });
  const keys = ['one', 'two'].map((text) => first.room.post(text).key);
  const second = live({ storage: first.world.storage, seed: 9 });
  assert.deepEqual(pendingOf(second.room), [
    ['one', 'sending', null],
    ['two', 'unsent', null],
  ]);
  assert.equal(second.world.socket.last('post').key, keys[0]);
  second.world.socket.answer('post', { ...stored(2), duplicate: true });
  assert.equal(second.world.socket.last('post').key, keys[1]);
  second.world.socket.answer('post', stored(3));
  assert.deepEqual(live({ storage: first.world.storage }).room.state.pending, []);
});

test('what is written right after a reload goes behind what was unsent before it', () => {
  const first = live();
  for (const text of ['one', 'two', 'three']) first.room.post(text);
  const second = live({ storage: first.world.storage, seed: 9 });
  second.room.post('four');
  assert.deepEqual(
    second.room.state.pending.map(({ text }) => text),
    ['one', 'two', 'three', 'four'],
  );
});

test('a storage with three methods serves as well', () => {
  const items = new Map();
  const storage = {
    getItem: (/** @type {string} */ key) => items.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => void items.set(key, value),
    removeItem: (/** @type {string} */ key) => void items.delete(key),
  };
  live({ storage }).room.post('one');
  assert.deepEqual(pendingOf(live({ storage }).room), [['one', 'sending', null]]);
});

test('what was written before the first hello is sent after it, and survives a reload before it', () => {
  const world = makeWorld();
  const client = createClient(world.options);
  client.room('lobby').post('early');
  const { room, world: later } = live({ storage: world.storage, seed: 3 });
  assert.deepEqual(pendingOf(room), [['early', 'sending', null]]);
  later.socket.answer('post', stored(2));
  assert.deepEqual(
    [...world.storage.items.keys()].filter((key) => key.includes('outbox')),
    [],
  );
});

test('two tabs lose nothing of each other: what one settles or discards, the other drops', () => {
  const one = live({ seed: 1 });
  const storage = one.world.storage;
  one.room.post('first');
  one.room.post('second');
  const two = inLobby({ storage, seed: 2 });
  two.room.post('of the other tab');
  one.world.socket.answer('post', stored(2));
  one.world.socket.refuse('post', 'muted');
  one.room.discard(one.room.state.pending[0].key);
  two.world.socket.answer('join', fresh([message(1), message(2, { from: ada })]));
  assert.deepEqual(pendingOf(two.room), [['of the other tab', 'sending', null]]);
  assert.equal([...storage.items.keys()].filter((key) => key.startsWith('hallway:outbox:main:')).length, 1);
});

test('a refused entry is still refused after a reload', () => {
  const first = live();
  first.room.post('one');
  first.world.socket.refuse('post', 'muted');
  const second = live({ storage: first.world.storage, seed: 5 });
  assert.deepEqual([pendingOf(second.room), count(second.world, 'post')], [[['one', 'refused', 'muted']], 0]);
});

test('what is days old is not sent unasked, what is weeks old is forgotten', () => {
  const day = 86_400_000;
  const first = live();
  first.room.post('one');
  const { storage } = first.world;
  const second = live({ storage, now: () => first.world.clock.now() + 6 * day });
  assert.deepEqual(pendingOf(second.room), [['one', 'refused', 'too_old']]);
  assert.deepEqual(live({ storage, now: () => first.world.clock.now() + 30 * day }).room.state.pending, []);
});

test('what one member wrote is never sent as another', () => {
  const { world, room, client } = live();
  room.post('as Ada');
  world.socket.drop(4401);
  client.forgetToken();
  client.start();
  world.socket.open();
  world.socket.answer('hello', helloAnswer({ me: bob, token: 'hk1.bob' }));
  world.socket.answer('join', fresh([message(1)]));
  assert.deepEqual([pendingOf(room), count(world, 'post')], [[['as Ada', 'refused', 'other_member']], 0]);
  assert.equal(room.state.rows[0].own, true);
  room.retry(room.state.pending[0].key);
  assert.equal(count(world, 'post'), 1);
});

test('what another member left in the same storage stays theirs', () => {
  const first = live();
  first.room.post('of Ada');
  const second = live({ storage: first.world.storage, seed: 4, hello: { me: bob, token: 'hk1.bob' } });
  assert.deepEqual(pendingOf(second.room), []);
  assert.deepEqual(pendingOf(live({ storage: first.world.storage, seed: 5 }).room), [['of Ada', 'sending', null]]);
});

test('what waits is there before the connection is, and is sent once by whom it is of', () => {
  const first = live();
  first.room.post('written in a tunnel');
  first.client.stop();
  const world = makeWorld({ storage: first.world.storage, seed: 6 });
  const client = createClient({ name: 'Ada', ...world.options, storage: first.world.storage });
  client.start();
  const room = client.room('lobby');
  assert.deepEqual(pendingOf(room), [['written in a tunnel', 'unsent', null]]);
  world.socket.open();
  world.socket.answer('hello', helloAnswer());
  world.socket.answer('join', fresh([message(1)]));
  assert.deepEqual(pendingOf(room), [['written in a tunnel', 'sending', null]]);
  assert.equal(count(world, 'post'), 1);
});

test('with a token of one\'s own choice nothing of anybody is shown before the server has said who that is', () => {
  const first = live();
  first.room.post('of Ada');
  first.client.stop();
  const world = makeWorld({ seed: 7 });
  const client = createClient({ ...world.options, storage: first.world.storage, token: 'hk1.bob' });
  assert.deepEqual(pendingOf(client.room('lobby')), []);
});

test('a storage that throws, is full, or holds nonsense costs persistence and nothing else', () => {
  const broken = {
    get length() {
      throw new Error('denied');
    },
    getItem() {
      throw new Error('denied');
    },
    setItem() {
      throw new Error('denied');
    },
    removeItem() {
      throw new Error('denied');
    },
    key() {
      throw new Error('denied');
    },
  };
  const full = Object.assign(makeWorld().storage, { quota: 0 });
  const odd = makeWorld().storage;
  for (const text of ['{', 'null', '{"key":1}', '{"key":"k","room":"lobby","text":"t","do":"open","at":1}'])
    odd.setItem(`hallway:outbox:main:${text}`, text);
  for (const storage of [broken, full, odd, null]) {
    const { world, room } = live({ storage });
    room.post('one');
    world.socket.answer('post', stored(2));
    assert.deepEqual(room.state.pending, []);
  }
  assert.deepEqual(
    [...odd.items.keys()].filter((key) => key.includes('outbox')),
    [],
  );
});

test('a post that waited too long is asked about when the room is back, keeps its key, and goes last', async () => {
  const mustAsk = (/** @type {any} */ entry, /** @type {number} */ now) => now - entry.at > 120_000;
  const { world, room, come } = live({ mustAsk });
  world.socket.drop();
  const { key, settled } = room.post('is the microphone on?');
  room.delete(idOf(1));
  world.clock.advance(150_000);
  room.post('just now');
  if (world.socket.readyState !== 1) come();
  world.socket.answer('join', recovery([], { offset: 1, id: idOf(1) }));
  await assert.rejects(settled, { code: 'stale' });
  assert.equal(world.socket.last('delete').target, idOf(1));
  assert.deepEqual(pendingOf(room)[0], ['is the microphone on?', 'refused', 'stale']);
  world.socket.answer('delete', stored(2));
  world.socket.answer('post', stored(3));
  room.retry(key);
  assert.equal(world.socket.last('post').key, key);
  world.socket.answer('post', stored(4));
  assert.deepEqual(pendingOf(room), []);
});

test('what was stored before the connection was lost is not asked about', async () => {
  const { world, room, come } = live({ mustAsk: () => true });
  const { key, settled } = room.post('one');
  world.socket.drop();
  come();
  world.socket.answer('join', recovery([message(2, { from: ada, text: 'one', key })], { offset: 2, id: idOf(2) }));
  assert.equal((await settled).offset, 2);
  assert.deepEqual(pendingOf(room), []);
});

test('a page of a log that is gone settles nothing: what was stored there only is sent again', () => {
  const { world, room, texts } = live();
  world.socket.answer('join', fresh([message(1)], { before: 1 }));
  const { key } = room.post('mine');
  world.socket.tell({ ev: 'gap', room: 'lobby', from: 2, to: 4 });
  world.socket.tell({ ev: 'reset', room: 'lobby', reason: 'epoch' });
  world.socket.answer('join', fresh([], { epoch: 'k4' }));
  world.socket.answer('history', { room: 'lobby', epoch: 'k3v9', events: [message(1), message(3, { from: ada, text: 'mine', key })] });
  assert.deepEqual([texts(), pendingOf(room)], [[], [['mine', 'sending', null]]]);
  assert.equal(world.socket.last('post').key, key);
});

test('what was refused only because the room was reset while it was under way is sent again, with its key', async () => {
  const { world, room, texts } = live();
  const { key, settled } = room.post('mine');
  const { id } = world.socket.last('post');
  world.socket.tell({ ev: 'reset', room: 'lobby', reason: 'epoch' }, { re: id, error: { code: 'forbidden', message: 'Join the room first.', retryable: false } });
  assert.deepEqual(pendingOf(room), [['mine', 'unsent', null]]);
  world.socket.answer('join', fresh([], { epoch: 'k4' }));
  assert.deepEqual([world.socket.last('post').key, world.socket.last('post').id > id], [key, true]);
  world.socket.answer('post', stored(1));
  assert.equal((await settled).offset, 1);
  assert.deepEqual(texts(), ['mine']);
});
