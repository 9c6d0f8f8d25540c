// Stories of what was refused, told in the reader's language: what the server says in English reaches nobody as it came who reads German.
import { test } from 'node:test';

import { sizes } from './browser.mjs';
import { openRoom, order, setStage } from './stage.mjs';

const stage = setStage();

test('a German reader is told in German why a name is not taken, and why they may not come in', async () => {
  await openRoom(stage.server, 'kaffee', 'Kaffee');
  const ada = await stage.visitor({ ...sizes.phone, locale: 'de' }, '/r/kaffee');
  const { page } = ada;
  await page.waitForResponse(/\/assets\/refusals-/); // they come once there is something to read
  await page.getByRole('textbox', { name: 'In Kaffee schreiben' }).fill('Guten Tag');
  await page.getByRole('button', { name: 'Senden', exact: true }).click();
  const name = page.getByRole('textbox', { name: 'Dein Name' });
  await name.fill('Ada\u202e');
  await page.getByRole('button', { name: 'Mit diesem Namen senden' }).click();
  await page.getByText('Ein Name darf keine unsichtbaren Zeichen enthalten.').waitFor();
  await name.fill('Ada');
  await page.getByRole('button', { name: 'Mit diesem Namen senden' }).click();
  await ada.stored('Guten Tag');

  const member = await page.evaluate(() => /** @type {any} */ (document.querySelector('hallway-page')).client.me.id);
  await order(stage.server, 'moderator', { do: 'ban', member, until: Date.now() + 3_600_000, reason: 'Beleidigungen.' });
  await page.getByRole('heading', { name: 'Du bist von dieser Veranstaltung ausgeschlossen.' }).waitFor();
  await page.reload();
  await page.getByText(/^Die Moderation hat dich von dieser Veranstaltung ausgeschlossen bis zum \d+\. .*: Beleidigungen\.$/).waitFor();
});
