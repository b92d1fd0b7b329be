// `npm run fixture <name> <file>`: a fixture of a saved page's structure, with our own words in
// place of its own. The work is done beside the extractor, in examples/fixture.

import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { root } from "./lib/paths.js";

// The file is named from where the command was given.
const from = process.env.INIT_CWD ?? process.cwd();
const words = process.argv
  .slice(2)
  .map((word, at) => (at === 1 && !word.startsWith("--") ? resolve(from, word) : word));
const example = ["run", "--quiet", "-p", "backfile-extract", "--example", "fixture", "--"];
const made = spawnSync("cargo", [...example, ...words], { cwd: root, stdio: "inherit" });
process.exit(made.status ?? 1);
