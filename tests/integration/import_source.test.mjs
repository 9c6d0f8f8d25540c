// What an import is given: files, addresses, and what answers there. Nothing of it may change anything, take the memory, or say more than one sentence.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';

import { hallway, scheduleOf } from '../support/schedules.mjs';

const kites = scheduleOf([{ id: 1, title: 'Strings' }, { id: 2, title: 'Tails', start: '11:00' }]);

let folder;
let site; // http://127.0.0.1:…
let answer; // (request, response) => void
let requests;
const server = createServer((request, response) => {
  requests.push(request);
  answer(request, response);
});

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hallway-import-'));
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  site = `http://127.0.0.1:${server.address().port}`;
});
beforeEach(() => (requests = []));
after(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

function file(name, bytes) {
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
}

/** Shows what would change, of a server that is not there yet. */
const look = (source, more = [], how = {}) => hallway(['import', source, '--data', join(folder, 'none'), '--dry-run', '--json', ...more], how);

/** It is refused in one sentence, and nothing is made. */
function isRefused(run, status, sentence) {
  assert.match(run.stderr, sentence);
  assert.equal(run.stderr.trimEnd().split('\n').length, 1, run.stderr);
  assert.equal(run.stdout, '');
  assert.equal(run.status, status);
  assert.equal(existsSync(join(folder, 'none')), false);
}

describe('an import takes', () => {
  test('a file, standard input, and an address, alike', async () => {
    answer = (_, response) => response.end(kites);
    for (const run of [await look(file('kites.json', kites)), await look('-', [], { input: kites }), await look(`${site}/schedule.json`)]) {
      assert.equal(run.status, 0, run.stderr);
      assert.deepEqual(run.json, { space: 'main', talks: 2, stages: 1, added: 2, changed: 0, removed: 0 });
    }
  });

  test('what comes in pieces, slowly, after a redirect, from a server that is told who asks', async () => {
    answer = (request, response) => {
      if (request.url === '/moved') return response.writeHead(302, { location: '/schedule.json' }).end();
      let at = 0;
      const more = setInterval(() => {
        response.write(kites.slice(at, (at += 40)));
        if (at >= kites.length) {
          clearInterval(more);
          response.end();
        }
      }, 20);
    };
    const run = await look(`${site}/moved`);
    assert.equal(run.json?.talks, 2, run.stderr);
    assert.match(requests[1].headers['user-agent'], /^hallway\/\d+\.\d+\.\d+ \(schedule import\)$/);
    assert.equal(requests[1].headers['accept-encoding'], 'identity');
  });
});

describe('an import refuses, in one sentence, without a change', () => {
  test('files that are not there, or no schedule', async () => {
    isRefused(await look(join(folder, 'nothing.json')), 1, /nothing\.json cannot be read: No such file/);
    isRefused(await look(folder), 1, /is a folder/);
    isRefused(await look(file('empty', '')), 3, /The file is empty/);
    isRefused(await look(file('words', 'Dear all,\nplease find the schedule attached.\n')), 3, /no schedule in JSON or XML, and no table of lessons/);
    isRefused(await look(file('picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2]))), 3, /not text/);
    isRefused(await look(file('other.json', '{"talks":[]}')), 3, /JSON, but not a schedule/);
    isRefused(await look(file('page.html', '<!DOCTYPE html><html><body>Log in</body></html>')), 3, /is a web page, not a schedule/);
    isRefused(await look(file('kites.json', kites), ['--timezone', 'Mars/Olympus']), 2, /no time zone "Mars\/Olympus"/);
  });

  test('what is cut off, wherever', async () => {
    for (const end of [1, 20, kites.length >> 1, kites.length - 1]) isRefused(await look(file('cut.json', kites.slice(0, end))), 3, /cut\.json: /);
    const xml = '<schedule><conference><title>K</title></conference><day date="2024-03-30"><room name="Hall"><event id="1"><title>S</title><start>10:00</start></event></room></day></schedule>';
    assert.equal((await look(file('whole.xml', xml))).json?.talks, 1);
    for (const end of [10, 70, xml.length - 5]) isRefused(await look(file('cut.xml', xml.slice(0, end))), 3, /cut\.xml: /);
  });

  test('bombs and entities', async () => {
    const inner = '<schedule><conference><title>&a;</title></conference></schedule>';
    const laughs = Array.from({ length: 9 }, (_, i) => `<!ENTITY ${'abcdefghij'[i]} "${`&${'abcdefghij'[i + 1]};`.repeat(10)}">`).join('');
    isRefused(await look(file('bomb.xml', `<!DOCTYPE schedule [${laughs}<!ENTITY j "ha">]>${inner}`)), 3, /DOCTYPE/);
    isRefused(await look(file('entity.xml', `<!DOCTYPE schedule [<!ENTITY a SYSTEM "file:///etc/passwd">]>${inner}`)), 3, /DOCTYPE/);
    isRefused(await look(file('deep.json', '['.repeat(100_000))), 3, /nested more than 16 deep/);
    isRefused(await look(file('deep.xml', '<a>'.repeat(100_000) + '</a>'.repeat(100_000))), 3, /nested more than 16 deep/);
    isRefused(await look(file('large.json', Buffer.alloc(17 * 1024 * 1024, ' '))), 3, /more than 16 MiB/);
    isRefused(await look('-', [], { input: Buffer.alloc(17 * 1024 * 1024, ' ') }), 3, /Standard input has more than 16 MiB/);
  });

  test('addresses that answer with something else', async () => {
    answer = (request, response) => {
      const status = Number(request.url.slice(1));
      response.writeHead(status, status === 429 ? { 'retry-after': '120' } : {}).end('no');
    };
    isRefused(await look(`${site}/404`), 1, /\/404 answered 404: there is no such document/);
    isRefused(await look(`${site}/403`), 1, /answered 403: it is not public/);
    isRefused(await look(`${site}/500`), 1, /answered 500: that server has a fault/);
    isRefused(await look(`${site}/429`), 1, /answered 429: it was asked too often/);
    isRefused(await look(`${site}/204`), 1, /answered 204/);
    answer = (_, response) => response.end('<!doctype html>\n<title>Our conference</title>');
    isRefused(await look(`${site}/schedule`), 3, /is a web page, not a schedule/);
  });

  test('addresses that lead in circles, or to where nobody follows', async () => {
    answer = (request, response) => response.writeHead(302, { location: request.url }).end();
    isRefused(await look(`${site}/circle`), 1, /more than 5 redirects/);
    assert.equal(requests.length, 6);
    for (const location of [`file://${join(folder, 'kites.json')}`, 'ftp://127.0.0.1/kites.json', 'gopher://127.0.0.1:1/']) {
      answer = (_, response) => response.writeHead(302, { location }).end();
      isRefused(await look(`${site}/elsewhere`), 1, /only http and https are/);
    }
    isRefused(await look('http://127.0.0.1:1/schedule.json'), 1, /cannot be fetched/);
  });

  test('an answer that is cut off', async () => {
    answer = (_, response) => {
      response.writeHead(200, { 'content-length': kites.length });
      response.write(kites.slice(0, 100), () => response.destroy());
    };
    isRefused(await look(`${site}/short`), 3, /was cut off/);
    answer = (_, response) => response.write(kites.slice(0, 100), () => response.destroy()); // chunked, without an end
    isRefused(await look(`${site}/chunks`), 3, /was cut off/);
  });

  test('100 MB, told or not, and what unpacks to it', async () => {
    const megabyte = Buffer.alloc(1024 * 1024, ' ');
    let sent = 0;
    const flood = (response) => {
      if (sent >= 100 || response.destroyed) return response.end();
      sent += 1;
      response.write(megabyte, () => flood(response));
    };
    answer = (_, response) => flood(response);
    isRefused(await look(`${site}/flood`), 3, /sends more than 16 MiB/);
    assert.ok(sent < 40, `${sent} MiB were taken`);
    answer = (_, response) => response.writeHead(200, { 'content-length': 100 * 1024 * 1024 }).write('{');
    isRefused(await look(`${site}/told`), 3, /sends more than 16 MiB/);
    answer = (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(100 * 1024 * 1024, ' ')));
    isRefused(await look(`${site}/packed`), 3, /is not (text|UTF-8)/); // it is not unpacked
  });

  test('and tells nothing that an address hides', async () => {
    answer = (_, response) => response.writeHead(404).end();
    const { stderr } = await look(`${site.replace('//', '//ada:secret@')}/schedule.json?token=hidden`);
    assert.match(stderr, /schedule\.json answered 404/);
    assert.doesNotMatch(stderr, /secret|hidden|ada/);
    assert.match(requests[0].headers.authorization, /^Basic /);
  });
});
