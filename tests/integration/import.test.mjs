// Bringing a schedule into a server: what members are given, what a later edition of the file changes, and what it must not change.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, afterEach, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { hallway, manyTalks, scheduleOf } from '../support/schedules.mjs';
import { startServer } from '../support/server.mjs';
import { connect } from '../support/wire-client.mjs';

const binary = process.env.HALLWAY_BIN ?? fileURLToPath(new URL('../../build/dev/hallway', import.meta.url));

let folder;
let server;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hallway-import-'));
});
afterEach(async () => {
  await server?.remove();
  server = undefined;
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** Into the running server. @param {string} bytes */
const bring = (bytes, more = []) => hallway(['import', '-', '--url', server.url, '--data', server.data, '--json', ...more], { input: bytes });

async function schedule() {
  return (await fetch(`${server.url}/v1/schedule`)).json();
}

const counts = ({ added, changed, removed }) => [added, changed, removed];
const named = (told, title) => told.talks.find((talk) => talk.title === title);

describe('an import into a running server', () => {
  test('gives its stages, talks and texts, and a second one changes nothing', async () => {
    server = await startServer();
    const file = scheduleOf([
      { id: 1, title: 'Strings', persons: ['Ada', 'Bo'], track: 'Craft', language: 'en', url: 'https://kites.example.org/1', abstract: 'What holds.', links: [{ url: 'https://kites.example.org/k', title: 'Knots' }] },
      { id: 2, title: 'Tails', start: '11:00', room: 'Große Wiese' },
    ]);

    const first = await bring(file);
    assert.equal(first.status, 0, first.stderr);
    assert.equal(first.stdout, '{"space":"main","talks":2,"stages":2,"added":2,"changed":0,"removed":0}\n');
    const told = await schedule();
    assert.equal(told.title, 'Kites');
    assert.equal(told.time_zone, 'Europe/Berlin');
    assert.deepEqual(told.stages.map(({ room, title }) => [room, title]), [['s-hall', 'Hall'], ['s-grosse-wiese', 'Große Wiese']]);
    const strings = named(told, 'Strings');
    assert.deepEqual([strings.starts, strings.ends], [Date.UTC(2024, 2, 30, 9), Date.UTC(2024, 2, 30, 9, 45)]);
    assert.deepEqual([strings.persons, strings.track, strings.language, strings.url], [['Ada', 'Bo'], 'Craft', 'en', 'https://kites.example.org/1']);
    const client = await connect(server.url);
    await client.ask({ do: 'hello' });
    const { ok } = await client.ask({ do: 'about', room: strings.room });
    assert.equal(ok.abstract, 'What holds.');
    assert.deepEqual(ok.links, [{ url: 'https://kites.example.org/k', title: 'Knots' }]);
    client.socket.close();

    const again = await bring(file);
    assert.deepEqual(again.json, { space: 'main', talks: 2, stages: 2, added: 0, changed: 0, removed: 0 });
    assert.equal((await schedule()).version, told.version);
  });

  test('takes a later edition over in place: renamed, moved, cancelled, revised, gone, back', async () => {
    server = await startServer();
    await bring(scheduleOf([{ id: 1, title: 'Strings' }, { id: 2, title: 'Tails', start: '11:00' }, { id: 3, title: 'Wind', start: '12:00' }, { id: 4, title: 'Glue', start: '13:00', room: 'Yard' }]));
    const before = await schedule();

    const later = scheduleOf([
      { id: 1, title: 'Strings and lines' },
      { id: 2, title: 'Tails', start: '11:30', room: 'Attic' },
      { id: 3, title: 'Wind', start: '12:00', status: 'cancelled', abstract: 'Too much of it.' },
      { id: 5, title: 'Flight', start: '14:00' },
    ]);
    const shown = await hallway(['import', '-', '--url', server.url, '--data', server.data, '--dry-run'], { input: later });
    assert.equal(
      shown.stdout,
      'Kites: 4 talks on 2 stages, into the space "main":\n' +
        '  new stages: Attic\n  stages that go: Yard\n' +
        '  added      2024-03-30 14:00  Hall  Flight\n' +
        '  renamed    2024-03-30 10:00  Hall  Strings → Strings and lines\n' +
        '  moved      2024-03-30 11:00 → 11:30  Hall → Attic  Tails\n' +
        '  cancelled  2024-03-30 12:00  Hall  Wind\n' +
        '  revised    2024-03-30 12:00  Hall  Wind\n' +
        '  removed    2024-03-30 13:00  Yard  Glue\n' +
        'Nothing was changed: --dry-run only shows.\n',
    );
    assert.deepEqual(await schedule(), before);

    assert.deepEqual(counts((await bring(later)).json), [1, 3, 1]);
    const now = await schedule();
    assert.equal(named(now, 'Strings and lines').room, named(before, 'Strings').room);
    assert.deepEqual([named(now, 'Tails').stage, named(now, 'Tails').starts], ['s-attic', Date.UTC(2024, 2, 30, 10, 30)]);
    assert.equal(named(now, 'Wind').cancelled, true);
    assert.equal(named(now, 'Glue'), undefined);
    assert.deepEqual(now.stages.map(({ room }) => room).sort(), ['s-attic', 's-hall']);

    const back = await bring(scheduleOf([{ id: 1, title: 'Strings' }, { id: 2, title: 'Tails', start: '11:00' }, { id: 3, title: 'Wind', start: '12:00' }, { id: 4, title: 'Glue', start: '13:00', room: 'Yard' }]));
    assert.deepEqual(counts(back.json), [1, 3, 1]);
    assert.deepEqual((await schedule()).talks.map(({ room, title, starts, stage }) => ({ room, title, starts, stage })),
      before.talks.map(({ room, title, starts, stage }) => ({ room, title, starts, stage })));
  });

  test('takes the order of the stages over, and tells it', async () => {
    server = await startServer();
    const inOrder = (rooms) => scheduleOf(rooms.map((room) => ({ id: 1 + ['Hall', 'Yard', 'Attic', 'Pier'].indexOf(room), title: `In the ${room}`, room })));
    const titles = async () => (await schedule()).stages.map(({ title }) => title);
    await bring(inOrder(['Hall', 'Yard', 'Attic']));
    const reader = await connect(server.url);
    await reader.hello('Ada');

    const moved = await bring(inOrder(['Attic', 'Pier', 'Hall', 'Yard']));
    assert.deepEqual(counts(moved.json), [1, 0, 0]);
    assert.match(moved.stderr, /\n  order of stages: Attic, Pier, Hall, Yard\n/);
    assert.deepEqual(await titles(), ['Attic', 'Pier', 'Hall', 'Yard']);
    const { version } = await schedule();
    const again = await bring(inOrder(['Attic', 'Pier', 'Hall', 'Yard']));
    assert.deepEqual([counts(again.json), again.stderr], [[0, 0, 0], '']);
    assert.equal((await schedule()).version, version);

    await bring(inOrder(['Yard', 'Pier', 'Hall', 'Attic']));
    await reader.next((document) => document.ev === 'schedule' && document.version > version, 'a change of order is told');
    assert.deepEqual(await titles(), ['Yard', 'Pier', 'Hall', 'Attic']);
    await reader.leave();
  });

  test('keeps a talk that the file still has but that cannot be read', async () => {
    server = await startServer();
    await bring(scheduleOf([{ id: 1, title: 'Strings' }, { id: 2, title: 'Tails', start: '11:00' }]));
    const run = await bring(scheduleOf([{ id: 1, title: 'Strings' }, { id: 2, title: 'Tails', start: 'later' }]));
    assert.deepEqual(counts(run.json), [0, 0, 0]);
    assert.match(run.stderr, /talk 2, .*: Its start cannot be read/);
    assert.equal((await schedule()).talks.length, 2);
  });

  test('refuses to empty an event, unless that is meant', async () => {
    server = await startServer();
    assert.equal((await bring(scheduleOf(manyTalks(120)))).json.added, 120);
    const fewer = scheduleOf(manyTalks(50));

    const refused = await bring(fewer);
    assert.equal(refused.status, 3);
    assert.match(refused.stderr, /main would lose 70 of its 120 talks; the file may have been cut off\. If it is meant, say --yes\.\n$/);
    assert.equal((await bring(scheduleOf([]))).status, 3);
    assert.equal((await schedule()).talks.length, 120);

    assert.deepEqual(counts((await bring(fewer, ['--yes'])).json), [0, 0, 70]);
    assert.equal((await schedule()).talks.length, 50);
  });

  test('leaves what staff moved on the clock alone, unless the plan is another', async () => {
    server = await startServer();
    const file = (start) => scheduleOf([{ id: 1, title: 'Strings' }, { id: 2, title: 'Tails', start }]);
    await bring(file('11:00'));
    const { talks } = await schedule();
    const staff = await connect(server.url);
    await staff.ask({ do: 'hello', name: 'Mo', token: await server.token('moderator') });
    const answer = await staff.ask({ do: 'clock', key: 'clock-0123456789', talk: talks[1].room, act: 'extend', minutes: 10 });
    assert.equal(answer.error, undefined, JSON.stringify(answer));
    assert.deepEqual(counts((await bring(file('11:00'))).json), [0, 0, 0]);
    assert.equal(named(await schedule(), 'Tails').ends, talks[1].ends + 600_000);
    assert.deepEqual(counts((await bring(file('12:00'))).json), [0, 1, 0]);
    const again = named(await schedule(), 'Tails');
    assert.deepEqual([again.starts, again.ends], [Date.UTC(2024, 2, 30, 11), talks[1].ends + 3_600_000]);
    staff.socket.close();
  });

  test('is an organiser\'s to make, of the space that is meant', async () => {
    server = await startServer();
    const file = scheduleOf([{ id: 1, title: 'Strings' }]);
    const token = join(folder, 'moderator.token');
    writeFileSync(token, await server.token('moderator'));
    const refused = await bring(file, ['--token-file', token]);
    assert.deepEqual([refused.status, refused.stdout], [1, '']);
    const none = await hallway(['import', '-', '--url', server.url, '--data', folder], { input: file });
    assert.equal(none.status, 1);
    assert.match(none.stderr, /An organiser's token is needed: .* Name one with --token-file\.\n$/);
    const elsewhere = await bring(file, ['--space', 'other']);
    assert.equal(elsewhere.status, 1);
    assert.match(elsewhere.stderr, /serves the space "main", not "other"/);
    assert.equal((await schedule()).version, 0);
  });
});

describe('a table of lessons', () => {
  test('becomes rooms of no stage, beside a schedule, in the order of the table', async () => {
    server = await startServer();
    await bring(scheduleOf([{ id: 1, title: 'Strings' }]));
    const table = 'Unit;Lesson;Start;Id\r\nWeek 1;Bowline;2024-02-03T09:30;b1\r\nWeek 1;"Sheet bend; and why";;b2\r\n;Reef knot;2024-02-10;b3\r\n';
    const first = await bring(table, ['--timezone', 'Europe/Berlin', '--space-title', 'Knots', '--acronym', 'knots']);
    assert.equal(first.stdout, '{"space":"main","lessons":3,"added":3,"changed":0,"removed":0}\n', first.stderr);
    const told = await schedule();
    assert.equal(told.title, 'Knots');
    assert.equal(told.talks.length, 1);
    assert.deepEqual(told.lessons.map(({ title, unit, starts }) => [title, unit ?? '', starts]),
      [['Bowline', 'Week 1', Date.UTC(2024, 1, 3, 8, 30)], ['Sheet bend; and why', 'Week 1', undefined], ['Reef knot', '', Date.UTC(2024, 1, 9, 23)]]);

    const later = table.replace('Bowline', 'The bowline').replace(/;Reef.*\r\n/, '');
    assert.deepEqual(counts((await bring(later, ['--timezone', 'Europe/Berlin', '--acronym', 'knots'])).json), [0, 1, 1]);
    const now = await schedule();
    assert.equal(now.lessons[0].room, told.lessons[0].room);
    assert.deepEqual([now.title, now.talks.length, now.lessons.length], ['Knots', 1, 2]);

    const turned = 'lesson,id\nSheet bend,b2\nThe bowline,b1\n';
    await bring(turned, ['--acronym', 'knots']);
    assert.deepEqual((await schedule()).lessons.map(({ title }) => title), ['Sheet bend', 'The bowline']);
    assert.deepEqual(counts((await bring(turned, ['--acronym', 'knots'])).json), [0, 0, 0]);

    const wrong = await bring('lesson,start\nA,2024-02-03\nB,3.2.24\n');
    assert.deepEqual([wrong.status, wrong.stdout], [3, '']);
    assert.match(wrong.stderr, /^Standard input: Line 3: "3\.2\.24" is no date and no time/);
  });
});

describe('a stopped server\'s folder', () => {
  test('is filled through a server of the command\'s own, and served later', async () => {
    const data = join(folder, 'event');
    const file = scheduleOf([{ id: 1, title: 'Strings' }]);
    assert.deepEqual((await hallway(['import', '-', '--data', data, '--json', '--dry-run'], { input: file })).json?.added, 1);
    assert.equal(existsSync(data), false);
    const first = await hallway(['import', '-', '--data', data, '--json'], { input: file });
    assert.deepEqual(first.json, { space: 'main', talks: 1, stages: 1, added: 1, changed: 0, removed: 0 }, first.stderr);
    assert.deepEqual(counts((await hallway(['import', '-', '--data', data, '--json'], { input: file })).json), [0, 0, 0]);
    assert.match((await hallway(['open', 'lunch', '--title', 'Lunch table', '--data', data])).stdout, /"lunch" is open\.\n/);

    server = await startServer([], { data });
    assert.equal((await schedule()).talks[0].title, 'Strings');
    const client = await connect(server.url);
    const { ok } = await client.ask({ do: 'hello' });
    assert.deepEqual(ok.space.rooms.map(({ id, title }) => [id, title]).sort(), [['lobby', 'Lobby'], ['lunch', 'Lunch table']]);
    client.socket.close();

    const inUse = await hallway(['import', '-', '--data', data], { input: file });
    assert.equal(inUse.status, 4);
    assert.match(inUse.stderr, /is in use by process \d+\. .* Or go through the server that runs: --url/);
  });

  test('that holds one space has it used, by whatever name; one with several asks which', async () => {
    const data = join(folder, 'course');
    const table = 'lesson,id\nBowline,b1\n';
    const into = (more, input = table) => hallway(['import', '-', '--data', data, '--json', ...more], { input });
    assert.deepEqual((await into(['--space', 'knots'])).json, { space: 'knots', lessons: 1, added: 1, changed: 0, removed: 0 });
    assert.deepEqual((await into([])).json, { space: 'knots', lessons: 1, added: 0, changed: 0, removed: 0 });
    assert.deepEqual((await into(['--space', 'sails', '--dry-run'])).json?.added, 1);
    const opened = await hallway(['open', 'harbour', '--data', data]);
    assert.deepEqual([opened.status, opened.stdout], [0, 'The room "harbour" is open.\n'], opened.stderr);

    server = await startServer(['--space', 'knots'], { data });
    assert.deepEqual(counts((await bring(table)).json), [0, 0, 0], 'the same lessons through a running server');
    const client = await connect(server.url);
    const { ok } = await client.ask({ do: 'hello' });
    assert.ok(ok.space.rooms.some(({ id }) => id === 'harbour'));
    client.socket.close();
    await server.kill('SIGTERM');

    assert.equal((await into(['--space', 'main'])).json?.added, 1);
    for (const command of [['import', '-'], ['open', 'pier'], ['export', '--room', 'harbour', '--format', 'jsonl']]) {
      const refused = await hallway([...command, '--data', data], { input: table });
      assert.deepEqual([refused.status, refused.stdout], [2, ''], command[0]);
      assert.ok(refused.stderr.endsWith(`${data} holds the spaces "knots" and "main": say with --space which is meant.\n`), refused.stderr);
    }
    assert.deepEqual(counts((await into(['--space', 'knots'])).json), [0, 0, 0]);
    assert.equal((await hallway(['export', '--room', 'harbour', '--format', 'jsonl', '--space', 'knots', '--data', data])).status, 0);
  });

  test('and a room that is in no schedule is opened by hand', async () => {
    server = await startServer();
    const open = (more) => hallway(['open', 'lunch', '--url', server.url, '--data', server.data, ...more]);
    assert.equal((await open(['--title', 'Lunch table', '--json'])).stdout, '{"room":"lunch","opened":true}\n');
    assert.equal((await open(['--title', 'Dinner'])).stdout, 'The room "lunch" is open already. Its title stays as it is.\n');
    assert.equal((await hallway(['open', 'Lunch Table', '--url', server.url])).status, 2);
    assert.equal((await hallway(['open', 'lunch'])).status, 2);
  });

  test('what makes no sense is refused before anything is done', async () => {
    for (const args of [['x.json'], ['-', '--url', 'nowhere'], ['x.json', '--data', folder, '--follow', '60'], ['-', '--url', 'http://127.0.0.1:1', '--follow', '60'],
      ['x.json', '--url', 'http://127.0.0.1:1', '--follow', '9'], ['x.json', '--data', folder, '--space', 'No Space']])
      assert.equal((await hallway(['import', ...args])).status, 2, args.join(' '));
  });
});

describe('following an address', () => {
  test('tells in a line what a new edition changed, asks for no other, and ends on SIGTERM', async (t) => {
    server = await startServer();
    let edition = 1;
    const editions = { 1: scheduleOf([{ id: 1, title: 'Strings' }, { id: 2, title: 'Tails', start: '11:00' }]), 2: scheduleOf([{ id: 1, title: 'Strings' }, { id: 2, title: 'Tails', start: '11:30' }]) };
    const asked = [];
    const site = createServer((request, response) => {
      asked.push(request.headers['if-none-match']);
      const etag = `"${edition}"`;
      if (request.headers['if-none-match'] === etag) response.writeHead(304).end();
      else response.writeHead(200, { etag }).end(editions[edition]);
    });
    await new Promise((done) => site.listen(0, '127.0.0.1', done));
    const child = spawn(binary, ['import', `http://127.0.0.1:${site.address().port}/kites.json`, '--url', server.url, '--data', server.data, '--follow', '10'], { stdio: ['ignore', 'pipe', 'inherit'] });
    t.after(() => {
      child.kill('SIGKILL');
      site.closeAllConnections();
      site.close();
    });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const line = async () => (await lines.next()).value;
    let said;
    do said = await line(); while (!said.startsWith('Done'));
    assert.equal(said, 'Done: 2 added, 1 new stage.');
    edition = 2;
    assert.equal(await line(), '1 moved.');
    assert.equal(named(await schedule(), 'Tails').starts, Date.UTC(2024, 2, 30, 10, 30));
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    assert.deepEqual(await ended, [0, null]);
    assert.deepEqual(asked, [undefined, '"1"']);
  });
});
