// A browser for a story, and what a person does with the page in the words of the story.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const require = createRequire(new URL('../../web-client/package.json', import.meta.url));
const { chromium } = require('playwright-core');
const { AxeBuilder } = require('@axe-core/playwright');

const launchArguments = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];

/** How long a person waits for what the page should do by itself. */
export const patience = 20_000; // ms

export const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: launchArguments });

export const sizes = {
  phone: { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 },
  tablet: { viewport: { width: 820, height: 1180 }, hasTouch: true, deviceScaleFactor: 1 },
  desktop: { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1 },
};

/** @param {'light' | 'dark'} colorScheme @param {'desktop' | 'phone'} size */
const way = (colorScheme, size) => ({ title: `${colorScheme}, ${size}`, options: { ...sizes[size], colorScheme } });

/** How a page is seen: each light and each size once, and with HALLWAY_LONG each with each. */
export const ways = [way('light', 'phone'), way('dark', 'desktop'), ...(process.env.HALLWAY_LONG ? [way('light', 'desktop'), way('dark', 'phone')] : [])];

/**
 * A person with a browser of their own, in whatever place the address opens.
 * @param {import('playwright-core').Browser} browser @param {string} url @param {object} [options]  of the browser context
 */
export async function arrive(browser, url, options = sizes.desktop) {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(patience);
  const person = new Person(page);
  await page.goto(url);
  return person;
}

/** As arrive(), and the room is there.
 * @param {import('playwright-core').Browser} browser @param {string} url @param {object} [options]  of the browser context */
export async function visit(browser, url, options) {
  const person = await arrive(browser, url, options);
  await person.page.getByRole('textbox', { name: /^Write in/ }).waitFor();
  return person;
}

export class Person {
  /** What the page complained of: scripts that failed, and what the content policy refused. */
  faults = [];

  /** @param {import('playwright-core').Page} page */
  constructor(page) {
    this.page = page;
    page.on('pageerror', (error) => this.faults.push(String(error)));
    page.on('console', (message) => {
      if (/Content Security Policy|Uncaught/.test(message.text())) this.faults.push(message.text());
    });
  }

  get field() {
    return this.page.getByRole('textbox', { name: /^(Write in|Editing)/ });
  }

  /** The newest message with this text. @param {string} text */
  message(text) {
    return this.page.locator('.message').filter({ has: this.page.locator('.text', { hasText: text }) }).last();
  }

  /** The texts in the timeline, in order. */
  texts() {
    return this.page.locator('.message .text').allInnerTexts();
  }

  /** Writes and sends, as one does on such a device. @param {string} text */
  async write(text) {
    await this.field.fill(text);
    if (await this.page.evaluate(() => matchMedia('(pointer: coarse)').matches)) {
      await this.page.getByRole('button', { name: /^(Send|Save)$/ }).click();
    } else {
      await this.field.press('Enter');
    }
  }

  /** The first message, for which a name is asked. @param {string} name @param {string} text */
  async introduce(name, text) {
    await this.write(text);
    await this.page.getByRole('textbox', { name: 'Your name' }).fill(name);
    await this.page.getByRole('button', { name: 'Send with this name' }).click();
    await this.stored(text.split('\n')[0]);
  }

  /** Waits until a message is here and stored. @param {string} text */
  async stored(text) {
    await this.page.locator('.message[data-state="stored"]').filter({ hasText: text }).last().waitFor();
  }

  /** Opens a message's menu. @param {string} text */
  async openMenu(text) {
    await this.message(text).hover();
    await this.message(text).getByRole('button', { name: /^Actions/ }).click();
    await this.page.getByRole('menu').waitFor();
  }

  /** Opens a message's menu and chooses. @param {string} text @param {string} choice */
  async choose(text, choice) {
    await this.openMenu(text);
    await this.page.getByRole('menuitem', { name: choice }).click();
  }

  /** Waits until what `look` sees is as it should be. @template T @param {() => Promise<T>} look @param {T} wanted */
  async sees(look, wanted) {
    const end = Date.now() + patience;
    let seen = await look();
    while (JSON.stringify(seen) !== JSON.stringify(wanted) && Date.now() < end) {
      await this.page.waitForTimeout(50);
      seen = await look();
    }
    assert.deepEqual(seen, wanted);
  }

  /** What axe finds against WCAG 2.2 A and AA. @param {import('playwright-core').Page} [page]  another one that was opened */
  async barriers(page = this.page) {
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
  }

  async leave() {
    await this.page.context().close();
    assert.deepEqual(this.faults, []);
  }
}
