// `npm run fuzz -- [SECONDS] [TARGET…]`: throws bytes at whatever reads what others wrote, led by
// which of its code they reach (libFuzzer), a minute for each target unless told otherwise. Works
// with the ordinary Rust compiler and a C++ compiler. What was reached before is kept, so that the
// next run begins there; an input that fails is kept too, and named.

import { cpSync, mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { artifact, root } from "./lib/paths.js";
import { ask, runHere } from "./lib/run.js";
import { say, stop } from "./lib/say.js";

// Each is a program in src-tauri/fuzz/libfuzzer, and a function of src-tauri/fuzz.
const TARGETS = ["page", "text", "clean", "charset", "url", "query", "formats", "open"];

const [first, ...named] = process.argv.slice(2);
const seconds = first === undefined ? 60 : Number(first);
const targets = named.length > 0 ? named : TARGETS;
if (!Number.isInteger(seconds) || seconds < 1 || !targets.every((name) => TARGETS.includes(name))) {
  stop(`usage: npm run fuzz -- [SECONDS] [${TARGETS.join("|")}…]`);
}

const host = /^host: (.*)$/m.exec(ask("rustc", ["-vV"]) ?? "")?.[1];
if (!host) stop("rustc did not say which machine this is.");
const workspace = join(root, "src-tauri", "fuzz", "libfuzzer");
const built = artifact("fuzz", "target");
// Counters in every block and comparison of the code under test; naming the machine keeps them out
// of what only builds it.
const flags = [
  "-Cpasses=sancov-module",
  "-Cllvm-args=-sanitizer-coverage-level=4",
  "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
  "-Cllvm-args=-sanitizer-coverage-pc-table",
  "-Cllvm-args=-sanitizer-coverage-trace-compares",
  "-Ccodegen-units=1",
];
// What is tried is made of the same versions as what ships.
const [shipped, tried] = [root, workspace].map((folder) => join(folder, "Cargo.lock"));
const written = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
if (written(tried) < written(shipped)) cpSync(shipped, tried);
const env = { CARGO_TARGET_DIR: built, RUSTFLAGS: flags.join(" ") };
const build = ["build", "--release", "--target", host];
if (runHere("cargo", build, { cwd: workspace, env }) !== 0) {
  stop("The fuzz targets could not be built.");
}

for (const target of targets) {
  const corpus = artifact("fuzz", target, "corpus");
  const failures = artifact("fuzz", target, "failures");
  for (const folder of [corpus, failures]) mkdirSync(folder, { recursive: true });
  say(`Fuzzing ${target} for ${seconds} seconds.`);
  const program = join(built, host, "release", target);
  const given = [
    `-max_total_time=${seconds}`,
    "-max_len=30000",
    "-timeout=10",
    "-print_final_stats=1",
    `-artifact_prefix=${failures}/`,
    corpus,
  ];
  // The program writes what it begins from, there where it then looks for it.
  if (runHere(program, given, { env: { BACKFILE_FUZZ_SEEDS: corpus } }) !== 0)
    stop(`${target} failed. The input is in ${failures}.`);
}
say("No input failed.");
