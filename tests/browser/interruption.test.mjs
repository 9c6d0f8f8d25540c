// Stories of connections that break, servers that die, and pages that are closed too early.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { say, setStage } from './stage.mjs';

const stage = setStage();

test('the server dies and comes back: both go on by themselves, and nothing is lost or doubled', async () => {
  const ada = await stage.person();
  const bob = await stage.person();
  await ada.introduce('Ada', 'one');
  await bob.introduce('Bob', 'two');
  await ada.stored('two');

  await stage.server.kill();
  await ada.page.getByText(/^(Reconnecting|Trying)/).waitFor();
  await ada.write('three, written into the void');
  assert.equal(await ada.field.inputValue(), '');
  await ada.message('three').getByText('Not sent yet').waitFor();

  await stage.server.start();
  await ada.stored('three');
  await bob.stored('three');
  await bob.write('four');
  await ada.stored('four');

  const wanted = ['one', 'two', 'three, written into the void', 'four'];
  for (const person of [ada, bob]) assert.deepEqual(await person.texts(), wanted);
});

test('a page that is closed while its message waits sends it when it is opened again, once', async () => {
  const ada = await stage.person();
  const bob = await stage.person();
  await ada.introduce('Ada', 'before');
  await bob.stored('before');

  await stage.server.kill();
  await ada.page.getByText(/^(Reconnecting|Trying)/).waitFor();
  await ada.write('kept in the outbox');
  await ada.message('kept in the outbox').waitFor();
  await ada.page.goto('about:blank');
  await stage.server.start();
  await ada.page.goto(stage.server.url);

  await ada.stored('kept in the outbox');
  await bob.stored('kept in the outbox');
  await ada.page.reload();
  await ada.stored('kept in the outbox');
  for (const person of [ada, bob]) {
    assert.equal((await person.texts()).filter((text) => text === 'kept in the outbox').length, 1);
  }
});

test('after a break the page tells how much was missed and leads to it', async () => {
  const ada = await stage.person();
  await ada.introduce('Ada', 'I am about to go into a tunnel');
  await ada.stored('tunnel');

  await stage.server.kill();
  await ada.page.getByText(/^(Reconnecting|Trying)/).waitFor();
  await ada.page.context().setOffline(true); // or she may be back before Bob has said it, and miss nothing
  await stage.server.start();
  await say(stage.server.url, 'Bob', ['missed one', 'missed two']);
  await ada.page.context().setOffline(false);

  await ada.stored('missed two');
  await ada.page.locator('.new-line').waitFor({ state: 'attached' });
});

test('without a server the page opens all the same, shows what was there last, and sends what is written when it is back', async () => {
  const ada = await stage.person();
  await ada.introduce('Ada', 'remember me');
  await ada.page.evaluate(() => navigator.serviceWorker.ready); // ten seconds after the page
  await ada.page.evaluate(async () => {
    const kept = async () => (await (await caches.open((await caches.keys())[0])).keys()).length;
    while ((await caches.keys()).length === 0 || (await kept()) < 4) await new Promise((resolve) => setTimeout(resolve, 50));
  });
  await stage.server.kill();
  await ada.page.reload();
  await ada.message('remember me').waitFor();
  await ada.page.getByText('This is what was here last.').waitFor();
  assert.deepEqual(await ada.barriers(), []);
  await ada.write('written before the server was back');
  await ada.message('before the server was back').waitFor();
  await ada.page.reload();
  await ada.message('before the server was back').getByText('Not sent yet').waitFor();
  assert.equal(await ada.page.locator('.message .name').last().innerText(), 'Ada');

  await stage.server.start();
  await ada.stored('before the server was back');
  await ada.stored('remember me');
});

test('a draft is kept over a reload, and each room has its own', async () => {
  const ada = await stage.person();
  await ada.field.fill('half a thought');
  await ada.page.reload();
  await ada.field.waitFor();
  assert.equal(await ada.field.inputValue(), 'half a thought');
});

test('a token in the address is taken and does not stay there', async () => {
  const ada = await stage.person();
  await ada.introduce('Ada', 'it is me');
  const token = await ada.page.evaluate(() => Object.entries(localStorage).find(([key]) => key.startsWith('hallway:token:'))?.[1]);

  const again = await stage.person(undefined, `/#token=${token}`);
  await again.page.getByRole('button', { name: /^You are Ada/ }).waitFor();
  assert.equal(new URL(again.page.url()).hash, '');
});

test('a page whose script does not come says so', async () => {
  const context = await stage.browser.newContext();
  const page = await context.newPage();
  await page.route(/\.js$/, (route) => route.abort());
  await page.goto(stage.server.url);
  await page.getByText('This page could not start.').waitFor({ timeout: 15_000 });
  await context.close();

  const plain = await stage.browser.newContext({ javaScriptEnabled: false });
  const still = await plain.newPage();
  await still.goto(stage.server.url);
  await still.locator('noscript p', { hasText: 'needs JavaScript' }).waitFor();
  await plain.close();
});
