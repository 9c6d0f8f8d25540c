// Stories of questions: one person asks, others want to know it too, and those who tend the room make order of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sizes } from './browser.mjs';
import { conference, order, setStage } from './stage.mjs';

const stage = setStage([], (server) => order(server, 'organiser', { do: 'plan', ...conference() }));

const room = '/r/t-00000000000a';

/** @param {import('./browser.mjs').Person} person @param {string} text */
const question = (person, text) => person.page.locator('.question').filter({ hasText: text });

/** The questions as they stand, with their parts. @param {import('./browser.mjs').Person} person */
const shown = (person) => person.page.locator('.part').evaluateAll((parts) => parts.map((part) => [
  part.getAttribute('data-part'), [...part.querySelectorAll('.question')].map((one) => one.querySelector('.text')?.textContent?.trim()),
]));

/** @param {import('./browser.mjs').Person} person */
const openQuestions = (person) => person.page.getByRole('button', { name: /^Questions/ }).click();

/** @param {import('./browser.mjs').Person} person @param {string} text */
async function ask(person, text) {
  await person.page.getByRole('textbox', { name: 'Ask a question' }).fill(text);
  await person.page.getByRole('button', { name: 'Ask', exact: true }).click();
}

/** @param {import('./browser.mjs').Person} person @param {string} called */
async function name(person, called) {
  await person.page.getByRole('textbox', { name: 'Your name' }).fill(called);
  await person.page.getByRole('button', { name: 'Send with this name' }).click();
}

/** @param {import('./browser.mjs').Person} person @param {string} text @param {string} choice */
async function choose(person, text, choice) {
  await question(person, text).getByRole('button', { name: /^Actions/ }).click();
  await person.page.getByRole('menuitem', { name: choice, exact: true }).click();
}

/** @param {string} role @param {string} called @param {object} [options] */
async function staff(role, called, options) {
  const person = await stage.person(options, `${room}#token=${await stage.server.token(role)}`);
  await person.page.getByRole('button', { name: 'Add your name' }).click();
  await person.page.getByRole('textbox', { name: 'Your name' }).fill(called);
  await person.page.getByRole('button', { name: 'Save the name' }).click();
  await person.page.getByRole('button', { name: `You are ${called}. Change your name` }).waitFor();
  return person;
}

/** The vote button of a question: its count, and whether it is mine. @param {import('./browser.mjs').Person} person @param {string} text */
const vote = (person, text) => async () => {
  const button = question(person, text).locator('.vote');
  return [await button.innerText(), await button.getAttribute('aria-pressed')];
};

test('a question from a phone outlives a cut and a reload; others vote, a moderator merges, answers, pins; everybody sees each once', async () => {
  const ada = await stage.person(sizes.phone, room);
  const bob = await stage.person(undefined, room);
  const sam = await staff('moderator', 'Sam');

  // The name is asked for with the first question, which waits in its field.
  await openQuestions(ada);
  await ask(ada, 'Will there be a recording?');
  await ada.page.getByRole('textbox', { name: 'Your name' }).waitFor();
  assert.deepEqual(await ada.barriers(), []);
  await ada.page.getByRole('button', { name: 'Not now' }).click();
  assert.equal(await ada.page.getByRole('textbox', { name: 'Ask a question' }).inputValue(), 'Will there be a recording?');
  await ada.page.getByRole('button', { name: 'Ask', exact: true }).click();
  await name(ada, 'Ada');
  await bob.sees(() => shown(bob), [['open', ['Will there be a recording?']]]);

  // The server is gone, and the page is loaded anew before it is back.
  await ada.page.evaluate(() => navigator.serviceWorker.ready); // ten seconds after the page
  await stage.server.kill();
  await ask(ada, 'Where are the slides?');
  await question(ada, 'Where are the slides?').getByText('Not sent yet').waitFor();
  assert.deepEqual(await ada.barriers(), []);
  await ada.page.reload();
  await openQuestions(ada);
  await question(ada, 'Where are the slides?').getByText('Not sent yet').waitFor();
  await stage.server.start();
  for (const person of [ada, bob, sam]) {
    await person.sees(() => shown(person), [['open', ['Will there be a recording?', 'Where are the slides?']]]);
  }
  await question(ada, 'Where are the slides?').locator('button.vote').waitFor();

  // Votes need no name, count at once, and can be taken back.
  await question(bob, 'Where are the slides?').locator('.vote').click();
  await bob.sees(vote(bob, 'Where are the slides?'), ['1', 'true']);
  await ada.sees(vote(ada, 'Where are the slides?'), ['1', 'false']);
  await question(ada, 'Where are the slides?').locator('.vote').click();
  await bob.sees(vote(bob, 'Where are the slides?'), ['2', 'true']);
  await question(ada, 'Where are the slides?').locator('.vote').click();
  await bob.sees(vote(bob, 'Where are the slides?'), ['1', 'true']);
  await sam.sees(() => shown(sam), [['open', ['Where are the slides?', 'Will there be a recording?']]]);

  // A duplicate goes into the other, with its votes.
  await ask(bob, 'Slides, please!');
  await name(bob, 'Bob');
  await question(bob, 'Slides, please!').locator('.vote').click();
  await sam.sees(vote(sam, 'Slides, please!'), ['1', 'false']);
  await choose(sam, 'Slides, please!', 'Merge with…');
  assert.deepEqual(await sam.barriers(), []);
  await sam.page.getByRole('button', { name: /^Where are the slides/ }).click();
  for (const person of [ada, bob, sam]) await question(person, 'Slides, please!').waitFor({ state: 'detached' });
  await bob.sees(vote(bob, 'Where are the slides?'), ['1', 'true']);

  // It is the question of the moment, and who asked is told.
  await choose(sam, 'Where are the slides?', 'Answer now');
  await ada.page.getByRole('status').filter({ hasText: 'Your question is being answered now: Where are the slides?' }).waitFor({ state: 'attached' });
  for (const person of [ada, bob, sam]) await person.sees(() => shown(person), [['answering', ['Where are the slides?']], ['open', ['Will there be a recording?']]]);
  await choose(sam, 'Where are the slides?', 'Write an answer…');
  assert.deepEqual(await sam.barriers(), []);
  await sam.page.getByRole('textbox', { name: 'Your answer' }).fill('Linked from the programme.');
  await sam.page.getByRole('textbox', { name: 'Link (optional)' }).fill('https://example.org/slides');
  await sam.page.getByRole('button', { name: 'Send the answer' }).click();
  await ada.page.getByRole('status').filter({ hasText: 'There is an answer to your question: Where are the slides?' }).waitFor({ state: 'attached' });
  await question(ada, 'Where are the slides?').getByRole('link', { name: 'https://example.org/slides' }).waitFor();
  await choose(sam, 'Where are the slides?', 'Mark as answered');
  await ada.page.getByRole('button', { name: 'Answered (1)' }).click();
  await ada.sees(() => shown(ada), [['open', ['Will there be a recording?']], ['answered', ['Where are the slides?']]]);
  assert.deepEqual(await ada.barriers(), []);

  // It is pinned, and leads there; who reads along on a phone comes back to the chat.
  await sam.page.getByRole('button', { name: 'Answered (1)' }).click();
  await choose(sam, 'Where are the slides?', 'Pin');
  await bob.page.getByText('pinned by Sam').waitFor();
  assert.deepEqual(await bob.barriers(), []);
  await ada.page.getByRole('button', { name: 'Chat', exact: true }).click();
  await ada.page.getByRole('button', { name: 'Show: Where are the slides?' }).click();
  await ada.page.locator('.question[data-target]', { hasText: 'Where are the slides?' }).waitFor();
  await bob.page.getByRole('button', { name: 'Show: Where are the slides?' }).click();
  await bob.page.locator('.question[data-target]', { hasText: 'Where are the slides?' }).waitFor();

  // Everybody sees the same after all that, also who comes now.
  const carol = await stage.person({ ...sizes.phone, colorScheme: 'dark' }, room);
  await openQuestions(carol);
  await carol.page.getByRole('button', { name: 'Answered (1)' }).click();
  for (const person of [ada, bob, carol]) {
    await person.sees(() => shown(person), [['open', ['Will there be a recording?']], ['answered', ['Where are the slides?']]]);
    assert.equal(await person.page.getByText('Linked from the programme.').count(), 1);
  }
  assert.deepEqual(await carol.barriers(), []);
});

test('a message becomes a question of who wrote it, and a link to a question opens it', async () => {
  const sam = await staff('moderator', 'Sam');
  const bob = await stage.person(sizes.phone, room);
  await bob.introduce('Bob', 'What about the second hall?');
  await sam.stored('What about the second hall?');

  await sam.choose('What about the second hall?', 'Make it a question');
  await question(sam, 'What about the second hall?').waitFor();
  await sam.choose('What about the second hall?', 'Pin');
  await sam.page.getByRole('button', { name: 'Show: What about the second hall?' }).waitFor();
  assert.equal(await question(sam, 'What about the second hall?').locator('.question-by .name').innerText(), 'Bob');
  await sam.message('What about the second hall?').hover();
  await sam.message('What about the second hall?').getByRole('button', { name: /^Actions/ }).click();
  assert.equal(await sam.page.getByRole('menuitem', { name: 'Make it a question' }).count(), 0);
  assert.equal(await sam.page.getByRole('menuitem', { name: 'Unpin' }).count(), 1);
  await sam.page.keyboard.press('Escape');

  const id = await question(sam, 'What about the second hall?').getAttribute('data-id');
  const ada = await stage.visitor(sizes.phone, `${room}#${id}`);
  await ada.page.locator('.question[data-target]', { hasText: 'What about the second hall?' }).waitFor();
  await question(ada, 'What about the second hall?').getByRole('button', { name: 'Show the message' }).click();
  await ada.page.locator('.message[data-target]', { hasText: 'What about the second hall?' }).waitFor();
  assert.equal(await question(ada, 'What about the second hall?').isVisible(), false);
});

test('who asked says which message helped, and it stands below the question for everybody', async () => {
  const ada = await stage.person(undefined, room);
  const bob = await stage.person(sizes.phone, room);
  await ask(ada, 'Where is the cloakroom?');
  await name(ada, 'Ada');
  await question(ada, 'Where is the cloakroom?').locator('button.vote').waitFor();
  await bob.introduce('Bob', 'The coats go to the cellar.');
  await ada.choose('The coats go to the cellar.', 'This answered my question');
  await question(ada, 'Where is the cloakroom?').getByText('The coats go to the cellar.').waitFor();
  await openQuestions(bob);
  await question(bob, 'Where is the cloakroom?').getByText('The coats go to the cellar.').waitFor();
  assert.deepEqual(await bob.barriers(), []);
  await question(bob, 'Where is the cloakroom?').getByRole('button', { name: 'Show the message' }).click();
  await bob.page.locator('.message[data-target]', { hasText: 'The coats go to the cellar.' }).waitFor();
});

test('a question without a name shows none, save to moderators; one\'s own can be deleted', async () => {
  const ada = await stage.person(undefined, room);
  const bob = await stage.person(undefined, room);
  const sam = await staff('moderator', 'Sam');
  const text = 'Why did you leave the last project?';
  await ada.page.getByRole('textbox', { name: 'Ask a question' }).fill(text);
  await ada.page.getByRole('checkbox', { name: /^Without my name/ }).check();
  await ada.page.getByRole('radio', { name: 'Please read it out' }).check();
  assert.deepEqual(await ada.barriers(), []);
  await ada.page.getByRole('button', { name: 'Ask', exact: true }).click();
  await name(ada, 'Countess');

  await question(bob, text).getByText('Anonymous').waitFor();
  assert.doesNotMatch(await question(bob, text).innerText(), /Countess|read out/);
  assert.match(await question(sam, text).innerText(), /Anonymous.*Countess.*To be read out/s);
  await question(ada, text).locator('button.vote').waitFor();
  assert.match(await question(ada, text).innerText(), /Anonymous.*Countess.*Yours/s);

  await choose(ada, text, 'Delete');
  await ada.page.getByRole('heading', { name: 'Delete your question?' }).waitFor();
  await ada.page.getByRole('button', { name: 'Delete', exact: true }).click();
  for (const person of [ada, bob, sam]) await question(person, text).waitFor({ state: 'detached' });
});

test('what a moderator holds back only its asker sees, and is told of; what was put away comes back', async () => {
  const ada = await stage.person(sizes.phone, room);
  const bob = await stage.person(undefined, room);
  const sam = await staff('moderator', 'Sam');
  await openQuestions(ada);
  await ask(ada, 'Is lunch included?');
  await name(ada, 'Ada');
  await question(sam, 'Is lunch included?').waitFor();

  await choose(sam, 'Is lunch included?', 'Put away');
  await question(bob, 'Is lunch included?').waitFor({ state: 'detached' });
  await ada.page.getByRole('button', { name: 'Put away (1)' }).click();
  await question(ada, 'Is lunch included?').getByText('A moderator put it away.').waitFor();
  assert.deepEqual(await ada.barriers(), []);
  await sam.page.getByRole('button', { name: 'Put away (1)' }).click();
  await choose(sam, 'Is lunch included?', 'Show as open');
  await question(bob, 'Is lunch included?').waitFor();
  await question(ada, 'Is lunch included?').locator('button.vote').waitFor();
});

test('nothing moves while somebody points at the list', async () => {
  const bob = await stage.person(undefined, room);
  const ada = await stage.person(undefined, room);
  await ask(ada, 'First of two');
  await name(ada, 'Ada');
  await question(ada, 'First of two').waitFor();
  await ask(ada, 'Second of two');
  await question(bob, 'Second of two').waitFor();
  const standing = async () => (await bob.page.locator('.question .text').allInnerTexts()).filter((text) => /of two/.test(text));

  await question(bob, 'First of two').hover();
  await question(ada, 'Second of two').locator('.vote').click();
  await bob.sees(vote(bob, 'Second of two'), ['1', 'false']);
  assert.deepEqual(await standing(), ['First of two', 'Second of two']);
  await bob.page.mouse.move(200, 400);
  await bob.sees(standing, ['Second of two', 'First of two']);

  // The keyboard's focus holds it, too.
  await question(bob, 'First of two').locator('.vote').focus();
  await bob.page.keyboard.press('Enter');
  await bob.page.keyboard.press('Tab');
  await question(ada, 'First of two').locator('.vote').click();
  await bob.sees(vote(bob, 'First of two'), ['2', 'true']);
  assert.deepEqual(await standing(), ['Second of two', 'First of two']);
  await bob.field.focus();
  await bob.sees(standing, ['First of two', 'Second of two']);
});

test('with the keyboard alone, at twice the size, in German: a question is asked, voted for, and its menu opened', async () => {
  const ada = await stage.visitor({ viewport: { width: 640, height: 400 }, locale: 'de-DE', colorScheme: 'dark' }, room);
  const { keyboard } = ada.page;
  const focused = () => ada.page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent?.trim() ?? '');
  const tabTo = async (/** @type {RegExp} */ name_) => {
    for (let step = 0; step < 40 && !name_.test(await focused()); step++) await keyboard.press('Tab');
    assert.match(await focused(), name_);
  };
  await ada.page.getByRole('button', { name: /^Fragen/ }).focus();
  await keyboard.press('Enter');
  await ada.page.getByRole('textbox', { name: 'Eine Frage stellen' }).waitFor();
  await tabTo(/^Eine Frage stellen/);
  await keyboard.type('Geht das auch ohne Maus?');
  await keyboard.press('Enter');
  await ada.page.getByRole('textbox', { name: 'Dein Name' }).waitFor();
  assert.deepEqual(await ada.barriers(), []);
  await keyboard.type('Ada');
  await keyboard.press('Enter');
  const own = ada.page.locator('.question', { hasText: 'Geht das auch ohne Maus?' });
  await own.locator('button.vote').waitFor();
  assert.equal(await focused(), 'Eine Frage stellen');

  await ada.page.locator('.board-scroller').focus();
  await tabTo(/^Das will ich auch wissen: Geht das auch ohne Maus/);
  await keyboard.press('Space');
  await ada.sees(() => own.locator('.vote').getAttribute('aria-pressed'), 'true');
  await tabTo(/^Aktionen für die Frage Geht das/);
  await keyboard.press('Enter');
  await ada.page.getByRole('menuitem', { name: 'Löschen' }).waitFor();
  assert.deepEqual(await ada.barriers(), []);
  await keyboard.press('Escape');
  assert.match(await focused(), /^Aktionen für die Frage Geht das/);
  assert.equal(await own.isVisible(), true);
});
