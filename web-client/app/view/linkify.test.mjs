// Links: what is clickable, what never is, and where an address ends.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { linkify, safeHref } from './linkify.js';

/** @param {string} text */
const hrefs = (text) => linkify(text).flatMap((piece) => piece.href ?? []);

test('http, https and mailto addresses become links', () => {
  assert.deepEqual(hrefs('see https://example.org/a?b=1#c and http://example.net or mailto:ada@example.org'), [
    'https://example.org/a?b=1#c', 'http://example.net/', 'mailto:ada@example.org',
  ]);
});

test('no other scheme becomes a link, however it is written', () => {
  for (const text of [
    'javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'java\tscript:alert(1)', 'data:text/html,<b>x</b>', 'vbscript:x', 'file:///etc/passwd',
    'ftp://example.org', 'blob:https', '//example.org', 'https://', 'http:///', 'mailto:nobody', 'xhttps://example.org',
  ]) {
    assert.deepEqual(hrefs(text).filter((href) => !/^(https?|mailto):/.test(href)), [], text);
  }
  assert.deepEqual(hrefs('javascript:alert(1)'), []);
  assert.deepEqual(hrefs('xhttps://example.org'), []);
});

test('an address that hides its host behind a password stays text', () => {
  assert.equal(safeHref('https://bank.example@evil.example/'), null);
});

test('the sentence keeps its punctuation and its brackets', () => {
  const cases = {
    'Look at https://example.org/a.': 'https://example.org/a',
    '(https://example.org/a)': 'https://example.org/a',
    'https://example.org/wiki/Hall_(room), they say': 'https://example.org/wiki/Hall_(room)',
    'is it https://example.org?!': 'https://example.org/',
    '„https://example.org/a”': 'https://example.org/a',
    '<https://example.org/a>': 'https://example.org/a',
  };
  for (const [text, href] of Object.entries(cases)) assert.deepEqual(hrefs(text), [href], text);
});

test('an address ends where the direction of reading is changed by an invisible mark', () => {
  assert.deepEqual(hrefs('https://example.org/\u202egnp.exe'), ['https://example.org/']);
});

test('the pieces put together are the text', () => {
  for (const text of ['', 'plain', 'https://a.example', 'a https://a.example, b\nhttps://b.example.', 'https://https://x', '((((']) {
    assert.equal(linkify(text).map((piece) => piece.text).join(''), text);
  }
});

test('a long text is read in linear time', () => {
  const started = performance.now();
  linkify('https://'.repeat(20_000));
  linkify(`https://example.org/${')'.repeat(1900)}`.repeat(20));
  linkify('('.repeat(100_000));
  assert.ok(performance.now() - started < 1500);
});
