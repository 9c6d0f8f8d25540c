// The client on its connection: hello, losing it, coming back, waking, and what it leaves running.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ada, bob, fresh, helloAnswer, makeWorld, message } from './fake-world.mjs';
import { createClient } from './hallway.js';

/** @param {any} [of] */
function started(of = {}) {
  const world = makeWorld(of);
  const client = createClient({ name: 'Ada', ...world.options, ...of });
  /** @type {any[]} */
  const told = [];
  client.on('state', (info) => told.push(info));
  client.start();
  return { world, client, told, states: () => told.map(({ state }) => state) };
}

/** @param {any} [of] */
function online(of) {
  const all = started(of);
  greet(all.world);
  return all;
}

/** @param {ReturnType<typeof makeWorld>} world @param {object} [changes] */
function greet(world, changes) {
  world.socket.open();
  world.socket.answer('hello', helloAnswer(changes));
}

test('it connects, says hello, and tells who it is', () => {
  const { world, client, states } = started({ space: 'main', token: 'hk1.link' });
  assert.equal(client.me, null);
  world.socket.open();
  assert.equal(world.socket.protocols, 'hallway.v1');
  assert.deepEqual(world.socket.sent, [{ id: 1, do: 'hello', name: 'Ada', token: 'hk1.link', space: 'main' }]);
  world.socket.answer('hello', helloAnswer());
  assert.deepEqual(states(), ['connecting', 'greeting', 'online']);
  assert.deepEqual(
    [client.me, client.space?.id, client.token, client.limits?.frame_bytes],
    [ada, 'main', 'hk1.ada', 65_536],
  );
});

test('the token answered is kept, so a reload is the same member', () => {
  for (const space of ['main', undefined]) {
    const { world } = online({ space });
    const again = makeWorld({ storage: world.storage });
    createClient({ ...again.options, space }).start();
    again.socket.open();
    assert.equal(again.socket.sent[0].token, 'hk1.ada', String(space));
  }
});

test("tokens are kept by space; who asks for none gets the one of the server's first", () => {
  const { world } = online();
  const { storage } = world;
  const elsewhere = online({ storage, space: 'other' }).world.socket;
  assert.equal('token' in elsewhere.sent[0], false);
  assert.deepEqual([storage.getItem('hallway:space'), storage.getItem('hallway:token:main')], ['main', 'hk1.ada']);
  const greeted = { space: { id: 'other', title: 'Other' }, token: 'hk1.other' };
  const third = started({ storage, space: 'other' }).world;
  greet(third, greeted);
  const fourth = started({ storage }).world;
  fourth.socket.open();
  assert.equal(fourth.socket.sent[0].token, 'hk1.ada');
});

test('a token given goes before the one kept, until another is answered', () => {
  const { world } = online();
  const again = makeWorld({ storage: world.storage });
  createClient({ ...again.options, token: 'hk1.staff-link' }).start();
  greet(again, { token: 'hk1.personal' });
  assert.equal(again.socket.sent[0].token, 'hk1.staff-link');
  again.socket.drop();
  again.clock.advance(20_000);
  again.socket.open();
  assert.equal(again.socket.sent[0].token, 'hk1.personal');
});

test('the name is told once: a later tab may have changed it', () => {
  const { world } = online();
  world.socket.drop();
  world.clock.advance(20_000);
  world.socket.open();
  assert.deepEqual(world.socket.sent, [{ id: 1, do: 'hello', token: 'hk1.ada' }]);
});

test('a server that has forgotten the name is told it again', () => {
  const { world } = online();
  world.socket.drop();
  world.clock.advance(20_000);
  greet(world, { me: { id: ada.id, role: 'attendee' } });
  assert.deepEqual(world.socket.last('hello'), { id: 2, do: 'hello', name: 'Ada' });
});

test('lost connections are tried again with growing waits, and the state says when', () => {
  const { world, told } = started();
  const waits = [];
  for (let failure = 0; failure < 8; failure++) {
    world.socket.drop();
    waits.push(told.at(-1).retryInMs);
    world.clock.advance(told.at(-1).retryInMs);
  }
  assert.deepEqual(waits, [500, 1000, 2000, 4000, 8000, 10_000, 10_000, 10_000]);
  assert.equal(world.sockets.length, 9);
  assert.deepEqual([told.at(-2).state, told.at(-2).reason, told.at(-2).everOnline], ['waiting', 'lost', false]);
});

test('a connection counts as a success only after 5 s up', () => {
  const { world, told } = started();
  const lose = () => {
    world.socket.drop();
    const { retryInMs } = told.at(-1);
    world.clock.advance(retryInMs);
    return retryInMs;
  };
  lose();
  greet(world);
  world.clock.advance(4_999);
  assert.equal(lose(), 1_000);
  greet(world);
  world.clock.advance(5_000);
  assert.equal(lose(), 250);
});

test('a drain is spread over its window and is no failure', () => {
  for (const [code, reason, draining] of /** @type {any[]} */ ([
    [4001, '30000', false],
    [4001, '', true],
    [1006, '', true],
  ])) {
    const { world, client, told } = online();
    const windows = /** @type {any[]} */ ([]);
    client.on('draining', ({ windowMs }) => windows.push(windowMs));
    if (draining) world.socket.tell({ ev: 'draining', window_ms: 30_000 });
    world.socket.drop(code, reason);
    assert.deepEqual([told.at(-1).retryInMs, told.at(-1).reason], [15_000, 'drain']);
    assert.deepEqual(windows, draining ? [30_000] : []);
  }
});

test('being too fast costs a pause that waking does not shorten', () => {
  const { world, client, told } = online();
  world.socket.drop(4029);
  assert.equal(told.at(-1).retryInMs, 5_500);
  client.wake();
  assert.equal(client.state, 'waiting');
  world.clock.advance(5_000);
  client.wake();
  assert.equal(client.state, 'connecting');
});

test('final closes stay away until started again', () => {
  for (const [code, reason] of /** @type {[number, string][]} */ ([
    [4401, 'token'],
    [4403, 'banned'],
    [4400, 'protocol'],
    [4030, 'replaced'],
    [4005, 'expired'],
  ])) {
    const { world, client, told } = online();
    world.socket.drop(code);
    assert.deepEqual([client.state, told.at(-1).reason], ['refused', reason]);
    client.wake();
    assert.equal(world.clock.pending, 0);
    client.start();
    world.socket.open();
    assert.equal(world.socket.sent[0].token, 'hk1.ada', 'the token is dropped only if the caller asks');
  }
});

test('the caller may drop a refused token, or bring another', () => {
  const { world, client } = online();
  world.socket.drop(4401);
  client.forgetToken();
  client.start();
  world.socket.open();
  assert.equal('token' in world.socket.sent[0], false);
  world.socket.drop(4401);
  client.useToken('hk1.new');
  client.start();
  world.socket.open();
  assert.equal(world.socket.sent[0].token, 'hk1.new');
});

test('a hello refused for now is said again, one refused for good is not', () => {
  const { world, client, told } = started();
  world.socket.open();
  world.socket.refuse('hello', 'rate_limited', { retryable: true, retry_after_ms: 3_000 });
  assert.deepEqual([client.state, told.at(-1).retryInMs, told.at(-1).reason], ['waiting', 3_500, 'rate_limited']);
  world.clock.advance(3_500);
  world.socket.open();
  const errors = /** @type {any[]} */ ([]);
  client.on('error', (error) => errors.push(error));
  world.socket.refuse('hello', 'bad_request', { field: 'name' });
  assert.deepEqual([client.state, told.at(-1).reason, errors[0].field], ['refused', 'bad_request', 'name']);
  assert.equal(world.socket.closedWith, 1000);
});

test('after silence it pings, and gives up if nothing arrives within 8 s', () => {
  const { world, client } = online();
  world.clock.advance(24_999);
  assert.equal(world.socket.last('ping'), undefined);
  world.clock.advance(1);
  assert.deepEqual(world.socket.last('ping'), { id: 2, do: 'ping' });
  world.clock.advance(7_999);
  assert.equal(client.state, 'online');
  world.clock.advance(1);
  assert.equal(client.state, 'waiting');
  assert.equal(world.socket.closedWith, 1000);
});

test('whatever arrives is a sign of life', () => {
  const { world, client } = online();
  world.clock.advance(20_000);
  world.socket.tell({ ev: 'member', member: bob });
  world.clock.advance(24_999);
  assert.equal(world.socket.last('ping'), undefined);
  world.clock.advance(7_000);
  world.socket.tell({ ev: 'later' });
  world.clock.advance(10_000);
  assert.equal(client.state, 'online');
});

test('a page that wakes asks at once and waits 2 s only', () => {
  const { world, client } = online();
  world.window.wake();
  world.window.dispatchEvent(new Event('pageshow'));
  assert.equal(world.socket.sent.filter((command) => command.do === 'ping').length, 1);
  world.clock.advance(2_000);
  assert.equal(client.state, 'waiting');
});

test('waking does not prolong what is waited for already', () => {
  const { world, client } = online();
  world.clock.advance(32_000);
  world.window.wake();
  world.clock.advance(1_000);
  assert.equal(client.state, 'waiting');
});

test('a page that wakes while it waits connects at once, one that hides does not', () => {
  const { world, client } = started();
  world.socket.drop();
  world.window.document.visibilityState = 'hidden';
  world.window.wake();
  assert.equal(client.state, 'waiting');
  world.window.document.visibilityState = 'visible';
  world.window.wake();
  assert.equal(client.state, 'connecting');
  assert.equal(world.sockets.length, 2);
});

test('a browser that says it is offline changes the words; it still tries', () => {
  const { world, client, told } = started();
  world.socket.drop();
  world.window.setOnline(false);
  assert.deepEqual([client.state, told.at(-1).retryInMs], ['offline', 500]);
  world.clock.advance(500);
  assert.equal(client.state, 'connecting');
  world.socket.drop();
  assert.equal(client.state, 'offline');
  world.window.setOnline(true);
  assert.equal(client.state, 'connecting');
});

test('a socket that never opens, or a hello that is never answered, is given up', () => {
  const { world, client } = started();
  world.clock.advance(15_000);
  assert.equal(client.state, 'waiting');
  world.clock.advance(1_000);
  world.socket.open();
  world.clock.advance(15_000);
  assert.equal(client.state, 'waiting');
});

test('a command that is never answered ends the connection, whatever else arrives', () => {
  const { world, client } = online();
  client.room('lobby');
  for (let second = 0; second < 30; second += 5) {
    world.clock.advance(5_000);
    if (second < 25) world.socket.tell({ ev: 'later' });
  }
  assert.equal(client.state, 'waiting');
});

test('a frame that cannot be read ends the connection', () => {
  const { world, client } = online();
  const codes = /** @type {any[]} */ ([]);
  client.on('error', ({ code }) => codes.push(code));
  world.socket.onmessage?.({ data: '{"ev":"at"}\n{' });
  assert.deepEqual([client.state, codes], ['waiting', ['unreadable']]);
});

test('an error without a number is told, an answer to nothing is not', () => {
  const { world, client } = online();
  const codes = /** @type {any[]} */ ([]);
  client.on('error', ({ code }) => codes.push(code));
  world.socket.tell({ re: null, error: { code: 'bad_request', message: 'No.', retryable: false } }, { re: 99, ok: {} });
  assert.deepEqual(codes, ['bad_request']);
});

test('an old socket has no say any more', () => {
  const { world, client } = online();
  const old = world.socket;
  world.window.wake();
  world.clock.advance(2_000);
  client.wake();
  greet(world);
  old.drop(4403);
  old.tell({ ev: 'member', member: { ...ada, name: 'Eve' } });
  assert.deepEqual([client.state, client.me?.name], ['online', 'Ada']);
});

test('a rename is told to the server, or waits for the next hello', async () => {
  const { world, client } = started();
  const early = client.rename('Ada L.');
  world.socket.open();
  assert.equal(world.socket.sent[0].name, 'Ada L.');
  const late = client.rename('Countess');
  world.socket.answer('hello', helloAnswer({ me: { ...ada, name: 'Ada L.' } }));
  assert.deepEqual(world.socket.last('hello'), { id: 2, do: 'hello', name: 'Countess' });
  world.socket.answer('hello', helloAnswer({ me: { ...ada, name: 'Countess' } }));
  assert.deepEqual([(await early).name, (await late).name, client.me?.name], ['Ada L.', 'Countess', 'Countess']);
  const refused = client.rename('\u202e');
  world.socket.refuse('hello', 'bad_request', { field: 'name' });
  await assert.rejects(refused, { code: 'bad_request', field: 'name' });
  assert.equal(client.me?.name, 'Countess');
});

test('a member told of shows under the new name everywhere', () => {
  const { world, client } = online();
  const room = client.room('lobby');
  world.socket.answer('join', fresh([message(1)]));
  const members = /** @type {any[]} */ ([]);
  client.on('member', (member) => members.push(member.name));
  world.socket.tell(
    { ev: 'member', member: { ...bob, name: 'Robert' } },
    { ev: 'member', member: { ...ada, name: 'Ada L.' } },
  );
  assert.deepEqual(
    [room.state.rows[0].from.name, client.me?.name, members],
    ['Robert', 'Ada L.', ['Robert', 'Ada L.']],
  );
});

test('opening a room has a key, and answers what the server says', async () => {
  const { world, client } = online();
  const opened = client.openRoom('table-4', 'Table 4');
  assert.match(world.socket.last('open').key, /^[0-9a-f]{32}$/);
  world.socket.answer('open', { id: 'e-1', offset: 1, at: 2 });
  assert.equal((await opened).offset, 1);
  client.stop();
  await assert.rejects(client.openRoom('table-5'), { code: 'offline' });
});

test('stopping leaves nothing running, wherever it stands', () => {
  /** @type {((all: ReturnType<typeof started>) => void)[]} */
  const ways = [
    () => {},
    ({ world }) => world.socket.open(),
    ({ world }) => greet(world),
    ({ world, client }) => {
      greet(world);
      client.room('lobby').post('text');
      world.window.wake();
    },
    ({ world, client }) => {
      greet(world);
      client.room('lobby');
      world.socket.refuse('join', 'unavailable', { retryable: true });
    },
    ({ world, client }) => {
      greet(world);
      client.room('lobby').post('text');
      world.socket.answer('join', fresh([]));
      world.socket.refuse('post', 'slow_mode', { retryable: true, retry_after_ms: 9_000 });
    },
    ({ world }) => world.socket.drop(),
    ({ world }) => world.socket.drop(4403),
  ];
  for (const way of ways) {
    const all = started();
    way(all);
    all.client.stop();
    assert.deepEqual([all.client.state, all.world.clock.pending], ['stopped', 0], way.toString());
    all.world.window.wake();
    all.world.clock.advance(60_000);
    assert.equal(all.world.sockets.length, 1);
    all.client.start();
    assert.equal(all.client.state, 'connecting');
  }
});

test('after it is stopped from within a frame, nothing more of that frame is told', () => {
  const { world, client } = online();
  const names = /** @type {string[]} */ ([]);
  client.on('member', ({ name }) => {
    names.push(name);
    client.stop();
  });
  world.socket.tell(
    { ev: 'member', member: { ...bob, name: 'Rob' } },
    { ev: 'member', member: { ...bob, name: 'Bert' } },
  );
  assert.deepEqual(names, ['Rob']);
});

test('a listener may stop or start the client from within', () => {
  const { world, client } = started();
  client.on('state', ({ state, reason }) => {
    if (state === 'online') client.stop();
    if (state === 'refused' && reason === 'token') {
      client.forgetToken();
      client.start();
    }
  });
  greet(world);
  assert.deepEqual([client.state, world.clock.pending], ['stopped', 0]);
  client.start();
  world.socket.drop(4401);
  assert.equal(client.state, 'connecting');
});

test('without a WebSocket it says so', () => {
  const client = createClient({ ...makeWorld().options, WebSocket: /** @type {any} */ (null) });
  if (!('WebSocket' in globalThis)) assert.throws(() => client.start(), /no WebSocket/);
});

test('an address that is none is refused, not tried for ever', () => {
  const world = makeWorld();
  const Throwing = class {
    constructor() {
      throw new SyntaxError('no address');
    }
  };
  const client = createClient({ ...world.options, WebSocket: /** @type {any} */ (Throwing) });
  client.start();
  assert.deepEqual([client.state, client.stateInfo.reason, world.clock.pending], ['refused', 'address', 0]);
});
