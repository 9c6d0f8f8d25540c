// Addresses of the page, read and written.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { addressOf, pathOf, personalAddressOf, placeOf, socketAddress, stageAddressOf, viewAddressOf } from './address.js';

test('the bare address is what comes first, whatever that is', () => {
  assert.deepEqual(placeOf({ pathname: '/', hash: '' }), { kind: 'first', room: 'lobby', event: null, token: null });
});

test('a room and a message are read back from the address that was made for them', () => {
  const url = new URL(addressOf('t-0123456789ab', 'e-0123456789abc'), 'https://example.org');
  assert.deepEqual(placeOf(url), { kind: 'room', room: 't-0123456789ab', event: 'e-0123456789abc', token: null });
});

test('a stage is read back from its address, which never names a room', () => {
  assert.equal(stageAddressOf('s-big-hall'), '/stage/big-hall');
  assert.deepEqual(placeOf({ pathname: '/stage/big-hall', hash: '' }), { kind: 'stage', room: 's-big-hall', event: null, token: null });
});

test('the screen and the moderation of a stage are read back as those of the stage, of a room as those of the room', () => {
  assert.equal(viewAddressOf('s-big-hall', 'screen'), '/stage/big-hall/screen');
  assert.deepEqual(placeOf({ pathname: '/stage/big-hall/screen', hash: '' }), { kind: 'screen', room: 's-big-hall', event: null, token: null });
  assert.deepEqual(placeOf({ pathname: '/r/lobby/moderate', hash: '#token=hs1.a' }), { kind: 'moderate', room: 'lobby', event: null, token: 'hs1.a' });
});

test('every place is read back from its path, with or without a slash at its end', () => {
  for (const pathname of ['/', '/now', '/hallway', '/r/lobby', '/stage/hall', '/r/lobby/screen', '/stage/hall/screen', '/r/t-0123456789ab/moderate', '/stage/hall/moderate']) {
    assert.equal(pathOf(placeOf({ pathname, hash: '' })), pathname);
    assert.equal(pathOf(placeOf({ pathname: `${pathname}/`.replace('//', '/'), hash: '' })), pathname);
  }
});

test('a token in the fragment is found, and is no message', () => {
  const place = placeOf({ pathname: '/r/stage', hash: '#token=hk1.a-b_c%2Bd' });
  assert.deepEqual(place, { kind: 'room', room: 'stage', event: null, token: 'hk1.a-b_c+d' });
});

test('a personal link carries its key in the fragment, whatever signs are in it', () => {
  const url = new URL(personalAddressOf('https://example.org', 'hk1.a+b&c=#d'));
  assert.equal(url.pathname + url.search, '/');
  assert.equal(placeOf(url).token, 'hk1.a+b&c=#d');
});

test('what is no address of a room opens what comes first', () => {
  for (const pathname of ['/r/', '/r/UPPER', '/r/a/b', '/r/%3Cb%3E', `/r/${'a'.repeat(65)}`, `/stage/${'a'.repeat(63)}`, '/now/x', '/elsewhere', '/now/lobby/screen', '/r/lobby/else', '/r/lobby/screen/x', '/r//screen']) {
    assert.deepEqual(placeOf({ pathname, hash: '#x' }), { kind: 'first', room: 'lobby', event: null, token: null }, pathname);
  }
});

test('the socket is where the page came from', () => {
  assert.equal(socketAddress({ protocol: 'https:', host: 'example.org' }), 'wss://example.org/v1/ws');
  assert.equal(socketAddress({ protocol: 'http:', host: '127.0.0.1:8080' }), 'ws://127.0.0.1:8080/v1/ws');
});
