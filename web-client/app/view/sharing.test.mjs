// What can be shared from where one is.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readSchedule } from '../../sdk/schedule.js';
import { subjectsOf } from './sharing.js';

const schedule = /** @type {any} */ (readSchedule({
  space: 'main', title: 'Main', version: 1, lessons: [{ room: 't-2', title: 'Loops', unit: 'Week 1', code: 'LESSN2' }],
  stages: [{ room: 's-aula', title: 'Aula', code: 'STAGE2' }],
  talks: [{ room: 't-1', title: 'Queues', stage: 's-aula', starts: 0, ends: 10, code: 'TALKA2' }],
}));
const space = /** @type {any} */ ({ id: 'main', title: 'Main', code: 'SPACE2', rooms: [{ id: 'lobby', title: 'Lobby', code: 'LQBBY2' }] });

/** @param {'room' | 'stage' | 'now'} kind @param {string} room */
const told = (kind, room) => subjectsOf({ place: /** @type {any} */ ({ kind }), room, roomTitle: 'Shown', space, schedule }).map(({ kind: what, path, code }) => [what, path, code]);
const event = ['space', '/', 'SPACE2'];

test('a talk comes with its stage; at the stage\'s address the stage comes first', () => {
  assert.deepEqual(told('room', 't-1'), [['talk', '/r/t-1', 'TALKA2'], ['stage', '/stage/aula', 'STAGE2'], event]);
  assert.deepEqual(told('stage', 't-1'), [['stage', '/stage/aula', 'STAGE2'], ['talk', '/r/t-1', 'TALKA2'], event]);
  assert.deepEqual(told('stage', 's-aula'), [['stage', '/stage/aula', 'STAGE2'], event]);
});

test('rooms and lessons are shared as rooms, elsewhere the event is', () => {
  assert.deepEqual(told('room', 'lobby'), [['room', '/r/lobby', 'LQBBY2'], event]);
  assert.deepEqual(told('room', 't-2'), [['room', '/r/t-2', 'LESSN2'], event]);
  assert.deepEqual(told('room', 'tea'), [['room', '/r/tea', ''], event]);
  assert.deepEqual(told('now', ''), [event]);
});

test('before the server has said anything there is a link all the same', () => {
  assert.deepEqual(subjectsOf({ place: /** @type {any} */ ({ kind: 'room' }), room: 'lobby', roomTitle: 'lobby', space: null, schedule: null }),
    [{ kind: 'room', title: 'lobby', path: '/r/lobby', code: '' }, { kind: 'space', title: '', path: '/', code: '' }]);
});
