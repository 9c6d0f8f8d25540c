// Texts and names that are meant to break a page: they are shown as what they are, in their place, and nothing else moves.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sizes } from './browser.mjs';
import { say, setStage } from './stage.mjs';

const stage = setStage(['--unlimited']);

const marks = '\u0310\u0301\u0489\u0330\u0353'.repeat(199);
const texts = {
  markup: '<script>alert(1)</script><b onmouseover=alert(1)>bold</b> &lt;i&gt; {{7*7}} ${7*7} --> ]]>',
  'one word': 'w'.repeat(1000),
  'one wide word': '﷽'.repeat(300),
  'marks upon marks': `Z${marks}`,
  'direction turned around': 'see \u202eexe.gpj\u202c and \u2066\u2067\u2068 never closed \u202d',
  'a link that is none': 'javascript:alert(document.domain) JaVaScRiPt:alert(1) vbscript:x data:text/html;base64,PHNjcmlwdD4= file:///etc/passwd',
  'a link with somebody in it': 'https://admin:secret@example.org/ https://example.org@evil.example/',
  emoji: '👩‍👩‍👧‍👦🏳️‍🌈'.repeat(70),
  'many lines': Array.from({ length: 400 }, () => '.').join('\n'),
  'right to left': 'שלום לכולם, מה שלומכם? https://example.org/he (test) 123',
  'both ways': 'Hello\nمرحبا بكم في القاعة\nand back',
  'hardly to see': 'a\u200b\u200d\u2060b\u00ad\u3164c',
  'a long address': `https://example.org/${'a/'.repeat(450)}`,
};

for (const size of ['phone', 'desktop']) {
  test(`hostile texts stay text and stay in their place, ${size}`, async () => {
    const ids = await say(stage.server.url, 'Mallory', Object.values(texts));
    const ada = await stage.person(sizes[size]);
    for (const [index, [name, text]] of Object.entries(texts).entries()) {
      const message = ada.page.locator(`[data-id="${ids[index]}"]`);
      await message.waitFor();
      const { shown, beyond } = await message.evaluate((element) => {
        const frame = element.getBoundingClientRect();
        const inside = [...element.querySelectorAll('.text, .line, a, mark, .byline, .name')].map((one) => one.getBoundingClientRect());
        return {
          shown: [...element.querySelectorAll('.line')].map((line) => line.textContent).join('\n'),
          beyond: inside.some(({ left, right, top, bottom }) => left < frame.left - 8.5 || right > frame.right + 1 || top < frame.top - 8.5 || bottom > frame.bottom + 8.5),
        };
      });
      // Of marks upon marks and of many lines the server keeps a few.
      const plain = (/** @type {string} */ one) => one.trim().normalize('NFC').replace(/\s+/gu, ' ');
      if (name === 'marks upon marks') assert.match(shown, /^Z\p{M}{1,8}$/u);
      else assert.equal(plain(shown), plain(text), name);
      assert.equal(beyond, false, `${name} leaves its place`);
      const links = await message.locator('a').evaluateAll((all) => all.map(({ href }) => new URL(href)).map(({ protocol, username }) => [protocol, username]));
      for (const [protocol, username] of links) assert.deepEqual([protocol, username], ['https:', ''], name);
    }
    const overflow = await ada.page.evaluate(() => [document.documentElement, ...document.querySelectorAll('.scroller, .panel, .messages, .header, .text')]
      .filter((element) => element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflowX !== 'clip').map((element) => element.className || element.localName));
    assert.deepEqual(overflow, []);
    assert.equal(await ada.page.locator('.messages script, .messages b, .messages img').count(), 0);
  });
}

test('marks upon marks are not painted over the messages around them', async () => {
  const [calm] = await say(stage.server.url, 'Bob', ['A calm message']);
  const ada = await stage.person();
  const message = ada.page.locator(`[data-id="${calm}"]`);
  await message.waitFor();
  await ada.page.evaluate(() => document.fonts.ready);
  await ada.page.mouse.move(5, 400);
  await ada.page.getByText('Connected', { exact: true }).waitFor({ state: 'detached' });
  const before = await message.screenshot();
  await say(stage.server.url, `M${'\u0310\u0301'.repeat(8)}`, [texts['marks upon marks']]);
  await ada.page.locator('.message').filter({ hasText: 'Z' }).last().waitFor();
  assert.ok(before.equals(await message.screenshot()), 'the message before it looks as it did');
});

test('a name that runs the other way changes the order of nothing around it', async () => {
  const [id] = await say(stage.server.url, 'مريم (1)', ['hello']);
  const ada = await stage.person();
  const message = ada.page.locator(`[data-id="${id}"]`);
  await message.waitFor();
  const [name, time] = await message.evaluate((element) => ['.name', 'time'].map((part) => element.querySelector(part).getBoundingClientRect().toJSON()));
  assert.ok(name.right <= time.left, 'the time follows the name');
  await ada.page.getByRole('textbox', { name: /^Write in/ }).fill('thanks @مر');
  await ada.page.getByRole('option', { name: 'مريم (1)' }).click();
  assert.equal(await ada.field.inputValue(), 'thanks @مريم (1) ');
});
