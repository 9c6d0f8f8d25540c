// Commands, frames and keys, and how long to wait.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { backoffMs, drainMs, readWindow } from './backoff.js';
import { seededRandom } from './fake-world.mjs';
import { buildCommand, documentsOf, encodeCommand, newKey } from './frames.js';

test('a command has the fields it is given, no others, and is one line', () => {
  const command = buildCommand(3, 'post', { room: 'lobby', key: 'k', text: 'a\nb', reply_to: null, title: 'no' });
  assert.deepEqual(command, { id: 3, do: 'post', room: 'lobby', key: 'k', text: 'a\nb' });
  assert.ok(!encodeCommand(command).includes('\n'));
});

test('a frame holds documents, one a line', () => {
  assert.deepEqual(documentsOf('{"re":1,"ok":{}}\n{"ev":"at"}\n'), [{ re: 1, ok: {} }, { ev: 'at' }]);
  assert.deepEqual(documentsOf('1\n"text"\n[]\nnull'), []);
  assert.throws(() => documentsOf('{"ev":"at"}\n{'), SyntaxError);
});

test('keys have the form that the contract asks for, and differ', () => {
  const random = seededRandom(7);
  const fill = (/** @type {Uint8Array} */ bytes) => bytes.forEach((_, index) => (bytes[index] = random() * 256));
  const keys = Array.from({ length: 100 }, () => newKey(fill));
  assert.ok(keys.every((key) => /^[A-Za-z0-9_-]{16,64}$/.test(key)));
  assert.equal(new Set(keys).size, 100);
});

test('waits grow to 20 s and are spread from nothing', () => {
  const most = () => 1 - 2 ** -32;
  assert.deepEqual(
    [0, 1, 2, 3, 6, 1e9].map((failures) => Math.ceil(backoffMs(failures, most))),
    [500, 1000, 2000, 4000, 20_000, 20_000],
  );
  assert.equal(
    backoffMs(5, () => 0),
    0,
  );
});

test('a drain is spread over the window that its reason names', () => {
  assert.equal(
    drainMs(30_000, () => 0.5),
    15_000,
  );
  assert.deepEqual(
    [readWindow('30000'), readWindow(''), readWindow('-1'), readWindow('soon')],
    [30_000, null, null, null],
  );
});
