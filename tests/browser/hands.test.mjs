// Stories of staff's hands: what they do about members and rooms, and how it looks to those whom it is done to.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, test } from 'node:test';

import { createClient } from '../../web-client/sdk/hallway.js';
import { sizes } from './browser.mjs';
import { conference, openRoom, order, say, setStage } from './stage.mjs';

const require = createRequire(new URL('../../web-client/package.json', import.meta.url));
const { WebSocket } = require('ws');

const talk = 't-00000000000a';
const stageRoom = 's-aula';

const stage = setStage(['--unlimited'], async (server) => {
  await order(server, 'organiser', { do: 'plan', ...conference() });
});

/** Everybody who came without a browser. @type {import('../../web-client/sdk/client.js').Client[]} */
const helpers = [];
after(() => helpers.forEach((client) => client.stop()));

/** An organiser without a browser. @returns {Promise<import('../../web-client/sdk/client.js').Client>} */
async function organiser() {
  const client = createClient({
    url: `${stage.server.url.replace('http', 'ws')}/v1/ws`, token: await stage.server.token('organiser'), name: 'Olga', WebSocket, storage: null, wakeTarget: null,
  });
  helpers.push(client);
  client.start();
  await new Promise((resolve) => client.on('hello', resolve));
  return client;
}

/** Who has a role in the event, and a name. @param {string} role @param {string} called @param {string} path @param {object} [options] */
async function staff(role, called, path, options) {
  const person = await stage.person(options, `${path}#token=${await stage.server.token(role)}`);
  await person.page.getByRole('button', { name: 'Menu', exact: true }).click();
  await person.page.getByRole('dialog', { name: 'Menu' }).getByRole('button', { name: 'Add your name' }).click();
  await person.page.getByRole('textbox', { name: 'Your name' }).fill(called);
  await person.page.getByRole('button', { name: 'Save the name' }).click();
  await person.page.getByRole('textbox', { name: 'Your name' }).waitFor({ state: 'detached' });
  return person;
}

/** @param {import('./browser.mjs').Person} person @param {string} choice @param {string | RegExp} dialog */
async function fromMenu(person, choice, dialog) {
  await person.page.getByRole('button', { name: 'Menu', exact: true }).click();
  await person.page.getByRole('dialog', { name: 'Menu' }).getByRole('button', { name: choice }).click();
  const opened = person.page.getByRole('dialog', { name: dialog });
  await opened.waitFor();
  return opened;
}

/** Where one writes says so. @param {import('./browser.mjs').Person} person @param {string | RegExp} text */
const atDesk = (person, text) => person.page.locator('message-composer').getByText(text);

/** The line under the header that tells in passing. @param {import('./browser.mjs').Person} person @param {string | RegExp} text */
const notice = (person, text) => person.page.locator('.status').filter({ hasText: text });

test('a moderator mutes with a choice and Enter; the muted is told until when and why, keeps what they began, and is let write again by Undo', async () => {
  await openRoom(stage.server, 'mute', 'Mute');
  const ada = await stage.person(sizes.phone, '/r/mute');
  await ada.introduce('Ada', 'Buy my book');
  const mia = await staff('moderator', 'Mia', '/r/mute');
  await mia.stored('Buy my book');
  await ada.field.fill('and my other book');

  await mia.choose('Buy my book', 'Mute…');
  const dialog = mia.page.getByRole('dialog', { name: 'Mute Ada?' });
  await dialog.waitFor();
  assert.deepEqual(await mia.barriers(), []);
  assert.equal(await mia.page.evaluate(() => document.activeElement?.textContent), 'Mute');
  await mia.page.keyboard.press('Enter');
  await notice(mia, 'Ada is muted.').waitFor();

  await atDesk(ada, /^Moderators have muted you in this room until .*You can read and vote\./).waitFor();
  assert.equal(await ada.field.inputValue(), 'and my other book');
  assert.deepEqual(await ada.barriers(), []);
  await ada.page.reload();
  await atDesk(ada, /^Moderators have muted you in this room until/).waitFor();

  await notice(mia, 'Ada is muted.').getByRole('button', { name: 'Undo' }).click();
  await notice(mia, 'Undone: Ada may take part again.').waitFor();
  await ada.write('sorry');
  await mia.stored('sorry');

  // Over the whole event, with a reason.
  await mia.choose('sorry', 'Mute…');
  await dialog.getByRole('radio', { name: '1 h' }).check({ force: true });
  await dialog.getByRole('radio', { name: 'Whole event' }).check({ force: true });
  await dialog.getByRole('textbox').fill('No advertising.');
  await dialog.getByRole('button', { name: 'Mute', exact: true }).click();
  await atDesk(ada, /^Moderators have muted you in this event until .* Reason: No advertising\./).waitFor();
});

test('a ban ends both tabs of a member, and the page says why; a reload still does, and nothing tries to come back', async () => {
  await openRoom(stage.server, 'ban', 'Ban');
  const ada = await stage.person(undefined, '/r/ban');
  await ada.introduce('Mallory', 'You are all wrong');
  const second = await ada.page.context().newPage();
  await second.goto(`${stage.server.url}/now`);
  await second.getByRole('region', { name: 'On now' }).waitFor();
  const mia = await staff('moderator', 'Mia', '/r/ban', sizes.phone);
  await mia.message('You are all wrong').waitFor();
  await mia.message('You are all wrong').getByRole('button', { name: /^Actions/ }).tap();
  await mia.page.getByRole('menuitem', { name: 'Ban…' }).tap();
  const dialog = mia.page.getByRole('dialog', { name: 'Ban Mallory?' });
  await dialog.getByRole('textbox').fill('Insults after a warning.');
  assert.deepEqual(await mia.barriers(), []);
  await dialog.getByRole('button', { name: 'Ban', exact: true }).tap();
  await notice(mia, 'Mallory is banned.').waitFor();

  let sockets = 0;
  ada.page.on('websocket', () => sockets++);
  for (const page of [ada.page, second]) {
    await page.getByRole('heading', { name: 'You are banned from this event.' }).waitFor();
    await page.getByText('This holds until').waitFor();
    await page.getByText('Insults after a warning.').waitFor();
    assert.equal(await page.getByRole('button').or(page.getByRole('link')).or(page.getByRole('textbox')).count(), 0);
  }
  assert.deepEqual(await ada.barriers(), []);
  await ada.page.waitForTimeout(3000);
  assert.equal(sockets, 0);
  await ada.page.reload();
  await ada.page.getByRole('heading', { name: 'You are banned from this event.' }).waitFor();
  await ada.page.getByText('Insults after a warning.').waitFor();
  assert.equal(sockets, 1);

  await notice(mia, 'Mallory is banned.').getByRole('button', { name: 'Undo' }).tap();
  await notice(mia, 'Undone').waitFor();
  await ada.page.reload();
  await ada.field.waitFor();
});

test('who is sent out of a room comes back when they say so, and finds what they had begun', async () => {
  await openRoom(stage.server, 'kick', 'Kick');
  const ada = await stage.person(undefined, '/r/kick');
  await ada.introduce('Ada', 'WHY');
  await ada.field.fill('because');
  const mia = await staff('safety', 'Sara', '/r/kick');
  await mia.choose('WHY', 'Send out…');
  const dialog = mia.page.getByRole('dialog', { name: 'Send Ada out?' });
  await dialog.getByRole('textbox').fill('Please come back calmer.');
  await dialog.getByRole('textbox').press('Enter');
  await ada.page.getByRole('heading', { name: 'A moderator has sent you out of this room.' }).waitFor();
  await ada.page.getByText('Please come back calmer.').waitFor();
  await ada.sees(() => ada.message('WHY').isVisible(), false);
  assert.deepEqual(await ada.barriers(), []);
  await ada.page.getByRole('button', { name: 'Come back' }).click();
  await ada.message('WHY').waitFor();
  assert.equal(await ada.field.inputValue(), 'because');

  await mia.choose('WHY', 'Send out…');
  await dialog.getByRole('radio', { name: 'Whole event' }).check({ force: true });
  await dialog.getByRole('button', { name: 'Send out', exact: true }).click();
  await ada.page.getByRole('heading', { name: 'A moderator has sent you out.' }).waitFor();
  assert.deepEqual(await ada.barriers(), []);
  await ada.page.getByRole('button', { name: 'Come back' }).click();
  await ada.message('WHY').waitFor();
  assert.equal(await ada.field.inputValue(), 'because');
});

test('slow mode says so, counts down, keeps the draft; what came too soon from elsewhere waits and goes by itself', async () => {
  await openRoom(stage.server, 'slow', 'Slow');
  const ada = await stage.person(undefined, '/r/slow');
  await ada.introduce('Ada', 'first');
  const mia = await staff('moderator', 'Mia', '/r/slow', sizes.phone);
  const dialog = await fromMenu(mia, 'Room settings…', 'Settings of Slow');
  assert.deepEqual(await mia.barriers(), []);
  await dialog.getByRole('group', { name: /^Slow mode/ }).getByRole('radio', { name: '10 s' }).check({ force: true });
  await dialog.getByText('Done: everybody in the room sees it.').waitFor();
  await mia.sees(() => dialog.getByRole('group', { name: /^Slow mode/ }).getByRole('radio', { name: '10 s' }).isChecked(), true);

  await ada.page.getByText('Slow mode: one message every 10 s').or(ada.page.getByText(/You can write again in/)).first().waitFor();
  await ada.page.getByText('Slow mode: one message every 10 s').waitFor();
  await ada.write('second');
  await ada.stored('second');
  await ada.page.getByText(/You can write again in \d+ s/).waitFor();
  await ada.field.fill('third');
  await ada.field.press('Enter');
  assert.equal(await ada.field.inputValue(), 'third');
  assert.equal(await ada.page.getByRole('button', { name: 'Send', exact: true }).getAttribute('aria-disabled'), 'true');
  assert.deepEqual(await ada.barriers(), []);
  await ada.page.getByText('Slow mode: one message every 10 s').waitFor();
  await ada.field.press('Enter');
  await mia.stored('third');

  // A second device does not know when the first wrote: what the server refuses waits there in sight.
  await ada.sees(() => ada.texts(), ['first', 'second', 'third']);
  await ada.page.evaluate(() => { // as if this device had seen nothing of it
    const place = document.querySelector('room-place');
    const { room } = /** @type {any} */ (place).visit;
    room.post('fourth');
  });
  await ada.message('fourth').getByText('slow mode. It goes out by itself.').waitFor();
  await mia.stored('fourth');
  assert.deepEqual(await ada.texts(), ['first', 'second', 'third', 'fourth']);

  await dialog.getByRole('radio', { name: 'Off' }).check({ force: true });
  await ada.page.getByText('Slow mode').waitFor({ state: 'detached' });
});

test('a locked room is read on, and one that takes only questions leads to where one asks; staff write on', async () => {
  await openRoom(stage.server, 'lock', 'Lock');
  const ada = await stage.person(sizes.phone, '/r/lock');
  await ada.introduce('Ada', 'hello');
  await ada.field.fill('half a sentence');
  const mia = await staff('moderator', 'Mia', '/r/lock');
  const dialog = await fromMenu(mia, 'Room settings…', 'Settings of Lock');
  await dialog.getByRole('checkbox', { name: /^Locked/ }).check();
  await atDesk(ada, 'Moderators have locked this room for the moment.').waitFor();
  assert.equal(await ada.field.inputValue(), 'half a sentence');
  assert.deepEqual(await ada.barriers(), []);

  await dialog.getByRole('checkbox', { name: /^Only questions/ }).check();
  await dialog.getByRole('checkbox', { name: /^Locked/ }).uncheck();
  await dialog.getByRole('checkbox', { name: /without a name/ }).uncheck();
  await atDesk(ada, 'This room takes only questions for the moment.').waitFor();
  await ada.page.getByRole('button', { name: 'Ask a question' }).click();
  const asking = ada.page.getByRole('textbox', { name: 'Ask a question' });
  await ada.sees(() => asking.evaluate((field) => field === document.activeElement), true);
  await asking.fill('When is the break?');
  assert.equal(await ada.page.getByRole('checkbox', { name: /name/ }).count(), 0);
  await ada.page.getByRole('button', { name: 'Ask', exact: true }).click();
  await mia.page.keyboard.press('Escape');
  await mia.page.locator('.question').filter({ hasText: 'When is the break?' }).waitFor();
  await mia.write('I can');
  await ada.page.getByRole('button', { name: /^Chat/ }).click();
  await ada.message('I can').waitFor();
});

test('an announcement comes to every place, is dismissed for good, and leaves when it is ended', async () => {
  const ada = await stage.visitor(sizes.phone, '/now');
  await ada.page.getByRole('region', { name: 'On now' }).waitFor();
  const bob = await stage.person(undefined, `/r/${talk}`);
  const mia = await staff('moderator', 'Mia', `/r/${talk}`);
  const dialog = await fromMenu(mia, 'Announce…', 'Announcement');
  assert.deepEqual(await mia.barriers(), []);
  await dialog.getByRole('textbox').fill('Lunch is served in <b>hall 2</b>.');
  await dialog.getByRole('button', { name: 'Announce it' }).click();
  await dialog.getByText('Announced.', { exact: true }).waitFor();
  const news = (/** @type {import('./browser.mjs').Person} */ person) => person.page.getByRole('status', { name: 'Announcement' }).getByText('Lunch is served in <b>hall 2</b>.');
  await news(ada).waitFor();
  await news(bob).waitFor();
  assert.deepEqual(await ada.barriers(), []);
  await ada.page.getByRole('button', { name: 'Dismiss this announcement' }).click();
  await news(ada).waitFor({ state: 'detached' });
  await ada.page.reload();
  await ada.page.getByRole('region', { name: 'On now' }).waitFor();
  await ada.page.waitForTimeout(1500);
  assert.equal(await news(ada).count(), 0);

  // One for a stage is shown in its rooms alone.
  await dialog.getByRole('textbox').fill('The microphone is broken.');
  await dialog.getByRole('radio', { name: 'This stage' }).check({ force: true });
  await dialog.getByRole('button', { name: 'Announce it' }).click();
  await bob.page.getByRole('status', { name: 'Announcement' }).getByText('The microphone is broken.').waitFor();
  await bob.page.getByText('1 more').waitFor();
  assert.equal(await ada.page.getByText('The microphone is broken.').count(), 0);
  await dialog.getByRole('button', { name: 'End the announcement: The microphone is broken.' }).click();
  await news(bob).waitFor();
  await dialog.getByRole('button', { name: /^End the announcement: Lunch/ }).click();
  await news(bob).waitFor({ state: 'detached' });
});

test('an invite is taken by its button alone, gives its role in its scope, and says when it is used up', async () => {
  const olga = await organiser();
  const { id, token } = await olga.invite({ name: 'Bob', role: 'moderator', scope: stageRoom });
  const devices = async () => (await olga.listInvites()).invites.find((one) => one.id === id)?.devices;
  await say(stage.server.url, 'Troll', ['Nonsense'], talk);

  const bob = await stage.visitor(undefined, `/r/${talk}#token=${token}`);
  const dialog = bob.page.getByRole('dialog', { name: 'You are invited' });
  await dialog.getByText(/to take part as moderator\./).waitFor();
  assert.deepEqual(await bob.barriers(), []);
  assert.equal(new URL(bob.page.url()).hash, '');
  await bob.page.waitForTimeout(500);
  assert.equal(await devices(), 0);
  await dialog.getByRole('button', { name: 'Accept' }).click();
  await bob.page.getByRole('button', { name: 'You are Bob. Change your name' }).waitFor();
  assert.equal(await devices(), 1);
  assert.deepEqual(await bob.page.evaluate(() => Object.values(localStorage).filter((text) => text.includes('hi1.'))), []);
  await bob.choose('Nonsense', 'Mute…');
  await bob.page.getByRole('dialog', { name: 'Mute Troll?' }).getByRole('radio', { name: 'This stage' }).check({ force: true });
  assert.equal(await bob.page.getByRole('radio', { name: 'Whole event' }).count(), 0);
  await bob.page.keyboard.press('Escape');
  await bob.page.goto(`${stage.server.url}/r/lobby`);
  await bob.field.waitFor();
  await bob.page.getByRole('button', { name: 'Menu', exact: true }).click();
  await bob.page.getByRole('dialog', { name: 'Menu' }).getByRole('button', { name: /Change your name/ }).waitFor();
  assert.equal(await bob.page.getByRole('button', { name: 'Room settings…' }).count(), 0);

  // Who is somebody already is asked, too, and stays who they are when it was revoked meanwhile.
  await olga.revokeInvite(id);
  const ada = await stage.person(sizes.phone, '/r/lobby');
  await ada.introduce('Ada', 'just me');
  await ada.page.goto('about:blank');
  await ada.page.goto(`${stage.server.url}/r/lobby#token=${token}`);
  const other = ada.page.getByRole('dialog', { name: 'You are invited' });
  await other.getByText('On this device you are Ada.').waitFor();
  assert.deepEqual(await ada.barriers(), []);
  await other.getByRole('button', { name: 'Accept' }).click();
  await other.getByText(/^This invite is no longer valid\. Ask the organisers/).waitFor();
  await other.getByRole('button', { name: 'Not now' }).click();
  await ada.page.reload();
  await ada.write('still me');
  await ada.stored('still me');
});
