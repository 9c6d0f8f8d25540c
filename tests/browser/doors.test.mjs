// Stories of the ways in: codes that are typed, what hangs on a door, and how many are there already.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sizes } from './browser.mjs';
import { attend, conference, order, setStage } from './stage.mjs';

const room = 't-00000000000a';
const stage = setStage(['--space-title', 'Small Conference'], (server) => order(server, 'organiser', { do: 'plan', ...conference() }));
const people = Array.from({ length: 9 }, (_, index) => `Person ${index + 1}`);

test('people and those who read along are told apart, and who takes a name goes from the one to the other', async () => {
  const ada = await stage.person(sizes.phone, `/r/${room}`);
  const count = () => ada.page.locator('.room-bar .count').innerText();
  await ada.sees(count, 'a few reading');
  const leave = await attend(stage.server.url, [...people, ...Array.from({ length: 7 }, () => '')], room);
  await ada.sees(count, '10 people, 10 reading'); // nine and eight, rounded
  leave();
  await ada.sees(count, 'a few reading');
  await ada.introduce('Ada', 'Then I say something');
  await ada.sees(count, 'A few people');
  assert.deepEqual(await ada.barriers(), []);
});

test('a code that is typed leads to the talk, in whichever case; also when the page has been here before', async () => {
  const ada = await stage.person(undefined, `/r/${room}`);
  await ada.page.getByRole('button', { name: 'Share…' }).click();
  const code = await ada.page.getByRole('dialog', { name: 'Share' }).locator('.share-code strong').innerText();
  assert.match(code, /^[2-9A-HJKMNP-Z]{6}$/);
  await ada.page.keyboard.press('Escape');

  const bob = await stage.person(sizes.phone, `/c/${code.toLowerCase()}`);
  await bob.page.getByRole('heading', { level: 1, name: 'Queues that do not grow' }).waitFor();
  assert.equal(new URL(bob.page.url()).pathname, `/r/${room}`);
  await bob.page.evaluate(() => navigator.serviceWorker.ready);
  await bob.page.goto(`${stage.server.url}/c/${code}`);
  await bob.page.getByRole('heading', { level: 1, name: 'Queues that do not grow' }).waitFor();
});

for (const [locale, sentence, link] of [['en', 'This code leads nowhere.', 'see all that is on'], ['de', 'Dieser Code führt nirgendwohin.', 'was alles läuft']]) {
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    test(`a wrong code ends in a plain sentence and a way on, ${locale}, ${colorScheme}`, async () => {
      const ada = await stage.visitor({ ...sizes.phone, locale, colorScheme }, '/c/222222');
      await ada.page.getByRole('heading', { name: sentence }).waitFor();
      assert.equal(await ada.page.evaluate(() => document.documentElement.lang), locale);
      assert.deepEqual(await ada.barriers(), []);
      await ada.page.getByRole('link', { name: link }).click();
      await ada.page.getByText('Queues that do not grow').first().waitFor();
    });
  }
}

test('what is printed for a door: one page with event, stage, code and address, and nothing of the page', async () => {
  const ada = await stage.person({ ...sizes.desktop, colorScheme: 'dark' }, '/stage/aula');
  await ada.page.getByRole('button', { name: 'Share…' }).click();
  const dialog = ada.page.getByRole('dialog', { name: 'Share' });
  const code = await dialog.locator('.share-code strong').innerText();
  await ada.page.evaluate(() => (globalThis.print = () => document.body.toggleAttribute('data-printed', true)));
  await dialog.getByRole('button', { name: 'Print for the door' }).click();
  assert.equal(await ada.page.evaluate(() => document.body.hasAttribute('data-printed')), true);

  await ada.page.emulateMedia({ media: 'print' });
  const { host } = new URL(stage.server.url);
  const printed = (await ada.page.evaluate(() => document.body.innerText)).split('\n').filter(Boolean);
  assert.deepEqual(printed, ['Small Conference', 'Aula', 'Join the conversation', 'Scan with a phone’s camera. No app, no account.', `${host}/c/${code}`]);
  const sheet = ada.page.locator('.door-sheet');
  const { background, ink, qr } = await sheet.evaluate((element) => ({
    background: getComputedStyle(document.body).backgroundColor, ink: getComputedStyle(/** @type {Element} */ (element.querySelector('h1'))).color,
    qr: element.querySelector('svg')?.getBoundingClientRect().width ?? 0,
  }));
  assert.deepEqual([background, ink], ['rgb(255, 255, 255)', 'rgb(0, 0, 0)']);
  assert.ok(qr > 300, 'the code is seen from some steps away');
  const pages = (await ada.page.pdf({ format: 'A4' })).toString('latin1').match(/\/Type\s*\/Page\b/g)?.length;
  assert.equal(pages, 1);
});
