// `npm run picture`: builds, then makes the README's picture of the real window.

import { buildPage, buildRelease, installNodeModules } from "./lib/build.js";
import { stop } from "./lib/say.js";
import { ensurePackages } from "./lib/system.js";
import { checkVersions } from "./lib/versions.js";

checkVersions();
await ensurePackages(["build", "run", "screen", "journeys"]);
await installNodeModules();
const page = await buildPage();
if (page.code !== 0) stop(`The window's page could not be built. The log is in ${page.log}.`);
const { code, log } = await buildRelease({ also: ["-p", "backfile-testkit", "--bins"] });
if (code !== 0) stop(`Backfile could not be built. The log is in ${log}.`);
await import("../journeys/picture.js");
