// When something goes wrong, nothing is lost.

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { App, temporaryHome } from "./lib/app.js";
import { Clipboard } from "./lib/hands.js";
import { paragraphs, Site } from "./lib/site.js";
import { allowThisComputer, holds, press, rows, waitForArticle, waitForRow } from "./lib/window.js";

let app, home, site;
beforeEach(async () => {
  home = temporaryHome();
  site = await Site.start();
  app = await App.start({ home });
  await app.waitForText("Backfile talks only");
});
afterEach(async () => {
  await app?.close();
  await site?.stop();
  home.remove();
});

async function paste(text) {
  const clipboard = new Clipboard(app);
  await clipboard.setText(text);
  await app.keys("Control+v");
  return clipboard;
}

test("a link that fails stays with its reason, and a Retry makes it an article", async () => {
  const url = site.add("crane", { title: "The old crane moves at last", body: paragraphs(8) });
  await site.down();
  const clipboard = await paste(url);
  await allowThisComputer(app);
  const row = await app.waitFor(
    async () => (await rows(app)).find((text) => text.includes("Try again")),
    {
      what: "a row with its reason",
      timeout: 60_000,
    },
  );
  holds(row, "127.0.0.1");
  await app.screenshot("failed");
  await site.up();
  await press(app, "Try again");
  await waitForRow(app, "The old crane moves at last", { timeout: 30_000 });
  await waitForArticle(app, paragraphs(8)[0]);
  clipboard.clear();
});

test("killed while it saves twenty links, it has all twenty after the next start", async () => {
  const titles = Array.from(
    { length: 20 },
    (_, at) => `Minutes of meeting ${String(at + 1).padStart(2, "0")}`,
  );
  const urls = titles.map((title, at) =>
    site.add(`meeting-${at}`, { title, body: paragraphs(7, at) }),
  );
  const clipboard = await paste(urls.join("\n"));
  await allowThisComputer(app);
  await app.waitFor(async () => (await app.call("overview")).counts.all >= 2, {
    what: "the first to be saved",
  });
  await app.kill();
  clipboard.clear();
  const left = JSON.parse((await app.cli("verify", "--json")).output);
  assert.deepEqual(left.problems, []);
  await app.reopen();
  await app.waitFor(async () => (await app.call("overview")).counts.unread === 20, {
    what: "all twenty",
    timeout: 120_000,
  });
  const list = await app.call("list", {
    request: { view: "all", query: "", sort: "saved", offset: 0, limit: 50, utc_offset_minutes: 0 },
  });
  assert.deepEqual(list.rows.map((row) => row.title).sort(), titles);
  await waitForRow(app, "Minutes of meeting");
  await app.screenshot("after-kill");
});

test("what the terminal saves while the window is open comes into its list", async () => {
  const url = site.add("ferry", { title: "The ferry waits outside", body: paragraphs(8, 1) });
  const { code, output } = await app.cli("save", url, "--allow-private", "--json");
  assert.equal(code, 0, output);
  assert.equal(JSON.parse(output.trim().split("\n").at(-1)).status, "saved");
  await waitForRow(app, "The ferry waits outside");
  await app.screenshot("saved-by-terminal");
});

test("a second start brings the first window to the front and ends", async () => {
  const second = await app.run(app.binary, [], { env: app.sessionBus(), timeout: 20_000 });
  assert.equal(second.code, 0, second.output);
  assert.ok(await app.windowId());
});
