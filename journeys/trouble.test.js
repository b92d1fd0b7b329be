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

/** The titles of everything in the archive, with nothing for what is still to be fetched. */
async function titles() {
  const { rows } = await app.call("list", {
    request: { view: "all", query: "", sort: "saved", offset: 0, limit: 50, utc_offset_minutes: 0 },
  });
  return rows.map((row) => row.title).filter((title) => title !== null);
}

test("killed while it saves twenty links, it has all twenty after the next start", async () => {
  site.delay = 150;
  const all = Array.from(
    { length: 20 },
    (_, at) => `Minutes of meeting ${String(at + 1).padStart(2, "0")}`,
  );
  const urls = all.map((title, at) =>
    site.add(`meeting-${at}`, { title, body: paragraphs(7, at) }),
  );
  const clipboard = await paste(urls.join("\n"));
  await allowThisComputer(app);
  await app.waitFor(async () => (await titles()).length >= 3, { what: "the first three" });
  await app.kill();
  clipboard.clear();
  const left = JSON.parse((await app.cli("verify", "--json")).output);
  assert.deepEqual(left.problems, []);
  assert.ok(new Set(site.asked).size < 20, "the kill came in the middle");
  await app.reopen();
  await app.waitFor(async () => (await titles()).length === 20, {
    what: "all twenty",
    timeout: 120_000,
  });
  assert.deepEqual((await titles()).sort(), all);
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
