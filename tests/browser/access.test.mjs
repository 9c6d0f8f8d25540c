// Stories of people who use no mouse, a screen reader, a small phone or large letters.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sizes, ways } from './browser.mjs';
import { setStage } from './stage.mjs';

const stage = setStage();

let visits = 0;

/** A conversation with everything in it that the page can draw; who comes later has those of before above it. */
async function furnished(options) {
  const ada = await stage.person(options);
  const visit = `${++visits}.`;
  await ada.introduce('Ada', `${visit} Look at https://example.org/${'a-very-long-address-'.repeat(8)}`);
  await ada.write(`${visit} L${'o'.repeat(75)}ng`);
  await ada.stored(`${visit} Looooo`);
  await ada.openMenu(`${visit} Looooo`);
  await ada.page.getByRole('menuitem', { name: 'Reply' }).click();
  await ada.write(`${visit} And an answer`);
  await ada.stored(`${visit} And an answer`);
  await ada.page.waitForTimeout(3000); // what fades has faded
  return ada;
}

for (const { title, options } of ways) {
  test(`nothing bars the way, ${title}: the room, a menu, the question for a name, the list of keys, an edit`, async () => {
    const ada = await furnished(options);
    assert.deepEqual(await ada.barriers(), []);
    await ada.openMenu('And an answer');
    assert.deepEqual(await ada.barriers(), []);
    await ada.page.getByRole('menuitem', { name: 'Delete' }).click();
    await ada.page.getByRole('dialog').waitFor();
    assert.deepEqual(await ada.barriers(), []);
    await ada.page.keyboard.press('Escape');
    await ada.page.getByRole('button', { name: /^You are/ }).click();
    await ada.page.getByRole('textbox', { name: 'Your name' }).waitFor();
    assert.deepEqual(await ada.barriers(), []);
    await ada.page.getByRole('button', { name: 'Keys and reading aloud' }).first().click();
    await ada.page.getByRole('dialog', { name: 'Keys and reading aloud' }).waitFor();
    assert.deepEqual(await ada.barriers(), []);
    await ada.page.getByRole('button', { name: 'Done' }).click();
    await ada.page.getByRole('button', { name: 'Not now' }).click();
    await ada.openMenu('And an answer');
    await ada.page.getByRole('menuitem', { name: 'Edit' }).click();
    await ada.page.getByText('Editing your message').first().waitFor();
    assert.deepEqual(await ada.barriers(), []);
  });
}

test('everything can be done with the keyboard alone', async () => {
  const ada = await stage.person();
  const { keyboard } = ada.page;
  const focused = () => ada.page.evaluate(() => document.activeElement?.textContent ?? '');

  await keyboard.press('Tab');
  assert.match(await focused(), /Skip to writing/);
  await keyboard.press('Enter');
  await keyboard.type('First line');
  await keyboard.press('Shift+Enter');
  await keyboard.type('second line');
  await keyboard.press('Enter');
  await ada.sees(() => ada.page.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'Your name');
  await keyboard.type('Ada');
  await keyboard.press('Enter');
  await ada.stored('First line');
  assert.equal(await ada.field.evaluate((field) => field === document.activeElement), true);

  await keyboard.type('Tpyo');
  await keyboard.press('Enter');
  await ada.stored('Tpyo');
  await keyboard.press('ArrowUp');
  await ada.sees(() => ada.field.inputValue(), 'Tpyo');
  await keyboard.press('Escape');
  assert.equal(await ada.field.inputValue(), '');
  await keyboard.press('ArrowUp');
  await keyboard.press('Control+A');
  await keyboard.type('Typo');
  await keyboard.press('Enter');
  await ada.stored('Typo');

  await keyboard.press('Shift+Tab'); // the tools of the last message, the message itself
  for (let tries = 0; tries < 6 && !(await ada.page.evaluate(() => document.activeElement?.matches('.message'))); tries++) await keyboard.press('Shift+Tab');
  await keyboard.press('ArrowUp');
  assert.match(await focused(), /First line/);
  await keyboard.press('Enter');
  await ada.page.getByRole('menu').waitFor();
  await keyboard.press('ArrowDown');
  await keyboard.press('Escape');
  assert.match(await focused(), /First line/);
  await keyboard.press('r');
  await keyboard.type('To myself');
  await keyboard.press('Enter');
  await ada.stored('To myself');
  assert.equal(await ada.message('To myself').locator('.quote').count(), 1);

  await keyboard.press('Shift+Tab');
  for (let tries = 0; tries < 6 && !(await ada.page.evaluate(() => document.activeElement?.matches('.message'))); tries++) await keyboard.press('Shift+Tab');
  await keyboard.press('End');
  await keyboard.press('Enter');
  await keyboard.press('End');
  await keyboard.press('Enter');
  await ada.page.getByRole('dialog').waitFor();
  await keyboard.press('Tab');
  await keyboard.press('Enter');
  await ada.page.getByText('This message was deleted.').waitFor();
});

test('on the smallest phones, and at twice the size, nothing has to be scrolled sideways', async () => {
  const narrow = [{ ...sizes.phone }, { ...sizes.phone, viewport: { width: 320, height: 568 } }, { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 }];
  for (const options of narrow) {
    const ada = await furnished(options);
    const overflow = await ada.page.evaluate(() => [document.documentElement, ...document.querySelectorAll('.scroller, .panel, .header')]
      .filter((element) => element.scrollWidth > element.clientWidth).map((element) => element.className || element.localName));
    assert.deepEqual(overflow, []);
    const { width } = options.viewport;
    const outside = await ada.page.locator('button:visible, textarea:visible, .text:visible').evaluateAll((all, max) =>
      all.filter((element) => element.getBoundingClientRect().right > max + 1 && !element.closest('.skip')).map((element) => element.className), width);
    assert.deepEqual(outside, []);
    assert.ok(await ada.field.isVisible());
  }
});

test('a phone makes a new line with Enter and sends with its button', async () => {
  const ada = await stage.person(sizes.phone);
  const hint = 'Enter sends, Shift and Enter makes a new line';
  assert.equal(await ada.page.getByText(hint).count(), 0);
  assert.equal(await (await stage.person()).page.getByText(hint).count(), 1);
  await ada.field.fill('one');
  await ada.field.press('Enter');
  await ada.field.pressSequentially('two');
  await ada.page.getByRole('button', { name: 'Send' }).click();
  await ada.page.getByRole('textbox', { name: 'Your name' }).fill('Ada');
  await ada.page.getByRole('button', { name: 'Send with this name' }).click();
  await ada.stored('one');
  assert.equal(await ada.message('one').locator('.text').innerText(), 'one\ntwo');
});

test('the log itself is never read out; the announcer is apart from it', async () => {
  const ada = await stage.person();
  await ada.introduce('Ada', 'quiet');
  assert.equal(await ada.page.getByRole('log').getAttribute('aria-live'), 'off');
  assert.equal(await ada.page.locator('[role="log"] [aria-live]').count(), 0);
});

test('what is too long is counted down and not sent', async () => {
  const ada = await stage.person();
  await ada.field.fill('é'.repeat(950));
  await ada.page.getByText('50 left').waitFor();
  await ada.field.fill('👋'.repeat(1001));
  await ada.page.getByText('1 character too many').waitFor();
  await ada.field.press('Enter');
  assert.equal(await ada.page.getByRole('textbox', { name: 'Your name' }).count(), 0);
});
