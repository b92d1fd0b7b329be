// `npm run picture`: makes the README's picture of the real window, from the demo pages.

import { spawn } from "node:child_process";
import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { program, root } from "../scripts/lib/paths.js";
import { end, endWith, sleep } from "../scripts/lib/run.js";
import { App } from "./lib/app.js";
import { firstField, openRow, rows } from "./lib/window.js";

/** Tags as a person might have put on the demo pages. */
const tags = {
  "The ferry that refused to retire": ["sea", "work"],
  "What the ice remembers": ["climate"],
  "Small mills, steady current": ["energy", "climate"],
  "In praise of the index card": ["keeping"],
  "Timing the tide": ["sea"],
};

const server = spawn(program("backfile-testserver"), [], {
  stdio: ["ignore", "pipe", "inherit"],
  // Ended by its group, like every other.
  detached: true,
});
const forget = endWith(server);
const origin = await new Promise((resolve) =>
  server.stdout.once("data", (text) => resolve(String(text).split("\n")[0])),
);
const front = await (await fetch(`${origin}/`)).text();
const links = [...front.matchAll(/<li><a href="([^"]+)"/g)].map(([, link]) => link);

const app = await App.start();
try {
  await app.waitFor(async () => (await app.findAll(firstField)).length === 1);
  await app.call("answer_origin", { origin, allow: true });
  await app.call("save", { request: { text: links.join("\n"), html: null, uri_list: null } });
  const done = async () => {
    const { counts, queue } = await app.call("overview");
    return counts.unread === links.length && queue.total === 0;
  };
  await app.waitFor(done, { timeout: 90_000, what: "the demo pages" });
  const request = {
    view: "all",
    query: "",
    sort: "saved",
    offset: 0,
    limit: 50,
    utc_offset_minutes: 0,
  };
  const list = await app.call("list", { request });
  for (const [title, names] of Object.entries(tags)) {
    const row = list.rows.find((one) => one.title?.startsWith(title));
    for (const name of names) await app.call("add_tag", { ids: [row.id], name });
  }
  const { tags: known } = await app.call("overview");
  for (const tag of known) await app.call("pin_tag", { tag: tag.id, pinned: true });
  const read = list.rows.filter((_, at) => at % 3 === 2).map((row) => row.id);
  await app.call("set_read", { ids: read, read: true });
  await app.call("set_starred", { ids: [list.rows[1].id], starred: true });
  await app.waitFor(async () => (await rows(app)).length > 5);
  await openRow(app, "The ferry that refused to retire");
  await sleep(3_000);
  mkdirSync(join(root, "docs"), { recursive: true });
  copyFileSync(await app.screenshot("window"), join(root, "docs", "window.png"));
} finally {
  await app.close();
  forget();
  end(server, "SIGKILL");
}
process.exit(0);
