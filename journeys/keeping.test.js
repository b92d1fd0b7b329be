// The archive through a backup, damage and a full disk: nothing is lost, and the window says so.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { run, sleep } from "../scripts/lib/run.js";
import { App, temporaryHome } from "./lib/app.js";
import { Clipboard } from "./lib/hands.js";
import { paragraphs, Site } from "./lib/site.js";
import {
  allowThisComputer,
  holds,
  openRow,
  press,
  queueEnds,
  rows,
  waitForArticle,
  waitForRow,
} from "./lib/window.js";

let app, home, site, undo;
beforeEach(async () => {
  undo = [];
  home = temporaryHome();
  site = await Site.start();
});
afterEach(async () => {
  await app?.close();
  app = undefined;
  await site?.stop();
  for (const step of undo.reverse()) await step();
  home.remove();
});

const titles = ["The old crane moves at last", "A school opens by the bay", "The ferry waits"];

async function openWithArticles() {
  app = await App.start({ home });
  await app.waitForText("Backfile talks only");
  const links = titles.map((title, at) =>
    site.add(`story-${at}`, { title, body: paragraphs(8, at) }),
  );
  const clipboard = new Clipboard(app);
  await clipboard.setText(links.join("\n"));
  await app.keys("Control+v");
  await allowThisComputer(app);
  for (const title of titles) await waitForRow(app, title, { timeout: 30_000 });
  clipboard.clear();
  await queueEnds(app);
}

async function openSettings() {
  await app.keys("Control+,");
  await app.waitForText("Where it lives", { in: "dialog" });
}

test("what was deleted for good comes back from a backup, and what was there is kept aside", async () => {
  await openWithArticles();
  await openSettings();
  await press(app, "Back up now");
  await app.waitForText("Last verified", { in: "dialog", timeout: 30_000 });
  await app.screenshot("settings-backups");
  await press(app, "Network", { in: "[role=tab]" });
  await app.waitForText("127.0.0.1", { in: "dialog" });
  await app.screenshot("settings-network");
  await press(app, "Close");

  const { rows: kept } = await app.call("list", {
    request: { view: "all", query: "", sort: "saved", offset: 0, limit: 50, utc_offset_minutes: 0 },
  });
  const crane = kept.find((row) => row.title === titles[0]);
  await app.call("set_trashed", { ids: [crane.id], trashed: true });
  await app.call("purge", { ids: [crane.id] });
  await app.waitFor(async () => !(await rows(app)).some((row) => row.includes(titles[0])), {
    what: "the row to go",
  });

  await openSettings();
  await app.waitForText("Go back to it", { in: "dialog" });
  await press(app, "Go back to it…");
  await app.waitForText("is kept aside", { in: '[role="alertdialog"]' });
  await app.screenshot("restore-question");
  await press(app, "Go back", { in: '[role="alertdialog"] button' });
  await app.waitForText("Kept aside", { in: "dialog", timeout: 30_000 });
  await app.screenshot("restored");
  await press(app, "Close");
  await openRow(app, titles[0]);
  await waitForArticle(app, paragraphs(8, 0)[0]);
  const checked = JSON.parse((await app.cli("verify", "--json")).output);
  assert.deepEqual(checked.problems, []);
});

const PAGE = 4096;
const sha256 = (path) => createHash("sha256").update(readFileSync(path)).digest("hex");

/** Every file below a folder. */
function below(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((one) => {
    const path = join(folder, one.name);
    return one.isDirectory() ? below(path) : [path];
  });
}

test("a damaged archive opens for reading, is salvaged, and the damaged file stays", async () => {
  await openWithArticles();
  await app.close();
  const file = join(home.archive, "archive.sqlite");
  // Whoever closes it last moves the log of writes into it; the window may take a moment to end.
  await app.waitFor(
    async () => {
      assert.equal((await app.cli("list")).code, 0);
      return !existsSync(`${file}-wal`);
    },
    { what: "the log to be moved", every: 200 },
  );
  // One page of rows, in the middle, is noise.
  const bytes = readFileSync(file);
  const leaf = Array.from({ length: bytes.length / PAGE }, (_, at) => at * PAGE)
    .filter((at) => at > bytes.length / 2)
    .find((at) => bytes[at] === 0x0d);
  bytes.fill(0xa5, leaf, leaf + PAGE);
  writeFileSync(file, bytes);
  // A log that is left over, as after a kill: only then is the archive looked through at the start.
  writeFileSync(`${file}-wal`, Buffer.alloc(32, 1));
  const before = sha256(file);
  app = await App.start({ home });
  await app.waitForText("The archive’s file is damaged", { timeout: 30_000 });
  await app.screenshot("damaged");
  await press(app, "Salvage what can be read");
  await app.waitFor(async () => (await app.call("overview")).access === "writes", {
    what: "the archive to be writable again",
    timeout: 60_000,
  });
  await app.waitForText("kept aside");
  await app.screenshot("salvaged");
  for (const title of titles) await waitForRow(app, title);
  await openRow(app, titles[1]);
  await waitForArticle(app, paragraphs(8, 1)[0]);
  assert.ok(
    below(home.archive).some((path) => path.endsWith(".sqlite") && sha256(path) === before),
    "the damaged file is kept byte for byte",
  );
});

test("on a full disk saving stops and says so, and goes on when there is room", async (context) => {
  mkdirSync(home.archive, { recursive: true });
  const mounted = await run("mount", ["-t", "tmpfs", "-o", "size=24m", "backfile", home.archive]);
  if (mounted.code !== 0) {
    context.skip(`a small disk can be made by root alone: ${mounted.output.trim()}`);
    return;
  }
  undo.push(async () => {
    // Whoever had a file open there may need a moment to end.
    for (let tries = 0; (await run("umount", [home.archive])).code !== 0; tries += 1) {
      if (tries === 50) throw new Error("The small disk is still in use");
      await sleep(200);
    }
  });
  await openWithArticles();
  const filler = join(home.archive, "filler");
  assert.throws(
    () => {
      for (;;) appendFileSync(filler, Buffer.alloc(16 * 1024));
    },
    { code: "ENOSPC" },
  );
  const url = site.add("late", { title: "A late boat comes in", body: paragraphs(40, 5) });
  const clipboard = new Clipboard(app);
  await clipboard.setText(url);
  await app.keys("Control+v");
  await app.waitForText("full", { timeout: 30_000 });
  await app.screenshot("disk-full");
  // What is there is read and found meanwhile.
  await openRow(app, titles[2]);
  await waitForArticle(app, paragraphs(8, 2)[0]);
  rmSync(filler);
  if (!(await app.call("overview")).queue.stopped) {
    // Even the link found no room: it was said, and is given again.
    await app.keys("Control+v");
  }
  await waitForRow(app, "A late boat comes in", { timeout: 60_000 });
  await openRow(app, "A late boat comes in");
  await waitForArticle(app, paragraphs(40, 5)[0]);
  clipboard.clear();
  holds((await rows(app)).join("\n"), ...titles);
});
