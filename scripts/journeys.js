// `npm run journeys`: the journeys in the real window. Further words name the files to run.

import { checkVersions } from "./lib/versions.js";
import { buildAll } from "./lib/build.js";
import { ensurePackages } from "./lib/system.js";
import { runHere } from "./lib/run.js";
import { journeyFiles } from "./lib/journeys.js";

checkVersions();
await ensurePackages(["build", "run", "screen", "journeys"]);
await buildAll();
process.exit(
  runHere(process.execPath, [
    "--test",
    "--test-concurrency=1",
    ...journeyFiles(process.argv.slice(2)),
  ]),
);
