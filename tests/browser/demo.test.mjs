// The story of somebody who looks around: an event that moves, with nothing set up.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sizes } from './browser.mjs';
import { setStage } from './stage.mjs';

const stage = setStage(['--demo']);

test('a demo shows an event under way: talks that are on, rooms where people talk, and a place to talk along', async () => {
  const ada = await stage.visitor(sizes.phone, '/');
  const onNow = ada.page.getByRole('region', { name: 'On now', exact: true });
  await onNow.getByRole('link').first().waitFor();
  await ada.sees(() => onNow.getByRole('link').count(), 3);
  await ada.page.getByRole('region', { name: 'Next', exact: true }).getByRole('link').first().waitFor();

  const title = (await onNow.locator('.talk-title').first().innerText()).trim();
  await onNow.getByRole('link').first().click();
  await ada.page.getByRole('heading', { level: 1, name: title }).waitFor();
  await ada.sees(async () => (await ada.texts()).length >= 5, true);
  await ada.page.locator('.room-bar .count', { hasText: /people/ }).waitFor();
  const before = await ada.texts();
  await ada.sees(async () => (await ada.texts()).length > before.length, true);
  assert.ok(new Set(await ada.page.locator('.message .byline .name').allInnerTexts()).size > 1, 'several people talk');

  await ada.introduce('Ada', 'I only look around');
  assert.deepEqual(await ada.barriers(), []);
});
