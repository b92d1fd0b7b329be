// `npm run bench:search -- --articles 100000`: measures the search on an archive of our own
// making. Built archives stay in the cache folder; further words go to the program.

import { spawnSync } from "node:child_process";
import { artifact, root } from "./lib/paths.js";
import { checkVersions } from "./lib/versions.js";

checkVersions();
const program = ["-p", "backfile-archive", "--example", "bench_search"];
const words = ["run", "--release", "--quiet", ...program, "--"];
if (!process.argv.includes("--cache")) words.push("--cache", artifact("bench-search"));
words.push(...process.argv.slice(2));
process.exit(spawnSync("cargo", words, { cwd: root, stdio: "inherit" }).status ?? 1);
