// Stories of people who use no mouse or a screen reader: what opens over a talk's room, in light and dark, on a desk and on a phone.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ways } from './browser.mjs';
import { conference, order, say, setStage } from './stage.mjs';

const room = 't-00000000000a';
const about = { abstract: 'Every queue is full one day.\nSee https://example.org/queues', links: [{ url: 'https://example.org/slides', title: 'Slides' }] };

const stage = setStage([], async (server) => {
  const { talks: [first, ...others], ...plan } = conference();
  const longer = { ...first, about, title: 'Queues that do not grow, and what the Donaudampfschifffahrtselektrizitätenhauptbetriebswerk does about it' };
  await order(server, 'organiser', { do: 'plan', ...plan, talks: [longer, ...others] });
  await order(server, 'moderator', { do: 'clock', talk: room, act: 'extend', minutes: 5 });
  await say(server.url, 'Bob Marsh', ['Who has the slides?'], room);
});

for (const { title, options } of ways) {
  test(`nothing bars the way, ${title}: the bar of a talk, names that are offered, a text that may be stale`, async () => {
    const ada = await stage.person(options, `/r/${room}`);
    const bar = ada.page.getByRole('region', { name: 'This talk' });
    await bar.getByRole('button', { name: 'About' }).click();
    await bar.getByText('Every queue is full one day.').waitFor();
    assert.deepEqual(await ada.barriers(), []);
    await bar.getByRole('button', { name: 'About' }).click();
    const cut = await ada.page.evaluate(() => [...document.querySelectorAll('.side, .rooms a, .header, .room-bar')] // a title as long as they get, too
      .filter((element) => element.scrollWidth > element.clientWidth)
      .filter((element) => element.getClientRects().length > 0).map((element) => element.className || element.localName));
    assert.deepEqual(cut, []);
    if (options.viewport.width < 600) {
      const lines = await ada.page.locator('.where h1').evaluate((title) => Math.round(title.getBoundingClientRect().height / parseFloat(getComputedStyle(title).lineHeight)));
      assert.equal(lines, 2);
    }

    await ada.field.pressSequentially('thanks @bo');
    await ada.page.getByRole('listbox', { name: 'People who wrote here' }).waitFor();
    assert.deepEqual(await ada.barriers(), []);
    await ada.field.press('Escape');
    await ada.field.fill('');

    await ada.introduce('Ada', `before the tunnel, ${title}`);
    await stage.server.kill();
    await ada.page.getByText(/^(Reconnecting|Trying)/).waitFor();
    await ada.write('is the microphone on?');
    await ada.message('microphone').getByText('Not sent yet').waitFor();
    await ada.page.evaluate((ms) => { // three minutes pass
      for (const [key, text] of Object.entries(localStorage)) {
        if (!key.startsWith('hallway:outbox:')) continue;
        const entry = JSON.parse(text);
        localStorage.setItem(key, JSON.stringify({ ...entry, at: entry.at - ms }));
      }
    }, 180_000);
    await ada.page.goto('about:blank');
    await stage.server.start();
    await ada.page.goto(`${stage.server.url}/r/${room}`);
    await ada.message('microphone').getByText(/Does it still fit/).waitFor();
    await ada.page.waitForTimeout(3000); // what fades has faded
    assert.deepEqual(await ada.barriers(), []);
  });

  test(`nothing bars the way, ${title}: sharing, the personal link, the stage clock, the name`, async () => {
    const ada = await stage.person(options, `/stage/aula#token=${await stage.server.token('moderator')}`);
    await ada.introduce('Mira', `here I am, ${title}`);
    const open = async (/** @type {string} */ choice, /** @type {string | RegExp} */ name) => {
      await ada.page.getByRole('button', { name: 'Menu', exact: true }).click();
      await ada.page.getByRole('dialog', { name: 'Menu' }).getByRole('button', { name: choice }).click();
      const dialog = ada.page.getByRole('dialog', { name });
      await dialog.waitFor();
      return dialog;
    };
    const share = await open('Share…', 'Share');
    await share.getByRole('radio', { name: 'This talk' }).check({ force: true });
    await share.getByRole('img', { name: /^QR code of Queues/ }).waitFor();
    assert.deepEqual(await ada.barriers(), []);
    await share.getByRole('button', { name: 'Copy link' }).click();
    assert.deepEqual(await ada.barriers(), []);
    await ada.page.keyboard.press('Escape');

    const keep = await open('Keep this identity…', 'Mira, here is your personal link');
    await keep.getByRole('img', { name: 'QR code of your personal link' }).waitFor();
    assert.deepEqual(await ada.barriers(), []);
    await ada.page.keyboard.press('Escape');

    await open('Stage clock', 'Clock of Aula');
    assert.deepEqual(await ada.barriers(), []);
    await ada.page.keyboard.press('Escape');
    await ada.page.goto(`${stage.server.url}/now`);
    await ada.page.getByRole('region', { name: 'On now' }).waitFor();
    const name = await open('Change your name', 'Change your name');
    assert.deepEqual(await ada.barriers(), []);
    const { padding, border } = await name.evaluate((element) => ({ padding: getComputedStyle(element).paddingTop, border: getComputedStyle(element).borderTopWidth }));
    assert.deepEqual([padding, border], ['16px', '0px']); // it wears its looks where no room was opened, too
  });
}
