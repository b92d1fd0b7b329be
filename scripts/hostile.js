// `npm run hostile -- [PART…] [--sample]`: attacks, faults and kills against the programs of the
// release build, and whether they kept what is promised then. All parts take hours; `--list` names
// them. The hostile material is found beside the checkout or where BACKFILE_HOSTILE says.

import { program } from "./lib/paths.js";
import { runHere } from "./lib/run.js";
import { stop } from "./lib/say.js";
import { checkVersions } from "./lib/versions.js";

checkVersions();
const built = ["build", "--release", "--locked", "-p", "backfile-hostile", "-p", "backfile-cli"];
if (runHere("cargo", built) !== 0) stop("The programs could not be built.");
process.exit(runHere(program("backfile-hostile"), process.argv.slice(2)));
