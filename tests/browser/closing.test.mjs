// Stories of a room that closes while people are in it: they read on, and are told in a sentence why they cannot write.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sizes } from './browser.mjs';
import { conference, numbered, order, say, setStage } from './stage.mjs';

const room = 't-00000000000a';
const closed = 'This conversation is closed. You can go on reading.';
const stage = setStage(['--unlimited', '--talk-locks-after', '0'], (server) => order(server, 'organiser', { do: 'plan', ...conference() }));

/** The talk goes on for a while, or ends, by a moderator's clock. @param {'end' | 'extend'} act */
const clock = (act) => order(stage.server, 'moderator', { do: 'clock', talk: room, act, ...(act === 'extend' ? { minutes: 30 } : {}) });

test('a room that closes lets people read on, scroll, and keep what they had begun to write', async () => {
  await say(stage.server.url, 'Bob', numbered('line', 130), room);
  const ada = await stage.person(undefined, `/r/${room}`);
  const chidi = await stage.person(sizes.phone, `/r/${room}`);
  await ada.introduce('Ada', 'One more question');
  await ada.field.fill('half a thought');

  await clock('end');
  await chidi.page.locator('.desk').getByText(closed).waitFor();
  assert.equal(await chidi.field.count(), 0);
  await ada.page.locator('.desk').getByText(closed).waitFor();
  await ada.page.getByRole('status').filter({ hasText: closed }).waitFor({ state: 'attached' });
  assert.equal(await ada.field.inputValue(), 'half a thought');
  await ada.field.press('Enter');
  assert.equal(await ada.field.inputValue(), 'half a thought');
  assert.equal(await ada.message('half a thought').count(), 0);

  await chidi.page.locator('.scroller').evaluate((element) => (element.scrollTop = 0));
  await chidi.stored('line 050');
  await chidi.sees(async () => {
    await chidi.page.locator('.scroller').evaluate((element) => (element.scrollTop = 0));
    return (await chidi.texts())[0];
  }, 'line 001');

  await ada.message('One more question').hover();
  assert.equal(await ada.message('One more question').getByRole('button', { name: 'Reply', exact: true }).isVisible(), false);
  await ada.message('One more question').getByRole('button', { name: /^Actions/ }).click();
  assert.deepEqual((await ada.page.getByRole('menuitem').allInnerTexts()).map((title) => title.trim()), ['Copy link', 'Delete']);
  await ada.page.keyboard.press('Escape');
  await ada.message('One more question').focus();
  await ada.page.keyboard.press('r');
  assert.equal(await ada.page.getByText('Replying to').count(), 0);

  await ada.page.reload();
  await ada.stored('One more question');
  await ada.page.locator('.desk').getByText(closed).waitFor();
});

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  test(`nothing bars the way in a closed room, ${colorScheme}`, async () => {
    for (const size of /** @type {const} */ (['desktop', 'phone'])) {
      const ada = await stage.visitor({ ...sizes[size], colorScheme }, `/r/${room}`);
      await ada.page.locator('.desk').getByText(closed).waitFor();
      await ada.stored('One more question');
      assert.deepEqual(await ada.barriers(), []);
    }
  });
}
