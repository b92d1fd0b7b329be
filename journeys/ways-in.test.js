// The ways in: what a person pastes, drags and drops becomes an article.

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { App } from "./lib/app.js";
import { Clipboard, Drag } from "./lib/hands.js";
import { page, paragraphs, Site } from "./lib/site.js";
import {
  allowThisComputer,
  articleText,
  firstField,
  holds,
  lacks,
  press,
  rows,
  waitForArticle,
  waitForRow,
} from "./lib/window.js";

let app, site;
beforeEach(async () => {
  site = await Site.start();
  app = await App.start();
  await app.waitFor(async () => (await app.findAll(firstField)).length === 1, {
    what: "the first page",
  });
});
afterEach(async () => {
  await app?.close();
  await site?.stop();
});

test("a pasted link becomes an article, clean and whole", async () => {
  const body = paragraphs(9);
  const clipboard = new Clipboard(app);
  await clipboard.setText(
    site.add("crane", { title: "The old crane moves at last", body, picture: "volume.png" }),
  );
  await app.keys("Control+v");
  await allowThisComputer(app);
  await waitForRow(app, "The old crane moves at last");
  await waitForArticle(app, body.at(-1));
  const text = await articleText(app);
  holds(text, "The old crane moves at last", "Marta Linden", ...body);
  lacks(text, "Share this", "Sign up", "A bridge closes", "Weather");
  await app.waitFor(
    () =>
      app.inFrame(() =>
        app.execute(() => [...document.images].some((image) => image.naturalWidth > 0)),
      ),
    { what: "the picture" },
  );
  await app.screenshot("pasted-link");
  clipboard.clear();
});

test("a link dragged out of another program becomes an article", async () => {
  const url = site.add("ferry", { title: "The ferry waits outside", body: paragraphs(8, 1) });
  const outcome = await new Drag(app).links(url, {
    over: async () => {
      await app.waitForText("Drop", { timeout: 5_000 });
      await app.screenOf("drag-target");
    },
  });
  assert.equal(outcome, "dropped");
  await allowThisComputer(app);
  await waitForRow(app, "The ferry waits outside");
  await waitForArticle(app, paragraphs(8, 1)[3]);
});

test("a drop of many links makes a row of each", async () => {
  const titles = Array.from(
    { length: 6 },
    (_, at) => `Report number ${at + 1} of the harbour board`,
  );
  const urls = titles.map((title, at) =>
    site.add(`report-${at}`, { title, body: paragraphs(7, at) }),
  );
  assert.equal(await new Drag(app).links(urls), "dropped");
  await allowThisComputer(app);
  for (const title of titles) await waitForRow(app, title, { timeout: 40_000 });
  await app.screenshot("dropped-many");
});

test("what a browser copied is saved as pasted, with its address", async () => {
  const body = paragraphs(8, 2);
  const clipboard = new Clipboard(app);
  await clipboard.set({
    html: page({ title: "A pilot counts the ships", body }),
    plain: ["A pilot counts the ships", ...body].join("\n\n"),
    sourceUrl: "https://www.harbour-gazette.example/2026/pilot",
  });
  await app.keys("Control+v");
  await waitForRow(app, "A pilot counts the ships");
  await waitForArticle(app, body.at(-1));
  holds(await articleText(app), "As pasted.");
  const { output } = await app.cli("list", "--json");
  holds(output, "harbour-gazette.example/2026/pilot");
  clipboard.clear();
});

test("a file from the file manager is saved with the address that stands in it", async () => {
  const body = paragraphs(8, 3);
  const html = page({ title: "A sum larger than the roads", body });
  const address = "https://www.harbour-gazette.example/2026/sum";
  const marked = html.replace(
    "<html",
    `<!-- saved from url=(${String(address.length).padStart(4, "0")})${address} -->\n<html`,
  );
  const saved = site.file("sum.html", marked);
  assert.equal(await new Drag(app).files([saved]), "dropped");
  await waitForRow(app, "A sum larger than the roads");
  await waitForArticle(app, body.at(-1));
});

test("what only a file of links names on the own network is not fetched until it is wanted", async () => {
  const titles = ["The lamp at the quay", "The rope at the quay", "The bell at the quay"];
  const urls = titles.map((title, at) =>
    site.add(`quay-${at}`, { title, body: paragraphs(7, at) }),
  );
  const list = site.file("links.txt", urls.join("\n") + "\n");
  assert.equal(await new Drag(app).files([list]), "dropped");
  await app.waitFor(async () => (await rows(app)).length === urls.length, { what: "the rows" });
  await waitForRow(app, "Only a file names");
  assert.deepEqual(site.asked, []);
  assert.equal((await app.findAll('[role="alertdialog"]')).length, 0);
  await app.screenshot("listed-private");
  await press(app, "Fetch it");
  await allowThisComputer(app);
  await waitForRow(app, "at the quay");
  assert.equal(site.asked.length, 1);
});
