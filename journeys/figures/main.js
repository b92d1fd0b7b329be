// The figures of the README, measured one after the other in this run; further words name
// those to measure.

import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { artifacts, program, targetDir } from "../../scripts/lib/paths.js";
import { sleep } from "../../scripts/lib/run.js";
import { App, temporaryHome } from "../lib/app.js";
import { Clipboard } from "../lib/hands.js";
import { firstField, rows, waitForArticle, waitForRow } from "../lib/window.js";
import { pauses, startDocuments, watchPauses } from "./documents.js";
import { pss } from "./memory.js";
import { startServer, title } from "./server.js";

const table = [];
const note = (what, value) => {
  table.push([what, value]);
  console.log(`${what}: ${value}`);
};
const ms = (value) => `${Math.round(value)} ms`;
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** Milliseconds from the start of a program to something that its window shows. */
async function startTime(options, ready) {
  const begun = performance.now();
  const app = await App.start(options);
  await app.waitFor(() => ready(app), { every: 5, what: "the window" });
  return { app, took: performance.now() - begun };
}

/** Notes in the page when things first stand in it; `seen` gives those times. */
const watch = (app) =>
  app.execute(() => {
    window.figures = { rows: {} };
    document.addEventListener("paste", () => (window.figures.paste = Date.now()), true);
    const look = () => {
      for (const row of document.querySelectorAll('.row[role="listitem"]')) {
        for (const line of row.innerText.split("\n")) window.figures.rows[line] ??= Date.now();
      }
      const frame = document.querySelector("iframe");
      if (frame && !frame.watched) {
        frame.watched = true;
        frame.addEventListener("load", () => (window.figures.frame ??= Date.now()));
      }
    };
    new MutationObserver(look).observe(document.body, {
      childList: true,
      subtree: true,
      characterData: true,
    });
  });
const seen = (app) => app.execute(() => window.figures);

async function firstPaste() {
  const site = await startServer();
  const app = await App.start();
  try {
    await app.waitFor(async () => (await app.findAll(firstField)).length === 1);
    // The question about this computer is answered before: it is the person's time, not ours.
    await app.call("answer_origin", { origin: site.origin, allow: true });
    await watch(app);
    const clipboard = new Clipboard(app);
    await clipboard.setText(site.url(1));
    await app.keys("Control+v");
    await waitForArticle(app, title(1));
    const first = await seen(app);
    note("paste to row", ms(Math.min(...Object.values(first.rows)) - first.paste));
    note("last byte of the page to readable text", ms(first.frame - site.done.get(1)));

    const many = Array.from({ length: 30 }, (_, at) => at + 100);
    await clipboard.setText(many.map(site.url).join("\n"));
    await app.keys("Control+v");
    await waitForRow(app, title(100), { timeout: 30_000, every: 5 });
    const readable = (await seen(app)).rows[title(100)];
    await app.waitFor(() => many.every((number) => site.done.has(number)), { timeout: 60_000 });
    const others = many.slice(1).map((number) => site.asked.get(number));
    const before = Math.min(...others) - readable;
    note("thirty links pasted: the first is readable before the next is fetched by", ms(before));
    clipboard.clear();
  } finally {
    await app.close();
    site.stop();
  }
}

async function hostileDocuments() {
  const site = await startDocuments();
  if (!site) {
    note("window while documents made to freeze are saved", "the material is not at hand");
    return;
  }
  const app = await App.start();
  try {
    await app.waitFor(async () => (await app.findAll(firstField)).length === 1);
    await app.call("answer_origin", { origin: site.origin, allow: true });
    const said = ({ pause, answer }) => `still for ${ms(pause)} at most, answers in ${ms(answer)}`;
    await watchPauses(app);
    await sleep(20_000);
    note("window with nothing to do", said(await pauses(app)));
    await watchPauses(app);
    await app.call("save", { request: { text: site.urls.join("\n"), html: null, uri_list: null } });
    await app.waitFor(async () => (await app.call("overview")).queue.total === 0, {
      timeout: 600_000,
      every: 1000,
    });
    note(
      `window while ${site.urls.length} documents made to freeze are saved`,
      said(await pauses(app)),
    );
    await app.screenshot("figures-documents");
  } finally {
    await app.close();
    site.stop();
  }
}

async function pagesAMinute() {
  const site = await startServer();
  const home = temporaryHome();
  const { run } = await import("../../scripts/lib/run.js");
  try {
    const urls = Array.from({ length: 300 }, (_, at) => site.url(at));
    const begun = performance.now();
    const { code, output } = await run(
      program("backfile"),
      ["--archive", home.archive, "save", "--json", "--allow-private", ...urls],
      { env: home.env, timeout: 300_000 },
    );
    const minutes = (performance.now() - begun) / 60_000;
    const saved = output.split("\n").filter((line) => line.includes('"status":"saved"')).length;
    if (code !== 0 || saved !== 300) throw new Error(`Only ${saved} of 300 were saved: ${output}`);
    note("pages a minute from this computer, durable", String(Math.round(300 / minutes)));
  } finally {
    home.remove();
    site.stop();
  }
}

async function longList() {
  const app = await App.start();
  try {
    await app.waitFor(async () => (await app.findAll(firstField)).length === 1);
    await app.call("pause_queue", { paused: true });
    const lines = Array.from(
      { length: 100_000 },
      (_, at) =>
        `Story ${at} of the long list,https://site${at % 997}.example/story/${at},${1_600_000_000 + at * 600},a|b${at % 50},unread`,
    );
    const csv = `title,url,time_added,tags,status\n${lines.join("\n")}\n`;
    const begun = performance.now();
    await app.execute((csv) => {
      const drop = new DataTransfer();
      drop.items.add(new File([csv], "part_000000.csv", { type: "text/csv" }));
      for (const type of ["dragenter", "dragover", "drop"]) {
        document.body.dispatchEvent(
          new DragEvent(type, { dataTransfer: drop, bubbles: true, cancelable: true }),
        );
      }
    }, csv);
    const all = async () => (await app.call("overview")).counts.all === 100_000;
    await app.waitFor(all, { timeout: 120_000, what: "100,000 entries" });
    await app.waitFor(async () => (await rows(app)).length > 5, { timeout: 30_000 });
    note(
      "list of 100,000 links, dropped, to rows",
      `${((performance.now() - begun) / 1000).toFixed(1)} s`,
    );
    const asked = performance.now();
    const request = {
      view: "all",
      query: "",
      sort: "saved",
      offset: 50_000,
      limit: 50,
      utc_offset_minutes: 0,
    };
    await app.call("list", { request });
    note("a page from the middle of those", ms(performance.now() - asked));
    const found = await app.call("list", {
      request: { ...request, query: "story list", offset: 0 },
    });
    note(`a search over those (${found.total} found)`, `${found.took_ms.toFixed(1)} ms`);
    await app.screenshot("figures-long-list");
  } finally {
    await app.close();
  }
}

async function startsAndMemory() {
  const empty = program("examples/empty_window");
  const home = temporaryHome();
  const site = await startServer();
  try {
    const first = await App.start({ home });
    await first.waitFor(async () => (await first.findAll(firstField)).length === 1);
    await first.call("answer_origin", { origin: site.origin, allow: true });
    const text = Array.from({ length: 40 }, (_, at) => site.url(at)).join("\n");
    await first.call("save", { request: { text, html: null, uri_list: null } });
    await first.waitFor(async () => (await first.call("overview")).counts.unread === 40, {
      timeout: 60_000,
    });
    await first.waitFor(async () => (await first.call("overview")).queue.total === 0, {
      timeout: 60_000,
    });
    await first.close();

    const own = [];
    const theirs = [];
    let memory;
    let bare;
    for (let round = 0; round < 5; round += 1) {
      const other = await startTime({ binary: empty }, (app) =>
        app.execute(() => document.readyState === "complete"),
      );
      theirs.push(other.took);
      if (round === 4) {
        await sleep(5_000);
        bare = pss(other.app.pid);
      }
      await other.app.close();
      const one = await startTime({ home }, async (app) => (await rows(app)).length > 3);
      own.push(one.took);
      if (round === 4) {
        await sleep(5_000);
        memory = pss(one.app.pid);
      }
      await one.app.close();
    }
    const ratio = (median(own) / median(theirs)).toFixed(2);
    note(
      "start to a usable list, driver included",
      `${ms(median(own))}; an empty Tauri window: ${ms(median(theirs))}; ratio ${ratio}`,
    );
    note(
      "memory of the process tree, idle (PSS)",
      `${memory.toFixed(0)} MB; an empty Tauri window: ${bare.toFixed(0)} MB`,
    );
  } finally {
    home.remove();
    site.stop();
  }
}

function sizes() {
  const megabytes = (path) => `${(statSync(path).size / 1e6).toFixed(1)} MB`;
  note("backfile-desktop", megabytes(program("backfile-desktop")));
  note("backfile", megabytes(program("backfile")));
  for (const folder of [artifacts, join(targetDir(), "release", "bundle", "deb")]) {
    let names = [];
    try {
      names = readdirSync(folder).filter((name) => name.endsWith(".deb"));
    } catch (error) {
      if (error.code !== "ENOENT") throw error;
    }
    for (const name of names) note(name, megabytes(join(folder, name)));
    if (names.length) return;
  }
  note("the package", "not built; npm run package builds it");
}

const parts = {
  starts: startsAndMemory,
  paste: firstPaste,
  pages: pagesAMinute,
  list: longList,
  documents: hostileDocuments,
  sizes,
};
const wanted = process.argv.slice(2);
for (const [name, measure] of Object.entries(parts)) {
  if (wanted.length === 0 || wanted.includes(name)) await measure();
}
const lines = table.map(([what, value]) => `| ${what} | ${value} |`);
console.log(["", "| what | figure |", "|---|---|", ...lines].join("\n"));
process.exit(0);
