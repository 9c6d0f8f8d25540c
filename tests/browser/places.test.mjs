// Stories of people who find their way: the programme, a stage, the hallway, what is shared, and who one is elsewhere.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sizes } from './browser.mjs';
import { conference, openRoom, openRooms, order, say, setStage } from './stage.mjs';

const talk = 't-00000000000a';
const stage = setStage(['--unlimited', '--space-title', 'Small Conference'], async (server) => {
  await openRoom(server, 'coffee', 'Coffee corner');
  await order(server, 'organiser', { do: 'plan', ...conference() });
});

/** The page as a visitor at the door gets it. @param {string} path @param {object} [options] */
const visitor = (path, options) => stage.visitor(options, path);

/** The titles that stand in a part of the programme. @param {import('./browser.mjs').Person} person @param {string} name */
const titlesIn = (person, name) => person.page.getByRole('region', { name, exact: true }).locator('.talk-title').allInnerTexts();

test('the programme opens on what is on, and finds by title, speaker and stage', async () => {
  const ada = await visitor('/');
  await ada.page.getByRole('heading', { level: 1, name: 'Now' }).waitFor();
  await ada.sees(() => titlesIn(ada, 'On now'), ['Queues that do not grow', 'Soldering for beginners']);
  assert.deepEqual(await titlesIn(ada, 'Next'), ['Maps for everybody']);
  assert.equal(await ada.page.title(), 'Now – Small Conference');
  assert.equal(await ada.page.locator('.now-line').count(), 1);
  assert.match(await ada.page.locator('.talk[data-state="cancelled"]').first().innerText(), /Café of broken things[^]*Cancelled/);
  assert.equal(await ada.page.locator('.talk[data-state="cancelled"] s').first().innerText(), 'Café of broken things');

  const search = ada.page.getByRole('searchbox');
  for (const [query, titles] of [['cafe', ['Café of broken things']], ['stone', ['Queues that do not grow', 'What a year']], ['workshop solder', ['Soldering for beginners']]]) {
    await search.fill(query);
    await ada.sees(() => ada.page.locator('.talk-title').allInnerTexts(), titles);
  }
  await search.fill('zeppelin');
  await ada.page.getByText('Nothing was found.').waitFor();
});

test('a talk is marked with the star, and is there again after a reload', async () => {
  const ada = await visitor('/now', sizes.phone);
  await ada.page.getByRole('button', { name: 'Mark “Maps for everybody” as mine' }).first().click();
  await ada.sees(() => titlesIn(ada, 'Mine'), ['Maps for everybody']);
  await ada.page.reload();
  await ada.sees(() => titlesIn(ada, 'Mine'), ['Maps for everybody']);
});

test('places are one touch away, say which one is current, and the browser goes back through them', async () => {
  const ada = await visitor('/', sizes.phone);
  const places = ada.page.getByRole('navigation', { name: 'Places' });
  const current = () => places.locator('[aria-current="page"]').innerText();
  await ada.sees(current, 'Now');
  await ada.page.getByRole('link', { name: /Queues that do not grow/ }).last().click();
  const scrolled = await ada.page.locator('.place-scroller').evaluate((element) => element.scrollTop);
  assert.ok(scrolled > 0);
  await ada.page.getByRole('heading', { level: 1, name: 'Queues that do not grow' }).waitFor();
  await ada.sees(() => ada.page.evaluate(() => document.activeElement?.localName), 'h1');
  assert.equal(await current(), 'Room');
  assert.equal(new URL(ada.page.url()).pathname, `/r/${talk}`);

  await places.getByRole('link', { name: 'Hallway' }).click();
  await ada.page.getByRole('link', { name: 'Coffee corner' }).waitFor();
  assert.equal(await current(), 'Hallway');
  assert.equal(await ada.page.title(), 'Hallway – Small Conference');

  await ada.page.goBack();
  await ada.page.getByRole('heading', { level: 1, name: 'Queues that do not grow' }).waitFor();
  await ada.page.goBack();
  await ada.sees(current, 'Now');
  assert.equal(await ada.page.locator('.place-scroller').first().evaluate((element) => element.scrollTop), scrolled);
});

test('a stranger scans a stage\'s code, reads, writes, loses the network, reloads, comes back, and finds everything once', async () => {
  await say(stage.server.url, 'Bob', ['Can you hear me at the back?'], talk);
  const ada = await stage.person(sizes.phone, '/stage/aula');
  await ada.page.getByRole('heading', { level: 1, name: 'Queues that do not grow' }).waitFor();
  await ada.stored('Can you hear me at the back?');

  await ada.field.fill('Loud and clear');
  await ada.page.getByRole('button', { name: 'Send', exact: true }).click();
  await ada.page.getByText('Be kind: no insults, no harassment, no advertising. Moderators have the last word.').waitFor();
  assert.equal(await ada.field.inputValue(), 'Loud and clear');
  await ada.page.getByRole('textbox', { name: 'Your name' }).fill('Ada');
  await ada.page.getByRole('button', { name: 'Send with this name' }).click();
  await ada.stored('Loud and clear');

  await ada.page.context().setOffline(true);
  await stage.server.kill();
  await ada.write('Written without a network');
  await ada.page.locator('.message[data-state="unsent"]', { hasText: 'Written without a network' }).waitFor();
  await stage.server.start();
  await say(stage.server.url, 'Bob', ['Said meanwhile'], talk);
  await ada.page.context().setOffline(false);
  await ada.page.reload();
  await ada.stored('Written without a network');
  await ada.sees(async () => (await ada.texts()).filter((text) => text !== 'Said meanwhile'),
    ['Can you hear me at the back?', 'Loud and clear', 'Written without a network']);
  assert.equal((await ada.texts()).filter((text) => text === 'Said meanwhile').length, 1);
  assert.equal(new URL(ada.page.url()).pathname, '/stage/aula');
});

test('sharing shows link and QR code for the talk, its stage and the event', async () => {
  const ada = await stage.person(undefined, `/r/${talk}`);
  await ada.page.getByRole('button', { name: 'Share…' }).click();
  const dialog = ada.page.getByRole('dialog', { name: 'Share' });
  const link = dialog.getByRole('textbox', { name: 'Link' });
  await dialog.getByRole('img', { name: 'QR code of Queues that do not grow' }).waitFor();
  assert.equal(await link.inputValue(), `${stage.server.url}/r/${talk}`);
  await dialog.getByRole('radio', { name: 'This stage' }).check();
  await dialog.getByRole('img', { name: 'QR code of Aula' }).waitFor();
  assert.equal(await link.inputValue(), `${stage.server.url}/stage/aula`);
  assert.deepEqual(await ada.barriers(), []);

  await ada.page.emulateMedia({ media: 'print' });
  assert.equal(await ada.page.locator('.door-sheet h1').isVisible(), true);
  assert.equal(await ada.page.locator('.frame').isVisible(), false);
  await ada.page.emulateMedia({ media: 'screen' });
  await ada.page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  assert.equal(await ada.page.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'Share…');
});

test('after the first message one is asked once whether to stay oneself; the personal link makes another device the same person', async () => {
  const ada = await stage.person(undefined, '/r/lobby');
  await ada.introduce('Ada', 'My first words');
  const offer = ada.page.getByRole('region', { name: 'Be yourself on your other devices too?' });
  await offer.getByRole('button', { name: 'Show how' }).click();
  const dialog = ada.page.getByRole('dialog', { name: 'Ada, here is your personal link' });
  await dialog.getByText('Whoever has this link can write as you.').waitFor();
  await dialog.getByRole('img', { name: 'QR code of your personal link' }).waitFor();
  assert.deepEqual(await ada.barriers(), []);
  const link = await dialog.getByRole('textbox', { name: 'Your personal link' }).inputValue();
  assert.match(link, /^http:\/\/[^/]+\/#token=./);
  await ada.page.keyboard.press('Escape');
  await ada.page.reload();
  await ada.stored('My first words');
  assert.equal(await offer.count(), 0);

  const elsewhere = await stage.visitor(sizes.phone, new URL(link).pathname + new URL(link).hash);
  await elsewhere.page.getByRole('button', { name: /^You are Ada/ }).waitFor();
  assert.equal(new URL(elsewhere.page.url()).hash, '');
  await elsewhere.page.getByRole('link', { name: 'Hallway' }).click();
  await elsewhere.page.getByRole('link', { name: 'Lobby' }).click();
  await elsewhere.page.locator('.message[data-own]', { hasText: 'My first words' }).waitFor();
});

test('German is spoken to who reads German, and the menu changes it', async () => {
  const ada = await stage.visitor({ ...sizes.desktop, locale: 'de-AT' }, '/');
  await ada.page.getByRole('heading', { level: 1, name: 'Jetzt' }).waitFor();
  assert.equal(await ada.page.evaluate(() => document.documentElement.lang), 'de');
  assert.deepEqual(await ada.barriers(), []);
  await ada.page.getByRole('button', { name: 'Menü' }).click();
  await ada.page.getByRole('radio', { name: 'English' }).click({ force: true });
  await ada.page.getByRole('heading', { level: 1, name: 'Now' }).waitFor();
  assert.equal(await ada.page.evaluate(() => document.documentElement.lang), 'en');
});

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  test(`nothing bars the way, ${colorScheme}: programme, stage, hallway, menu`, async () => {
    for (const size of /** @type {const} */ (['desktop', 'phone'])) {
      const ada = await visitor('/now', { ...sizes[size], colorScheme });
      await ada.page.getByRole('region', { name: 'On now' }).waitFor();
      assert.deepEqual(await ada.barriers(), []);
      await ada.page.getByRole('link', { name: 'Hallway' }).click();
      await ada.page.getByRole('link', { name: 'Coffee corner' }).last().waitFor();
      assert.deepEqual(await ada.barriers(), []);
      await ada.page.getByRole('button', { name: 'Menu' }).click();
      await ada.page.getByRole('dialog', { name: 'Menu' }).waitFor();
      assert.deepEqual(await ada.barriers(), []);
    }
  });
}

test('on the smallest phones, and at twice the size, no place has to be scrolled sideways', async () => {
  for (const options of [{ ...sizes.phone, viewport: { width: 320, height: 568 } }, { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 }]) {
    for (const path of ['/now', '/hallway']) {
      const ada = await visitor(path, options);
      await ada.page.locator('.place-scroller a').first().waitFor();
      const wide = await ada.page.evaluate(() => [document.documentElement, ...document.querySelectorAll('.place-scroller, .panel, .header')]
        .filter((element) => element.scrollWidth > element.clientWidth).map((element) => element.className || element.localName));
      assert.deepEqual(wide, []);
    }
  }
});

test('a hallway of many rooms shows the first hundred, and the others when asked', async () => {
  await openRooms(stage.server, Object.fromEntries(Array.from({ length: 120 }, (_, index) => [`table-${index}`, `Table ${index + 1}`])));
  const ada = await visitor('/hallway', { ...sizes.phone, colorScheme: 'dark' });
  const doors = ada.page.locator('.place-scroller .table');
  await ada.sees(() => doors.count(), 100);
  await ada.page.getByRole('button', { name: 'Show more rooms' }).click();
  await ada.sees(() => doors.count(), 122);
  assert.equal(await ada.page.getByRole('button', { name: 'Show more rooms' }).count(), 0);
  await ada.page.getByRole('status').filter({ hasText: '122 rooms are shown.' }).waitFor();
  await ada.sees(() => doors.evaluateAll((all) => all.indexOf(/** @type {any} */ (document.activeElement))), 100);
  assert.equal(new Set(await doors.evaluateAll((all) => all.map((door) => door.getAttribute('href')))).size, 122);
  assert.deepEqual(await ada.barriers(), []);
  await doors.last().click();
  await ada.page.getByRole('heading', { level: 1, name: 'Table 120' }).waitFor();
});

test('who moves a stage\'s clock without a name is asked for it, and then it moves', async () => {
  const mira = await stage.person(sizes.phone, `/r/t-00000000000c#token=${await stage.server.token('moderator')}`);
  await mira.page.getByRole('button', { name: 'Menu', exact: true }).click();
  await mira.page.getByRole('button', { name: 'Stage clock' }).click();
  const longer = mira.page.getByRole('button', { name: 'Goes on 5 min longer' });
  await longer.click();
  const name = mira.page.getByRole('textbox', { name: 'Your name' });
  await name.waitFor();
  assert.deepEqual(await mira.barriers(), []);
  await mira.page.getByRole('button', { name: 'Not now' }).click();
  await longer.click();
  await name.fill('Mira');
  await name.press('Enter');
  await mira.page.getByText('Done: everybody sees the new times.').waitFor();
  await mira.page.keyboard.press('Escape');
  await mira.page.getByRole('button', { name: /^You are Mira/ }).waitFor();
});

test('places are reached and left with the keyboard alone', async () => {
  const ada = await visitor('/now');
  await ada.page.getByRole('region', { name: 'On now' }).waitFor();
  const { keyboard } = ada.page;
  const focused = () => ada.page.evaluate(() => document.activeElement?.textContent?.trim() || document.activeElement?.getAttribute('type'));
  await keyboard.press('Tab');
  await ada.sees(focused, 'Skip to the content');
  await keyboard.press('Enter');
  await ada.sees(focused, 'search');
  await keyboard.press('Tab');
  await keyboard.press('Enter');
  await ada.page.getByRole('heading', { level: 1, name: 'Queues that do not grow' }).waitFor();
  await keyboard.press('Shift+Tab');
  await keyboard.press('Shift+Tab');
  await ada.sees(() => ada.page.evaluate(() => document.activeElement?.closest('aside') !== null), true);
});

test('a talk runs late by the clock of a moderator, and every header follows; when it ends a line leads on, and moves nobody', async () => {
  const { talks: [here, next] } = conference();
  const ada = await visitor('/now');
  const bob = await stage.person(sizes.phone, '/stage/aula');
  await bob.field.fill('half a thought');
  await ada.sees(() => titlesIn(ada, 'Next'), ['Maps for everybody']);
  const planned = await ada.page.getByRole('region', { name: 'Next', exact: true }).locator('.talk-time').innerText();
  const before = await bob.page.locator('.room-bar time').innerText();

  const mira = await stage.person(sizes.desktop, `/stage/aula#token=${await stage.server.token('moderator')}`);
  await mira.introduce('Mira', 'We take a quarter of an hour more.');
  await mira.stored('a quarter');
  await mira.page.getByRole('button', { name: 'Menu', exact: true }).click();
  await mira.page.getByRole('button', { name: 'Stage clock' }).click();
  await mira.page.getByRole('button', { name: 'Goes on 15 min longer' }).click();
  await mira.page.getByText('Done: everybody sees the new times.').waitFor();
  await ada.page.getByRole('region', { name: 'Next', exact: true }).getByText(/^New time, was/).waitFor();
  assert.notEqual(await ada.page.getByRole('region', { name: 'Next', exact: true }).locator('.talk-time').innerText(), planned);
  await bob.page.locator('.room-bar time').filter({ hasNotText: before }).waitFor();

  await order(stage.server, 'moderator', { do: 'clock', talk: here.room, act: 'end' });
  const line = bob.page.getByRole('status').filter({ hasText: 'This talk ended.' });
  await line.getByText(next.title).waitFor();
  assert.equal(await bob.field.inputValue(), 'half a thought');
  await bob.page.getByRole('heading', { level: 1, name: here.title }).waitFor();
  await ada.sees(() => titlesIn(ada, 'On now'), ['Soldering for beginners']);
  await line.getByRole('link', { name: 'Go there' }).click();
  await bob.page.getByRole('heading', { level: 1, name: next.title }).waitFor();
});
