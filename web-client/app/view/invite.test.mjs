// What an invite says of itself before it is redeemed.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isInvite, readInvite } from './invite.js';

const tokenOf = (/** @type {string} */ payload) => `hi1.${Buffer.from(payload).toString('base64url')}.c2lnbmF0dXJl`;

test('the space and the role stand in the token; what is no invite is read as none', () => {
  assert.deepEqual(readInvite(tokenOf('1 invite fosdem-24 moderator e-1f2k03xq7d1ma')), { space: 'fosdem-24', role: 'moderator' });
  for (const bad of ['2 invite main moderator e-1', '1 invite main', '1 guest main moderator e-1', '1 invite <b> moderator e-1']) assert.equal(readInvite(tokenOf(bad)), null, bad);
  for (const bad of ['hi1.', 'hi1.***.x', 'hi1']) assert.equal(readInvite(bad), null, bad);
  assert.deepEqual([isInvite('hi1.x.y'), isInvite('hk1.x.y')], [true, false]);
});
