// A list that is long enough to ask what it will take.

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { sleep } from "../scripts/lib/run.js";
import { App } from "./lib/app.js";
import { Clipboard } from "./lib/hands.js";
import { paragraphs, Site } from "./lib/site.js";
import { allowThisComputer, holds, lacks, press } from "./lib/window.js";

const LINKS = 620;

let app, site;
beforeEach(async () => {
  site = await Site.start();
  app = await App.start();
  await app.waitForText("Backfile talks only");
});
afterEach(async () => {
  await app?.close();
  await site?.stop();
});

/** What stands at the foot of the sidebar. */
const foot = async () => (await app.text(".saving")).replace(/\s+/g, " ");

const pictures = () => site.asked.filter((path) => path.endsWith(".png")).length;

/** Runs a command by its words, as from the keyboard. */
async function command(app, words) {
  await app.keys("Control+k");
  await app.waitFor(async () => (await app.findAll('[role="dialog"] input')).length === 1, {
    what: "the list of commands",
  });
  await app.type(words);
  await app.keys("Enter");
  await app.waitFor(async () => (await app.findAll('[role="dialog"]')).length === 0, {
    what: "the list of commands to go",
  });
}

test("a list of over 500 says what space it needs, and text only needs less", async () => {
  // Every article has a picture of its own address, as on the web.
  const urls = Array.from({ length: LINKS }, (_, at) =>
    site.add(`minutes-${at}`, {
      title: `Minutes of meeting ${at + 1}`,
      body: paragraphs(6, at),
      picture: site.picture(`meeting-${at}`),
    }),
  );
  const clipboard = new Clipboard(app);
  await clipboard.setText(urls.join("\n"));
  await app.keys("Control+v");
  await allowThisComputer(app);
  await app.waitFor(async () => /^Saving \d+ of 620/.test(await foot()), { what: "the count" });
  lacks(await foot(), "free");
  await app.waitFor(async () => (await foot()).includes("are free"), {
    what: "the space that the list needs",
    timeout: 60_000,
  });
  await press(app, "Pause");
  await app.waitFor(async () => (await foot()).startsWith("Paused at"), { what: "the pause" });
  assert.match(await foot(), /Needs about [\d.]+ (kB|MB); [\d.,]+ (MB|GB|TB) are free\./);
  await app.screenshot("long-list");
  await app.resize(700, 640);
  await app.keys("[");
  await sleep(400); // The pane slides in.
  await app.screenshot("long-list-narrow");
  await app.keys("[");
  await app.resize(1200, 800);

  await command(app, "Dark colours");
  await press(app, "Text only");
  await app.waitFor(async () => (await foot()).includes("Without pictures this needs about"), {
    what: "the space without pictures",
  });
  holds(await foot(), "With pictures");
  await app.screenshot("long-list-text-only");
  const before = pictures();
  assert.ok(before > 0 && before < LINKS, `${before} pictures were asked for`);
  await press(app, "Go on");
  await app.waitFor(async () => (await foot()) === "", { what: "the end", timeout: 60_000 });
  // What was under way at the pause may have come to its end.
  assert.ok(pictures() <= before + 3, `${pictures() - before} pictures came after all`);
  const request = { view: "all", query: "", sort: "saved", limit: 500, utc_offset_minutes: 0 };
  const { total, rows } = await app.call("list", { request: { ...request, offset: 120 } });
  assert.deepEqual([total, rows.length], [LINKS, 500]);
  for (const { standing, stage, title } of rows) {
    assert.deepEqual([standing, stage], ["article", null], title);
  }
  clipboard.clear();
});
