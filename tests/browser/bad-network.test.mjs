// A story of a slow, lossy network that breaks: 400 kbit/s, 400 ms there and back, every twentieth packet lost.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startLossyProxy } from '../support/lossy-proxy.mjs';
import { sizes, visit } from './browser.mjs';
import { numbered, say, setStage } from './stage.mjs';

const stage = setStage(['--unlimited']);

test('on a bad network the page opens, tells how the connection is, and loses and doubles nothing', async (t) => {
  const network = await startLossyProxy(stage.server.url);
  t.after(() => network.end());
  await say(stage.server.url, 'Bob', numbered('before', 60));
  const ada = await visit(stage.browser, network.url, { ...sizes.phone, colorScheme: 'dark' });
  stage.people.push(ada);
  await ada.stored('before 060');
  await ada.introduce('Ada', 'slow but here');

  const sent = [];
  for (let round = 1; round <= 3; round++) {
    for (const word of ['one', 'two']) {
      sent.push(`${word} of round ${round}`);
      await ada.write(sent.at(-1));
    }
    network.cut(); // what was just written may have arrived, or not, or its answer was lost
    await say(stage.server.url, 'Bob', [`from outside in round ${round}`]);
    await ada.stored(`two of round ${round}`);
    await ada.stored(`from outside in round ${round}`);
  }

  network.refuse(true);
  await ada.page.getByText(/^(Reconnecting|Trying|Offline)/).first().waitFor();
  sent.push('written into the void');
  await ada.write(sent.at(-1));
  await ada.message('into the void').getByText('Not sent yet').waitFor();
  assert.ok((await ada.page.locator('.message').count()) > 30, 'what was there stays there');
  assert.deepEqual(await ada.barriers(), []);
  network.refuse(false);
  await ada.stored('written into the void');

  const texts = await ada.texts();
  assert.deepEqual(texts.filter((text) => sent.includes(text)), sent);
  assert.equal(texts.filter((text) => text.startsWith('from outside')).length, 3);
  const bob = await stage.person();
  await bob.stored('written into the void');
  assert.deepEqual((await bob.texts()).filter((text) => sent.includes(text)), sent);
});
