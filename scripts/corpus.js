// `npm run corpus`: what the cleaner reaches on a corpus of annotated pages, beside what other
// extractors reach there. The corpus is not part of the project: it is looked for beside the
// checkout, or where BACKFILE_CORPUS says. Further words go to its scorer.

import { closeSync, existsSync, openSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { spawnSync } from "node:child_process";
import { buildRelease } from "./lib/build.js";
import { artifact, program, root } from "./lib/paths.js";
import { say, stop } from "./lib/say.js";
import { table } from "./lib/corpus-table.js";

const corpus = process.env.BACKFILE_CORPUS ?? join(root, "..", "shared", "corpus");
if (!existsSync(join(corpus, "score.py"))) {
  stop(`There is no corpus in ${corpus}. Name its folder with BACKFILE_CORPUS.`);
}
const { code, log } = await buildRelease();
if (code !== 0) stop(`Backfile could not be built. The log is in ${log}.`);

const pages = readdirSync(join(corpus, "gold"))
  .filter((name) => name.endsWith(".jsonl"))
  .flatMap((name) => {
    const dataset = name.slice(0, -".jsonl".length);
    const lines = readFileSync(join(corpus, "gold", name), "utf8")
      .trim()
      .split("\n");
    return lines.map((line) => {
      // Python writes a missing value as NaN, which is no JSON.
      const { id, url } = JSON.parse(line.replaceAll(": NaN", ": null"));
      return { dataset, id, path: join(corpus, "pages", dataset, `${id}.html.gz`), url };
    });
  });
const list = artifact("corpus", "pages.jsonl");
writeFileSync(list, `${pages.map((page) => JSON.stringify(page)).join("\n")}\n`);

const results = artifact("corpus", "run.jsonl");
const [from, to] = [openSync(list, "r"), openSync(results, "w")];
const run = spawnSync(program("backfile"), ["extract", "--jsonl"], {
  stdio: [from, to, "inherit"],
});
closeSync(from);
closeSync(to);
if (run.status !== 0) stop(`The pages could not be cleaned. What came of it is in ${results}.`);
say(`Cleaned ${pages.length} pages.`);

const peers = ["--peers", join(corpus, "peers.json")];
const figures = artifact("corpus", "figures.json");
const words = [join(corpus, "score.py"), results, ...peers, "--json", figures];
words.push(...process.argv.slice(2));
const scored = spawnSync("python3", words, { stdio: "inherit" }).status ?? 1;

// The same pages as text alone, without markup.
const example = ["run", "--release", "--quiet", "-p", "backfile-extract", "--example", "flattened"];
const flattened = spawnSync("cargo", [...example, "--", corpus], { cwd: root, stdio: "inherit" });

// How long it takes beside the parse.
const timed = ["run", "--release", "--quiet", "-p", "backfile-extract", "--example", "speed"];
const speed = spawnSync("cargo", [...timed, "--", corpus], { cwd: root, stdio: "inherit" });

if (scored === 0) {
  const read = (path) => JSON.parse(readFileSync(path, "utf8"));
  say(`\nFor the README:\n\n${table(read(figures), read(join(corpus, "peers.json")))}`);
}
process.exit(scored || speed.status || (flattened.status ?? 1));
