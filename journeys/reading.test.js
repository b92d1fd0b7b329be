// Reading, keeping in order, finding again.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { App } from "./lib/app.js";
import { Clipboard } from "./lib/hands.js";
import { paragraphs, Site } from "./lib/site.js";
import {
  allowThisComputer,
  articleText,
  holds,
  lacks,
  openRow,
  press,
  queueEnds,
  rows,
  waitForArticle,
  waitForRow,
} from "./lib/window.js";

const crane = {
  title: "The old crane moves at last",
  body: paragraphs(12),
  picture: "volume.png",
  topics: ["Harbour", "Repairs"],
};
const school = {
  title: "A school opens by the bay",
  body: [
    ...paragraphs(6, 4),
    "Its lantern room was built by the glassblowers of the next valley.",
    ...paragraphs(3, 5),
  ],
};

let app, site;
before(async () => {
  site = await Site.start();
  app = await App.start();
  const clipboard = new Clipboard(app);
  await clipboard.setText([site.add("crane", crane), site.add("school", school)].join("\n"));
  await app.waitForText("Backfile talks only");
  await app.keys("Control+v");
  await allowThisComputer(app);
  await waitForRow(app, crane.title);
  await waitForRow(app, school.title);
  clipboard.clear();
  await queueEnds(app);
});
after(async () => {
  await app?.close();
  await site?.stop();
});

const fieldText = () => app.execute(() => document.querySelector('[role="search"] input').value);

test("an article is read with its server gone", async () => {
  await site.down();
  await openRow(app, crane.title);
  await waitForArticle(app, crane.body[0]);
  holds(await articleText(app), ...crane.body);
  await app.waitFor(
    () =>
      app.inFrame(() =>
        app.execute(() => document.images.length === 1 && document.images[0].naturalWidth > 0),
      ),
    { what: "the stored picture" },
  );
  await app.screenshot("reading");
});

test("the article's frame is sealed: no window, no command, no network, no script of a page", async () => {
  await openRow(app, crane.title);
  await waitForArticle(app, crane.body[0]);
  await app.inFrame(async () => {
    const seen = await app.execute(() => {
      const attempt = (work) => {
        try {
          return String(work());
        } catch (error) {
          return `refused: ${error.name}`;
        }
      };
      const element = document.createElement("div");
      element.innerHTML = '<img src="data:," onerror="window.ran = true">';
      document.body.append(element);
      const script = document.createElement("script");
      script.textContent = "window.ran = true";
      document.body.append(script);
      return {
        origin: self.origin,
        internals: typeof window.__TAURI_INTERNALS__,
        parent: attempt(() => window.parent.document.title),
        storage: attempt(() => window.localStorage.length),
      };
    });
    assert.equal(seen.origin, "null");
    assert.equal(seen.internals, "undefined");
    assert.match(seen.parent, /^refused/);
    assert.match(seen.storage, /^refused/);
    const network = await app.execute(() =>
      fetch("http://127.0.0.1:9/").then(
        () => "answered",
        () => "refused",
      ),
    );
    assert.equal(network, "refused");
    assert.equal(await app.execute(() => window.ran === true), false);
  });
});

test("the web view's own message door stays shut for the frame", async () => {
  const before = (await app.call("overview")).counts;
  await app.inFrame(() =>
    app.execute(() => {
      const door = window.webkit?.messageHandlers?.ipc;
      const message = {
        cmd: "call",
        callback: 1,
        error: 2,
        payload: { name: "set_trashed", args: { ids: [], trashed: true } },
        options: {},
      };
      for (const key of ["", "guess", undefined])
        door?.postMessage(JSON.stringify({ ...message, __TAURI_INVOKE_KEY__: key }));
      door?.postMessage("not a message");
    }),
  );
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.deepEqual((await app.call("overview")).counts, before);
});

test("the receipt tells what was kept, and a left-out block can be put back", async () => {
  await openRow(app, crane.title);
  await waitForArticle(app, " paragraphs");
  lacks(await articleText(app), "Sign up to have");
  await app.keys("\\");
  await waitForArticle(app, "Restore");
  await app.screenshot("receipt");
  const shown = await articleText(app);
  assert.match(shown, /left out/);
  await app.inFrame(() =>
    app.execute(() => document.querySelector(".left-out button.restore").click()),
  );
  await waitForArticle(app, "put back by you");
  await app.keys("\\");
});

test("a tag is put on with two keys and found again", async () => {
  await openRow(app, crane.title);
  await waitForArticle(app, crane.body[0]);
  await app.keys("t");
  await app.waitFor(
    async () => (await app.findAll('[role="dialog"] [role="combobox"]')).length === 1,
    {
      what: "the tag field",
    },
  );
  await app.type("harbour/works");
  await app.keys("Enter");
  await app.waitForText("harbour/works");
  await app.screenshot("tagging");
  await app.keys("Escape");
  const { output } = await app.cli("list", "--tag", "harbour/works", "--json");
  holds(output, crane.title);
});

test("a search finds the one article that holds the words, as they are typed", async () => {
  await app.keys("/");
  await app.type("glassblowers");
  await app.waitFor(async () => (await rows(app)).length === 1, { what: "one hit" });
  holds((await rows(app))[0], school.title);
  await app.screenshot("search");
  await openRow(app, school.title);
  await waitForArticle(app, "glassblowers of the next valley");
  await app.keys("/", "Escape", "Escape");
  await app.waitFor(async () => (await rows(app)).length === 2, { what: "the whole list" });
});

test("a misspelt search is answered as it is spelt here, and one key takes that over", async () => {
  await app.keys("/");
  await app.type("glassblowres");
  await app.waitForText("Nothing has “glassblowres”; showing");
  await app.waitFor(async () => (await rows(app)).length === 1, { what: "one hit" });
  holds((await rows(app))[0], school.title);
  await app.screenshot("misspelt");
  await app.keys("Control+y");
  await app.waitFor(async () => (await fieldText()) === "glassblowers", { what: "the spelling" });
  await app.keys("Escape");
  await app.waitFor(async () => (await rows(app)).length === 2, { what: "the whole list" });
});

test("what could be typed is offered, and chosen with the keyboard alone", async () => {
  await app.type("ta");
  await app.waitFor(async () => (await app.findAll('[role="option"]')).length === 1, {
    what: "the operator",
  });
  await app.keys("ArrowDown", "Enter");
  await app.waitForText("harbour/works");
  await app.screenshot("completion");
  await app.keys("Tab");
  await app.waitFor(async () => (await rows(app)).length === 1, { what: "what is tagged" });
  assert.equal(await fieldText(), "tag:harbour/works ");
  holds((await rows(app))[0], crane.title);
  await app.keys("Escape");
  await app.waitFor(async () => (await rows(app)).length === 2, { what: "the whole list" });
});

test("hits are narrowed by what they are made of", async () => {
  await app.type("is:unread OR is:read");
  const chips = '[role="toolbar"][aria-label="Narrow this search"] button';
  await app.waitFor(async () => (await app.findAll(chips)).length > 1, { what: "the chips" });
  await app.screenshot("facets");
  await press(app, "Narrow to harbour/works, 1 article");
  await app.waitFor(async () => (await rows(app)).length === 1, { what: "what is tagged" });
  assert.equal(await fieldText(), "tag:harbour/works (is:unread OR is:read)");
  await app.keys("/", "Escape", "Escape");
  await app.waitFor(async () => (await rows(app)).length === 2, { what: "the whole list" });
});

test("trash takes an article away, and undo brings it back", async () => {
  await openRow(app, school.title);
  await waitForArticle(app, school.body[0]);
  await app.keys("#");
  await app.waitFor(async () => !(await rows(app)).some((row) => row.includes(school.title)), {
    what: "the row to go",
  });
  await app.waitForText("Moved to the trash");
  await app.screenshot("trash");
  await app.keys("z");
  await waitForRow(app, school.title);
});

test("a star is one key", async () => {
  await openRow(app, crane.title);
  await waitForArticle(app, crane.body[0]);
  await app.keys("s");
  await app.waitFor(async () => (await app.call("overview")).counts.starred === 1, {
    what: "the star",
  });
});

test("the palette finds what the keys do", async () => {
  await app.keys("Control+k");
  await app.waitFor(
    async () => (await app.findAll('[role="dialog"] [role="combobox"]')).length > 0,
  );
  await app.screenshot("palette");
  await app.keys("Escape");
  await press(app, "More for this article");
  await app.screenshot("more");
  await app.keys("Escape");
});
