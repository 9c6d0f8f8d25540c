// The path of a QR code: the modules that the standard fixes, and the quiet zone around them.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { qrOf } from './qr.js';

/** The dark modules of a path, as "x,y". @param {string} path */
function darkOf(path) {
  const dark = new Set();
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) {
    for (let step = 0; step < Number(length); step++) dark.add(`${Number(x) + step},${y}`);
  }
  return dark;
}

const finder = ['#######', '#.....#', '#.###.#', '#.###.#', '#.###.#', '#.....#', '#######'];

test('the three corners and the timing lines are where a camera looks for them', () => {
  const { size, path } = qrOf('https://example.org/stage/aula');
  const dark = darkOf(path);
  assert.equal((size - 8 - 17) % 4, 0);
  for (const [left, top] of [[4, 4], [size - 11, 4], [4, size - 11]]) {
    finder.forEach((line, y) => [...line].forEach((sign, x) => assert.equal(dark.has(`${left + x},${top + y}`), sign === '#', `${left + x},${top + y}`)));
  }
  for (let x = 12; x < size - 12; x++) assert.equal(dark.has(`${x},10`), x % 2 === 0);
});

test('four light modules surround it', () => {
  const { size, path } = qrOf('x');
  for (const module of darkOf(path)) {
    for (const at of module.split(',').map(Number)) assert.ok(at >= 4 && at < size - 4, module);
  }
});

test('a personal link fits, and what does not fit is told', () => {
  assert.ok(qrOf(`https://conference.example.org/#token=hk1.${'a'.repeat(200)}`).size < 90);
  assert.throws(() => qrOf('a'.repeat(5000)));
});
