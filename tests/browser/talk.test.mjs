// Stories of a room that belongs to a talk: what it says of itself, and what one may do there when.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';

import { connect } from '../support/wire-client.mjs';
import { sizes } from './browser.mjs';
import { setStage } from './stage.mjs';

const stage = setStage(['--unlimited']);
const minute = 60_000;
const talkRoom = 't-0123456789ab';

/** An organiser plans. @param {object} plan */
async function plan(plan) {
  const organiser = await connect(stage.server.url);
  const token = await stage.server.token('organiser');
  organiser.raw(JSON.stringify({ id: 1, do: 'hello', name: 'Olga', token }));
  await organiser.next((one) => one.re === 1, 'a welcome');
  organiser.raw(JSON.stringify({ id: 2, do: 'plan', key: randomUUID(), ...plan }));
  const answer = await organiser.next((one) => one.re === 2, 'the plan\'s answer');
  assert.ok(answer.ok, JSON.stringify(answer));
  organiser.close?.();
}

/** A talk that began `minutes` ago. @param {number} minutes @param {object} [more] */
const talk = (minutes, more = {}) => {
  const starts = Date.now() - minutes * minute;
  return {
    room: talkRoom, title: 'Measuring what people feel', stage: 's-janson', starts, ends: starts + 50 * minute, persons: ['Mira', 'عمر'],
    about: { abstract: 'How long is a moment?\nSee https://example.org/moment', links: [{ url: 'https://example.org/slides', title: 'Slides' }] }, ...more,
  };
};
const stages = [{ room: 's-janson', title: 'Janson' }, { room: 's-kitchen', title: 'Kitchen' }];

test('the room of a talk says where and when it is, who speaks, what it is about, and what changed', async () => {
  await plan({ title: 'Event', time_zone: 'Asia/Tokyo', stages, talks: [talk(10)] });
  const ada = await stage.person({ ...sizes.phone, timezoneId: 'UTC' }, `/r/${talkRoom}`);
  const bar = ada.page.getByRole('region', { name: 'This talk' });
  await bar.waitFor();
  const hour = new Intl.DateTimeFormat('en-US', { hour: 'numeric', minute: '2-digit', timeZone: 'Asia/Tokyo' });
  assert.match(await bar.innerText(), new RegExp(`Janson[^]*${hour.format(talk(10).starts).split(' ')[0]}[^]*Mira[^]*عمر`));
  await bar.getByRole('button', { name: 'About' }).click();
  await bar.getByText('How long is a moment?').waitFor();
  await bar.getByText('Times are those of the event (Japan Standard Time)').waitFor();
  assert.deepEqual(await bar.getByRole('link').evaluateAll((all) => all.map(({ href }) => href)), ['https://example.org/moment', 'https://example.org/slides']);
  assert.deepEqual(await ada.barriers(), []);

  await ada.introduce('Ada', 'Is there a recording?');
  const [time, day] = await Promise.all([ada.message('recording').locator('time').innerText(), ada.page.locator('.day').innerText()]);
  assert.equal(time.replace(/\s/gu, ' '), hour.format(await ada.message('recording').locator('time').evaluate((one) => Date.parse(one.dateTime))).replace(/\s/gu, ' '));
  assert.equal(day, 'Today');

  await plan({ talks: [talk(10, { stage: 's-kitchen' })] });
  await bar.getByText('Kitchen').first().waitFor();
});
