// `npm test`: sets up what is missing and runs everything there is to check.

import { tests } from "./lib/checks.js";
import { report } from "./lib/report.js";
import { setUp } from "./lib/setup.js";

await setUp(["build", "run", "screen", "journeys"], { rustTools: ["fmt", "clippy"] });
process.exitCode = (await report(tests, "test")) ? 0 : 1;
