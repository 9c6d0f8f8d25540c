// Stories of people who use no mouse or a screen reader: staff's dialogs, and what is told to whom something is done, in light and dark, on a desk and on a phone.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ways } from './browser.mjs';
import { conference, openRooms, order, setStage } from './stage.mjs';

const room = 't-00000000000a';

const stage = setStage(['--unlimited'], async (server) => {
  await order(server, 'organiser', { do: 'plan', ...conference() });
  await openRooms(server, { quiet: 'The quiet room' });
});

/** The guest key of a page's member, who is named by it. @param {import('./browser.mjs').Person} person */
const memberOf = (person) => person.page.evaluate(() => /** @type {any} */ (document.querySelector('hallway-page')).client.me.id);

/** Nothing bars the way, and nothing is cut off at the side. @param {import('./browser.mjs').Person} person */
async function isOpen(person) {
  await person.page.waitForTimeout(300); // what fades in has come
  assert.deepEqual(await person.barriers(), []);
  const wide = await person.page.evaluate(() => [...document.querySelectorAll('dialog[open], .news, .closed, sent-away, .composer')]
    .filter((element) => element.getClientRects().length > 0 && element.scrollWidth > element.clientWidth + 1).map((element) => element.className || element.localName));
  assert.deepEqual(wide, []);
}

for (const { title, options } of ways) {
  test(`nothing bars the way, ${title}: what staff do about members and rooms`, async () => {
    const ada = await stage.person(undefined, `/r/${room}`);
    await ada.introduce('Ada', `noise, ${title}`);
    const mia = await stage.person(options, `/r/${room}#token=${await stage.server.token('moderator')}`);
    await mia.introduce('Mia', `here I am, ${title}`);
    const open = async (/** @type {string} */ choice, /** @type {string | RegExp} */ name) => {
      await mia.page.getByRole('button', { name: 'Menu', exact: true }).click();
      await mia.page.getByRole('dialog', { name: 'Menu' }).getByRole('button', { name: choice }).click();
      const dialog = mia.page.getByRole('dialog', { name });
      await dialog.waitFor();
      return dialog;
    };
    for (const [choice, name] of [['Mute…', 'Mute Ada?'], ['Ban…', 'Ban Ada?'], ['Send out…', 'Send Ada out?']]) {
      await mia.message(`noise, ${title}`).getByRole('button', { name: /^Actions/ }).click();
      assert.deepEqual(await mia.barriers(), []);
      await mia.page.getByRole('menuitem', { name: choice }).click();
      await mia.page.getByRole('dialog', { name }).waitFor();
      await isOpen(mia);
      await mia.page.keyboard.press('Escape');
    }
    const settings = await open('Room settings…', /^Settings of Queues/);
    await settings.getByRole('radio', { name: '5 min' }).focus();
    await isOpen(mia);
    await mia.page.keyboard.press('Escape');
    const announcing = await open('Announce…', 'Announcement');
    await announcing.getByRole('textbox').fill(`Lunch is served in hall 2, and for once there is enough of it for everybody, ${title}.`);
    await announcing.getByRole('button', { name: 'Announce it' }).click();
    await announcing.getByRole('button', { name: /^End the announcement: Lunch/ }).waitFor();
    await isOpen(mia);
    await mia.page.keyboard.press('Escape');
    await mia.page.getByRole('status', { name: 'Announcement' }).getByText(title).waitFor();
    await isOpen(mia);
    await open('Announce…', 'Announcement');
    await announcing.getByRole('button', { name: /^End the announcement: Lunch/ }).click();
    await announcing.getByText('Ended.').waitFor();
  });

  test(`nothing bars the way, ${title}: what is told to whom something is done`, async () => {
    const ada = await stage.person(options, '/r/quiet');
    await ada.introduce('Ada', `noise, ${title}`);
    const member = await memberOf(ada);
    const desk = ada.page.locator('message-composer');
    await order(stage.server, 'moderator', { do: 'mute', member, scope: 'quiet', until: Date.now() + 3_600_000, reason: 'No advertising.' });
    await desk.getByText(/^Moderators have muted you/).waitFor();
    await isOpen(ada);
    await order(stage.server, 'moderator', { do: 'unmute', member, scope: 'quiet' });
    await desk.getByRole('textbox').waitFor();

    await order(stage.server, 'moderator', { do: 'kick', member, scope: 'quiet', reason: 'Please come back calmer.' });
    await ada.page.getByRole('heading', { name: 'A moderator has sent you out of this room.' }).waitFor();
    await isOpen(ada);
    await order(stage.server, 'moderator', { do: 'ban', member, until: Date.now() + 3_600_000, reason: 'Insults after a warning.' });
    await ada.page.getByRole('heading', { name: 'You are banned from this event.' }).waitFor();
    await isOpen(ada);
    await ada.page.reload();
    await ada.page.getByRole('heading', { name: 'You are banned from this event.' }).waitFor();
    await isOpen(ada);

    const { token } = await order(stage.server, 'organiser', { do: 'invite', name: 'Bob', role: 'speaker' });
    const bob = await stage.visitor(options, `/#token=${token}`);
    await bob.page.getByRole('dialog', { name: 'You are invited' }).waitFor();
    await isOpen(bob);
  });
}
