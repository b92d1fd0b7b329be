// `npm run train`: makes the numbers of the model anew from a corpus of annotated pages, which is
// looked for beside the checkout, or where BACKFILE_CORPUS says. training/README.md says more.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { artifact, root } from "./lib/paths.js";
import { runHere } from "./lib/run.js";
import { say, stop } from "./lib/say.js";

const corpus = process.env.BACKFILE_CORPUS ?? join(root, "..", "shared", "corpus");
if (!existsSync(join(corpus, "score.py"))) {
  stop(`There is no corpus in ${corpus}. Name its folder with BACKFILE_CORPUS.`);
}
const must = (program, args, fault) => {
  if (runHere(program, args) !== 0) stop(fault);
};

const folder = artifact("training", "python");
const python = join(folder, "bin", "python");
if (!existsSync(python)) must("python3", ["-m", "venv", folder], "Python could not be set up.");
const requirements = join(root, "training", "requirements.txt");
must(
  python,
  ["-m", "pip", "install", "--quiet", "--requirement", requirements],
  "The training's library could not be installed.",
);

const features = artifact("training", "runs.jsonl");
const example = ["--features", "training", "--example", "features"];
must(
  "cargo",
  ["run", "--release", "--locked", "-p", "backfile-extract", ...example, "--", corpus, features],
  "The pages could not be read.",
);
say("Training.");
const out = join(root, "src-tauri", "extract", "src", "model", "trees.bin");
must(
  python,
  [join(root, "training", "train.py"), features, corpus, out, ...process.argv.slice(2)],
  "The model could not be trained.",
);
