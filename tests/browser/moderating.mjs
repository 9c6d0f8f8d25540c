// What a moderator does in the place where rooms are moderated, in the words of the stories.

/** A moderator at work, with a name. @param {ReturnType<import('./stage.mjs').setStage>} stage @param {string} called @param {string} path @param {object} [options]  of the browser context */
export async function moderator(stage, called, path, options) {
  const person = await stage.visitor(options, `${path}#token=${await stage.server.token('moderator')}`);
  await person.page.locator('.moderate-name button').click();
  await person.page.getByRole('textbox').last().fill(called);
  await person.page.keyboard.press('Enter');
  await person.page.locator('.moderate-name').waitFor({ state: 'detached' });
  return person;
}

/** @param {import('./browser.mjs').Person} person @param {string} text @param {string} [list] */
export const listedQuestion = (person, text, list = '') => person.page.locator(`.lists .part${list && `[data-part="${list}"]`} .question`).filter({ hasText: text });

/** @param {import('./browser.mjs').Person} person @param {string} name @param {string} text  of the question */
export const useTool = (person, name, text) => person.page.getByRole('button', { name: `${name}: ${text}`, exact: true }).click();

/** The texts of a list. @param {import('./browser.mjs').Person} person @param {string} list */
export const listed = (person, list) => () => person.page.locator(`.lists .part[data-part="${list}"] .question .text`).allInnerTexts();

/** @param {import('./browser.mjs').Person} person @param {RegExp | string} what  that was done */
export const isDone = (person, what) => person.page.locator('.moderate-done', { hasText: what }).waitFor();
