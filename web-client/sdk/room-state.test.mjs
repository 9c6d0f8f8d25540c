// Folding a room: what each frame does, and the two laws that make recovery safe.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ada, bob, deleted, edited, fresh, idOf, message, recovery, seededRandom } from './fake-world.mjs';
import { amendmentsKept, emptyRoom, foldRoom, pruneStep, rowsKept } from './room-state.js';

/** @param {any[]} frames @param {any} [state] */
const fold = (frames, state = emptyRoom('lobby', ada)) => frames.reduce(foldRoom, state);
/** @param {any} ok */
const joined = (ok) => ({ answer: 'join', ok });
/** @param {any} state */
const texts = (state) => state.rows.map((/** @type {any} */ row) => (row.deleted ? '(deleted)' : row.text));
/** @param {Partial<import('./types.js').PendingEntry>} entry */
const pending = (entry) => ({
  local: 'pending',
  entry: {
    key: 'key-0000000000001',
    kind: 'post',
    text: 'mine',
    replyTo: null,
    target: null,
    at: 1,
    state: 'unsent',
    error: null,
    ...entry,
  },
});

// -------------------------------------------------------------------------------------------------------------- laws

/** Rows as a server gives them after these events: a second way to the same answer, by the words of the contract.
 * @param {any[]} events */
function rowsAfter(events) {
  /** @type {Map<string, any>} */
  const rows = new Map();
  for (const event of events) {
    const row = rows.get(event.target);
    if (event.ev === 'message') rows.set(event.id, { ...event });
    else if (event.ev === 'edited' && row && !row.deleted)
      Object.assign(row, { text: event.text, edited_at: event.at });
    else if (event.ev === 'deleted' && row) {
      for (const field of ['text', 'reply_to', 'edited_at']) delete row[field];
      row.deleted = true;
    }
  }
  return [...rows.values()].map((row) => ({ ...row }));
}

/** @param {() => number} random @param {number} length */
function randomEvents(random, length) {
  const events = [];
  /** @type {number[]} */
  const messages = [];
  let offset = 0;
  let at = 1_700_000_000_000;
  while (events.length < length) {
    offset += random() < 0.1 ? 2 : 1; // some are not told to everybody
    at += random() < 0.3 ? 0 : 1;
    const from = random() < 0.5 ? ada : bob;
    const target = messages[Math.floor(random() * messages.length)];
    const kind = target === undefined ? 0 : random();
    if (kind < 0.5) {
      events.push(message(offset, { at, from, ...(target && random() < 0.3 ? { reply_to: idOf(target) } : {}) }));
      messages.push(offset);
    } else if (kind < 0.8) events.push(edited(offset, target, `edit ${offset}`, { at, from }));
    else if (kind < 0.95) events.push(deleted(offset, target, { at, from }));
    else events.push({ ev: 'at', room: 'lobby', offset, id: idOf(offset) });
  }
  return events;
}

const seed = Number(process.env.HALLWAY_SEED ?? Math.floor(Math.random() * 2 ** 32));
const rounds = process.env.HALLWAY_LONG ? 2_000 : 100;

test('an old snapshot and the events after it equal a fresh snapshot', (t) => {
  t.diagnostic(`HALLWAY_SEED=${seed}`);
  const random = seededRandom(seed);
  for (let round = 0; round < rounds; round++) {
    const events = randomEvents(random, 1 + Math.floor(random() * 60));
    const whole = fold(events);
    assert.deepEqual(whole.rows, fold([joined(fresh(rowsAfter(events), { offset: events.at(-1)?.offset }))]).rows);
    for (let cut = 0; cut <= events.length; cut++) {
      const told = events.slice(0, cut);
      const snapshot = fresh(rowsAfter(told), { offset: told.at(-1)?.offset ?? 0 });
      assert.deepEqual(
        fold(events.slice(cut), fold([joined(snapshot)])).rows,
        whole.rows,
        `seed ${seed}, cut at ${cut}`,
      );
    }
  }
});

test('a snapshot that is newer than the events after it ends as those say', () => {
  const random = seededRandom(seed);
  for (let round = 0; round < rounds; round++) {
    const events = randomEvents(random, 40);
    const whole = fold(events);
    const cut = Math.floor(random() * events.length);
    const known = fold([joined(fresh(rowsAfter(events.slice(0, cut)), { offset: events[cut - 1]?.offset ?? 0 }))]);
    const last = { offset: events.at(-1)?.offset ?? 0, id: events.at(-1)?.id };
    // A recovery gives messages as they stand now, then the edits that made them so.
    const now = new Map(rowsAfter(events).map((row) => [row.id, row]));
    const told = events.slice(cut).map((event) => (event.ev === 'message' ? now.get(event.id) : event));
    assert.deepEqual(fold([joined(recovery(told, last))], known).rows, whole.rows, `seed ${seed}, cut at ${cut}`);
  }
});

test('repeating what a recovery told changes nothing', () => {
  const random = seededRandom(seed);
  for (let round = 0; round < rounds; round++) {
    const events = randomEvents(random, 40);
    const whole = fold(events, { ...emptyRoom('lobby', ada), epoch: 'k3v9' });
    const suffix = events.slice(Math.floor(random() * events.length));
    assert.equal(fold(suffix, whole), whole);
    const again = fold(
      [joined(recovery(suffix, { offset: events.at(-1)?.offset ?? 0, id: events.at(-1)?.id }))],
      whole,
    );
    assert.deepEqual(again.rows, whole.rows);
    assert.deepEqual(again.position, whole.position);
    assert.equal(again.missed, 0);
  }
});

// ----------------------------------------------------------------------------------------------------------- joining

test('a fresh join shows its rows, its title and where it stands', () => {
  const state = fold([joined(fresh([message(82), message(131)], { before: 82 }))]);
  assert.equal(state.status, 'live');
  assert.equal(state.title, 'Lobby');
  assert.deepEqual(state.position, { epoch: 'k3v9', offset: 131, id: idOf(131) });
  assert.deepEqual([state.hasOlder, state.before], [true, 82]);
  assert.deepEqual(texts(state), ['text 82', 'text 131']);
  assert.deepEqual(state.markers, []);
});

test('an empty room has a position without an id', () => {
  assert.deepEqual(fold([joined(fresh([]))]).position, { epoch: 'k3v9', offset: 0 });
});

test('a recovery adds what was missed and counts it', () => {
  const before = fold([joined(fresh([message(1), message(2)]))]);
  const state = fold(
    [
      joined(
        recovery([message(3), edited(4, 1, 'better'), { ev: 'at', room: 'lobby', offset: 5, id: idOf(5) }], {
          offset: 5,
          id: idOf(5),
        }),
      ),
    ],
    before,
  );
  assert.deepEqual(texts(state), ['better', 'text 2', 'text 3']);
  assert.equal(state.missed, 2);
  assert.equal(state.position.offset, 5);
});

test('a recovery in several pages is one recovery, and the room is live after the last', () => {
  const before = fold([joined(fresh([message(1)]))]);
  const half = fold([joined(recovery([message(2)], { offset: 2, id: idOf(2) }, { more: true }))], before);
  assert.equal(half.status, 'catching-up');
  const state = fold(
    [{ answer: 'join', continued: true, ok: recovery([message(3)], { offset: 3, id: idOf(3) }) }],
    half,
  );
  assert.equal(state.status, 'live');
  assert.equal(state.missed, 2);
});

test('a join that could not go on drops the rows, keeps what is unsent, and says why above the new rows', () => {
  const before = fold([joined(fresh([message(1), message(2)])), pending({})]);
  const state = fold([joined(fresh([message(900)], { epoch: 'z1', reason: 'epoch', before: 900 }))], before);
  assert.deepEqual(texts(state), ['text 900']);
  assert.deepEqual(state.markers, [{ kind: 'reset', reason: 'epoch', afterOffset: 899 }]);
  assert.equal(state.pending.length, 1);
});

test('a reset empties the room until the next join', () => {
  const before = fold([joined(fresh([message(1)])), pending({})]);
  const state = fold([{ ev: 'reset', room: 'lobby', reason: 'forked' }], before);
  assert.deepEqual([state.rows, state.position, state.epoch, state.status], [[], null, null, 'catching-up']);
  assert.equal(state.pending.length, 1);
  const again = fold([joined(fresh([message(7)], { epoch: 'z1' }))], state);
  assert.deepEqual(again.markers, [{ kind: 'reset', reason: 'forked', afterOffset: 6 }]);
});

// ------------------------------------------------------------------------------------------------------------ events

test('what is at or below the position is skipped, offsets may skip', () => {
  const state = fold([message(5), message(5, { text: 'twice' }), message(3), message(9)]);
  assert.deepEqual(texts(state), ['text 5', 'text 9']);
});

test('an event of a later version moves the position and shows nothing', () => {
  const state = fold([
    message(1),
    { ev: 'poll_opened', room: 'lobby', offset: 2, id: idOf(2) },
    { ev: 'poll_moved', room: 'lobby' },
  ]);
  assert.deepEqual([texts(state), state.position.offset], [['text 1'], 2]);
});

test('a deleted message shows nothing of what it said, and no later edit brings it back', () => {
  const state = fold([message(1, { reply_to: idOf(9) }), edited(2, 1, 'better'), deleted(3, 1), edited(4, 1, 'again')]);
  const { text, replyTo, editedAt, deleted: isDeleted } = state.rows[0];
  assert.deepEqual([text, replyTo, editedAt, isDeleted], ['', null, null, true]);
});

test('an edit that a row is past already changes nothing', () => {
  const row = message(1, { text: 'second', edited_at: 1_700_000_000_009 });
  const state = fold([joined(fresh([row])), edited(2, 1, 'first', { at: 1_700_000_000_004 })]);
  assert.deepEqual(texts(state), ['second']);
});

test('a rename shows everywhere, whether told or only seen in a later message', () => {
  const told = fold([message(1), message(2, { from: ada }), { ev: 'member', member: { ...bob, name: 'Robert' } }]);
  assert.deepEqual(
    told.rows.map((/** @type {any} */ row) => row.from.name),
    ['Robert', 'Ada'],
  );
  const seen = fold([message(1), message(2, { from: { ...bob, name: 'Robert' } })]);
  assert.deepEqual(
    seen.rows.map((/** @type {any} */ row) => row.from.name),
    ['Robert', 'Robert'],
  );
});

test('a gap is marked, live events go on behind it, and recovery from before it fills it', () => {
  const gap = { ev: 'gap', room: 'lobby', from: 3, to: 5 };
  const state = fold([joined(fresh([message(1), message(2)])), gap, gap]);
  assert.deepEqual(state.markers, [{ kind: 'gap', from: 3, to: 5, afterOffset: 2 }]);
  assert.equal(state.position.offset, 2);
  const behind = fold([message(6)], state);
  assert.deepEqual([texts(behind), behind.markers.length], [['text 1', 'text 2', 'text 6'], 1]);
  const filled = fold([joined(recovery([message(3), message(4), message(5)], { offset: 5, id: idOf(5) }))], state);
  assert.deepEqual(filled.markers, []);
});

test('what is for another room, or says nothing, changes nothing', () => {
  const state = fold([message(1)]);
  for (const frame of [
    message(2, { room: 'other' }),
    { ev: 'message' },
    { ev: 'member' },
    { ev: 'gap', room: 'lobby' },
    {},
  ]) {
    assert.equal(foldRoom(state, frame), state);
  }
});

// ----------------------------------------------------------------------------------------------------------- history

/** @param {any} query @param {any[]} events @param {object} [cursors] */
const page = (query, events, cursors = {}) => ({
  answer: 'history',
  query,
  ok: { room: 'lobby', epoch: 'k3v9', events, ...cursors },
});

test('older rows come before, and the cursor says whether there are more', () => {
  const state = fold([
    joined(fresh([message(10)], { before: 10 })),
    page({ before: 10 }, [message(8), message(9)], { before: 8, after: 9 }),
  ]);
  assert.deepEqual([texts(state), state.before, state.hasOlder], [['text 8', 'text 9', 'text 10'], 8, true]);
  const all = fold([page({ before: 8 }, [message(7)])], state);
  assert.deepEqual([all.rows.length, all.before, all.hasOlder], [4, null, false]);
});

test('a page of another log is ignored', () => {
  const state = fold([joined(fresh([message(10)], { before: 10 }))]);
  assert.equal(
    foldRoom(state, { answer: 'history', query: { before: 10 }, ok: { epoch: 'other', events: [message(9)] } }),
    state,
  );
});

test('rows from elsewhere leave a gap, which pages fill from both ends', () => {
  let state = fold([joined(fresh([message(90), message(91)], { before: 90 }))]);
  state = fold([page({ around: idOf(50) }, [message(49), message(50), message(51)], { before: 49, after: 51 })], state);
  assert.deepEqual(state.markers, [{ kind: 'gap', from: 52, to: 89, afterOffset: 51 }]);
  assert.equal(state.before, 49);
  state = fold([page({ after: 51 }, [message(52), message(60)], { before: 52, after: 60 })], state);
  assert.deepEqual(state.markers, [{ kind: 'gap', from: 61, to: 89, afterOffset: 60 }]);
  state = fold([page({ before: 90 }, [message(80)], { before: 80, after: 80 })], state);
  assert.deepEqual(state.markers, [{ kind: 'gap', from: 61, to: 79, afterOffset: 60 }]);
  const late = fold([page({ after: 60 }, [message(70)])], state);
  assert.deepEqual(
    late.markers,
    [{ kind: 'gap', from: 71, to: 79, afterOffset: 70 }],
    'a last page may have been read before the gap',
  );
  state = fold([{ ...page({ after: 60 }, [message(70)]), top: 91 }], state);
  assert.deepEqual(state.markers, []);
  assert.deepEqual(
    state.rows.map((/** @type {any} */ row) => row.offset),
    [49, 50, 51, 52, 60, 70, 80, 90, 91],
  );
});

test('a page that was read before an edit or a deletion does not undo it', () => {
  const old = [message(7), message(8), message(9)];
  const state = fold([
    joined(fresh([message(10)], { before: 10 })),
    edited(11, 7, 'better'),
    deleted(12, 8),
    edited(13, 8, 'no'),
    page({ before: 10 }, old),
  ]);
  assert.deepEqual(texts(state), ['better', '(deleted)', 'text 9', 'text 10']);
  assert.deepEqual(texts(fold([page({ before: 10 }, old)], state)), texts(state));
});

test('amendments of messages that are not here are bounded', () => {
  const edits = Array.from({ length: amendmentsKept + 50 }, (_, index) => edited(1_000 + index, 1 + index, 'new'));
  const state = fold(edits, fold([joined(fresh([message(999)], { before: 999 }))]));
  assert.equal(Object.keys(state.amended).length, amendmentsKept);
  assert.ok(Object.hasOwn(state.amended, idOf(amendmentsKept + 50)));
});

test('the newest rows are kept, the oldest are pruned and can be had again', () => {
  const events = Array.from({ length: rowsKept + pruneStep }, (_, index) => message(1 + index));
  const state = fold(events);
  assert.equal(state.rows.length, rowsKept);
  assert.deepEqual([state.hasOlder, state.before], [true, 1 + pruneStep]);
  const more = fold([page({ before: 1 + pruneStep }, events.slice(0, pruneStep))], { ...state, epoch: 'k3v9' });
  assert.equal(more.rows.length, rowsKept + pruneStep);
  assert.equal(fold([message(5_000)], more).rows.length, rowsKept + pruneStep + 1);
});

// ------------------------------------------------------------------------------------------------- one's own writing

test('a post is settled by its answer, and its event finds it in its place', () => {
  const key = 'key-0000000000001';
  let state = fold([joined(fresh([message(1)])), pending({ text: ' mine ' })]);
  state = fold([{ local: 'settled', key, ok: { id: idOf(3), offset: 3, at: 5 } }], state);
  assert.deepEqual([texts(state), state.pending], [['text 1', 'mine'], []]);
  assert.equal(state.position.offset, 1);
  state = fold([message(2), message(3, { from: ada, text: 'mine', key, at: 5 })], state);
  assert.deepEqual(texts(state), ['text 1', 'text 2', 'mine']);
  assert.equal(state.rows[2].own, true);
});

test('a post is settled by its event, or by its row in a fresh join', () => {
  const key = 'key-0000000000001';
  const state = fold([joined(fresh([message(1)])), pending({})]);
  assert.deepEqual(fold([message(2, { from: ada, text: 'mine', key })], state).pending, []);
  assert.deepEqual(
    fold([joined(fresh([message(2, { from: ada, text: 'mine', key })], { reason: 'too_far' }))], state).pending,
    [],
  );
});

test('an answer that repeats what is known already adds no row', () => {
  const state = fold([joined(fresh([message(8)], { before: 8 })), pending({})]);
  const settled = fold(
    [{ local: 'settled', key: 'key-0000000000001', ok: { id: idOf(2), offset: 2, at: 5, duplicate: true } }],
    state,
  );
  assert.deepEqual([texts(settled), settled.pending], [['text 8'], []]);
});

test("an edit and a deletion of one's own show with the answer", () => {
  const state = fold([
    joined(fresh([message(1), message(2)])),
    pending({ kind: 'edit', target: idOf(1), text: 'better' }),
    pending({ key: 'key-0000000000002', kind: 'delete', target: idOf(2), at: 2 }),
  ]);
  const done = fold(
    [
      { local: 'settled', key: 'key-0000000000001', ok: { id: idOf(3), offset: 3, at: 1_700_000_000_003 } },
      { local: 'settled', key: 'key-0000000000002', ok: { id: idOf(4), offset: 4, at: 1_700_000_000_004 } },
    ],
    state,
  );
  assert.deepEqual(texts(done), ['better', '(deleted)']);
});

test('being put out of the room leaves what was said and what is unsent', () => {
  const state = fold([
    joined(fresh([message(1)])),
    pending({ state: 'sending' }),
    { ev: 'left', room: 'lobby', code: 'banned' },
  ]);
  assert.deepEqual(
    [state.status, state.leftCode, state.rows.length, state.pending[0].state],
    ['left', 'banned', 1, 'unsent'],
  );
});

test('who is here and how far one has read are told beside the log, and move nothing in it', () => {
  const card = { id: 'lobby', title: 'Lobby', kind: 'talk', ends: 5 };
  const ok = { room: card, epoch: 'k1', offset: 3, recovered: false, events: [], mine: { read: 2 }, here: { people: 4, watching: 0 } };
  const state = foldRoom(emptyRoom('lobby'), { answer: 'join', ok });
  assert.deepEqual([state.card, state.here, state.mine.read], [card, { people: 4, watching: 0 }, 2]);

  const later = [{ ev: 'here', room: 'lobby', people: 12, watching: 40 }, { ev: 'read', room: 'lobby', offset: 900 }].reduce(foldRoom, state);
  assert.deepEqual([later.here, later.mine.read, later.position?.offset], [{ people: 12, watching: 40 }, 900, 3]);
  assert.equal(foldRoom(later, { ev: 'read', room: 'lobby', offset: 7 }), later);
  assert.equal(foldRoom(later, { ev: 'here', room: 'lobby', people: 'many' }).here, null);
});
