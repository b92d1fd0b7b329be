// `npm run cli -- save https://…`: the terminal's program, built when it is not up to date.

import { program } from "./lib/paths.js";
import { run, runHere } from "./lib/run.js";
import { cargoProgress, showCargo } from "./lib/build.js";
import { clear, stop } from "./lib/say.js";
import { artifact } from "./lib/paths.js";
import { checkVersions } from "./lib/versions.js";

checkVersions();
const log = artifact("logs", "cli.log");
const { code } = await run("cargo", ["build", "--release", "--locked", "-p", "backfile-cli"], {
  log,
  env: cargoProgress,
  onOutput: showCargo("Building", Date.now()),
});
clear();
if (code !== 0) stop(`The program could not be built. The log is in ${log}.`);
// The folder in which the person typed the command is where its files are.
const cwd = process.env.INIT_CWD ?? process.cwd();
process.exitCode = runHere(program("backfile"), process.argv.slice(2), { cwd });
