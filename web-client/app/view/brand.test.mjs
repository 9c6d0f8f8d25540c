// The tokens that a space's colour becomes: readable whatever it is.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { brandTokens, contrast } from './brand.js';

/** Every hue at several strengths and lightnesses, and the corners: 2,197 colours. */
const colours = Array.from({ length: 13 ** 3 }, (_, index) =>
  `#${[index % 13, Math.floor(index / 13) % 13, Math.floor(index / 169)].map((part) => Math.round((part * 255) / 12).toString(16).padStart(2, '0')).join('')}`);

/** What is written on what, or in what, as in looks/. */
const pairs = {
  light: [
    ['on-corridor', 'corridor'], ['on-corridor', 'corridor-raised'], ['on-corridor-soft', 'corridor'], ['on-corridor-soft', 'corridor-raised'],
    ['on-act', 'act'], ['on-act', 'act-strong'], ['act', '#fbfcfa'], ['act', '#eff3ef'], ['act-strong', '#ffe9bd'], ['act-strong', '#fdeeea'],
  ],
  dark: [
    ['on-corridor', 'corridor'], ['on-corridor', 'corridor-raised'], ['on-corridor-soft', 'corridor'], ['on-corridor-soft', 'corridor-raised'],
    ['on-act', 'act'], ['on-act', 'act-strong'], ['act', '#162826'], ['act', '#203532'], ['act-strong', '#46370f'], ['act-strong', '#3a201d'],
  ],
};

for (const scheme of /** @type {const} */ (['light', 'dark'])) {
  test(`no colour makes anything unreadable, ${scheme}`, () => {
    for (const colour of colours) {
      const tokens = brandTokens(colour)?.[scheme];
      assert.ok(tokens);
      for (const [one, other] of pairs[scheme]) {
        const reached = contrast(tokens[one] ?? one, tokens[other] ?? other);
        assert.ok(reached >= 4.5, `${colour}: ${one} on ${other} is ${reached.toFixed(2)}`);
      }
      const focus = contrast(scheme === 'light' ? '#ffc65c' : '#ffca6a', tokens.corridor);
      assert.ok(focus >= 3, `${colour}: the focus is seen on the corridor`);
    }
  });
}

test('a colour stays the one it is: dark enough, it is the corridor itself', () => {
  assert.equal(brandTokens('#7a1f5c')?.light.corridor, '#7a1f5c');
  assert.equal(brandTokens('#14413d')?.light.corridor, '#14413d');
});

test('black, white and grey stay without colour', () => {
  for (const colour of ['#000000', '#ffffff', '#808080']) {
    const [, r, g, b] = /^#(..)(..)(..)$/.exec(brandTokens(colour)?.light.act ?? '') ?? [];
    assert.ok(Math.max(...[r, g, b].map((part) => parseInt(part, 16))) - Math.min(...[r, g, b].map((part) => parseInt(part, 16))) <= 2);
  }
});

test('what is no colour changes nothing', () => {
  for (const colour of [undefined, '', 'red', '#fff', '#12345g', '#1234567', 'url(x)']) assert.equal(brandTokens(colour), null);
});
