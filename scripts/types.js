// `npm run types`: writes the TypeScript side of the calls from the Rust types.

import { typesCommand } from "./lib/checks.js";
import { runHere } from "./lib/run.js";
import { checkVersions } from "./lib/versions.js";

checkVersions();
process.exitCode = runHere("cargo", typesCommand());
