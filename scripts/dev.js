// `npm run dev`: the window with hot reload; a debug build.

import { setUp } from "./lib/setup.js";
import { runHere } from "./lib/run.js";

await setUp(["build", "run"]);
process.exitCode = runHere("npx", ["tauri", "dev", ...process.argv.slice(2)]);
