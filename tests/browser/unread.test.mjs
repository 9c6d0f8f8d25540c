// Stories of people who come back: what they missed, what is for them, and what they no longer want to send.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sizes } from './browser.mjs';
import { numbered, openRoom, say, setStage } from './stage.mjs';

const stage = setStage(['--unlimited']);
const line = (person) => person.page.locator('.new-line');

test('who comes back is told how much came meanwhile, and is led to where it begins', async () => {
  const ada = await stage.person();
  await ada.introduce('Ada', 'I go for a coffee');
  await ada.page.goto('about:blank');
  await say(stage.server.url, 'Bob', numbered('meanwhile', 14).map((text) => `${text}\nsaid over\nthree lines`));
  await ada.page.goto(stage.server.url);

  await ada.page.getByText('14 new since you were here').waitFor();
  await ada.page.getByRole('button', { name: 'Jump there' }).click();
  await ada.page.getByText('14 new since you were here').waitFor({ state: 'detached' });
  const next = await line(ada).evaluate((element) => element.nextElementSibling?.querySelector('.line')?.textContent);
  assert.equal(next, 'meanwhile 001');
  assert.ok(await line(ada).isVisible());
});

test('also when that is far back: the way there is fetched', async () => {
  const ada = await stage.person(sizes.phone);
  await ada.introduce('Ada', 'I take a long walk');
  await ada.page.goto('about:blank');
  await say(stage.server.url, 'Bob', numbered('walked', 130));
  await ada.page.goto(stage.server.url);

  await ada.page.getByText('50+ new since you were here').waitFor();
  await ada.page.getByRole('button', { name: 'Jump there' }).click();
  await line(ada).waitFor();
  await ada.sees(() => line(ada).evaluate((element) => element.nextElementSibling?.querySelector('.text')?.textContent), 'walked 001');
});

test('what is read in one tab is no longer new in the other', async () => {
  await openRoom(stage.server, 'stage', 'Main stage');
  await say(stage.server.url, 'Bob', numbered('before', 40)); // more than one screen
  const ada = await stage.person();
  await ada.introduce('Ada', 'I have two tabs');
  const other = await ada.page.context().newPage();
  await other.goto(`${stage.server.url}/r/lobby`);
  await other.getByText('I have two tabs').waitFor();
  await other.getByRole('link', { name: 'Main stage' }).first().click();
  await other.getByRole('heading', { name: 'Main stage' }).waitFor();
  await ada.page.bringToFront(); // nobody scrolls in a tab that is behind another one
  await ada.page.locator('.scroller').evaluate((element) => (element.scrollTop = 0)); // reading up: what comes is not read
  await ada.page.getByRole('button', { name: 'To the newest' }).waitFor();

  await say(stage.server.url, 'Bob', ['for both tabs']);
  await other.getByRole('link', { name: 'Lobby, 1 new message' }).first().waitFor();
  await ada.page.getByRole('button', { name: '1 new message' }).click();
  await ada.page.getByRole('button', { name: 'To the newest' }).or(ada.page.getByText('for both tabs')).first().waitFor();
  await ada.page.locator('.scroller').evaluate((element) => (element.scrollTop = element.scrollHeight));
  await other.getByRole('link', { name: /Lobby, \d/ }).first().waitFor({ state: 'detached' });
});

test('a name is offered while it is typed, by keys and by touch, and marks the message for its bearer', async () => {
  const bob = await stage.person();
  const ada = await stage.person(sizes.phone);
  await bob.introduce('Bob Marsh', 'Who has the slides?');
  await ada.stored('Who has the slides?');
  await ada.field.pressSequentially('I do, @bo');
  await ada.page.getByRole('option', { name: 'Bob Marsh' }).tap();
  assert.equal(await ada.field.inputValue(), 'I do, @Bob Marsh ');
  await ada.field.pressSequentially('see link');
  await ada.page.getByRole('button', { name: 'Send' }).click();
  await ada.page.getByRole('textbox', { name: 'Your name' }).fill('Ada');
  await ada.page.getByRole('button', { name: 'Send with this name' }).click();

  await bob.page.locator('.message[data-for-me] mark', { hasText: '@Bob Marsh' }).waitFor();
  await bob.page.getByRole('status').filter({ hasText: 'Ada mentioned you: I do, @Bob Marsh see link' }).waitFor({ state: 'attached' });
  assert.deepEqual(await bob.barriers(), []);

  await bob.field.pressSequentially('thanks @a');
  await bob.page.getByRole('listbox', { name: 'People who wrote here' }).waitFor();
  assert.deepEqual(await bob.barriers(), []);
  await bob.field.press('Escape');
  await bob.page.getByRole('listbox').waitFor({ state: 'detached' });
  await bob.field.pressSequentially('d');
  await bob.field.press('ArrowDown');
  await bob.field.press('ArrowUp');
  await bob.field.press('Enter');
  assert.equal(await bob.field.inputValue(), 'thanks @Ada ');
  await bob.field.press('Enter');
  await ada.page.locator('.message[data-for-me]', { hasText: 'thanks' }).waitFor();
});

test('what was written long before the connection came back is asked about, and goes once if it still fits', async () => {
  const ada = await stage.person();
  const bob = await stage.person();
  await ada.introduce('Ada', 'before the tunnel');
  await bob.stored('before the tunnel');
  await stage.server.kill();
  await ada.page.getByText(/^(Reconnecting|Trying)/).waitFor();
  await ada.write('is the microphone on?');
  await ada.write('my adapter is in row three');
  await ada.message('row three').getByText('Not sent yet').waitFor();
  await ada.page.evaluate((ms) => { // three minutes pass
    for (const [key, text] of Object.entries(localStorage)) {
      if (!key.startsWith('hallway:outbox:')) continue;
      const entry = JSON.parse(text);
      localStorage.setItem(key, JSON.stringify({ ...entry, at: entry.at - ms }));
    }
  }, 180_000);
  await ada.page.goto('about:blank');
  await stage.server.start();
  await ada.page.goto(stage.server.url);

  await ada.message('microphone').getByText(/Does it still fit/).waitFor();
  await ada.message('row three').getByText(/Does it still fit/).waitFor();
  assert.deepEqual(await ada.barriers(), []);
  await ada.message('microphone').getByRole('button', { name: 'Discard' }).click();
  await ada.page.reload();
  await ada.message('row three').getByRole('button', { name: 'Send' }).click();
  await bob.stored('row three');
  await ada.stored('row three');
  for (const person of [ada, bob]) {
    assert.equal(await person.message('microphone').count(), 0);
    assert.equal((await person.texts()).filter((text) => text.includes('row three')).length, 1);
  }
});

test('keys and what is read aloud are chosen in a sheet, and kept', async () => {
  const ada = await stage.person();
  await ada.introduce('Ada', 'one for the keys');
  await ada.page.locator('.message').last().focus();
  await ada.page.keyboard.press('?');
  const sheet = ada.page.getByRole('dialog', { name: 'Keys and reading aloud' });
  await sheet.waitFor();
  assert.deepEqual(await ada.barriers(), []);
  await sheet.getByRole('radio', { name: 'Every message' }).check();
  await sheet.getByRole('checkbox', { name: /Single letters/ }).uncheck();
  await ada.page.keyboard.press('Escape');
  await sheet.waitFor({ state: 'hidden' });
  await ada.page.keyboard.press('?');
  await ada.page.keyboard.press('r');
  assert.equal(await sheet.isVisible(), false);
  assert.equal(await ada.page.getByText('Replying to').count(), 0);

  await ada.page.reload();
  await ada.stored('one for the keys');
  await say(stage.server.url, 'Bob', ['read me out']);
  await ada.page.getByRole('status').filter({ hasText: 'Bob: read me out' }).waitFor({ state: 'attached' });
  await ada.page.getByRole('button', { name: 'Keys and reading aloud' }).click();
  await sheet.getByRole('radio', { name: 'Every message', checked: true }).waitFor();
});
