// Nothing of the window's talks to anyone unless it is asked to save.

import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { program } from "../../scripts/lib/paths.js";
import { run, sleep } from "../../scripts/lib/run.js";
import { stop } from "../../scripts/lib/say.js";
import { startServer, title } from "../figures/server.js";
import { App, temporaryHome } from "../lib/app.js";
import { openRow, waitForArticle, waitForRow } from "../lib/window.js";
import { callsOut } from "./calls.js";

/** The number that a word of the command line is followed by. */
function given(word, usual) {
  const at = process.argv.indexOf(word);
  const number = at === -1 ? usual : Number(process.argv[at + 1]);
  if (!(number >= 0)) stop(`After ${word} comes a number, as in ${word} 60.`);
  return number;
}
const minutes = given("--minutes", 2);
const articles = given("--articles", 100);

const home = temporaryHome();
const site = await startServer({ pictures: true });
let app;
try {
  const numbers = Array.from({ length: articles }, (_, at) => at);
  const saved = await run(
    program("backfile"),
    ["--archive", home.archive, "save", "--json", "--allow-private", ...numbers.map(site.url)],
    { env: home.env, timeout: 600_000 },
  );
  if (saved.code !== 0) throw new Error(`The articles could not be saved: ${saved.output}`);

  const log = join(home.path, "trace");
  const traced = join(home.path, "traced");
  const driver = join(home.path, "driver");
  writeFileSync(
    traced,
    `#!/bin/sh\necho "$WEBKIT_INSPECTOR_SERVER" > '${driver}'\nexec strace -f -qq -s 200 -e trace=%network -o '${log}' -- '${program("backfile-desktop")}' "$@"\n`,
  );
  chmodSync(traced, 0o755);
  const phase = async (what, work) => {
    const before = readFileSync(log, { encoding: "utf8", flag: "a+" }).length;
    await work();
    const [, port] = /^127\.0\.0\.1:(\d+)$/m.exec(readFileSync(driver, "utf8"));
    const calls = callsOut(readFileSync(log, "utf8").slice(before), port);
    console.log(`${what}: ${calls.length} calls to others`);
    return calls;
  };

  const calls = [];
  calls.push(
    ...(await phase("start", async () => {
      app = await App.start({ home, binary: traced });
      await waitForRow(app, title(articles - 1), { timeout: 60_000 });
    })),
    ...(await phase(`${minutes} minutes idle`, () => sleep(minutes * 60_000))),
    ...(await phase(`${articles} articles read`, async () => {
      await openRow(app, title(articles - 1));
      for (const number of numbers.toReversed()) {
        await waitForArticle(app, title(number));
        if (number > 0) await app.keys("j");
      }
    })),
    ...(await phase(`${articles} searches`, async () => {
      for (const number of numbers) {
        await app.keys("/", "Control+a");
        await app.type(`number ${number}`);
        await waitForRow(app, title(number));
      }
      await app.keys("Escape");
    })),
  );
  await app.call("answer_origin", { origin: site.origin, allow: true });
  const control = await phase("the control, one page saved", async () => {
    await app.call("paste", {
      request: { text: site.url(articles), html: null, uri_list: null },
    });
    await waitForRow(app, title(articles), { timeout: 60_000 });
  });
  if (control.length === 0) throw new Error("The tracer did not see a page fetched: it is blind");
  if (calls.length > 0) {
    console.log(calls.slice(0, 20).join("\n"));
    throw new Error(`${calls.length} calls to others, where there should be none`);
  }
} finally {
  await app?.close();
  site.stop();
  home.remove();
}
