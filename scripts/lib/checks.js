// Every check of the project, as steps for `npm run check` and `npm test`.

import { join } from "node:path";
import { buildPage, buildRelease, cargoProgress, showCargo } from "./build.js";
import { journeyFiles } from "./journeys.js";
import { root } from "./paths.js";
import { run } from "./run.js";

const minutes = (count) => count * 60_000;

const npm = (script, ...more) =>
  run("npm", ["run", "--silent", script, ...more], { timeout: minutes(10) });

/** Cargo, with its progress as our one line. */
const cargo = (verb, args, timeout = minutes(60)) =>
  run("cargo", args, { timeout, env: cargoProgress, onOutput: showCargo(verb, Date.now()) });

/** Node's own runner, one file after another. */
const nodeTests = (files, timeout) =>
  run(process.execPath, ["--test", "--test-concurrency=1", "--test-reporter=tap", ...files], {
    timeout,
  });

const page = {
  name: "The window's page builds",
  run: async () => ({ output: "", ...(await buildPage()) }),
};

const quick = [
  { name: "Rust is formatted", run: () => run("cargo", ["fmt", "--all", "--check"]) },
  { name: "Everything else is formatted", run: () => npm("format:check") },
  { name: "ESLint", run: () => npm("lint") },
  { name: "Types and markup of the page", run: () => npm("ui:check") },
  {
    name: "Licences, bans, layers",
    run: () => run(process.execPath, [join(root, "scripts", "licences.js")]),
  },
  page,
  {
    name: "Clippy",
    after: [page.name],
    run: () =>
      cargo("Clippy", [
        "clippy",
        "--workspace",
        "--all-targets",
        "--locked",
        "--",
        "-D",
        "warnings",
      ]),
  },
  {
    name: "The page's types are those of the library",
    run: () => cargo("Types", typesCommand("--check")),
  },
];

/** The command that writes, or checks, the types that the page shares with the library. */
export function typesCommand(...more) {
  const generated = join(root, "ui", "src", "ipc", "generated.ts");
  return [
    "run",
    "--locked",
    "-q",
    "-p",
    "backfile-library",
    "--example",
    "types",
    "--",
    generated,
    ...more,
  ];
}

/** Without running anything of the project: minutes. */
export const checks = quick;

/** Everything. */
export const tests = [
  ...quick,
  {
    name: "Scripts",
    counts: "node",
    run: () => nodeTests([join(root, "scripts", "test", "scripts.test.js")], minutes(2)),
  },
  {
    name: "Page",
    counts: "vitest",
    run: () => npm("ui:test"),
  },
  {
    name: "Rust",
    counts: "cargo",
    after: [page.name],
    run: () => cargo("Rust tests", ["test", "--workspace", "--locked", "--no-fail-fast"]),
  },
  {
    name: "What is remembered is found",
    after: ["Rust"],
    run: () =>
      cargo("Known items", [
        "run",
        "--locked",
        "--quiet",
        "-p",
        "backfile-archive",
        "--example",
        "known_items",
      ]),
  },
  {
    name: "Promises, a sample",
    counts: "promises",
    after: ["Rust"],
    run: () =>
      cargo("Promises", ["run", "--locked", "--quiet", "-p", "backfile-hostile", "--", "--sample"]),
  },
  {
    name: "Release build",
    after: [page.name],
    run: () => buildRelease(),
  },
  {
    name: "Journeys in the real window",
    counts: "node",
    after: ["Release build"],
    run: () => nodeTests(journeyFiles(), minutes(20)),
  },
];
