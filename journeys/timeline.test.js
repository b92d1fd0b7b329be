// When what was found was published.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { App } from "./lib/app.js";
import { Clipboard } from "./lib/hands.js";
import { paragraphs, Site } from "./lib/site.js";
import { allowThisComputer, queueEnds, rows, waitForRow } from "./lib/window.js";

/** More in some months than in others, over three years. */
const stories = [
  0, 1, 1, 4, 5, 5, 5, 9, 12, 13, 13, 14, 18, 19, 19, 19, 19, 24, 25, 27, 27, 30,
].map((month, at) => ({
  title: `The ${at + 1}. report of the harbour board`,
  body: paragraphs(4, at),
  date: `${2023 + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")}-1${at % 10}T08:15:00Z`,
}));

let app, site;
before(async () => {
  site = await Site.start();
  app = await App.start();
  const clipboard = new Clipboard(app);
  const links = stories.map((story, at) => site.add(`report-${at}`, story));
  await clipboard.setText(links.join("\n"));
  await app.waitForText("Backfile talks only");
  await app.keys("Control+v");
  await allowThisComputer(app);
  await waitForRow(app, stories[0].title);
  clipboard.clear();
  await queueEnds(app);
});
after(async () => {
  await app?.close();
  await site?.stop();
});

const bars = () =>
  app.execute(() =>
    [...document.querySelectorAll(".timeline .bar")].map((bar) => {
      const { left, top, width, height } = bar.getBoundingClientRect();
      return { name: bar.getAttribute("aria-label"), x: left + width / 2, y: top + height / 2 };
    }),
  );

const field = () => app.execute(() => document.querySelector('[role="search"] input').value);
const found = (count) =>
  app.waitFor(async () => (await rows(app)).length === count, { what: `${count} rows` });

test("a search shows when what it found was published, and a press narrows it", async () => {
  await app.keys("/");
  await app.type("report");
  await app.waitFor(async () => (await bars()).length === 31, { what: "a bar for each month" });
  await app.screenshot("timeline");
  assert.equal((await bars())[5].name, "June 2023: 3 articles");
  await app.execute(() => document.querySelectorAll(".timeline .bar")[5].click());
  await found(3);
  assert.match(await field(), /^published:2023-06 report/);
  await app.screenshot("timeline-narrowed");
  await app.execute(() => document.querySelector(".timeline .ends button").click());
  await app.waitFor(async () => (await bars()).length === 31, { what: "all months again" });
});

test("a drag over several months narrows to these", async () => {
  const all = await bars();
  const id = await app.windowId();
  const hand = (...words) => app.run("xdotool", words.map(String));
  const at = ({ x, y }) => ["mousemove", "--window", id, Math.round(x), Math.round(y)];
  await hand(...at(all[12]));
  await hand("mousedown", 1);
  for (const bar of all.slice(13, 19)) await hand(...at(bar));
  await hand("mouseup", 1);
  await app.waitFor(async () => (await field()).startsWith("published:2024-01..2024-07"), {
    what: "the months in the field",
  });
  await found(5);
});
