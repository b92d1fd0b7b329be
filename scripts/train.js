// `npm run train`: makes the numbers of the models anew from a corpus of annotated pages, which is
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

const build = ["run", "--release", "--locked", "-p", "backfile-extract"];
const source = (...parts) => join(root, "src-tauri", "extract", "src", ...parts);

const features = artifact("training", "runs.jsonl");
const example = ["--features", "training", "--example", "features", "--", corpus, features];
must("cargo", [...build, ...example], "The pages could not be read.");
say("Training the model of runs.");
must(
  python,
  [
    join(root, "training", "runs.py"),
    features,
    corpus,
    source("model", "trees.txt"),
    ...process.argv.slice(2),
  ],
  "The model of runs could not be trained.",
);

const rows = artifact("training", "words.bin");
const sets = ["aeb", "fundus", "fundus-eval", "wcxb-article"];
must(
  "cargo",
  [...build, "--example", "flattened", "--", corpus, "--rows", rows, ...sets],
  "The pages could not be flattened.",
);
say("Training the model of words.");
must(
  python,
  [join(root, "training", "flattened.py"), rows, source("flattened", "model.txt")],
  "The model of words could not be trained.",
);
