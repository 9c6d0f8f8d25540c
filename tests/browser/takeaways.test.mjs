// Stories of what is worth keeping: it is offered when there is something, to read, to save, to pass on.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

import { sizes } from './browser.mjs';
import { conference, order, setStage } from './stage.mjs';
import { connect, newKey } from '../support/wire-client.mjs';

const stage = setStage([], (server) => order(server, 'organiser', { do: 'plan', ...conference() }));

const talk = 't-00000000000a';
const room = `/r/${talk}`;

/** Somebody asks and a moderator answers, both without a browser. @param {string} text @param {string} answer */
async function answered(text, answer) {
  const mia = await connect(stage.server.url);
  await mia.hello('Mia', { token: await stage.server.token('moderator') });
  await mia.ok({ do: 'join', room: talk });
  const { id } = await mia.ok({ do: 'ask', room: talk, key: newKey(), text });
  await mia.ok({ do: 'answer', room: talk, key: newKey(), target: id, text: answer });
  await mia.leave();
}

test('nothing is offered before something is answered; then it is read, saved and passed on from the questions', async () => {
  const ada = await stage.person(undefined, room);
  const offer = ada.page.locator('room-board').getByRole('button', { name: 'Takeaways…' });
  await ada.page.getByText('No question yet.').waitFor();
  assert.equal(await offer.count(), 0);

  await answered('Where are the <b>slides</b>?', 'On the page of the talk.');
  await offer.click();
  const sheet = ada.page.getByRole('dialog', { name: 'Takeaways' });
  await sheet.waitFor();
  assert.deepEqual(await ada.barriers(), []);

  const [read] = await Promise.all([ada.page.waitForEvent('popup'), sheet.getByRole('link', { name: 'Read' }).click()]);
  await read.getByRole('heading', { name: 'Where are the <b>slides</b>?' }).waitFor();
  await read.getByText('On the page of the talk.').waitFor();
  assert.equal(await read.locator('html').getAttribute('lang'), 'en');
  assert.equal(await read.locator('script, blockquote b, h3 b').count(), 0);
  // The style is let in by the policy: without it the text would be set in the browser's own serif.
  assert.match(await read.locator('body').evaluate((body) => getComputedStyle(body).fontFamily), /system-ui/);
  assert.deepEqual(await ada.barriers(read), []);
  await read.close();

  const [saved] = await Promise.all([ada.page.waitForEvent('download'), sheet.getByRole('link', { name: 'Save as Markdown' }).click()]);
  assert.equal(saved.suggestedFilename(), `${talk}.md`);
  assert.match(await readFile(await saved.path(), 'utf8'), /^### Where are the \\<b\\>slides\\<\/b\\>\?$/mu);

  await sheet.getByRole('button', { name: 'Copy link' }).click();
  await sheet.getByRole('status').filter({ hasText: /\S/ }).waitFor();
  assert.equal(await sheet.getByRole('textbox', { name: 'Link' }).inputValue(), `${stage.server.url}/v1/rooms/${talk}/takeaways.html`);
  await ada.page.keyboard.press('Escape');
  assert.ok(await offer.evaluate((button) => button === document.activeElement));
});

test('the menu offers it in the room, on a phone and in German, too', async () => {
  await answered('Wird das aufgezeichnet?', 'Ja.');
  const bob = await stage.visitor({ ...sizes.phone, locale: 'de-DE' }, room);
  await bob.page.getByRole('button', { name: 'Menü' }).click();
  await bob.page.getByRole('button', { name: 'Zum Mitnehmen' }).click();
  const sheet = bob.page.getByRole('dialog', { name: 'Zum Mitnehmen' });
  await sheet.getByRole('link', { name: 'Lesen' }).waitFor();
  assert.deepEqual(await bob.barriers(), []);
  const width = await bob.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(width[0] <= width[1]);

  const [read] = await Promise.all([bob.page.waitForEvent('popup'), sheet.getByRole('link', { name: 'Lesen' }).click()]);
  await read.getByRole('heading', { name: 'Wird das aufgezeichnet?' }).waitFor();
  const page = await read.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(page[0] <= page[1], `${page}`);
});

test('where nothing is worth keeping the menu has no such choice', async () => {
  const cyd = await stage.person(undefined, '/r/lobby');
  await cyd.page.getByRole('button', { name: 'Menu' }).click();
  await cyd.page.getByRole('button', { name: 'Share' }).last().waitFor();
  assert.equal(await cyd.page.getByRole('button', { name: 'Takeaways' }).count(), 0);
});
