// Stories of an event that looks like itself: its name, logo and colour, as its settings have them.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { contrast } from '../../web-client/app/view/brand.js';
import { sizes } from './browser.mjs';
import { conference, order, setStage } from './stage.mjs';

const folder = await mkdtemp(join(tmpdir(), 'hallway-brand-'));
const logo = join(folder, 'logo.svg');
await writeFile(logo, '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><rect width="40" height="20" fill="#c0ffee"/></svg>');
after(() => rm(folder, { recursive: true }));

const stage = setStage(['--space-title', 'Rust & Lace', '--brand-colour', '#7a1f5c', '--brand-logo', logo], (server) => order(server, 'organiser', { do: 'plan', ...conference() }));

/** "rgb(1, 2, 3)" as "#010203". @param {string} colour */
const hexOf = (colour) => `#${(colour.match(/\d+/g) ?? []).slice(0, 3).map((part) => Number(part).toString(16).padStart(2, '0')).join('')}`;

/** What a part of the page is painted in. @param {import('./browser.mjs').Person} person @param {string} part @param {string} [behind]  what it stands before */
const painted = (person, part, behind = part) => person.page.evaluate(([one, other]) => {
  const styleOf = (/** @type {string} */ selector) => getComputedStyle(/** @type {Element} */ (document.querySelector(selector)));
  return { ink: styleOf(one).color, ground: styleOf(other).backgroundColor };
}, [part, behind]);

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  test(`the page bears the event's name, logo and colour, and stays readable, ${colorScheme}`, async () => {
    for (const size of /** @type {const} */ (['desktop', 'phone'])) {
      const ada = await stage.person({ ...sizes[size], colorScheme }, '/stage/aula');
      await ada.sees(() => ada.page.title(), 'Queues that do not grow – Rust & Lace');
      const image = ada.page.locator('img.logo:visible').first();
      await image.waitFor();
      assert.equal(new URL((await image.getAttribute('src')) ?? '', stage.server.url).pathname.startsWith('/brand/logo'), true);
      assert.equal(await image.evaluate((element) => /** @type {HTMLImageElement} */ (element).naturalWidth > 0), true);
      await ada.page.getByText('Rust & Lace').filter({ visible: true }).first().waitFor();

      const header = '.frame';
      await ada.sees(async () => {
        const [r, g, b] = (await painted(ada, header)).ground.match(/\d+/g).map(Number);
        return r > g && b > g; // plum, in either light; Hallway's own is green
      }, true);
      await ada.field.fill('Something to send');
      for (const [part, behind] of [['.where h1', '.frame'], ['.send', '.send']]) {
        const { ink, ground } = await painted(ada, part, behind);
        assert.ok(contrast(hexOf(ink), hexOf(ground)) >= 4.5, `${part}: ${ink} on ${ground}`);
      }
      assert.deepEqual(await ada.barriers(), []);
      const theme = await ada.page.locator(`meta[name="theme-color"][media*="${colorScheme}"]`).getAttribute('content');
      assert.equal(theme, hexOf((await painted(ada, header)).ground));
    }
  });
}
