// Stories of the big screen: what the hall sees of a room's questions, from the last row, also while the connection is gone.
import assert from 'node:assert/strict';
import { readdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';

import { createClient } from '../../web-client/sdk/hallway.js';
import { sizes } from './browser.mjs';
import { conference, openRoom, order, setStage } from './stage.mjs';

const { WebSocket } = createRequire(new URL('../../web-client/package.json', import.meta.url))('ws');

const minuteMs = 60_000;
const soonMs = 2000; // how long what a moderator does may take to the screen
const stage = setStage(['--space-title', 'Small Conference', '--unlimited'], async (server) => {
  await order(server, 'organiser', { do: 'plan', ...conference() });
  await openRoom(server, 'many', 'Many questions');
});

const talk = 't-00000000000a';
const projectors = [{ width: 1280, height: 720 }, { width: 1920, height: 1080 }, { width: 1024, height: 768 }];

const long = 'When the queue in front of the slowest consumer has reached its bound, what do you drop first, how do you tell the one who wrote it, and did anybody in three years of running this ever notice '
  + 'that something of theirs was missing? I ask because our own system drops the oldest, silently, and we have had a colleague who swore for a whole winter that his messages were eaten by somebody in the basement. '
  + 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft. And a second part, if there is time: would you choose the same bound again, knowing what you know about the networks of conference venues, '
  + 'where two thousand telephones come back at the same moment after a talk has ended and every one of them wants the whole afternoon at once?';

/** Somebody asks, over the wire. @param {string} text @param {object} [more] @returns {Promise<string>} its id */
const ask = async (text, more = {}) => (await order(stage.server, 'attendee', { do: 'ask', text, ...more }, talk)).id;

/** @param {string} target @param {string} to */
const move = (target, to) => order(stage.server, 'moderator', { do: 'question', target, to }, talk);

/** @param {{ width: number, height: number }} [viewport] @param {object} [more] @param {string} [path] */
const screen = (viewport = projectors[0], more = {}, path = `/r/${talk}/screen`) => stage.visitor({ viewport, ...more }, path);

/** Each text that is shown, with its size. @param {import('./browser.mjs').Person} person */
const textSizes = (person) => person.page.evaluate(() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (node.textContent?.trim() && element && element.getClientRects().length > 0) found.push({ text: node.textContent.trim(), size: parseFloat(getComputedStyle(element).fontSize) });
  }
  return found;
});

/** What is not within the screen, or cannot be scrolled to. @param {import('./browser.mjs').Person} person */
const overflowing = (person) => person.page.evaluate(() => {
  const { innerWidth: width, innerHeight: height } = window;
  const out = [...document.querySelectorAll('.screen *')].filter((one) => {
    const { left, right, top, bottom } = one.getBoundingClientRect();
    return (left < -1 || top < -1 || right > width + 1 || bottom > height + 1) && !one.closest('fitted-text span');
  }).map((one) => one.className || one.localName);
  const { scrollWidth, scrollHeight } = document.documentElement;
  return [...out, ...(scrollWidth > width || scrollHeight > height ? ['a scroll bar'] : [])];
});

/** @param {import('./browser.mjs').Person} person */
async function isReadable(person) {
  const { height } = person.page.viewportSize();
  const texts = await textSizes(person);
  assert.ok(texts.length > 5, JSON.stringify(texts));
  assert.deepEqual(texts.filter(({ size }) => size < height / 30), []);
  assert.deepEqual(await overflowing(person), []);
  assert.deepEqual(await person.barriers(), []);
}

/** @param {import('./browser.mjs').Person} person */
const listed = (person) => person.page.locator('.screen li').evaluateAll((all) => all.map((one) => one.querySelector('fitted-text')?.textContent?.trim()));

test('the hall sees what most want to know, then large what is being answered, and never who wanted no name', async () => {
  const [, secret, slides] = [await ask('Is there a recording?'), await ask('Why did you leave the last project?', { anonymous: true }), await ask('Where are the slides?')];
  const hall = await screen();
  await hall.sees(() => listed(hall), ['Is there a recording?', 'Why did you leave the last project?', 'Where are the slides?']);
  const anonymous = hall.page.locator('.screen li', { hasText: 'Why did you leave' });
  assert.equal(await anonymous.locator('.screen-by').count(), 0);
  assert.match(await hall.page.locator('.screen li', { hasText: 'Where are the slides?' }).locator('.screen-by').innerText(), /^Staff$/);

  // A vote from a phone, without a name.
  const bob = await stage.person(sizes.phone, `/r/${talk}`);
  await bob.page.getByRole('button', { name: /^Questions/ }).click();
  await bob.page.locator('.question', { hasText: 'Where are the slides?' }).locator('.vote').click();
  await hall.sees(() => listed(hall), ['Where are the slides?', 'Is there a recording?', 'Why did you leave the last project?']);
  await hall.page.locator('.screen li', { hasText: 'Where are the slides?' }).locator('.screen-votes', { hasText: /^1\s+vote$/ }).waitFor();
  await isReadable(hall);

  const began = Date.now();
  await move(slides, 'answering');
  await hall.page.locator('.screen-question', { hasText: 'Where are the slides?' }).waitFor();
  assert.ok(Date.now() - began < soonMs, `${Date.now() - began} ms`);
  const size = (await textSizes(hall)).find(({ text }) => text === 'Where are the slides?')?.size ?? 0;
  assert.ok(size > hall.page.viewportSize().height / 12, `${size} px`);
  await order(stage.server, 'speaker', { do: 'answer', target: slides, text: 'Linked from the programme.' }, talk);
  await hall.page.getByText('Linked from the programme.').waitFor();
  await isReadable(hall);
  await move(secret, 'archived');
  await move(slides, 'answered');
  await hall.sees(() => listed(hall), ['Is there a recording?']);
});

test('a screen that a moderator opens is nobody\'s: it has no name, and is told nothing that the hall may not know', async () => {
  await ask('Who pays for all this?', { anonymous: true });
  const sam = await stage.person(undefined, `/r/${talk}#token=${await stage.server.token('moderator')}`);
  const asked = sam.page.locator('.question', { hasText: 'Who pays for all this?' });
  await asked.waitFor();
  assert.match(await asked.innerText(), /Staff/);
  await sam.page.getByRole('button', { name: 'Menu' }).click();
  const [opened] = await Promise.all([sam.page.context().waitForEvent('page'), sam.page.getByRole('link', { name: 'Show on the big screen' }).click()]);
  /** @type {string[]} */
  const told = [];
  const sent = new Set();
  opened.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => told.push(String(payload)));
    socket.on('framesent', ({ payload }) => sent.add(JSON.parse(String(payload)).do));
  });
  await opened.locator('.screen li', { hasText: 'Who pays for all this?' }).waitFor(); // it is there before it is loaded anew
  await opened.reload();
  await opened.locator('.screen li', { hasText: 'Who pays for all this?' }).waitFor();
  assert.equal(await opened.locator('.screen li', { hasText: 'Who pays for all this?' }).locator('.screen-by').count(), 0);
  assert.ok(told.some((frame) => frame.includes('"role":"attendee"')), told[0]);
  for (const frame of told) assert.doesNotMatch(frame, /"role":"moderator"/);
  await move(await asked.getAttribute('data-id') ?? '', 'archived');
  await opened.locator('.screen li', { hasText: 'Who pays for all this?' }).waitFor({ state: 'detached' });
  assert.deepEqual([...sent].filter((one) => one !== 'ping'), ['hello', 'join']);
});

for (const viewport of projectors) {
  test(`on ${viewport.width} by ${viewport.height} everything can be read from the last row, whatever was asked`, async () => {
    const ids = [];
    for (const text of [long, `${long} `.repeat(2).slice(0, 990), 'Short?', 'And why?', 'One too many for the screen']) ids.push(await ask(text));
    const hall = await screen(viewport, { colorScheme: 'light' });
    await hall.page.getByText(/and \d more/).waitFor();
    await isReadable(hall);
    assert.equal(await hall.page.locator('.screen li').count(), 4);
    await hall.page.mouse.move(200, 200);
    await hall.page.getByRole('button', { name: 'Light' }).click();
    await hall.page.getByRole('button', { name: 'Dark' }).waitFor();
    await isReadable(hall);
    await move(ids[1], 'answering');
    const question = hall.page.locator('.screen-question span');
    await question.waitFor();
    await isReadable(hall);
    const { scroll, client } = await question.evaluate((one) => ({ scroll: one.scrollHeight, client: one.clientHeight }));
    assert.ok(client > 0 && scroll > client, `${scroll} of ${client} px`); // it is cut, since it was made no smaller
    for (const id of ids) await order(stage.server, 'moderator', { do: 'delete', target: id }, talk);
  });
}

test('the server is killed: the screen says since when it stands, and catches up by itself', async () => {
  const asked = await ask('Does it survive?');
  const hall = await screen();
  await hall.page.locator('.screen li', { hasText: 'Does it survive?' }).waitFor();
  await hall.page.waitForTimeout(6000); // a connection that held for five seconds counts as one
  await stage.server.kill();
  await hall.page.getByText(/^Connection lost, showing the state of \d/).waitFor();
  await hall.page.locator('.screen li', { hasText: 'Does it survive?' }).waitFor();
  await isReadable(hall);
  await stage.server.start();
  await move(asked, 'answering');
  await hall.page.locator('.screen-question', { hasText: 'Does it survive?' }).waitFor();
  await hall.page.getByText(/^Connection lost/).waitFor({ state: 'detached' });
  await move(asked, 'answered');
});

test('a stage\'s screen follows the clock that moderators move: the time that is left, over by, and what comes next', async () => {
  const german = await screen(undefined, { locale: 'de-DE' }, '/stage/aula/screen');
  const hall = await screen(undefined, {}, '/stage/aula/screen');
  await hall.page.getByRole('heading', { level: 1, name: 'Queues that do not grow' }).waitFor();
  const left = async () => {
    const [minutes, seconds] = (await hall.page.getByRole('timer').locator('strong').innerText()).split(':').map(Number);
    return minutes + seconds / 60;
  };
  const before = await left();
  assert.ok(before > 20 && before < 25, String(before));
  assert.match(await hall.page.getByRole('timer').innerText(), /left/);
  await order(stage.server, 'moderator', { do: 'clock', talk, act: 'extend', minutes: 10 });
  await hall.page.waitForFunction((was) => Number(document.querySelector('[role="timer"] strong')?.textContent?.split(':')[0]) > was + 8, before);
  await german.page.getByRole('timer').getByText('übrig').waitFor();

  // Everybody joins what is on there: the code is the stage's, and stays.
  const code = await hall.page.locator('.screen-address strong').innerText();
  const response = await fetch(`${stage.server.url}/c/${code}`, { redirect: 'manual' });
  assert.equal(response.headers.get('location'), '/stage/aula');
  await hall.page.getByRole('img', { name: 'QR code of Aula' }).waitFor();

  const { talks } = conference();
  const ended = { ...talks[0], starts: Date.now() - 40 * minuteMs, ends: Date.now() - 2.2 * minuteMs };
  await order(stage.server, 'organiser', { do: 'plan', talks: [ended] });
  await hall.page.getByText('over by 2 min').waitFor();
  await german.page.getByText('2 min überzogen').waitFor();
  await isReadable(hall);
  await isReadable(german);
  await order(stage.server, 'organiser', { do: 'plan', talks: [{ ...ended, ends: Date.now() - 20 * minuteMs }] });
  await hall.page.getByText(/^Next, .*Maps for everybody/).waitFor();
  await hall.page.getByRole('heading', { level: 1, name: 'Aula' }).waitFor();
  await isReadable(hall);
  await order(stage.server, 'moderator', { do: 'clock', talk: talks[1].room, act: 'start' });
  await hall.page.getByRole('heading', { level: 1, name: 'Maps for everybody' }).waitFor();
  await isReadable(hall);
});

test('of more questions than a room tells at once the one that most want to know is shown, however long ago it was asked', async () => {
  const client = createClient({ url: `${stage.server.url.replace('http', 'ws')}/v1/ws`, name: 'Ada', WebSocket, storage: null, wakeTarget: null });
  client.start();
  try {
    const room = client.room('many');
    const { id } = await room.ask('The very first?').settled;
    for (let number = 1; number <= 104; number++) await room.ask(`Question ${number}?`).settled;
    await room.vote(id).settled;
  } finally {
    client.stop();
  }
  const hall = await screen(undefined, {}, '/r/many/screen');
  await hall.sees(async () => (await listed(hall))[0], 'The very first?');
  await hall.page.getByText('and 101 more').waitFor();
  const sam = await stage.visitor(undefined, `/r/many/moderate#token=${await stage.server.token('moderator')}`);
  await sam.page.getByRole('button', { name: 'Open (105)' }).waitFor();
});

test('a room without a talk has a screen, too, and one that does not exist says so', async () => {
  const hall = await screen(undefined, {}, '/r/lobby/screen');
  await hall.page.getByText('What would you like to know?').waitFor();
  await isReadable(hall);
  await order(stage.server, 'attendee', { do: 'ask', text: 'Where is the coffee?' }, 'lobby');
  await hall.page.locator('.screen li', { hasText: 'Where is the coffee?' }).waitFor();
  const nowhere = await screen(undefined, {}, '/r/nowhere/screen');
  await nowhere.page.getByText('There is no such room here.').waitFor();
  assert.deepEqual(await nowhere.barriers(), []);
});

test('the server began anew, with other keys and another log: the screen is a guest there, too', async () => {
  const hall = await screen(undefined, {}, '/r/lobby/screen');
  await hall.page.locator('.screen li', { hasText: 'Where is the coffee?' }).waitFor();
  await stage.server.kill();
  for (const name of await readdir(stage.server.data)) await rm(join(stage.server.data, name), { recursive: true });
  await stage.server.start();
  await order(stage.server, 'attendee', { do: 'ask', text: 'Is anybody here?' }, 'lobby');
  await hall.page.locator('.screen li', { hasText: 'Is anybody here?' }).waitFor();
  await hall.page.locator('.screen-state').waitFor({ state: 'detached' });
});
