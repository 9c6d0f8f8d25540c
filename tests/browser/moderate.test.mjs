// Stories of those who moderate: what is asked reaches their lists, what they do reaches everybody, once, and can be taken back.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sizes } from './browser.mjs';
import { isDone, listed, listedQuestion, moderator as moderatorOf, useTool } from './moderating.mjs';
import { conference, openRoom, order, setStage } from './stage.mjs';

const talk = 't-00000000000a';
/** One for each story, so that it begins with no question. */
const rooms = { queue: 'A long queue', phones: 'Phones', keys: 'Keys', two: 'Two at work', still: 'Still', nobody: 'Nobody asked' };

const stage = setStage([], async (server) => {
  await order(server, 'organiser', { do: 'plan', ...conference() });
  for (const [id, title] of Object.entries(rooms)) await openRoom(server, id, title);
});
const soonMs = 2000; // how long what a moderator does may take to the big screen

/** Somebody asks, over the wire. @param {string} room @param {string} text @returns {Promise<string>} its id */
const ask = async (room, text) => (await order(stage.server, 'attendee', { do: 'ask', text }, room)).id;

/** @param {string} called @param {string} path @param {object} [options] */
const moderator = (called, path, options) => moderatorOf(stage, called, path, options);

const counts = (person) => person.page.locator('.filter button').allInnerTexts();

test('what a phone asks is in the list at once; taken up, it stands large on the screen; what was done can be undone', async () => {
  const sam = await moderator('Sam', '/stage/aula/moderate');
  const ada = await stage.person(sizes.phone, `/r/${talk}`);
  const hall = await stage.visitor(undefined, `/r/${talk}/screen`);
  await ada.page.getByRole('button', { name: /^Questions/ }).click();
  await ada.page.getByRole('textbox', { name: 'Ask a question' }).fill('Will there be a recording?');
  await ada.page.getByRole('button', { name: 'Ask', exact: true }).click();
  await ada.page.getByRole('textbox', { name: 'Your name' }).fill('Ada');
  await ada.page.getByRole('button', { name: 'Send with this name' }).click();
  await listedQuestion(sam, 'Will there be a recording?', 'open').waitFor();
  await ask(talk, 'Where are the slides?');
  await sam.sees(() => counts(sam), ['All', 'Now (0)', 'Waiting questions (0)', 'Open (2)', 'Answered (0)', 'Put away (0)', 'Pinned (0)']);
  assert.deepEqual(await sam.barriers(), []);

  const began = Date.now();
  await useTool(sam, 'Answer now', 'Will there be a recording?');
  await hall.page.locator('.screen-question', { hasText: 'Will there be a recording?' }).waitFor();
  assert.ok(Date.now() - began < soonMs, `${Date.now() - began} ms`);
  await isDone(sam, 'Being answered now: Will there be a recording?');
  await sam.page.mouse.move(100, 700); // off the list, which then puts itself in order
  await sam.sees(listed(sam, 'answering'), ['Will there be a recording?']);

  // The next one answers it; undone, it is the one again.
  await useTool(sam, 'Answer now', 'Where are the slides?');
  await hall.page.locator('.screen-question', { hasText: 'Where are the slides?' }).waitFor();
  await isDone(sam, 'Where are the slides?');
  await sam.page.getByRole('button', { name: 'Undo' }).click();
  await hall.page.locator('.screen-question', { hasText: 'Will there be a recording?' }).waitFor();
  await isDone(sam, 'Undone');
  await sam.page.mouse.move(100, 700);
  await sam.sees(listed(sam, 'open'), ['Where are the slides?']);
  await sam.sees(listed(sam, 'answering'), ['Will there be a recording?']);

  // An answer is written, and taken back.
  await listedQuestion(sam, 'Will there be a recording?').getByRole('button', { name: /^Actions/ }).click();
  await sam.page.getByRole('menuitem', { name: 'Write an answer…' }).click();
  await sam.page.getByRole('textbox', { name: 'Your answer' }).fill('Tonight.');
  assert.deepEqual(await sam.barriers(), []);
  await sam.page.getByRole('button', { name: 'Send the answer' }).click();
  await hall.page.getByText('Tonight.').waitFor();
  await isDone(sam, 'Answer written');
  await sam.page.getByRole('button', { name: 'Undo' }).click();
  await hall.page.getByText('Tonight.').waitFor({ state: 'detached' });

  // Pinned and unpinned, put away and brought back.
  await listedQuestion(sam, 'Where are the slides?', 'open').getByRole('button', { name: /^Actions/ }).click();
  await sam.page.getByRole('menuitem', { name: 'Pin', exact: true }).click();
  await listedQuestion(sam, 'Where are the slides?', 'pins').waitFor();
  await hall.page.getByText(/^Pinned:/).waitFor();
  await sam.page.getByRole('button', { name: 'Undo' }).click();
  await listedQuestion(sam, 'Where are the slides?', 'pins').waitFor({ state: 'detached' });
  await useTool(sam, 'Put away', 'Where are the slides?');
  await isDone(sam, 'Put away: Where are the slides?');
  await ada.page.locator('.question', { hasText: 'Where are the slides?' }).waitFor({ state: 'detached' });
  await sam.page.mouse.move(100, 700);
  await sam.sees(listed(sam, 'away'), ['Where are the slides?']);
  await useTool(sam, 'Show', 'Where are the slides?');
  await ada.page.locator('.question', { hasText: 'Where are the slides?' }).waitFor();
});

test('on a phone one list has the view, with all counts above it; two questions are chosen, and one of them stays', async () => {
  for (const text of ['Handout?', 'Where are the slides?', 'Is lunch included?']) await ask('phones', text);
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    const sam = await moderator('Sam', '/r/phones/moderate', { ...sizes.phone, colorScheme });
    await sam.sees(listed(sam, 'open'), ['Handout?', 'Where are the slides?', 'Is lunch included?'].slice(colorScheme === 'light' ? 0 : 1));
    assert.equal(await sam.page.locator('.lists .part').count(), 1);
    assert.deepEqual(await sam.barriers(), []);
    assert.ok(await sam.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    if (colorScheme === 'dark') continue;
    await listedQuestion(sam, 'Handout?').getByRole('checkbox').check();
    await sam.page.getByText('One question is chosen.').waitFor();
    await listedQuestion(sam, 'Where are the slides?').getByRole('checkbox').check();
    assert.deepEqual(await sam.barriers(), []);
    await sam.page.getByRole('button', { name: 'Merge…' }).click();
    await sam.page.getByRole('dialog', { name: 'Which question stays?' }).waitFor();
    assert.deepEqual(await sam.barriers(), []);
    await sam.page.getByRole('dialog').getByRole('button', { name: /^Where are the slides/ }).click();
    await sam.sees(listed(sam, 'open'), ['Where are the slides?', 'Is lunch included?']);
    await isDone(sam, 'Merged: Handout?');
    assert.equal(await sam.page.getByRole('button', { name: 'Undo' }).count(), 0);
    await useTool(sam, 'Answered', 'Is lunch included?');
    await isDone(sam, 'Marked as answered');
    await sam.page.getByRole('button', { name: 'Answered (1)', exact: true }).click();
    await sam.sees(listed(sam, 'answered'), ['Is lunch included?']);
    await useTool(sam, 'Reopen', 'Is lunch included?');
    await isDone(sam, 'Shown: Is lunch included?');
  }
});

test('with the keyboard alone: from list to list, single letters act, and the list of keys says which', async () => {
  for (const text of ['First?', 'Second?', 'Third?']) await ask('keys', text);
  const sam = await moderator('Sam', '/r/keys/moderate', { ...sizes.desktop, colorScheme: 'dark' });
  const { keyboard } = sam.page;
  const focused = () => sam.page.evaluate(() => {
    const one = document.activeElement?.closest('.question');
    return `${one?.closest('.part')?.getAttribute('data-part')} ${one?.querySelector('.text')?.textContent?.trim()}`;
  });
  await sam.sees(listed(sam, 'open'), ['First?', 'Second?', 'Third?']);
  await keyboard.press('j');
  await sam.sees(focused, 'open First?');
  assert.deepEqual(await sam.barriers(), []);
  await keyboard.press('a'); // done with it: the next one has the focus
  await sam.sees(focused, 'open Second?');
  await sam.sees(listed(sam, 'answering'), ['First?']);
  await sam.sees(listed(sam, 'open'), ['Second?', 'Third?']);
  await keyboard.press('e');
  await sam.sees(focused, 'open Third?');
  await sam.sees(listed(sam, 'away'), ['Second?']);
  await isDone(sam, 'Put away: Second?');
  await keyboard.press('u');
  await isDone(sam, 'Undone: Second?');
  await sam.sees(listed(sam, 'open'), ['Third?', 'Second?']); // nothing moves under the focus
  await keyboard.press('ArrowLeft');
  await sam.sees(focused, 'answering First?');
  await keyboard.press('d');
  await sam.sees(listed(sam, 'answered'), ['First?']);
  await sam.sees(focused, 'answered First?'); // the last of its list: the focus goes with it

  await keyboard.press('ArrowLeft');
  await sam.sees(focused, 'open Third?');
  await keyboard.press('w');
  await keyboard.type('Because.');
  await keyboard.press('Escape'); // not sent
  await sam.page.getByRole('textbox', { name: 'Your answer' }).waitFor({ state: 'detached' });
  await sam.sees(focused, 'open Third?');
  await keyboard.press('p');
  await listedQuestion(sam, 'Third?', 'pins').waitFor();
  await keyboard.press('p');
  await listedQuestion(sam, 'Third?', 'pins').waitFor({ state: 'detached' });

  await keyboard.press('x');
  await keyboard.press('j');
  await keyboard.press('x');
  await keyboard.press('m');
  await sam.page.getByRole('dialog', { name: 'Which question stays?' }).waitFor();
  await keyboard.press('Escape');
  await sam.page.getByRole('dialog', { name: 'Which question stays?' }).waitFor({ state: 'hidden' });
  await sam.sees(focused, 'open Second?');
  // Who is quick: the next key comes before the browser tells that the dialog has closed.
  await keyboard.press('x');
  await listedQuestion(sam, 'Third?', 'open').focus();
  await keyboard.press('x');
  await keyboard.press('m');
  await sam.page.getByRole('dialog', { name: 'Which question stays?' }).waitFor();
  await sam.page.evaluate(() => {
    /** @type {HTMLDialogElement | null} */ (document.querySelector('dialog[open]'))?.close();
    document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
  });
  await sam.sees(focused, 'undefined undefined');
  await sam.page.getByRole('menuitem', { name: 'Put away' }).waitFor();
  await keyboard.press('Escape');
  await sam.sees(focused, 'open Third?');

  await keyboard.press('?');
  await sam.page.getByRole('dialog').getByText('Choose for merging').waitFor();
  assert.deepEqual(await sam.barriers(), []);
  await sam.page.getByRole('checkbox', { name: /^Single letters/ }).uncheck();
  await keyboard.press('Escape');
  await listedQuestion(sam, 'Second?', 'open').focus();
  for (const key of ['e', 'a', 'd', 'j']) await keyboard.press(key);
  await sam.sees(focused, 'open Second?');
  await keyboard.press('ArrowDown');
  await sam.sees(focused, 'open Third?');
  assert.deepEqual((await listed(sam, 'open')()).sort(), ['Second?', 'Third?']);
});

test('two who moderate at once see the same in the end; what another changed since is not undone', async () => {
  for (const text of ['Who is first?', 'Who is last?']) await ask('two', text);
  const [sam, mia] = [await moderator('Sam', '/r/two/moderate'), await moderator('Mia', '/r/two/moderate')];
  for (const person of [sam, mia]) await listedQuestion(person, 'Who is last?', 'open').waitFor();
  await Promise.all([useTool(sam, 'Answer now', 'Who is first?'), useTool(mia, 'Answer now', 'Who is last?')]);
  await Promise.all([isDone(sam, 'Who is first?'), isDone(mia, 'Who is last?')]);
  for (const person of [sam, mia]) await person.page.mouse.move(100, 700);
  await sam.sees(async () => (await listed(sam, 'answering')()).length + (await listed(sam, 'answered')()).length, 2);
  const standing = await listed(sam, 'answering')();
  assert.equal(standing.length, 1);
  await mia.sees(listed(mia, 'answering'), standing);
  await mia.sees(listed(mia, 'answered'), await listed(sam, 'answered')());

  await useTool(sam, 'Put away', 'Who is first?');
  await isDone(sam, 'Put away: Who is first?');
  await mia.page.mouse.move(100, 700);
  await listedQuestion(mia, 'Who is first?', 'away').waitFor();
  await useTool(mia, 'Show', 'Who is first?');
  await isDone(mia, 'Shown: Who is first?');
  await sam.page.mouse.move(100, 700);
  await listedQuestion(sam, 'Who is first?', 'open').waitFor();
  await sam.page.getByRole('button', { name: 'Undo' }).click();
  await sam.page.locator('.status', { hasText: 'Somebody has changed that since.' }).waitFor();
  for (const person of [sam, mia]) await person.sees(listed(person, 'open'), ['Who is first?']);
});

test('nothing moves under the pointer, and nothing looks done that is not', async () => {
  await ask('still', 'Upper?');
  const lower = await ask('still', 'Lower?');
  const sam = await moderator('Sam', '/r/still/moderate');
  await sam.sees(listed(sam, 'open'), ['Upper?', 'Lower?']);
  await listedQuestion(sam, 'Upper?').getByRole('button', { name: /^Put away/ }).hover();
  await order(stage.server, 'attendee', { do: 'vote', target: lower, on: true }, 'still');
  await listedQuestion(sam, 'Lower?').locator('.vote', { hasText: '1' }).waitFor();
  assert.deepEqual(await listed(sam, 'open')(), ['Upper?', 'Lower?']);
  await useTool(sam, 'Put away', 'Upper?');
  await listedQuestion(sam, 'Upper?', 'open').locator('.chip', { hasText: 'Put away' }).waitFor();
  assert.deepEqual(await listed(sam, 'open')(), ['Upper?', 'Lower?']);
  await sam.sees(async () => (await counts(sam))[3], 'Open (1)');
  await sam.page.mouse.move(100, 700);
  await sam.sees(listed(sam, 'open'), ['Lower?']);

  await sam.page.waitForTimeout(5000); // a connection that held for so long counts as one
  await stage.server.kill();
  await useTool(sam, 'Answered', 'Lower?');
  await sam.page.locator('.status').waitFor();
  assert.deepEqual(await listed(sam, 'open')(), ['Lower?']);
  assert.equal(await listedQuestion(sam, 'Lower?', 'open').locator('.chip').count(), 0);
  assert.doesNotMatch(await sam.page.locator('.moderate-done').innerText(), /Lower/);
  await stage.server.start();
  await sam.page.locator('.status').waitFor({ state: 'detached' });
  await useTool(sam, 'Answered', 'Lower?');
  await isDone(sam, 'Marked as answered: Lower?');
});

test('who works through a long queue faster than the server takes it waits for nothing, and nothing is lost', async () => {
  const texts = Array.from({ length: 9 }, (_, index) => `Number ${index + 1}?`);
  for (const text of texts) await ask('queue', text);
  const sam = await moderator('Sam', '/r/queue/moderate');
  await sam.sees(listed(sam, 'open'), texts);
  await sam.page.keyboard.press('j');
  for (let count = 0; count < texts.length; count++) await sam.page.keyboard.press('e');
  assert.ok((await listedQuestion(sam, '?', 'open').count()) > 0); // some are under way
  await sam.sees(async () => (await counts(sam)).slice(3, 6), ['Open (0)', 'Answered (0)', 'Put away (9)']);
  assert.equal(await sam.page.locator('.status', { hasText: 'Wait' }).count(), 0);
});

test('others are told kindly that this is for those who moderate; the menu of the room offers it to these alone', async () => {
  const bob = await stage.visitor(sizes.phone, '/r/nobody/moderate');
  await bob.page.getByRole('heading', { name: 'This page is for moderators.' }).waitFor();
  assert.deepEqual(await bob.barriers(), []);
  await bob.page.getByRole('link', { name: 'To the room' }).click();
  await bob.field.waitFor();
  await bob.page.getByRole('button', { name: 'Menu' }).click();
  await bob.page.getByRole('dialog', { name: 'Menu' }).waitFor();
  assert.equal(await bob.page.getByRole('link', { name: 'Moderate' }).count(), 0);

  const sam = await stage.person(undefined, `/r/nobody#token=${await stage.server.token('moderator')}`);
  await sam.page.getByRole('button', { name: 'Menu' }).click();
  await sam.page.getByRole('link', { name: 'Moderate' }).click();
  await sam.page.getByText('No open question.').waitFor();
  assert.equal(new URL(sam.page.url()).pathname, '/r/nobody/moderate');
  await sam.page.getByRole('link', { name: 'To the room' }).click();
  await sam.field.waitFor();
  await sam.page.goBack();
  await sam.page.getByText('No open question.').waitFor();
  const german = await stage.visitor({ locale: 'de-DE', colorScheme: 'dark' }, `/r/nobody/moderate#token=${await stage.server.token('organiser')}`);
  await german.page.getByText('Keine offene Frage.').waitFor();
  assert.deepEqual(await german.barriers(), []);
});
