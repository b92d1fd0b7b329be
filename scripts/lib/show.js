// Shows the window where there is no screen: on one in memory, with the sample article in it.

import { App } from "../../journeys/lib/app.js";
import { openRow, waitForArticle } from "../../journeys/lib/window.js";
import { say } from "./say.js";

/** The person's own home: this is their app and their archive, only the screen is another. */
const home = { env: {}, archive: undefined, remove() {} };

/** Opens the app, puts in the sample article and keeps a picture of it. */
export async function showOnVirtualScreen() {
  say("There is no screen here, so Backfile opens on a virtual one.");
  const app = await App.start({ home, archive: process.env.BACKFILE_ARCHIVE });
  try {
    const { added, already } = await app.call("add_sample");
    const id = added[0] ?? already[0].id;
    const title = await app.waitFor(
      async () => {
        const { row, frame } = await app.call("article", { id, version: null });
        return frame && row.title;
      },
      { timeout: 60_000, what: "the sample article to be saved" },
    );
    await openRow(app, title);
    await waitForArticle(app, title, { timeout: 30_000 });
    const { archive_dir: folder } = await app.call("overview");
    const picture = await app.screenshot("../start");
    say(`The sample article “${title}” is saved in ${folder}.`);
    say(`This is how the window looks: ${picture}`);
  } catch (error) {
    say(error.message);
    process.exitCode = 1;
  } finally {
    await app.close();
  }
}
