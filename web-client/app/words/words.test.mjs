// The catalogues: which one is taken, and that none lacks a sentence.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { aboutCatalogues } from './about.js';
import { careCatalogues } from './care.js';
import { clockCatalogues } from './clock.js';
import { copyingCatalogues } from './copying.js';
import { de } from './de.js';
import { en } from './en.js';
import { hallwayCatalogues } from './hallway.js';
import { heldCatalogues } from './held.js';
import { helpCatalogues } from './help.js';
import { hereCatalogues } from './here.js';
import { inviteCatalogues } from './invite.js';
import { keepCatalogues } from './keep.js';
import { moderationCatalogues } from './moderation.js';
import { nameCatalogues } from './name.js';
import { programmeCatalogues } from './programme.js';
import { pulseCatalogues } from './pulse.js';
import { questionCatalogues } from './questions.js';
import { removalCatalogues } from './removal.js';
import { ruleCatalogues } from './rules.js';
import { safetyCatalogues } from './safety.js';
import { screenCatalogues } from './screen.js';
import { sheetCatalogues } from './sheets.js';
import { speechCatalogues } from './speech.js';
import { staffCatalogues } from './staff.js';
import { languageFor, languages } from './words.js';

const catalogues = { en, de };

/** Every key with what kind of thing stands there, and how many words a sentence takes in. @param {any} value @param {string} [path] @returns {string[]} */
function shapeOf(value, path = '') {
  if (typeof value === 'function') return [`${path}(${value.length})`];
  if (Array.isArray(value)) return value.flatMap((one, index) => shapeOf(one, `${path}[${index}]`));
  if (typeof value === 'object') return Object.entries(value).flatMap(([key, one]) => shapeOf(one, `${path}.${key}`));
  return [`${path}: ${typeof value}`];
}

test('every catalogue has the sentences of the English one, and no more', () => {
  assert.deepEqual(Object.keys(catalogues), Object.keys(languages));
  for (const [language, catalogue] of Object.entries(catalogues)) {
    assert.deepEqual(shapeOf(catalogue).sort(), shapeOf(en).sort(), language);
    assert.equal(/** @type {any} */ (catalogue).language, language);
  }
});

/** Those that come with what they are the words of. @type {Record<string, { en: object, de: object }>} */
const parts = { about: aboutCatalogues, care: careCatalogues, clock: clockCatalogues, copying: copyingCatalogues, hallway: hallwayCatalogues, held: heldCatalogues, help: helpCatalogues, here: hereCatalogues, invite: inviteCatalogues, keep: keepCatalogues, moderation: moderationCatalogues, name: nameCatalogues, programme: programmeCatalogues, pulse: pulseCatalogues, questions: questionCatalogues, removal: removalCatalogues, rules: ruleCatalogues, safety: safetyCatalogues, screen: screenCatalogues, sheets: sheetCatalogues, speech: speechCatalogues, staff: staffCatalogues };

for (const [part, spoken] of Object.entries(parts)) {
  test(`the words of the ${part} are there in every language, too`, () => {
    assert.deepEqual(Object.keys(spoken), Object.keys(languages));
    for (const catalogue of Object.values(spoken)) assert.deepEqual(shapeOf(catalogue).sort(), shapeOf(spoken.en).sort());
  });
}

test('no sentence is empty, save the badge of those who need none', () => {
  for (const catalogue of [...Object.values(catalogues), ...Object.values(parts).flatMap((spoken) => Object.values(spoken))]) {
    const empty = Object.entries(catalogue).filter(([, value]) => value === '').map(([key]) => key);
    assert.deepEqual(empty, []);
  }
});

test('every sentence that takes something in says it', () => {
  for (const language of /** @type {const} */ (['en', 'de'])) {
    const programme = programmeCatalogues[language];
    assert.match(programme.dayAt('Friday', '10:00'), /Friday.*10:00/);
    assert.match(catalogues[language].wasAt('9:45'), /9:45/);
    assert.match(sheetCatalogues[language].keepTitle('Ada'), /Ada/);
    assert.equal(programme.span(1, 30), '1 h 30 min');
    assert.equal(programme.span(0, 45), '45 min');
  }
});

test('the first language of the reader that there are words for is taken, as they have it', () => {
  assert.deepEqual(languageFor(['fr-CA', 'de-AT', 'en']), { language: 'de', locale: 'de-AT' });
  assert.deepEqual(languageFor(['en-GB']), { language: 'en', locale: 'en-GB' });
  assert.deepEqual(languageFor(['fr', 'toString']), { language: 'en', locale: undefined });
  assert.deepEqual(languageFor([]), { language: 'en', locale: undefined });
});
