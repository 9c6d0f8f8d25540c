// Stories of messages that wait: their authors see how it stands with them, moderators let them through or do not, nobody else learns of them. And of
// what members do about each other: reports, which reach the safety team alone, and blocking.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sizes } from './browser.mjs';
import { moderator as moderatorOf } from './moderating.mjs';
import { conference, openRooms, order, say, setStage } from './stage.mjs';

const rooms = { gate: 'Gate', slow: 'Slow', filter: 'Filter', drop: 'Drop', keys: 'Keys', report: 'Report', block: 'Block', wipe: 'Wipe', hall: 'Hall', alone: 'Alone' };
const stage = setStage(['--space-rules', 'Be kind.'], async (server) => {
  await order(server, 'organiser', { do: 'plan', ...conference() });
  await openRooms(server, rooms);
});

/** @param {string} room @param {object} policy */
const setRoom = (room, policy) => order(stage.server, 'moderator', { do: 'policy', ...policy }, room);
/** @param {string} called @param {string} path @param {object} [options] */
const moderator = (called, path, options) => moderatorOf(stage, called, path, options);
/** One of the queue. @param {import('./browser.mjs').Person} person @param {string} text */
const queued = (person, text) => person.page.locator('.part[data-part="held"] .held-item', { hasText: text });
/** @param {import('./browser.mjs').Person} person @param {string} text */
const waiting = (person, text) => person.page.locator('.message[data-state="held"]', { hasText: text });

/** Somebody with a name, who has written before there was anything to wait for. @param {string} room @param {string} name @param {object} [options] */
async function member(room, name, options) {
  const person = await stage.person(options, `/r/${room}`);
  await person.introduce(name, `${name} is here`);
  return person;
}

/** Writes what is held. @param {import('./browser.mjs').Person} person @param {string} text */
async function writeHeld(person, text) {
  await person.write(text);
  await waiting(person, text).waitFor();
}

test('what waits is seen by its author and moderators alone, and let through everybody sees it once', async () => {
  const ada = await member('gate', 'Ada', sizes.phone);
  const bob = await member('gate', 'Bob');
  const sam = await moderator('Sam', '/r/gate/moderate');
  await setRoom('gate', { approval: true });
  await ada.page.getByText('Messages wait here until a moderator lets them through.').waitFor();
  await writeHeld(ada, 'Is this seat taken?');
  await waiting(ada, 'Is this seat taken?').getByText('Waits for the moderators.').waitFor();
  assert.deepEqual(await ada.barriers(), []);
  await queued(sam, 'Is this seat taken?').getByText('Every message waits here.').waitFor();
  assert.deepEqual(await sam.barriers(), []);
  const late = await stage.person(undefined, '/r/gate');
  for (const person of [bob, late]) assert.ok(!(await person.texts()).includes('Is this seat taken?'));
  await ada.page.reload();
  await waiting(ada, 'Is this seat taken?').waitFor(); // it waits after a reload, too

  await queued(sam, 'Is this seat taken?').getByRole('button', { name: /^Let it through/ }).click();
  await queued(sam, 'Is this seat taken?').waitFor({ state: 'detached' });
  for (const person of [ada, bob, late]) {
    await person.message('Is this seat taken?').waitFor();
    assert.equal((await person.texts()).filter((text) => text === 'Is this seat taken?').length, 1);
  }
  assert.equal(await waiting(ada, 'Is this seat taken?').count(), 0);

  // Another one is taken back: its words are in the field again.
  await writeHeld(ada, 'Never mind');
  await queued(sam, 'Never mind').waitFor();
  await waiting(ada, 'Never mind').getByRole('button', { name: 'Take back' }).click();
  await waiting(ada, 'Never mind').waitFor({ state: 'detached' });
  await ada.sees(() => ada.field.inputValue(), 'Never mind');
  await sam.page.mouse.move(100, 700);
  await queued(sam, 'Never mind').waitFor({ state: 'detached' });

  // Before what one has begun to write since, and nothing of either is lost by a reload.
  await ada.field.fill('');
  await writeHeld(ada, 'A second try');
  await ada.field.fill('And a third');
  await waiting(ada, 'A second try').getByRole('button', { name: 'Take back' }).click();
  await ada.sees(() => ada.field.inputValue(), 'A second try\nAnd a third');
  await ada.page.reload();
  await ada.sees(() => ada.field.inputValue(), 'A second try\nAnd a third');
});

test('a delay counts down, and then the message shows by itself; until then it can be stopped', async () => {
  const ada = await member('slow', 'Ada', { ...sizes.phone, colorScheme: 'dark' });
  const bob = await member('slow', 'Bob');
  await setRoom('slow', { delay_s: 3 });
  await ada.page.getByText('Messages are shown here 3 s after they are sent.').waitFor();
  await ada.write('In a while');
  await waiting(ada, 'In a while').getByText(/Everybody sees it in [123] s\./).waitFor();
  assert.ok(!(await bob.texts()).includes('In a while'));
  await bob.message('In a while').waitFor();
  await ada.stored('In a while');
  assert.equal(await waiting(ada, 'In a while').count(), 0);

  await setRoom('slow', { delay_s: 15 });
  const sam = await moderator('Sam', '/r/slow/moderate');
  await writeHeld(ada, 'Stop me');
  assert.deepEqual(await ada.barriers(), []);
  await queued(sam, 'Stop me').getByText(/Delayed\. Everybody sees it in \d+ s\./).waitFor();
  await queued(sam, 'Stop me').getByRole('button', { name: /^Don’t/ }).click(); // at once: there is no time to lose
  await ada.page.locator('.refusal', { hasText: 'The moderators did not let this message through.' }).waitFor();
  assert.ok(!(await bob.texts()).includes('Stop me'));
});

test('a word from the list is found however it is disguised; attendees are told that a word holds it, and not which', async () => {
  const ada = await member('filter', 'Ada');
  const sam = await moderator('Sam', '/r/filter/moderate');
  await setRoom('filter', { words: ['casino*'] });
  await ada.write('A plain message');
  await ada.stored('A plain message');
  await writeHeld(ada, 'Best c\u0430sinos in town'); // with a Cyrillic letter
  await waiting(ada, 'in town').getByText('because of a word in it').waitFor();
  await queued(sam, 'in town').getByText('There is a word in it from your list.').waitFor();
});

test('what is not let through can be thought better of for a moment; its author keeps the words', async () => {
  const ada = await member('drop', 'Ada', { ...sizes.phone, colorScheme: 'dark' });
  const bob = await member('drop', 'Bob');
  const [sam, mia] = [await moderator('Sam', '/r/drop/moderate'), await moderator('Mia', '/r/drop/moderate', { ...sizes.phone, colorScheme: 'dark' })];
  await setRoom('drop', { approval: true });
  await writeHeld(ada, 'Buy my book');
  await queued(sam, 'Buy my book').click();
  await queued(mia, 'Buy my book').getByText('Sam is on it').waitFor();
  assert.deepEqual(await mia.barriers(), []);
  await mia.page.reload();
  await queued(mia, 'Buy my book').getByText('Sam is on it').waitFor(); // so does who comes within a minute
  await queued(sam, 'Buy my book').getByRole('button', { name: /^Don’t/ }).click();
  await queued(sam, 'Buy my book').getByText('Is not let through.').waitFor();
  await queued(sam, 'Buy my book').getByRole('button', { name: /^Undo/ }).click();
  await sam.page.waitForTimeout(5500); // longer than what is dropped may be undone
  await waiting(ada, 'Buy my book').waitFor();
  await queued(sam, 'Buy my book').getByRole('button', { name: /^Don’t/ }).click();
  const told = ada.page.locator('.message', { hasText: 'Buy my book' }).locator('.refusal');
  await told.getByText('The moderators did not let this message through.').waitFor();
  assert.deepEqual(await ada.barriers(), []);
  await told.getByRole('button', { name: 'Copy the text' }).click();
  await told.getByRole('button', { name: 'Close' }).click();
  await told.waitFor({ state: 'detached' });
  assert.ok(!(await bob.texts()).includes('Buy my book'));

  // The same while its author is away, whose page has the words alone.
  await writeHeld(ada, 'Buy my other book');
  const { page } = ada;
  const here = page.url();
  await page.goto('about:blank');
  await queued(sam, 'Buy my other book').getByRole('button', { name: /^Don’t/ }).click();
  await queued(mia, 'Buy my other book').waitFor({ state: 'detached' });
  await page.goto(here);
  const found = page.locator('.message .refusal');
  await found.getByText('Buy my other book').waitFor();
  assert.equal(await page.locator('.message', { has: found }).locator('.text').isVisible(), false);
  assert.deepEqual(await ada.barriers(), []);
  await found.getByRole('button', { name: 'Close' }).click();
  await found.waitFor({ state: 'detached' });
  await page.reload();
  await ada.page.locator('.message').first().waitFor();
  await page.waitForTimeout(500);
  assert.equal(await found.count(), 0);
});

test('with the keyboard alone a queue is worked through; nothing moves under the pointer', async () => {
  const ada = await member('keys', 'Ada');
  const sam = await moderator('Sam', '/r/keys/moderate');
  await setRoom('keys', { approval: true });
  for (const text of ['One', 'Two', 'Three']) await writeHeld(ada, text);
  const list = () => sam.page.locator('.part[data-part="held"] .held-item .text').allInnerTexts();
  await sam.sees(list, ['One', 'Two', 'Three']);
  const focused = () => sam.page.evaluate(() => document.activeElement?.querySelector('.text')?.textContent?.trim());
  await sam.page.keyboard.press('j');
  await sam.sees(focused, 'One');
  await sam.page.keyboard.press('s');
  await sam.sees(focused, 'Two');
  await ada.stored('One');
  await sam.sees(list, ['Two', 'Three']);
  await sam.page.keyboard.press('e');
  await sam.page.keyboard.press('u');
  await queued(sam, 'Two').getByRole('button', { name: /^Let it through/ }).waitFor();

  await queued(sam, 'Two').getByRole('button', { name: /^Let it through/ }).hover();
  await order(stage.server, 'moderator', { do: 'release', target: await queued(sam, 'Two').getAttribute('data-id') }, 'keys');
  await sam.page.getByText('It does not wait any more.').waitFor();
  assert.deepEqual(await list(), ['Three']);
  await sam.page.mouse.move(100, 700);
  await sam.page.keyboard.press('Escape');
  await ada.stored('Two');
});

test('a report reaches the safety team alone, who read what was said, close it, and see who closed it', async () => {
  const ada = await member('report', 'Ada', sizes.phone);
  const bob = await member('report', 'Bob');
  const safe = await stage.person(undefined, `/r/lobby#token=${await stage.server.token('safety')}`);
  const sam = await stage.person(undefined, `/r/report#token=${await stage.server.token('moderator')}`);
  await bob.write('You are all fools');
  await ada.message('You are all fools').waitFor();
  await ada.choose('You are all fools', 'Report…');
  const dialog = ada.page.getByRole('dialog', { name: 'Report this message of Bob' });
  await dialog.getByText('never to the person it concerns').waitFor();
  assert.deepEqual(await ada.barriers(), []);
  await dialog.getByRole('radio', { name: 'It insults, threatens or harasses somebody' }).check();
  await dialog.getByRole('textbox').fill('He says so all day.');
  await dialog.getByRole('button', { name: 'Send the report' }).click();
  await ada.page.getByText('Reported: the safety team reads it.').first().waitFor();

  await safe.page.getByText('1 open report').first().waitFor();
  for (const person of [bob, sam, ada]) assert.equal(await person.page.getByText('open report').count(), 0);
  await bob.choose('You are all fools', 'Delete');
  await bob.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await bob.page.getByText('This message was deleted.').waitFor();
  await safe.page.getByRole('button', { name: 'Show', exact: true }).click();
  const reports = safe.page.getByRole('dialog', { name: 'Reports' });
  const report = reports.locator('.report', { hasText: 'He says so all day.' });
  await report.getByText('Ada about Bob, in Report').waitFor();
  assert.deepEqual(await safe.barriers(), []);
  await report.getByText('It is written down that you read it.').waitFor();
  await report.getByRole('button', { name: 'Read the message' }).click();
  await reports.getByRole('textbox', { name: 'Your name' }).fill('Mia'); // under which it is written down
  await safe.page.keyboard.press('Enter');
  await report.getByText('You are all fools').waitFor();
  await report.getByRole('textbox', { name: 'Note for the safety team (optional)' }).fill('Spoken to.');
  await report.getByRole('button', { name: 'Close this report' }).click();
  await reports.getByText('No open report.').waitFor();
  await reports.getByRole('radio', { name: 'Closed' }).check({ force: true });
  await report.getByText('Spoken to.').waitFor();
});

test('who is blocked is read no more, on all devices; it is undone at once, or from the menu', async () => {
  const ada = await member('block', 'Ada', sizes.phone);
  const bob = await member('block', 'Bob');
  await bob.write('Noise one');
  await bob.write('Noise two');
  await ada.message('Noise two').waitFor();
  await ada.choose('Noise two', 'Don’t show me what Bob writes');
  await ada.page.getByText('3 messages of somebody you blocked').waitFor();
  assert.ok(!(await ada.texts()).some((text) => text.startsWith('Noise')));
  assert.deepEqual(await ada.barriers(), []);
  await ada.page.getByRole('button', { name: 'Undo' }).click();
  await ada.message('Noise one').waitFor();

  await ada.choose('Noise two', 'Don’t show me what Bob writes');
  await ada.page.getByText('3 messages of somebody you blocked').waitFor();
  await bob.write('Noise three');
  await ada.page.getByText('4 messages of somebody you blocked').waitFor();
  await ada.page.reload();
  await ada.page.getByText('4 messages of somebody you blocked').waitFor();
  await ada.page.getByRole('button', { name: 'Show', exact: true }).click(); // once, and for these alone
  await ada.message('Noise three').waitFor();
  await bob.write('Noise four');
  await ada.page.getByText('1 message of somebody you blocked').waitFor();
  await ada.page.getByRole('button', { name: 'Menu' }).click();
  await ada.page.getByRole('button', { name: 'People you blocked…' }).click();
  assert.deepEqual(await ada.barriers(), []);
  await ada.page.getByRole('button', { name: 'Show again what Bob writes' }).click();
  await ada.page.getByText('You have blocked nobody.').waitFor();
  await ada.page.keyboard.press('Escape');
  await ada.message('Noise four').waitFor();
});

test('all that somebody wrote in a room is looked through and deleted at once', async () => {
  const ada = await member('wipe', 'Ada');
  await say(stage.server.url, 'Spam', ['Cheap one', 'Cheap two', 'Cheap three'], 'wipe');
  const sam = await stage.person(undefined, `/r/wipe#token=${await stage.server.token('moderator')}`);
  await sam.choose('Cheap two', 'All messages of Spam here…');
  const dialog = sam.page.getByRole('dialog', { name: 'Spam in Wipe' });
  await sam.sees(() => dialog.locator('.member-rows li span').allInnerTexts(), ['Cheap one', 'Cheap two', 'Cheap three']);
  assert.deepEqual(await sam.barriers(), []);
  for (const text of ['Cheap one', 'Cheap three']) await dialog.getByRole('checkbox', { name: text }).check();
  await dialog.getByRole('button', { name: 'Delete 2 chosen' }).click();
  await dialog.getByRole('textbox', { name: 'Your name' }).fill('Sam');
  await sam.page.keyboard.press('Enter');
  await sam.sees(() => dialog.locator('.member-rows li span').allInnerTexts(), ['Deleted', 'Cheap two', 'Deleted']);
  await ada.message('Cheap one').waitFor({ state: 'detached' });
  assert.ok((await ada.texts()).includes('Cheap two'));
  assert.deepEqual(await sam.barriers(), []);
  await dialog.getByRole('button', { name: 'Delete all' }).click();
  await dialog.getByText('This cannot be undone.').waitFor();
  await dialog.getByRole('button', { name: 'Delete everything' }).click();
  await dialog.getByText('1 message was deleted.').waitFor();
  await ada.sees(() => ada.page.getByText('This message was deleted.').count(), 3);
  assert.ok((await ada.texts()).includes('Ada is here'));
});

test('a stage is set as a main one with one button, and the rooms of its talks with another', async () => {
  const sam = await stage.person(sizes.phone, `/stage/aula#token=${await stage.server.token('moderator')}`);
  const ada = await stage.person(undefined, '/r/t-00000000000b');
  await sam.page.getByRole('button', { name: 'Menu' }).click();
  await sam.page.getByRole('button', { name: 'Room settings…' }).click();
  const dialog = sam.page.getByRole('dialog', { name: /^Settings of/ });
  await dialog.getByRole('button', { name: 'Set as a main stage…' }).click();
  await dialog.getByText('For a full hall').waitFor();
  assert.deepEqual(await sam.barriers(), []);
  await dialog.getByRole('button', { name: 'Set it so' }).click();
  await dialog.getByRole('textbox', { name: 'Your name' }).fill('Sam');
  await sam.page.keyboard.press('Enter');
  await dialog.getByRole('checkbox', { name: 'What repeats the last minute waits', checked: true }).waitFor();
  await sam.sees(() => dialog.locator('input[type="radio"]:checked').evaluateAll((all) => all.map((one) => one.value)), ['10', '10']);
  await dialog.getByRole('textbox', { name: /^Messages with these words wait/ }).fill('casino*\nlottery');
  await dialog.getByRole('button', { name: 'Save the words' }).click();
  await dialog.getByRole('button', { name: 'Save the words' }).waitFor({ state: 'detached' });
  await dialog.getByRole('button', { name: 'Set the rooms of this stage’s 2 other talks so, too' }).click();
  await dialog.getByText('2 rooms are set so.').waitFor();
  await ada.page.getByText('Messages are shown here 10 s after they are sent.').waitFor();
});

test('rules that have changed are shown once more, until somebody has read them', async () => {
  const ada = await member('hall', 'Ada', sizes.phone);
  assert.equal(await ada.page.getByText('The rules here').count(), 0); // agreed to with the name
  await ada.page.evaluate(() => localStorage.setItem('hallway.agreed', 'Be nice.'));
  await ada.page.reload();
  await ada.page.getByText('The rules here have changed:').waitFor();
  await ada.page.getByText('Be kind.').waitFor();
  assert.deepEqual(await ada.barriers(), []);
  await ada.page.getByRole('button', { name: 'OK', exact: true }).click();
  await ada.page.getByText('The rules here have changed:').waitFor({ state: 'detached' });
  await ada.page.reload();
  await ada.field.waitFor();
  await ada.page.waitForTimeout(500);
  assert.equal(await ada.page.getByText('The rules here').count(), 0);
});

test('the safety team has the queue, too', async () => {
  const ada = await member('alone', 'Ada');
  await setRoom('alone', { approval: true });
  await writeHeld(ada, 'For somebody');
  const safe = await stage.visitor({ ...sizes.phone, locale: 'de-DE' }, `/r/alone/moderate#token=${await stage.server.token('safety')}`);
  await queued(safe, 'For somebody').getByText('Hier wartet jede Nachricht.').waitFor();
  assert.deepEqual(await safe.barriers(), []);
});
