// `npm run bench:storage -- --pages 2000 --per-site 20`: measures what pages of our own making
// take in an archive, as saved and compacted.

import { spawnSync } from "node:child_process";
import { root } from "./lib/paths.js";
import { checkVersions } from "./lib/versions.js";

checkVersions();
const program = ["-p", "backfile-archive", "--example", "storage_size"];
const words = ["run", "--release", "--quiet", ...program, "--", ...process.argv.slice(2)];
process.exit(spawnSync("cargo", words, { cwd: root, stdio: "inherit" }).status ?? 1);
