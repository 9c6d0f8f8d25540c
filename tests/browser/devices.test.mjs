// Stories of one person on several devices, and of several on one.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sizes } from './browser.mjs';
import { numbered, openRoom, say, setStage } from './stage.mjs';

const stage = setStage(['--unlimited'], (server) => openRoom(server, 'stage', 'Main stage'));

/** The personal link of whom a page belongs to. @param {import('./browser.mjs').Person} person */
const linkOf = async (person) => `/#token=${await person.page.evaluate(() => Object.entries(localStorage).find(([key]) => key.startsWith('hallway:token:'))?.[1])}`;
const isSomebody = (person, name) => person.page.getByRole('button', { name: new RegExp(`^You are ${name}`) }).waitFor();
const newest = (person) => person.page.locator('.scroller').evaluate((element) => (element.scrollTop = element.scrollHeight));

test('what is read on one device is not unread on the other, there or when it is opened', async () => {
  await say(stage.server.url, 'Bob', numbered('before', 40)); // more than one screen
  const desktop = await stage.person();
  await desktop.introduce('Ada', 'I have two devices');
  const phone = await stage.visitor(sizes.phone, await linkOf(desktop));
  await isSomebody(phone, 'Ada');
  await phone.stored('I have two devices');
  const rooms = phone.page.getByRole('button', { name: /choose another room/ });
  await rooms.click();
  await phone.page.getByRole('link', { name: 'Main stage' }).click();
  await phone.page.getByRole('heading', { name: 'Main stage' }).waitFor();

  await desktop.page.locator('.scroller').evaluate((element) => (element.scrollTop = 0)); // reading up: what comes is not read
  await say(stage.server.url, 'Bob', ['for both devices', 'and one more']);
  await phone.page.locator('.room-switch[data-unread]').waitFor();
  await rooms.click();
  await phone.page.getByRole('link', { name: 'Lobby, 2 new messages' }).waitFor();
  await desktop.page.getByRole('button', { name: '2 new messages' }).click();
  await desktop.stored('and one more');
  await newest(desktop);
  await phone.page.getByRole('link', { name: 'Lobby', exact: true }).waitFor();
  await phone.page.locator('.room-switch[data-unread]').waitFor({ state: 'detached' });

  await phone.page.goto('about:blank');
  await say(stage.server.url, 'Bob', numbered('meanwhile', 12));
  await desktop.stored('meanwhile 012');
  await desktop.page.waitForTimeout(4000); // a mark is told every few seconds
  await phone.page.goto(stage.server.url);
  await phone.stored('meanwhile 012');
  assert.equal(await phone.page.getByText('new since you were here').count(), 0);
  assert.equal(await phone.page.locator('.new-line').count(), 0);

  await desktop.page.goto('about:blank');
  await say(stage.server.url, 'Bob', ['read on the phone']);
  await phone.stored('read on the phone');
  await phone.page.waitForTimeout(4000);
  await desktop.page.goto(stage.server.url);
  await desktop.stored('read on the phone');
  assert.equal(await desktop.page.getByText('new since you were here').count(), 0);
});

test('somebody else\'s link changes nobody unasked: who one is and whose it is are told, and one may stay', async () => {
  const bob = await stage.person();
  await bob.introduce('Bob Marsh', 'said by Bob');
  const ada = await stage.person(sizes.phone);
  await ada.introduce('Ada Stone', 'said by Ada');
  await ada.field.fill('half a thought');
  const [mine, his] = [await linkOf(ada), await linkOf(bob)];
  const dialog = ada.page.getByRole('dialog', { name: 'Change who you are here?' });

  await ada.page.goto('about:blank');
  await ada.page.goto(stage.server.url + his);
  await dialog.getByText('Here you are Ada Stone. The link that you opened is another person’s: Bob Marsh.').waitFor();
  assert.equal(new URL(ada.page.url()).hash, '');
  assert.deepEqual(await ada.barriers(), []);
  await ada.page.keyboard.press('Escape');
  await isSomebody(ada, 'Ada Stone');
  await ada.page.reload();
  await isSomebody(ada, 'Ada Stone');
  assert.equal(await dialog.count(), 0);

  await ada.page.evaluate((hash) => (location.hash = hash), his.slice(1)); // a link that is opened in a page that stands
  await dialog.getByRole('button', { name: 'Stay Ada Stone' }).click();
  await ada.page.evaluate((hash) => (location.hash = hash), his.slice(1));
  await dialog.getByRole('button', { name: 'Become Bob Marsh' }).click();
  await isSomebody(ada, 'Bob Marsh');
  await ada.page.locator('.message[data-own]', { hasText: 'said by Bob' }).waitFor();
  assert.equal(await ada.page.locator('.message[data-own]', { hasText: 'said by Ada' }).count(), 0);
  assert.equal(await ada.field.inputValue(), 'half a thought');

  await ada.page.goto('about:blank');
  await ada.page.goto(stage.server.url + mine);
  await dialog.getByRole('button', { name: 'Become Ada Stone' }).click();
  await isSomebody(ada, 'Ada Stone');
  await ada.page.locator('.message[data-own]', { hasText: 'said by Ada' }).waitFor();
});

test('the way back is copied before one changes; a link that is not accepted leaves one as one is', async () => {
  const mira = await stage.visitor({ ...sizes.desktop, locale: 'de', colorScheme: 'dark', permissions: ['clipboard-read', 'clipboard-write'] });
  await mira.page.getByRole('textbox', { name: /^In Lobby/ }).fill('Guten Tag');
  await mira.page.keyboard.press('Enter');
  await mira.page.getByRole('textbox', { name: 'Dein Name' }).fill('Mira');
  await mira.page.keyboard.press('Enter');
  await mira.stored('Guten Tag');
  await mira.page.evaluate(() => (location.hash = 'token=nonsense'));
  await mira.page.getByText('Dein Link oder Schlüssel wurde nicht angenommen.').first().waitFor();
  await mira.page.getByRole('button', { name: /^Du bist Mira/ }).waitFor();

  const link = await linkOf(mira);
  await mira.page.evaluate((token) => (location.hash = `token=${token}`), await stage.server.token('moderator'));
  const dialog = mira.page.getByRole('dialog', { name: 'Ändern, wer du hier bist?' });
  await dialog.getByText('Hier bist du Mira. Der Link, den du geöffnet hast, gehört jemand anderem: jemand ohne Namen (Moderation).').waitFor();
  assert.deepEqual(await mira.barriers(), []);
  await dialog.getByRole('button', { name: 'Link von Mira kopieren' }).click();
  await dialog.getByText('Dein persönlicher Link ist kopiert.').waitFor();
  assert.equal(await mira.page.evaluate(() => navigator.clipboard.readText()), new URL(link, stage.server.url).href);
  await dialog.getByRole('button', { name: 'Wechseln' }).click();
  await mira.page.getByText('Du liest mit').or(mira.page.getByRole('button', { name: 'Namen angeben' })).first().waitFor();
});
