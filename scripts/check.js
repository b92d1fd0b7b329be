// `npm run check`: formatting, lints, types and licences; no tests.

import { checks } from "./lib/checks.js";
import { report } from "./lib/report.js";
import { setUp } from "./lib/setup.js";

await setUp(["build"], { rustTools: ["fmt", "clippy"] });
process.exitCode = (await report(checks, "check")) ? 0 : 1;
