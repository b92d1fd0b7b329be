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

// The first model of words, then the second, which sees what the first says, then the titles.
const sets = ["aeb", "fundus", "fundus-eval", "wcxb-article", "mozilla", "newspaper"];
const taught = ["trafilatura", "htmldate", "postlight"];
const titled = ["fundus", "wcxb-article", "trafilatura", "postlight", "newspaper", "mozilla"];
const [first, odds, second, titles] = ["first.bin", "odds.bin", "second.bin", "titles.jsonl"].map(
  (name) => artifact("training", name),
);
const flatten = (...args) =>
  must(
    "cargo",
    [...build, "--example", "flattened", "--", corpus, ...args],
    "The pages could not be flattened.",
  );
const learn = (...args) =>
  must(
    python,
    [join(root, "training", "flattened.py"), ...args],
    "The models of flattened pages could not be trained.",
  );
say("Training the models of words.");
flatten("--rows", first, ...sets, ...taught);
learn("first", first, source("flattened", "model.txt"), odds);
flatten("--rows", second, "--first", odds, ...sets, ...taught);
learn("second", second, source("flattened", "second.txt"), corpus, ...process.argv.slice(2));
say("Training the model of titles.");
flatten("--titles", titles, ...titled);
learn("titles", titles, source("flattened", "titles.txt"), corpus, ...process.argv.slice(2));
