// `npm run quiet [-- --minutes N --articles N]`: whom the window talks to while it starts, idles, and
// articles are read and searched for: nobody, or this fails. The system's own tracer watches.

import { buildPage, buildRelease, installNodeModules } from "./lib/build.js";
import { stop } from "./lib/say.js";
import { ensurePackages } from "./lib/system.js";
import { checkVersions } from "./lib/versions.js";

checkVersions();
await ensurePackages(["build", "run", "screen", "journeys", "tracer"]);
await installNodeModules();
const page = await buildPage();
if (page.code !== 0) stop(`The window's page could not be built. The log is in ${page.log}.`);
const { code, log } = await buildRelease();
if (code !== 0) stop(`Backfile could not be built. The log is in ${log}.`);
await import("../journeys/quiet/main.js");
