// Pictures of the page, phone, tablet, desktop and projector, light and dark, into build/screenshots: node tests/browser/screenshots.mjs
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { arrive, launch, sizes, visit } from './browser.mjs';
import { startServer } from '../support/server.mjs';
import { conference, openRoom, order } from './stage.mjs';

const folder = fileURLToPath(new URL('../../build/screenshots/', import.meta.url));

/** Who is more than an attendee. */
const roles = { Mira: 'speaker', Sam: 'moderator' };

/** The rooms beside the lobby. */
const rooms = { coffee: 'Coffee corner', help: 'Help desk', tea: 'Tea table' };

/** Where they talk. */
const talkRoom = 't-00000000000a';

/** The room of a talk whose title is as long as titles get, and one that has not opened yet. */
const longRoom = 't-00000000000c';
const earlyRoom = 't-00000000000b';
const longTitle = 'Soldering for beginners, or how we live with cold joints on the ships of the Donaudampfschifffahrtsgesellschaft';

/** What was said, as `[who, text, replies to what]`. */
const talk = [
  ['Ada', 'Good morning! Does anybody know whether the talks are recorded?'],
  ['Bob', 'They are. The recordings go up the same evening: https://example.org/recordings'],
  ['Bob', 'Slides too, if the speakers send them in.'],
  ['Mira', 'Thanks for coming, everybody. I start in five minutes. Ask whatever you like while I talk, I look in here after each part.'],
  ['Ada', 'Is the demo running on the small board or on the laptop?'],
  ['Mira', 'On the board. It is slower than the laptop, and that is rather the point.', 'Is the demo running'],
  ['Chidi', 'Could you say a word about how you measured it?\nThe numbers on the third slide looked almost too good.'],
  ['Bob', 'Same question here. Wall clock or processor time?', 'Could you say a word'],
  ['Sam', 'We take questions for another ten minutes, then the hallway is yours.'],
  ['Ada', 'There is coffee on the left of the stairs by the way ☕️'],
];

/** @param {import('playwright-core').Browser} browser @param {Awaited<ReturnType<typeof startServer>>} server */
async function converse(browser, server) {
  const people = new Map();
  for (const [name, text, replied] of talk) {
    const known = people.get(name);
    const fragment = roles[name] ? `#token=${await server.token(roles[name])}` : '';
    const person = known ?? (await visit(browser, `${server.url}/r/${talkRoom}${fragment}`));
    people.set(name, person);
    if (replied) {
      await person.stored(replied);
      await person.choose(replied, 'Reply');
    }
    if (known) await person.write(text);
    else await person.introduce(name, text);
    await person.stored(text.split('\n')[0]);
  }
  return people;
}

/** What was asked, by whom; Sam answers the first and takes up the second, and pins what Mira said.
 * @param {Map<string, import('./browser.mjs').Person>} people */
async function question(people) {
  const ask = async (name, text) => {
    const { page } = people.get(name);
    await page.getByRole('textbox', { name: 'Ask a question' }).fill(text);
    await page.getByRole('button', { name: 'Ask', exact: true }).click();
    await page.locator('.question', { hasText: text }).locator('button.vote').waitFor();
  };
  await ask('Bob', 'Is the code of the demo public?');
  await ask('Chidi', 'What happens when the board runs out of memory?');
  await ask('Ada', 'How long did it take to find the slow part, and what gave it away in the end?');
  await ask('Chidi', 'Would you do it in the same language again?');
  for (const name of ['Bob', 'Mira']) await people.get(name).page.locator('.question', { hasText: 'How long did it take' }).locator('button.vote').click();
  const { page } = people.get('Sam');
  const choose = async (text, choice) => {
    await page.locator('.question', { hasText: text }).getByRole('button', { name: /^Actions/ }).click();
    await page.getByRole('menuitem', { name: choice, exact: true }).click();
  };
  await choose('Is the code', 'Write an answer…');
  await page.getByRole('textbox', { name: 'Your answer' }).fill('Yes, the link is on the last slide.');
  await page.getByRole('textbox', { name: 'Link (optional)' }).fill('https://example.org/demo');
  await page.getByRole('button', { name: 'Send the answer' }).click();
  await page.getByText('the link is on the last slide').waitFor();
  await choose('Is the code', 'Mark as answered');
  await choose('runs out of memory', 'Answer now');
  await people.get('Sam').choose('Thanks for coming', 'Pin');
  await page.getByText('pinned by Sam').waitFor();
}

/** @param {import('playwright-core').Browser} browser @param {string} url @param {string} size @param {'light' | 'dark'} colorScheme
 * @param {object} state  Ada's storage */
async function pictures(browser, url, size, colorScheme, state) {
  const shoot = (name) => person.page.screenshot({ path: `${folder}${size}-${colorScheme}-${name}.png` });
  await placePictures(browser, url, size, colorScheme);
  const person = await visit(browser, `${url}/stage/aula`, { ...sizes[size], colorScheme, storageState: state });
  await person.stored('coffee');
  await person.page.waitForTimeout(3000); // until "Connected" has gone
  await shoot('room');
  await person.field.fill('I can bring some to the front row. How many of you are there, and who takes oat milk?');
  if (size !== 'phone') await person.message('numbers on the third').hover();
  await shoot('writing');
  await person.message(size === 'phone' ? 'coffee on the left' : 'numbers on the third').getByRole('button', { name: /^Actions/ }).click();
  await person.page.getByRole('menu').waitFor();
  await shoot('menu');
  await person.page.keyboard.press('Escape');
  const tab = person.page.getByRole('button', { name: /^Questions/ });
  if (await tab.isVisible()) await tab.click();
  await person.page.getByRole('button', { name: 'Answered (1)' }).click();
  await shoot('questions');
  await person.page.getByRole('button', { name: /^You are/ }).click();
  await shoot('name');
  await person.page.context().close();
}

/** The places of somebody who has not said a word yet. @param {import('playwright-core').Browser} browser @param {string} url @param {string} size @param {'light' | 'dark'} colorScheme */
async function placePictures(browser, url, size, colorScheme) {
  const { page } = await arrive(browser, url, { ...sizes[size], colorScheme });
  const shoot = (name) => page.screenshot({ path: `${folder}${size}-${colorScheme}-${name}.png` });
  await page.getByRole('region', { name: 'On now' }).waitFor();
  await page.getByRole('button', { name: /^Mark “Maps/ }).first().click();
  await shoot('now');
  await page.locator('.now-line').scrollIntoViewIfNeeded();
  await shoot('programme');
  await page.getByRole('link', { name: 'Hallway' }).click();
  await page.getByRole('link', { name: 'Coffee corner' }).last().waitFor();
  await shoot('hallway');
  await page.goto(`${url}/stage/aula`);
  await page.getByRole('textbox', { name: /^Write in/ }).fill('One question from the back');
  await page.waitForTimeout(3000); // until "Connected" has gone
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByRole('textbox', { name: 'Your name' }).waitFor();
  await shoot('before-name');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Menu' }).click();
  await page.getByRole('dialog', { name: 'Menu' }).waitFor();
  await shoot('page-menu');
  await page.getByRole('button', { name: 'Share…' }).last().click();
  await page.getByRole('img', { name: /^QR code/ }).first().waitFor();
  await shoot('share');
  await page.goto(`${url}/r/${longRoom}`);
  await page.getByRole('button', { name: 'About' }).click();
  await page.waitForTimeout(3000);
  await shoot('long-title');
  await page.goto(`${url}/r/${earlyRoom}`);
  await page.locator('.closed').first().waitFor();
  await page.waitForTimeout(3000);
  await shoot('closed');
  await page.context().close();
}

/** What the hall sees: the list, then the question of the moment. @param {import('playwright-core').Browser} browser @param {string} url @param {string} name @param {{ width: number, height: number }} viewport */
async function screenPictures(browser, url, name, viewport) {
  for (const look of ['dark', 'light']) {
    const { page } = await arrive(browser, `${url}/stage/aula/screen`, { viewport });
    await page.locator('.screen h2').waitFor();
    if (look === 'light') {
      await page.mouse.move(100, 100);
      await page.getByRole('button', { name: 'Light' }).click();
      await page.waitForTimeout(4000); // until the pointer rests
    }
    await page.waitForTimeout(500);
    await page.screenshot({ path: `${folder}${name}-${look}.png` });
    await page.context().close();
  }
}

const projectors = { projector: { width: 1920, height: 1080 }, 'old-projector': { width: 1024, height: 768 } };

/** Where moderators work, with something just done and two questions chosen. @param {import('playwright-core').Browser} browser @param {string} url @param {string} size @param {'light' | 'dark'} colorScheme @param {object} state  Sam's storage */
async function moderationPictures(browser, url, size, colorScheme, state) {
  const { page } = await arrive(browser, `${url}/stage/aula/moderate`, { ...sizes[size], colorScheme, storageState: state });
  const shoot = (name) => page.screenshot({ path: `${folder}${size}-${colorScheme}-${name}.png` });
  const question = (text) => page.locator('.lists .question', { hasText: text });
  await question('same language').waitFor();
  await page.waitForTimeout(3000); // until "Connected" has gone
  await shoot('moderate');
  await question('same language').getByRole('button', { name: /^Put away/ }).click();
  await page.getByRole('button', { name: 'Undo' }).waitFor();
  for (const text of ['same language', 'How long did it take']) await question(text).getByRole('checkbox').check();
  await shoot('moderate-chosen');
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.locator('.moderate-done', { hasText: 'Undone' }).waitFor();
  await page.getByRole('button', { name: 'Merge…' }).click();
  await page.getByRole('dialog').waitFor();
  await shoot('moderate-merge');
  await page.context().close();
}

await mkdir(folder, { recursive: true });
const server = await startServer(['--space-title', 'Small Conference', '--talk-opens-before', '5']);
const browser = await launch();
try {
  for (const [id, title] of Object.entries(rooms)) await openRoom(server, id, title);
  const { talks, ...plan } = conference();
  await order(server, 'organiser', { do: 'plan', ...plan, talks: talks.map((one) => (one.room === longRoom ? { ...one, title: longTitle, about: { abstract: 'Bring a board.\nThe irons are there.' } } : one)) });
  const people = await converse(browser, server);
  await question(people);
  const state = await people.get('Ada').page.context().storageState();
  const staffState = await people.get('Sam').page.context().storageState();
  for (const size of Object.keys(sizes)) {
    for (const colorScheme of ['light', 'dark']) {
      await pictures(browser, server.url, size, colorScheme, state);
      await moderationPictures(browser, server.url, size, colorScheme, staffState);
    }
  }
  for (const [name, viewport] of Object.entries(projectors)) await screenPictures(browser, server.url, `${name}-answering`, viewport);
  const current = people.get('Sam').page.locator('.question[data-state="answering"]');
  await current.getByRole('button', { name: /^Actions/ }).click();
  await people.get('Sam').page.getByRole('menuitem', { name: 'Mark as answered' }).click();
  await current.waitFor({ state: 'detached' });
  for (const [name, viewport] of Object.entries(projectors)) await screenPictures(browser, server.url, `${name}-list`, viewport);
  const ada = people.get('Ada');
  await server.kill();
  await ada.write('Who has the other adapter?');
  await ada.page.waitForTimeout(2000);
  await ada.page.screenshot({ path: `${folder}desktop-light-offline.png` });
} finally {
  await browser.close();
  await server.remove();
}
