// The story of one talk, told by four people and a projector: asked from a phone, voted for, merged, answered, pinned, and somebody who has to go; with the server
// killed twice and a network cut in between.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sizes } from './browser.mjs';
import { isDone, listed, listedQuestion, moderator, useTool } from './moderating.mjs';
import { conference, order, setStage } from './stage.mjs';

const stage = setStage([], (server) => order(server, 'organiser', { do: 'plan', ...conference() }));
const room = '/r/t-00000000000a';

/** @param {import('./browser.mjs').Person} person @param {string} text */
const question = (person, text) => person.page.locator('.question').filter({ hasText: text });

/** @param {import('./browser.mjs').Person} person */
const openQuestions = (person) => person.page.getByRole('button', { name: /^Questions/ }).click();

/** @param {import('./browser.mjs').Person} person @param {string} text @param {string} called */
async function ask(person, text, called) {
  await person.page.getByRole('textbox', { name: 'Ask a question' }).fill(text);
  await person.page.getByRole('button', { name: 'Ask', exact: true }).click();
  await person.page.getByRole('textbox', { name: 'Your name' }).fill(called);
  await person.page.getByRole('button', { name: 'Send with this name' }).click();
}

/** The count of a question's votes. @param {import('./browser.mjs').Person} person @param {string} text */
const votes = (person, text) => () => question(person, text).locator('.vote').innerText();

const recording = 'Will there be a recording?';
const twice = 'Is this being filmed?';

test('one talk: a phone asks through a cut, others vote, a moderator merges, answers, pins and bans, the hall reads along; a kill costs nobody anything', { timeout: 180_000 }, async () => {
  const hall = await stage.visitor({ viewport: { width: 1280, height: 720 } }, '/stage/aula/screen');
  const sam = await moderator(stage, 'Sam', '/stage/aula/moderate');
  const [ada, mallory] = [await stage.person(sizes.phone, room), await stage.person(sizes.phone, room)];
  const bob = await stage.person(undefined, room);
  for (const phone of [ada, mallory]) await openQuestions(phone);

  // Ada's phone is in the cellar when she asks.
  await ada.page.evaluate(() => navigator.serviceWorker.ready); // ten seconds after the page
  await ada.page.context().setOffline(true);
  await ada.page.getByText(/^(Offline|Reconnecting|Trying)/).first().waitFor();
  await ask(ada, recording, 'Ada');
  await question(ada, recording).getByText('Not sent yet').waitFor();
  assert.equal(await question(bob, recording).count(), 0);
  await ada.page.context().setOffline(false);
  await question(bob, recording).waitFor();
  await question(ada, recording).locator('button.vote').waitFor();

  // The same again from another phone; each has a vote of Bob's, which are one vote when they are one question.
  await ask(mallory, twice, 'Mallory');
  for (const text of [recording, twice]) {
    await question(bob, text).locator('.vote').click();
    await bob.sees(votes(bob, text), '1');
  }
  await question(mallory, recording).locator('.vote').click();
  await bob.sees(votes(bob, recording), '2');

  await stage.server.kill();
  const lost = sam.page.getByText(/^(Reconnecting|Trying|New attempt|The server)/).first();
  await lost.waitFor();
  await stage.server.start();
  await lost.waitFor({ state: 'detached' });
  await sam.sees(listed(sam, 'open'), [recording, twice]);

  for (const text of [recording, twice]) await listedQuestion(sam, text).getByRole('checkbox').check();
  await sam.page.getByRole('button', { name: 'Merge…' }).click();
  await sam.page.getByRole('dialog').getByRole('button', { name: new RegExp(`^${recording.slice(0, -1)}`) }).click();
  await isDone(sam, 'Merged');
  for (const person of [ada, bob, mallory]) {
    await question(person, twice).waitFor({ state: 'detached' });
    await person.sees(votes(person, recording), '2');
  }

  await useTool(sam, 'Answer now', recording);
  await hall.page.locator('.screen-question', { hasText: recording }).waitFor();
  await sam.page.mouse.move(100, 700); // off the list, which then puts itself in order
  await listedQuestion(sam, recording).getByRole('button', { name: /^Actions/ }).click();
  await sam.page.getByRole('menuitem', { name: 'Write an answer…' }).click();
  await sam.page.getByRole('textbox', { name: 'Your answer' }).fill('Tonight, on the talk’s page.');
  await sam.page.getByRole('button', { name: 'Send the answer' }).click();
  await isDone(sam, 'Answer written');
  for (const person of [ada, bob, hall]) await person.page.getByText('Tonight, on the talk’s page.').first().waitFor();
  await listedQuestion(sam, recording).getByRole('button', { name: /^Actions/ }).first().click();
  await sam.page.getByRole('menuitem', { name: 'Pin', exact: true }).click();
  await hall.page.getByText(/^Pinned:/).waitFor();
  await bob.page.getByRole('button', { name: `Pinned: ${recording}` }).or(bob.page.locator('room-pins', { hasText: recording })).first().waitFor();

  // Somebody has to go, and does not come back by another tab, a reload or a restart of the server.
  await mallory.page.getByRole('button', { name: /^Chat/ }).click();
  await mallory.write('You are all idiots');
  await bob.stored('You are all idiots');
  await sam.page.getByRole('link', { name: 'To the room' }).click();
  await sam.message('You are all idiots').waitFor();
  await sam.choose('You are all idiots', 'Ban…');
  const dialog = sam.page.getByRole('dialog', { name: 'Ban Mallory?' });
  await dialog.getByRole('textbox').fill('Insults.');
  await dialog.getByRole('button', { name: 'Ban', exact: true }).click();
  await mallory.page.getByRole('heading', { name: 'You are banned from this event.' }).waitFor();

  await stage.server.kill();
  await stage.server.start();
  await mallory.page.reload();
  await mallory.page.getByRole('heading', { name: 'You are banned from this event.' }).waitFor();
  await mallory.page.getByText('Insults.').waitFor();
  await ada.page.reload();
  await openQuestions(ada);
  await question(ada, recording).getByText('Tonight, on the talk’s page.').waitFor();
  assert.equal(await question(ada, recording).count(), 1);
  assert.equal(await votes(ada, recording)(), '2');
  await hall.page.locator('.screen-question', { hasText: recording }).waitFor();
  assert.equal(await hall.page.getByText('idiots').count(), 0);
  for (const person of [ada, bob, hall, mallory]) assert.deepEqual(await person.barriers(), []);
});
