// Stories of people who talk: the first word, answers, and taking words back.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sizes } from './browser.mjs';
import { openRoom, setStage } from './stage.mjs';

const stage = setStage();

test('two people talk, and each sees what the other writes at once', async () => {
  const ada = await stage.person();
  const bob = await stage.person();

  await ada.introduce('Ada', 'Is anybody here?');
  await bob.stored('Is anybody here?');
  await bob.introduce('Bob', 'I am.');
  await ada.stored('I am.');

  assert.deepEqual(await ada.texts(), ['Is anybody here?', 'I am.']);
  assert.deepEqual(await bob.texts(), await ada.texts());
  assert.equal(await ada.message('I am.').locator('.name').innerText(), 'Bob');
});

test('reading needs no name; it is asked for with the first message, which waits', async () => {
  const ada = await stage.person();
  const nameField = ada.page.getByRole('textbox', { name: 'Your name' });
  assert.equal(await nameField.count(), 0);

  await ada.write('Hello from the back row');
  await nameField.waitFor();
  assert.equal(await ada.page.getByText('Be kind: no insults, no harassment, no advertising. Moderators have the last word.').count(), 1);
  await nameField.press('Escape');
  assert.equal(await ada.field.inputValue(), 'Hello from the back row');

  await ada.field.press('Enter');
  await nameField.fill('A\u202eda');
  await nameField.press('Enter');
  await ada.page.getByRole('alert').waitFor();
  await nameField.fill('Ada');
  await nameField.press('Enter');
  await ada.stored('Hello from the back row');
  await ada.sees(() => ada.field.inputValue(), '');

  await ada.write('No name is asked for now');
  await ada.stored('No name is asked for now');
});

test('a name that is changed is changed on everything that was said under it', async () => {
  const ada = await stage.person();
  const bob = await stage.person();
  await ada.introduce('Ada', 'Under my old name');
  await bob.stored('Under my old name');

  await ada.page.getByRole('button', { name: /^You are Ada/ }).click();
  await ada.page.getByRole('textbox', { name: 'Your name' }).fill('Countess');
  await ada.page.getByRole('button', { name: 'Save the name' }).click();

  await bob.message('Under my old name').locator('.name', { hasText: 'Countess' }).waitFor();
});

test('a message is edited, and everybody sees the new text', async () => {
  const ada = await stage.person();
  const bob = await stage.person();
  await ada.introduce('Ada', 'The hall is on the frist floor');
  await bob.stored('frist floor');

  await ada.choose('frist floor', 'Edit');
  await ada.sees(() => ada.field.inputValue(), 'The hall is on the frist floor');
  await ada.write('The hall is on the first floor');

  await bob.stored('first floor');
  await ada.stored('first floor');
  assert.match(await bob.message('first floor').innerText(), /edited/);
  assert.equal(await bob.message('frist floor').count(), 0);
});

test('a message is deleted after a question, and leaves its place marked', async () => {
  const ada = await stage.person();
  const bob = await stage.person();
  await ada.introduce('Ada', 'My number is 555 0100');
  await bob.stored('555 0100');

  await ada.choose('555 0100', 'Delete');
  await ada.page.getByRole('button', { name: 'Keep it' }).click();
  assert.equal(await ada.message('555 0100').count(), 1);
  await ada.choose('555 0100', 'Delete');
  await ada.page.getByRole('button', { name: 'Delete', exact: true }).click();

  for (const person of [ada, bob]) {
    await person.page.locator('.message').last().getByText('This message was deleted.').waitFor();
    assert.equal(await person.message('555 0100').count(), 0);
  }
});

test('a reply quotes what it answers, and leads there', async () => {
  const ada = await stage.person();
  const bob = await stage.person();
  await ada.introduce('Ada', 'Which room is the workshop in?');
  await bob.stored('Which room is the workshop in?');
  await bob.choose('Which room is the workshop in?', 'Reply');
  await bob.introduce('Bob', 'In the one behind the stairs');
  await ada.stored('behind the stairs');

  const quote = ada.message('behind the stairs').locator('.quote');
  assert.match(await quote.innerText(), /Ada.*Which room is the workshop in\?/s);
  await quote.click();
  await ada.page.locator('.message[data-target]', { hasText: 'Which room is the workshop in?' }).waitFor();
  await ada.page.getByRole('status').filter({ hasText: 'Bob replied to you: In the one behind the stairs' }).waitFor({ state: 'attached' });
});

test('only addresses of the web and of mail can be followed, and markup stays text', async () => {
  const ada = await stage.person();
  const text = 'javascript:alert(1) <img src=x onerror=alert(1)> data:text/html,x https://example.org/a_(b). mailto:ada@example.org';
  await ada.introduce('Ada', text);

  const links = await ada.message('javascript:').locator('a').evaluateAll((all) => all.map(({ href, rel, textContent }) => [href, rel, textContent]));
  const rel = 'noopener noreferrer nofollow ugc';
  assert.deepEqual(links, [['https://example.org/a_(b)', rel, 'https://example.org/a_(b)'], ['mailto:ada@example.org', rel, 'mailto:ada@example.org']]);
  assert.equal(await ada.message('javascript:').locator('.text').innerText(), text);
  assert.equal(await ada.page.locator('.message img').count(), 0);
});

test('a message is shown at once, and nothing moves or flickers when it is stored', async () => {
  const ada = await stage.person();
  await ada.introduce('Ada', 'something above it');
  await ada.page.routeWebSocket(/\/v1\/ws$/, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((frame) => void setTimeout(() => socket.send(frame), 500));
  });
  await ada.page.reload();
  await ada.stored('something above it');
  await ada.page.getByText('Connected', { exact: true }).waitFor({ state: 'detached' });

  await ada.write('on its way');
  const message = ada.page.locator('.message[data-state="sending"]', { hasText: 'on its way' });
  const before = await message.evaluate((element) => {
    Object.assign(element, { isTheSame: true });
    return JSON.stringify(element.getBoundingClientRect());
  });
  await ada.stored('on its way');
  const [isTheSame, after] = await ada.message('on its way').evaluate((element) => [element.isTheSame, JSON.stringify(element.getBoundingClientRect())]);
  assert.equal(isTheSame, true);
  assert.equal(after, before);
});

test('a role is drawn by the server\'s word, and a moderator may remove what others wrote', async () => {
  const bob = await stage.person();
  await bob.introduce('Moderator Bob', 'buy cheap watches');
  const sam = await stage.person(undefined, `/#token=${await stage.server.token('moderator')}`);
  await sam.introduce('Sam', 'I look after this room');
  await bob.stored('I look after this room');

  assert.equal(await bob.message('I look after this room').locator('.badge').innerText(), 'Moderator');
  assert.equal(await bob.message('buy cheap watches').locator('.badge').count(), 0);
  await sam.choose('buy cheap watches', 'Remove');
  await sam.page.getByRole('button', { name: 'Remove', exact: true }).click();
  await bob.message('buy cheap watches').waitFor({ state: 'detached' });
});

test('rooms are chosen from a list; each keeps its own conversation and draft, and tells what is new', async () => {
  await openRoom(stage.server, 'stage', 'Main stage');
  const ada = await stage.person(sizes.phone);
  const bob = await stage.person();
  await ada.introduce('Ada', 'said in the lobby');
  await bob.introduce('Bob', 'I am in the lobby too');
  await ada.field.fill('half a thought');

  await ada.page.getByRole('button', { name: /choose another room/ }).click();
  assert.deepEqual(await ada.barriers(), []);
  await ada.page.getByRole('link', { name: 'Main stage' }).click();
  await ada.page.getByRole('heading', { name: 'Main stage' }).waitFor();
  assert.equal(new URL(ada.page.url()).pathname, '/r/stage');
  await ada.sees(() => ada.field.inputValue(), '');
  await ada.write('said on the stage');
  await ada.stored('said on the stage');
  assert.deepEqual(await ada.texts(), ['said on the stage']);

  await bob.write('news in the lobby');
  await ada.page.getByRole('button', { name: /choose another room/ }).click();
  await ada.page.getByRole('link', { name: 'Lobby, 1 new message' }).waitFor();
  await ada.page.keyboard.press('Escape');
  await ada.page.goBack();
  await ada.stored('news in the lobby');
  await ada.page.locator('.new-line').waitFor();
  await ada.sees(() => ada.field.inputValue(), 'half a thought');
});

test('a room that does not exist says so, and shows the way out', async () => {
  const ada = await stage.person(undefined, '/r/nowhere-at-all');
  await ada.page.getByText('There is no such room here.').waitFor();
  await ada.page.getByRole('button', { name: 'Go to the lobby' }).click();
  await ada.page.getByRole('heading', { name: 'Lobby' }).waitFor();
  assert.equal(await ada.field.isEnabled(), true);
});

test('what the server refuses stays with its reason, to be tried again, rewritten or discarded', async () => {
  const ada = await stage.person();
  await ada.introduce('Ada', 'This one is fine');
  await ada.page.routeWebSocket(/\/v1\/ws$/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((frame) => {
      const { id, do: verb, text } = JSON.parse(String(frame).split('\n')[0]);
      const error = { code: 'muted', message: 'You may read here, but not write.', retryable: false };
      if (verb === 'post' && text.includes('no-good')) socket.send(JSON.stringify({ re: id, error }));
      else server.send(frame);
    });
  });
  await ada.page.reload();
  await ada.stored('This one is fine');

  await ada.write('This is no-good');
  const refused = ada.page.locator('.message[data-state="refused"]');
  await refused.getByText('You may read here, but not write.').waitFor();
  await refused.getByRole('button', { name: 'Try again' }).click();
  await refused.getByRole('button', { name: 'Edit' }).click();
  await ada.sees(() => ada.field.inputValue(), 'This is no-good');
  await refused.waitFor({ state: 'detached' });
  await ada.write('This is good again');
  await ada.stored('This is good again');

  await ada.write('Once more no-good');
  await refused.getByRole('button', { name: 'Discard' }).click();
  await refused.waitFor({ state: 'detached' });
});
