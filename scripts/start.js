// `npm start`: from a checkout to the open window.

import { buildAll } from "./lib/build.js";
import { program } from "./lib/paths.js";
import { runHere } from "./lib/run.js";
import { say } from "./lib/say.js";
import { setUp } from "./lib/setup.js";
import { hasScreen } from "./lib/system.js";

const screen = hasScreen();
await setUp(screen ? ["build", "run"] : ["build", "run", "screen"]);
await buildAll();
if (screen) {
  say("Backfile is open. Closing its window ends this.");
  process.exitCode = runHere(program("backfile-desktop"), process.argv.slice(2));
} else {
  const { showOnVirtualScreen } = await import("./lib/show.js");
  await showOnVirtualScreen();
}
