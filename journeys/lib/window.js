// What stands in the window, in the words of a person who looks at it.

import assert from "node:assert/strict";

/** The field of the first start, which is also what the page says to do. */
export const firstField = 'input[aria-label="Paste a link, or drop one here"]';

/** Clicks the button, or another element, that bears these words. */
export async function press(app, words, { in: selector = "button", timeout } = {}) {
  await app.waitFor(
    () =>
      app.execute(
        (selector, words) => {
          const bears = (one) =>
            one.innerText.trim() === words || one.getAttribute("aria-label") === words;
          const found = [...document.querySelectorAll(selector)].find(bears);
          found?.click();
          return found !== undefined;
        },
        selector,
        words,
      ),
    { what: `“${words}” to press`, timeout },
  );
}

/** Says yes to the question whether to fetch from this computer, which is asked once. */
export async function allowThisComputer(app) {
  await app.waitFor(async () => (await app.findAll('[role="alertdialog"]')).length > 0, {
    what: "the question about a private address",
  });
  await press(app, "Fetch it", { in: '[role="alertdialog"] button' });
  await app.waitFor(async () => (await app.findAll('[role="alertdialog"]')).length === 0, {
    what: "the question to go away",
  });
}

/** Waits until everything that was given is saved, or has failed. */
export const queueEnds = (app) =>
  app.waitFor(async () => (await app.call("overview")).queue.total === 0, {
    what: "the queue to end",
    timeout: 60_000,
  });

/** The list's rows as texts, from the top. */
export const rows = (app) =>
  app.execute(() =>
    [...document.querySelectorAll('.row[role="listitem"]')].map((row) => row.innerText),
  );

/** Waits for a row that holds these words. */
export const waitForRow = (app, words, options = {}) =>
  app.waitFor(async () => (await rows(app)).find((row) => row.includes(words)), {
    what: `a row with “${words}”`,
    ...options,
  });

/** Opens the row that holds these words. */
export async function openRow(app, words) {
  await waitForRow(app, words);
  await app.execute((words) => {
    const row = [...document.querySelectorAll('.row[role="listitem"]')].find((one) =>
      one.innerText.includes(words),
    );
    row.querySelector("button.open").click();
  }, words);
}

/** The text of the open article, out of its frame; null while there is none. */
export async function articleText(app) {
  if ((await app.findAll("iframe")).length === 0) return null;
  return app.inFrame(() => app.text());
}

/** Waits until the open article holds these words. */
export const waitForArticle = (app, words, options = {}) =>
  app.waitFor(async () => (await articleText(app))?.includes(words), {
    what: `“${words}” in the article`,
    ...options,
  });

/** Asserts that a text holds all of some words. */
export function holds(text, ...words) {
  for (const word of words) assert.ok(text.includes(word), `“${word}” is not in:\n${text}`);
}

/** Asserts that a text holds none of some words. */
export function lacks(text, ...words) {
  for (const word of words) assert.ok(!text.includes(word), `“${word}” is in:\n${text}`);
}
