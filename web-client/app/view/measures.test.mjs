// What staff may decide about somebody: where, and until when.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { endOf, maySendAway, scopesFor } from './measures.js';

const utcDay = (/** @type {number} */ at) => new Date(at).toISOString().slice(0, 10);
const at = (/** @type {string} */ time) => Date.parse(`${time}Z`);

test('a span ends when it says; a day goes on into the night', () => {
  const now = at('2024-02-03T22:07:10');
  assert.equal(endOf('short', now, utcDay), now + 600_000);
  assert.equal(endOf('hour', now, utcDay), now + 3_600_000);
  assert.equal(endOf('open', now, utcDay), undefined);
  assert.equal(endOf('today', now, utcDay), at('2024-02-04T04:00:00'));
  assert.equal(endOf('today', at('2024-02-04T03:59:00'), utcDay), at('2024-02-04T04:00:00'));
  assert.equal(endOf('today', at('2024-02-04T04:00:00'), utcDay), at('2024-02-05T04:00:00'));
});

/** @param {string} role @param {{ role: string, scope: string }[]} [roles] */
const me = (role, roles) => ({ id: 'u-me', role, roles });
const names = (/** @type {import('./measures.js').Scope[]} */ scopes) => scopes.map(({ name }) => name);

test('a role reaches as far as it holds', () => {
  const room = { id: 't-1', stage: 's-aula' };
  assert.deepEqual(scopesFor(me('moderator'), room).map(({ scope }) => scope), ['t-1', 's-aula', undefined]);
  assert.deepEqual(names(scopesFor(me('attendee', [{ role: 'moderator', scope: 's-aula' }]), room)), ['room', 'stage']);
  assert.deepEqual(names(scopesFor(me('attendee', [{ role: 'safety', scope: 't-1' }]), room)), ['room']);
  assert.deepEqual(names(scopesFor(me('attendee', [{ role: 'speaker', scope: 't-1' }, { role: 'moderator', scope: 's-other' }]), room)), []);
  assert.deepEqual(names(scopesFor(me('organiser'), { id: 'lobby', stage: undefined })), ['room', 'space']);
  assert.deepEqual(names(scopesFor(me('organiser'), { id: 's-aula', stage: 's-aula' })), ['stage', 'space']);
  assert.deepEqual(names(scopesFor(me('safety'), null, (role) => role === 'moderator')), []);
  assert.deepEqual(names(scopesFor(me('moderator'), null)), ['space']);
});

test('staff are sent away by organisers only, and nobody by themselves', () => {
  const state = (/** @type {string} */ role) => /** @type {any} */ ({ me: { id: 'u-me', role }, role });
  const may = (/** @type {string} */ role, /** @type {string} */ whom) => maySendAway(state(role), { id: 'u-other', role: whom });
  assert.deepEqual(['attendee', 'speaker', 'moderator', 'safety', 'organiser'].map((role) => may(role, 'attendee')), [false, false, true, true, true]);
  assert.deepEqual(['moderator', 'safety', 'organiser'].map((role) => may(role, 'moderator')), [false, false, true]);
  assert.equal(maySendAway(state('organiser'), { id: 'u-me', role: 'attendee' }), false);
});
