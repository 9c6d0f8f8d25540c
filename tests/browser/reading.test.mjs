// Stories of a long conversation: what came before, what comes meanwhile, and links into it.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { numbered, say, setStage } from './stage.mjs';

const stage = setStage(['--unlimited']);

/** Where a message is in the view. */
const topOf = (person, text) => person.message(text).first().evaluate((element) => Math.round(element.getBoundingClientRect().top));

const scrollTo = (person, top) => person.page.locator('.scroller').evaluate((element, to) => (element.scrollTop = to), top);

test('going up brings older messages without moving what is read; new ones wait below', async () => {
  await say(stage.server.url, 'Bob', numbered('line', 130));
  const ada = await stage.person();
  await ada.stored('line 130');
  assert.equal(await ada.message('line 010').count(), 0);

  await scrollTo(ada, 400);
  const first = ada.page.locator('.message .text').filter({ hasText: 'line 095' }).first();
  const text = await first.innerText();
  const before = await topOf(ada, text);
  await ada.stored('line 050');
  assert.ok(Math.abs((await topOf(ada, text)) - before) <= 2, 'the message in view stays in its place');

  await say(stage.server.url, 'Bob', ['said meanwhile']);
  const pill = ada.page.getByRole('button', { name: '1 new message' });
  await pill.waitFor();
  assert.ok(Math.abs((await topOf(ada, text)) - before) <= 2);
  await pill.click();
  await ada.stored('said meanwhile');
  await ada.page.locator('.new-line').waitFor();

  for (let tries = 0; tries < 10 && (await ada.message('line 001').count()) === 0; tries++) {
    await scrollTo(ada, 0);
    await ada.page.waitForTimeout(300);
  }
  assert.deepEqual((await ada.texts()).slice(0, 100), numbered('line', 100));
});

test('who scrolls up in the very frame in which the page follows what is new reads up', async () => {
  await say(stage.server.url, 'Bob', numbered('filling', 60));
  const ada = await stage.person();
  await ada.stored('filling 060');
  await ada.page.locator('message-timeline').evaluate((timeline) => {
    const scroller = timeline.querySelector('.scroller');
    scroller.scrollTop -= 30; // near the end still counts as there
    timeline.keeper.toBottom();
    scroller.scrollTop = 200;
  });
  await ada.page.getByRole('button', { name: 'To the newest' }).waitFor();
});

test('what comes before the browser tells of a scroll up does not undo it', async () => {
  const ada = await stage.person();
  await say(stage.server.url, 'Bob', numbered('steady', 60));
  await ada.stored('steady 060');
  const top = await ada.page.locator('message-timeline').evaluate(async (timeline) => {
    const scroller = timeline.querySelector('.scroller');
    scroller.scrollTop = 200;
    timeline.requestUpdate();
    await timeline.updateComplete;
    return scroller.scrollTop;
  });
  assert.ok(top < 400, `still up there, at ${top}`);
  await ada.page.getByRole('button', { name: 'To the newest' }).waitFor();
});

test('a link to an old message opens the conversation there', async () => {
  const [id] = await say(stage.server.url, 'Bob', ['the one to link to', ...numbered('after', 150)]);
  const ada = await stage.person(undefined, `/r/lobby#${id}`);

  await ada.page.locator('.message[data-target]', { hasText: 'the one to link to' }).waitFor();
  assert.ok(await ada.message('the one to link to').first().isVisible());
  const gap = ada.page.locator('.marker[data-kind="gap"]');
  if (await gap.count()) {
    await gap.getByRole('button').click();
    await gap.waitFor({ state: 'detached' });
  }
  const texts = await ada.texts();
  const start = texts.indexOf('the one to link to');
  assert.deepEqual(texts.slice(start + 1, start + 151), numbered('after', 150));
});

test('never more than 400 messages are rendered, however many there are', async () => {
  const ada = await stage.person();
  await say(stage.server.url, 'Bob', numbered('flood', 450));
  await ada.stored('flood 450');
  const count = await ada.page.locator('.message').count();
  assert.ok(count <= 400, `${count} are rendered`);
  assert.deepEqual((await ada.texts()).slice(-100), numbered('flood', 450).slice(-100));
  const nodes = await ada.page.locator('.messages').evaluate((list) => list.childNodes.length);
  assert.ok(nodes <= 4 * count + 260, `${nodes} nodes for ${count} messages`);
  for (let tries = 0; tries < 20 && !(await ada.message('flood 001').count()); tries++) {
    await scrollTo(ada, 0);
    await ada.page.waitForTimeout(200);
    assert.ok((await ada.page.locator('.message').count()) <= 400);
  }
  assert.equal(await ada.message('flood 001').count(), 1);
});
