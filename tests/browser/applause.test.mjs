// Stories of what is told and forgotten: applause in the room and on the big screen, who is typing, and what a crowd is not told.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sizes } from './browser.mjs';
import { moderator } from './moderating.mjs';
import { attend, openRooms, order, setStage } from './stage.mjs';

const rooms = { stage: 'Main stage', quiet: 'Quiet', table: 'Table', crowd: 'Crowd' };
const stage = setStage(['--unlimited'], (server) => openRooms(server, rooms));

/** @param {string} room @param {object} policy */
const setRoom = (room, policy) => order(stage.server, 'moderator', { do: 'policy', ...policy }, room);

/** @param {import('./browser.mjs').Person} person @param {string} name */
const sign = (person, name) => person.page.getByRole('toolbar', { name: 'Applause' }).getByRole('button', { name });

/** What is seen above a sign. @param {import('./browser.mjs').Person} person @param {string} name */
const given = (person, name) => sign(person, name).locator('.given');

/** Somebody with a name, who has written before. @param {string} name @param {object} [options] */
async function member(name, options) {
  const person = await stage.person(options, '/r/table');
  await person.introduce(name, `${name} is here`);
  return person;
}

test('applause is seen by everybody in the room and in the hall, by who gives none and has no name too, and is over then', async () => {
  const ada = await stage.person(sizes.phone, '/r/stage');
  const bob = await stage.person(undefined, '/r/stage');
  const hall = await stage.visitor({ viewport: { width: 1280, height: 720 } }, '/r/stage/screen');
  await hall.page.getByText('What would you like to know?').waitFor();
  await sign(bob, 'Clap').waitFor();
  await sign(ada, 'Clap').tap();
  await given(bob, 'Clap').waitFor();
  assert.equal(await given(bob, 'Clap').first().innerText(), '1');
  await hall.page.locator('.screen-applause p', { hasText: '1' }).waitFor();

  await bob.field.focus();
  await bob.page.keyboard.press('Shift+Tab'); // one stop, and arrows from there on
  for (const _ of ['Heart', 'Laugh', 'Wow']) await bob.page.keyboard.press('ArrowRight');
  await bob.page.keyboard.press('Enter');
  await given(ada, 'Wow').waitFor();
  assert.deepEqual(await ada.barriers(), []);
  assert.deepEqual(await bob.barriers(), []);
  assert.deepEqual(await hall.barriers(), []);
  await ada.page.waitForFunction(() => document.querySelector('.given') === null);
  await hall.page.waitForFunction(() => document.querySelector('.screen-applause p') === null);
  const { width, inner } = await ada.page.evaluate(() => ({ width: document.documentElement.scrollWidth, inner: innerWidth }));
  assert.ok(width <= inner, `${width} in ${inner}`);
});

test('whoever claps on and on is told that it was sent once in a while, and each press is seen', async () => {
  const ada = await stage.person(undefined, '/r/stage');
  const bob = await stage.person(undefined, '/r/stage');
  for (const person of [ada, bob]) await sign(person, 'Heart').waitFor();
  // At once, and looked at while it happens: it is over in a moment, however slow this machine is.
  await sign(ada, 'Heart').evaluate((button) => new Promise((resolve) => {
    new MutationObserver(() => button.hasAttribute('data-pressed') && resolve(undefined)).observe(button, { attributes: true });
    for (let press = 0; press < 4; press++) /** @type {HTMLElement} */ (button).click();
  }));
  await given(bob, 'Heart').waitFor();
  assert.equal(await given(bob, 'Heart').first().innerText(), '1');
});

test('a hall that does not want applause on its screen hides it, and finds it hidden again', async () => {
  const ada = await stage.person(undefined, '/r/stage');
  const hall = await stage.visitor({ viewport: { width: 1280, height: 720 } }, '/r/stage/screen');
  await hall.page.getByRole('button', { name: 'Hide applause' }).click();
  await hall.page.reload();
  await hall.page.getByRole('button', { name: 'Show applause' }).waitFor();
  await sign(ada, 'Laugh').click();
  await given(ada, 'Laugh').waitFor();
  assert.equal(await hall.page.locator('.screen-applause').count(), 0);
  await hall.page.getByRole('button', { name: 'Show applause' }).click();
  assert.equal(await hall.page.locator('.screen-applause').count(), 1);
});

test('staff switch applause off and typing on, in the settings of the room', async () => {
  const mia = await stage.person(undefined, `/r/quiet#token=${await stage.server.token('moderator')}`);
  await mia.introduce('Mia', 'It is a quiet room');
  const ada = await stage.person(undefined, '/r/quiet');
  await sign(ada, 'Clap').waitFor();
  await mia.page.getByRole('button', { name: 'Menu', exact: true }).click();
  await mia.page.getByRole('dialog', { name: 'Menu' }).getByRole('button', { name: 'Room settings…' }).click();
  const box = mia.page.getByRole('checkbox', { name: 'People may applaud' });
  assert.ok(await box.isChecked());
  await box.click();
  await sign(ada, 'Clap').waitFor({ state: 'detached' });
  assert.deepEqual(await mia.barriers(), []);
  await mia.page.getByRole('checkbox', { name: /^Show who is typing/ }).click();
  await mia.page.getByText('Done: everybody in the room sees it.').waitFor();
  assert.equal(await mia.page.getByRole('checkbox', { name: 'People may applaud' }).isChecked(), false);
});

test('who is typing is told politely, until they have said it or think better of it', async () => {
  await setRoom('table', { typing: true });
  const ada = await member('Ada');
  const bob = await member('Bob', sizes.phone);
  const line = bob.page.locator('.typing');
  for (const person of [ada, bob]) await sign(person, 'Clap').waitFor();
  await ada.field.pressSequentially('I think');
  await line.filter({ hasText: 'Ada' }).waitFor();
  assert.match(await line.innerText(), /^\u2068Ada\u2069 is typing…$/);
  assert.equal(await line.evaluate((element) => element.closest('[aria-live], [role="log"], [role="status"]')), null); // it is read when one comes by
  assert.deepEqual(await bob.barriers(), []);
  assert.equal(await ada.page.locator('.typing').innerText(), ''); // one knows of oneself
  await ada.write('I think so');
  await bob.stored('I think so');
  await bob.page.waitForFunction(() => document.querySelector('.typing')?.textContent?.trim() === '');

  await ada.field.pressSequentially('And');
  await line.filter({ hasText: 'Ada' }).waitFor();
  await ada.field.fill('');
  await bob.page.waitForFunction(() => document.querySelector('.typing')?.textContent?.trim() === '');
});

test('a moderator reads that a crowd is not told who is typing', async () => {
  await setRoom('crowd', { typing: true });
  const mia = await moderator(stage, 'Mia', '/r/crowd/moderate');
  assert.equal(await mia.page.locator('[data-shed]').count(), 0);
  const leave = await attend(stage.server.url, Array.from({ length: 60 }, (_, index) => `Guest ${index}`), 'crowd');
  try {
    await mia.page.getByText('Typing is not shown: 60 people are here.').waitFor();
    assert.deepEqual(await mia.barriers(), []);
  } finally {
    leave();
  }
  await mia.page.locator('[data-shed]').waitFor({ state: 'detached' });
});
