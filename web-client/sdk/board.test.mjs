// The board of a room: cards, votes and pins count by their versions, however and whenever they are told.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ada, bob, fresh, idOf, message, recovery, seededRandom } from './fake-world.mjs';
import { emptyRoom, foldRoom } from './room-state.js';
import { askedOf, nextPinEnd, pinsAt, questionsOf, standingOf } from './questions.js';

/** @param {any[]} frames @param {any} [state] */
const fold = (frames, state = emptyRoom('lobby', ada)) => frames.reduce(foldRoom, state);
/** @param {any} ok */
const joined = (ok) => ({ answer: 'join', ok });
/** @param {number} offset @param {any} [more] @returns {any} */
const card = (offset, more = {}) => ({
  id: idOf(offset), version: offset, offset, at: 1_700_000_000_000 + offset, from: bob, text: `question ${offset}`, state: 'visible', votes: 0, voted: 0, ...more,
});
/** @param {number} offset @param {any} told */
const board = (offset, told) => ({ ev: 'board', room: 'lobby', offset, id: idOf(offset), ...told });
/** @param {any} state */
const shown = (state) => questionsOf(state).map(({ text, state: stands, votes, hasMyVote }) => [text, stands, votes, hasMyVote]);
/** @param {any} entry */
const waits = (entry) => ({
  local: 'pending',
  entry: { key: 'key-0000000000001', text: '', replyTo: null, target: null, at: 1_700_000_000_000, state: 'unsent', error: null, ...entry },
});

test('a card takes the place of an older one, and never that of a newer one', () => {
  const newer = card(3, { version: 9, state: 'answering' });
  const state = fold([board(9, { questions: [newer] }), board(10, { questions: [card(3, { version: 5 })] })]);
  assert.deepEqual(shown(state), [['question 3', 'answering', 0, false]]);
  assert.equal(state.position?.offset, 10);
});

test('a board counts at the offset of a message that came before it', () => {
  const state = fold([message(4), board(4, { questions: [card(2, { version: 4, text: 'as edited' })] })]);
  assert.deepEqual(shown(state), [['as edited', 'visible', 0, false]]);
  assert.equal(state.rows.length, 1);
});

test('of two counts the later one stays, beside a card of any version', () => {
  const tally = (/** @type {number} */ votes, /** @type {number} */ voted) => board(voted, { votes: [{ id: idOf(3), votes, voted }] });
  const after = fold([board(3, { questions: [card(3)] }), tally(7, 12), tally(5, 10)]);
  assert.deepEqual(shown(after), [['question 3', 'visible', 7, false]]);
  const moved = card(3, { version: 13, state: 'answered', votes: 6, voted: 11 });
  assert.deepEqual(shown(fold([board(13, { questions: [moved] })], after)), [['question 3', 'answered', 7, false]]);
  const old = card(3, { version: 2, state: 'pending', votes: 9, voted: 14 });
  assert.deepEqual(shown(fold([board(14, { questions: [old] })], after)), [['question 3', 'visible', 9, false]]);
});

test('what is deleted, merged or put away is no longer shown, and comes back only in a later version', () => {
  const state = fold([
    board(4, { questions: [card(1), card(2), card(3), card(4)] }),
    board(8, { questions: [
      { id: idOf(1), version: 5, deleted: true }, { id: idOf(2), version: 6, merged_into: idOf(4) }, { id: idOf(3), version: 7, state: 'archived' },
    ] }),
  ]);
  assert.deepEqual(shown(state).map(([text]) => text), ['question 4']);
  assert.deepEqual([1, 2, 3, 4].map((offset) => standingOf(state, idOf(offset))), [null, idOf(4), null, idOf(4)]);
  assert.equal(shown(fold([board(9, { questions: [card(3)] })], state)).length, 1);
  assert.equal(shown(fold([board(9, { questions: [card(3, { version: 9 })] })], state)).length, 2);
});

test('a merged question that one may still read is not shown twice', () => {
  const state = fold([board(5, { questions: [card(1, { version: 5, merged_into: idOf(2) }), card(2, { version: 5 })] })]);
  assert.deepEqual(shown(state).map(([text]) => text), ['question 2']);
});

test('a circle of merged questions leads nowhere, and ends', () => {
  const state = fold([board(5, { questions: [card(1, { merged_into: idOf(2) }), card(2, { merged_into: idOf(1) })] })]);
  assert.equal(standingOf(state, idOf(1)), null);
});

test('a fresh join begins the board anew; one\'s own come beside it', () => {
  const before = fold([board(3, { questions: [card(3)], pins: [{ id: idOf(2), target: idOf(3) }], pins_version: 3 })]);
  const own = card(5, { state: 'pending', mine: true, from: ada });
  const ok = fresh([message(6)], { state: { questions: [card(1), card(4, { mine: undefined })], more_questions: true }, mine: { read: 2, votes: [idOf(1)], questions: [own] } });
  const state = fold([joined(ok)], before);
  assert.deepEqual(shown(state), [['question 1', 'visible', 0, true], ['question 4', 'visible', 0, false], ['question 5', 'pending', 0, false]]);
  assert.deepEqual([state.pins, state.moreQuestions, state.mine], [[], true, { read: 2, votes: [idOf(1)] }]);
});

test('of an own card that is told twice the one that says so stays', () => {
  const ok = fresh([], { offset: 5, state: { questions: [card(5, { from: undefined, anonymous: true })] }, mine: { questions: [card(5, { from: ada, anonymous: true, mine: true })] } });
  assert.equal(questionsOf(fold([joined(ok)]))[0].mine, true);
});

test('a recovered join tells what changed, also of votes and pins', () => {
  const known = fold([joined(fresh([message(2)], { state: { questions: [card(1), card(2)] } }))]);
  const pins = [{ id: idOf(6), target: idOf(1), at: 6, by: bob, text: 'question 1' }];
  const told = { questions: [card(2, { version: 5, state: 'answered' })], votes: [{ id: idOf(1), votes: 2, voted: 4 }], pins, pins_version: 6 };
  const state = fold([joined(recovery([], { offset: 6, id: idOf(6) }, { board: told }))], known);
  assert.deepEqual(shown(state), [['question 1', 'visible', 2, false], ['question 2', 'answered', 0, false]]);
  assert.deepEqual(pinsAt(state, 0), pins);
  assert.deepEqual(fold([joined(recovery([], { offset: 6, id: idOf(6) }, { board: told }))], state), state);
});

test('pins are told whole: the later list stays, and an ended one is hidden', () => {
  const pin = (/** @type {number} */ offset, /** @type {any} */ more = {}) => ({ id: idOf(offset), target: idOf(1), at: offset, by: bob, text: `pin ${offset}`, ...more });
  const state = fold([board(9, { pins: [pin(8, { until: 5000 }), pin(9)], pins_version: 9 }), board(10, { pins: [pin(3)], pins_version: 3 })]);
  assert.deepEqual(pinsAt(state, 4999).map(({ text }) => text), ['pin 8', 'pin 9']);
  assert.deepEqual(pinsAt(state, 5000).map(({ text }) => text), ['pin 9']);
  assert.deepEqual([nextPinEnd(state, 4999), nextPinEnd(state, 5000)], [5000, null]);
  assert.deepEqual(fold([board(11, { pins: [], pins_version: 11 })], state).pins, []);
});

test('pages of questions add what is not here; the last leaves nothing more', () => {
  const state = { ...emptyRoom('lobby', ada), moreQuestions: true };
  const first = fold([{ answer: 'questions', ok: { room: 'lobby', questions: [card(1)], after: idOf(1) } }], state);
  assert.deepEqual([shown(first).length, first.moreQuestions], [1, true]);
  assert.equal(fold([{ answer: 'questions', ok: { room: 'lobby', questions: [] } }], first).moreQuestions, false);
});

test('a vote counts at once, is counted once when the room has told it, and not at all when it was refused', () => {
  const state = fold([board(3, { questions: [card(3, { votes: 4, voted: 2 })] })]);
  const voting = fold([waits({ kind: 'vote', target: idOf(3), on: true })], state);
  assert.deepEqual(shown(voting), [['question 3', 'visible', 5, true]]);
  const stored = fold([{ local: 'settled', key: 'key-0000000000001', ok: { id: idOf(9), offset: 9, at: 9 } }], voting);
  assert.deepEqual(shown(stored), [['question 3', 'visible', 5, true]]);
  const stale = fold([board(8, { votes: [{ id: idOf(3), votes: 4, voted: 8 }] })], stored);
  assert.deepEqual(shown(stale), [['question 3', 'visible', 5, true]], 'a count from before the vote');
  assert.deepEqual(shown(fold([board(9, { votes: [{ id: idOf(3), votes: 8, voted: 9 }] })], stale)), [['question 3', 'visible', 8, true]]);
  assert.deepEqual(shown(fold([{ local: 'dropped', key: 'key-0000000000001' }], voting)), [['question 3', 'visible', 4, false]]);
});

test('a vote that the room has counted already is not counted again by its answer', () => {
  const state = fold([board(3, { questions: [card(3)] }), waits({ kind: 'vote', target: idOf(3), on: true }), board(9, { votes: [{ id: idOf(3), votes: 1, voted: 9 }] })]);
  const after = fold([{ local: 'settled', key: 'key-0000000000001', ok: { id: idOf(9), offset: 9, at: 9 } }], state);
  assert.deepEqual(shown(after), [['question 3', 'visible', 1, true]]);
});

test('a vote follows its question into the one that it was merged into, and can be taken back there', () => {
  const merged = board(6, { questions: [{ id: idOf(1), version: 6, merged_into: idOf(2) }, card(2, { version: 6, votes: 2, voted: 6 })] });
  const state = fold([joined(fresh([], { offset: 5, state: { questions: [card(1, { votes: 1, voted: 4 }), card(2)] }, mine: { votes: [idOf(1)] } })), merged]);
  assert.deepEqual(shown(state), [['question 2', 'visible', 2, true]]);
  const back = fold([waits({ kind: 'vote', target: idOf(2), on: false }), { local: 'settled', key: 'key-0000000000001', ok: { id: idOf(7), offset: 7, at: 7 } }], state);
  assert.deepEqual([shown(back), back.mine.votes], [[['question 2', 'visible', 1, false]], []]);
});

test('what was asked is shown until the room tells it: by its key, by its id, or, if the answer was lost, by its words', () => {
  const asking = fold([waits({ kind: 'ask', text: ' Why? ' })]);
  const told = card(3, { text: 'Why?', mine: true, from: ada, at: 1_700_000_000_003 });
  const stored = fold([{ local: 'settled', key: 'key-0000000000001', ok: { id: idOf(3), offset: 3, at: 3 } }], asking);
  assert.deepEqual([askedOf(asking).length, askedOf(stored).length], [1, 1], 'it may have to wait for a moderator');
  for (const state of [
    fold([board(3, { key: 'key-0000000000001', questions: [told] })], asking),
    fold([board(3, { questions: [told] })], stored),
    fold([board(3, { questions: [told] }), { local: 'settled', key: 'key-0000000000001', ok: { id: idOf(3), offset: 3, at: 3 } }], asking),
    fold([joined(recovery([], { offset: 3 }, { mine: { questions: [told] } }))], stored),
  ]) {
    assert.deepEqual([askedOf(state), state.pending, shown(state).length], [[], [], 1]);
  }
  const lost = fold([joined(recovery([], { offset: 3 }, { mine: { questions: [told] } }))], asking);
  assert.deepEqual([askedOf(lost).length, lost.pending.length, shown(lost).length], [0, 1, 1]);
  const elsewhere = fold([joined(fresh([], { epoch: 'k4' }))], stored);
  assert.deepEqual(elsewhere.pending, [], 'another log, in which it is not');
});

test('the same words asked again are another question', () => {
  const before = card(3, { text: 'Why?', mine: true, from: ada, at: 1_600_000_000_000 });
  assert.equal(askedOf(fold([board(3, { questions: [before] }), waits({ kind: 'ask', text: 'Why?' })])).length, 1);
  const two = [waits({ kind: 'ask', text: 'Why?' }), waits({ kind: 'ask', text: 'Why?', key: 'key-0000000000002' })];
  assert.equal(askedOf(fold([...two, board(3, { questions: [{ ...before, at: 1_700_000_000_003 }] })])).length, 1);
});

test('a renamed member has the new name on questions, answers and pins', () => {
  const answers = [{ id: idOf(4), at: 4, from: bob, text: 'Yes.' }];
  const pins = [{ id: idOf(5), target: idOf(3), at: 5, from: bob, by: bob, text: 'question 3' }];
  const state = fold([board(5, { questions: [card(3, { answers }), card(4, { from: ada })], pins, pins_version: 5 }), { ev: 'member', member: { ...bob, name: 'Robert' } }]);
  const [question, other] = questionsOf(state);
  assert.deepEqual([question.from?.name, question.answers?.[0].from?.name, other.from?.name], ['Robert', 'Robert', 'Ada']);
  assert.deepEqual([state.pins[0].from?.name, state.pins[0].by.name], ['Robert', 'Robert']);
  assert.equal(fold([{ ev: 'member', member: { ...bob, name: 'Robert' } }], state), state);
});

test('what is no board changes nothing', () => {
  for (const told of [{ questions: 'none' }, { questions: [null, 3, {}] }, { votes: {} }, { pins: [] }, { votes: [{ id: idOf(8), votes: 3, voted: 9 }] }]) {
    assert.deepEqual(fold([board(3, told)]).questions, {});
  }
});

const seed = Number(process.env.HALLWAY_SEED ?? Math.floor(Math.random() * 2 ** 32));

test('a board is the same however often, in whatever order and from wherever it was told', (t) => {
  t.diagnostic(`HALLWAY_SEED=${seed}`);
  const random = seededRandom(seed);
  const below = (/** @type {number} */ most) => Math.floor(random() * most);
  for (let round = 0; round < (process.env.HALLWAY_LONG ? 2_000 : 100); round++) {
    /** @type {Map<string, any>} */
    const cards = new Map();
    const told = [];
    /** @type {any} */
    let pins = { pins: [], pins_version: 0 };
    for (let offset = 1; offset <= 40; offset++) {
      const known = [...cards.values()][below(cards.size)];
      const chance = random();
      if (!known || chance < 0.2) cards.set(idOf(offset), card(offset));
      else if (chance < 0.6) cards.set(known.id, { ...known, votes: known.votes + 1, voted: offset });
      else if (chance < 0.9) cards.set(known.id, { ...known, version: offset, state: ['visible', 'answering', 'answered'][below(3)] });
      else pins = { pins: [{ id: idOf(offset), target: known.id, at: offset, by: bob, text: known.text }], pins_version: offset };
      const changed = [...cards.values()].filter(({ version, voted }) => version === offset || voted === offset);
      const votes = changed.filter(({ version }) => version !== offset).map(({ id, votes, voted }) => ({ id, votes, voted }));
      told.push(board(offset, { questions: changed.filter(({ version }) => version === offset), votes, ...(pins.pins_version === offset ? pins : {}) }));
    }
    const whole = fold([joined(fresh([], { offset: 40, state: { questions: [...cards.values()], ...pins } }))]);
    const cut = below(40);
    const part = fold([joined(fresh([], { offset: 40, state: { questions: [...cards.values()], ...pins } })), ...told.slice(cut)]);
    const asTold = fold(told);
    const again = told.slice(cut).reduce((state, one) => (random() < 0.5 ? foldRoom(state, one) : state), asTold);
    for (const state of [part, asTold, again]) {
      assert.deepEqual([questionsOf(state), state.pins, state.pinsVersion], [questionsOf(whole), whole.pins, whole.pinsVersion], `seed ${seed}, round ${round}`);
    }
  }
});
