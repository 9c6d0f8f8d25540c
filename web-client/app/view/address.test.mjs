// Addresses of the page, read and written.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { addressOf, placeOf, socketAddress } from './address.js';

test('the bare address is the lobby', () => {
  assert.deepEqual(placeOf({ pathname: '/', hash: '' }), { room: 'lobby', isNamed: false, event: null, token: null });
});

test('a room and a message are read back from the address that was made for them', () => {
  const url = new URL(addressOf('t-0123456789ab', 'e-0123456789abc'), 'https://example.org');
  assert.deepEqual(placeOf(url), { room: 't-0123456789ab', isNamed: true, event: 'e-0123456789abc', token: null });
});

test('a token in the fragment is found, and is no message', () => {
  const place = placeOf({ pathname: '/r/stage', hash: '#token=hk1.a-b_c%2Bd' });
  assert.deepEqual(place, { room: 'stage', isNamed: true, event: null, token: 'hk1.a-b_c+d' });
});

test('what is no room id opens the lobby', () => {
  for (const pathname of ['/r/', '/r/UPPER', '/r/a/b', '/r/%3Cb%3E', `/r/${'a'.repeat(65)}`, '/elsewhere']) {
    assert.equal(placeOf({ pathname, hash: '#x' }).room, 'lobby', pathname);
  }
});

test('the socket is where the page came from', () => {
  assert.equal(socketAddress({ protocol: 'https:', host: 'example.org' }), 'wss://example.org/v1/ws');
  assert.equal(socketAddress({ protocol: 'http:', host: '127.0.0.1:8080' }), 'ws://127.0.0.1:8080/v1/ws');
});
