// `npm run bench:search -- --articles 1000000`: measures the search on an archive of our own
// making, beside FTS5 as it comes and tantivy, and how it grows with the archive. Built archives
// stay in the cache folder.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { growthTable } from "./lib/growth.js";
import { artifact, root } from "./lib/paths.js";
import { growthPlot } from "./lib/plot.js";
import { runHere } from "./lib/run.js";
import { say, stop } from "./lib/say.js";
import { checkVersions } from "./lib/versions.js";

const usage = `usage: npm run bench:search -- [OPTIONS]

  --articles N   articles of the largest archive (100000); a million take up to two hours
                 to build the first time, and 30 GB
  --queries N    queries of a class (200)
  --seed N       another number makes other articles (1)
  --cache DIR    where built archives stay (artifacts/bench-search)
  --only WORDS   only the classes of searches whose names hold the words
  --no-growth    only the largest archive, not those of 10000 and 100000 articles before it
  --no-peer      without tantivy, which is fetched and built for this alone
  --no-plain     without FTS5 as it comes
  --no-writes    without saving, tending and making the index anew`;

/** Sizes that are measured before the one that is asked for. */
const smaller = [10_000, 100_000];

function options() {
  const text = (value) => ({ type: "string", default: value });
  const flag = { type: "boolean", default: false };
  try {
    return parseArgs({
      options: {
        articles: text("100000"),
        queries: text("200"),
        seed: text("1"),
        cache: text(artifact("bench-search", "cache")),
        only: text(""),
        "no-growth": flag,
        "no-peer": flag,
        "no-plain": flag,
        "no-writes": flag,
        help: { ...flag, short: "h" },
      },
    }).values;
  } catch (error) {
    // The first sentence says what is wrong, those after it how Node would have it.
    return stop(`${error.message.split(". ")[0]}.\n\n${usage}`, 2);
  }
}

const wanted = options();
if (wanted.help) {
  say(usage);
  process.exit(0);
}
for (const [name, least] of Object.entries({ articles: 1000, queries: 1, seed: 0 })) {
  if (!/^\d+$/.test(wanted[name]) || Number(wanted[name]) < least) {
    stop(`--${name} needs a number, ${least} or more; it was given "${wanted[name]}".`, 2);
  }
}

checkVersions();
const largest = Number(wanted.articles);
const before = wanted["no-growth"] ? [] : smaller.filter((articles) => articles < largest);
const measured = [...before, largest].map((articles) => measure(String(articles)));
if (measured.length > 1) {
  say(`\n${growthTable(measured)}`);
  const plot = artifact("bench-search", "growth.svg");
  writeFileSync(plot, growthPlot(measured));
  say(`\nThe plot of it is in ${plot}.`);
}

/** Measures an archive, and gives what was measured. */
function measure(articles) {
  const result = artifact("bench-search", `result-${articles}.json`);
  const words = ["--articles", articles, "--json", result];
  for (const name of ["queries", "seed", "cache", "only"]) words.push(`--${name}`, wanted[name]);
  for (const name of ["no-plain", "no-writes"]) if (wanted[name]) words.push(`--${name}`);
  if (!wanted["no-peer"]) words.push("--peer", measurePeer(articles));
  const program = ["-p", "backfile-archive", "--example", "bench_search"];
  const run = ["run", "--release", "--locked", "--quiet", ...program, "--", ...words];
  if (runHere("cargo", run) !== 0) stop(`An archive of ${articles} articles was not measured.`);
  return JSON.parse(readFileSync(result, "utf8"));
}

/** Measures tantivy, which is a package by itself, and gives the file that says how it did. */
function measurePeer(articles) {
  const result = artifact("bench-search", `tantivy-${articles}.json`);
  const words = [articles, wanted.queries, wanted.seed, wanted.cache, result, wanted.only];
  const run = ["run", "--release", "--locked", "--quiet", "--", ...words];
  const built = process.env.CARGO_TARGET_DIR ?? artifact("bench-search", "target");
  const place = {
    cwd: join(root, "src-tauri", "archive", "peer"),
    env: { CARGO_TARGET_DIR: built },
  };
  if (runHere("cargo", run, place) !== 0) {
    stop("Tantivy was not measured. With --no-peer the rest is, without it.");
  }
  return result;
}
