// `npm run figures`: measures what the README says, in the real window, and prints the table.

import { buildPage, buildRelease, installNodeModules } from "./lib/build.js";
import { stop } from "./lib/say.js";
import { ensurePackages } from "./lib/system.js";
import { checkVersions } from "./lib/versions.js";

checkVersions();
await ensurePackages(["build", "run", "screen", "journeys"]);
await installNodeModules();
const page = await buildPage();
if (page.code !== 0) stop(`The window's page could not be built. The log is in ${page.log}.`);
const also = ["-p", "backfile-testkit", "--bins", "--example", "empty_window"];
const { code, log } = await buildRelease({ also });
if (code !== 0) stop(`Backfile could not be built. The log is in ${log}.`);
await import("../journeys/figures/main.js");
