// Marking passages of an article, writing notes on them, finding them again.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { App } from "./lib/app.js";
import { Clipboard } from "./lib/hands.js";
import { paragraphs, Site } from "./lib/site.js";
import { allowThisComputer, openRow, press, waitForArticle, waitForRow } from "./lib/window.js";

const flood =
  "A brass line on the wall of the chandlery shows how far the water came in that spring.";
const harbour = {
  title: "The harbour master keeps her books",
  body: [...paragraphs(3), flood, ...paragraphs(6, 3)],
};
const valley = { title: "Glass from the next valley", body: paragraphs(8, 6) };

let app, site;
before(async () => {
  site = await Site.start();
  app = await App.start();
  const clipboard = new Clipboard(app);
  await clipboard.setText([site.add("harbour", harbour), site.add("valley", valley)].join("\n"));
  await app.waitForText("Backfile talks only");
  await app.keys("Control+v");
  await allowThisComputer(app);
  await waitForRow(app, harbour.title);
  await waitForRow(app, valley.title);
  clipboard.clear();
});
after(async () => {
  await app?.close();
  await site?.stop();
});

/** Selects the first words of a paragraph, as many characters as that, in sight. */
const select = (paragraph, length) =>
  app.inFrame(() =>
    app.execute(
      (paragraph, length) => {
        const text = document.querySelectorAll(".block p")[paragraph].firstChild;
        text.parentElement.scrollIntoView({ block: "center" });
        document.getSelection().setBaseAndExtent(text, 0, text, length);
      },
      paragraph,
      length,
    ),
  );

const bar = () =>
  app.waitFor(async () => (await app.findAll('[aria-label="Selected words"]')).length > 0, {
    what: "the bar over what is selected",
  });

const marks = () =>
  app.inFrame(() =>
    app.execute(() => [...document.querySelectorAll("mark.kept")].map((mark) => mark.textContent)),
  );

const marked = (...words) =>
  app.waitFor(async () => JSON.stringify(await marks()) === JSON.stringify(words), {
    what: `“${words.join("”, “")}” to be marked`,
  });

test("what is selected is marked by a key, and by the bar over it", async () => {
  await openRow(app, harbour.title);
  await waitForArticle(app, harbour.body[0]);
  await select(1, 40);
  await bar();
  await app.screenshot("highlight-bar");
  await app.inFrame(() => app.keys("h"));
  await marked(harbour.body[1].slice(0, 40));
  await app.waitForText("Highlighted");
  await select(2, 30);
  await bar();
  await press(app, "Highlight", { in: '[aria-label="Selected words"] button' });
  await marked(harbour.body[1].slice(0, 40), harbour.body[2].slice(0, 30));
  await app.keys("z");
  await marked(harbour.body[1].slice(0, 40));
});

test("a note is written on what is selected, and stays", async () => {
  await select(3, 50);
  await bar();
  await app.inFrame(() => app.keys("n"));
  await app.waitFor(async () => (await app.findAll('textarea[aria-label="Note"]')).length > 0, {
    what: "the note",
  });
  await app.type("Ask her about the year of the flood.");
  await app.screenshot("highlight-note");
  await app.keys("Escape");
  await app.waitFor(async () => (await app.findAll("textarea")).length === 0, {
    what: "the note to close",
  });
  const { rows } = await app.call("highlights", { words: "flood", offset: 0, limit: 9 });
  assert.equal(rows[0]?.highlight.note, "Ask her about the year of the flood.");
  // A click on the passage opens it again.
  await app.inFrame(() => app.execute(() => document.querySelector("mark.noted").click()));
  await app.waitFor(
    () => app.execute(() => document.querySelector("textarea")?.value.includes("flood") === true),
    { what: "the note again" },
  );
  await app.keys("Escape");
});

test("a passage is copied with its source", async () => {
  await select(4, 45);
  await bar();
  // Only a press of a person's own may write to the clipboard.
  await app.click('[aria-label="Copy with its source"]');
  await app.waitForText("Copied");
  const { output } = await app.run("xclip", ["-o", "-selection", "clipboard"]);
  assert.match(output, new RegExp(`^“${harbour.body[4].slice(0, 20)}`));
  assert.ok(output.includes(harbour.title), output);
});

test("all passages are listed, searched, and lead back to where they stand", async () => {
  await openRow(app, valley.title);
  await waitForArticle(app, valley.body[0]);
  await select(5, 60);
  await bar();
  await app.inFrame(() => app.keys("h"));
  await marked(valley.body[5].slice(0, 60));
  await press(app, "Highlights", { in: "nav button" });
  await app.waitForText("3 highlights");
  await app.screenshot("highlights");
  await app.click('input[aria-label="Find in highlights"]');
  await app.type("flood");
  await app.waitForText("1 highlight");
  await app.click(".passage");
  await waitForArticle(app, harbour.body[0]);
  await app.waitFor(
    () =>
      app.inFrame(() =>
        app.execute(() => {
          const box = document.querySelector("mark.noted").getBoundingClientRect();
          return box.top > 0 && box.bottom < window.innerHeight;
        }),
      ),
    { what: "the passage in sight" },
  );
});

test("a passage that was edited away is told of, and stays", async () => {
  const edited = harbour.body.map((text) => (text === flood ? "Nobody kept a mark of it." : text));
  site.add("harbour", { ...harbour, body: [...edited, ...paragraphs(2, 20)] });
  const { rows } = await app.call("highlights", { words: "flood", offset: 0, limit: 9 });
  await app.call("capture_again", { id: rows[0].article });
  await app.waitForText("1 passage that you highlighted is not in this version", {
    timeout: 60_000,
  });
  await app.click("details.lost summary");
  await app.screenshot("highlight-lost");
  const kept = await app.call("highlights", { words: "", offset: 0, limit: 9 });
  assert.deepEqual(kept.rows.map(({ highlight }) => highlight.found).sort(), [false, true, true]);
});

test("words are found in the article, stepped through, and shown along the edge", async () => {
  await openRow(app, valley.title);
  await waitForArticle(app, valley.body[0]);
  await app.keys("Control+f");
  await app.waitFor(async () => (await app.findAll("search.find input")).length > 0, {
    what: "the bar to type into",
  });
  await app.type("the council");
  await app.waitFor(
    () => app.execute(() => /^1 of \d+$/.test(document.querySelector(".find .place").innerText)),
    {
      what: "how many places there are",
    },
  );
  await app.keys("Enter");
  await app.waitForText("2 of", { in: ".find .place" });
  await app.screenshot("find-in-article");
  const ticks = await app.inFrame(() =>
    app.execute(() => document.querySelectorAll(".ticks i").length),
  );
  assert.ok(ticks > 1, `${ticks} marks along the edge`);
  await app.keys("Escape");
  await app.waitFor(async () => (await app.findAll("search.find")).length === 0, {
    what: "the bar to go",
  });
});
