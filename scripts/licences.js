// `npm run licences`: what the programs and the page are made of may be given away: licences,
// sources and bans, from what cargo and npm themselves resolved. It also checks that the parts
// of the project know each other one way only.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./lib/paths.js";
import { say, stop } from "./lib/say.js";

/** Permissive, or MPL-2.0, which stays with its own files. */
const allowed = new Set([
  "0BSD",
  "Apache-2.0",
  "Apache-2.0 WITH LLVM-exception",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "BSL-1.0",
  "CC0-1.0",
  "CDLA-Permissive-2.0",
  "ISC",
  "MIT",
  "MIT-0",
  "MPL-2.0",
  "OFL-1.1",
  "Unicode-3.0",
  "Unlicense",
  "Zlib",
]);

/** For tools that never leave the workshop, in addition. */
const allowedInWorkshop = new Set(["BlueOak-1.0.0", "CC-BY-4.0", "Python-2.0"]);

/** Crates that must not come in, and why. */
const banned = {
  "openssl-sys": "TLS is rustls, so that no system library decides who is trusted",
  "native-tls": "TLS is rustls, so that no system library decides who is trusted",
  "tauri-plugin-fs": "the window has no business with files",
  "tauri-plugin-http": "the window has no business with the network",
  "tauri-plugin-shell": "the window has no business with other programs",
  sqlx: "there is one SQLite in the program, rusqlite's",
};

/** Crates of which two versions would be a fault: two stores, two parsers of the same page. */
const single = ["rusqlite", "libsqlite3-sys", "reqwest", "rustls", "tauri", "ammonia", "scraper"];

/** What each part of the project may know of the others. */
const knows = {
  article: [],
  query: ["article"],
  fetch: ["article"],
  extract: ["article"],
  archive: ["article", "query"],
  exchange: ["article"],
  library: ["article", "query", "fetch", "extract", "archive", "exchange"],
  cli: ["article", "extract", "library"],
  desktop: ["article", "library"],
  // Its disk that fails and forgets is one that an archive can be kept on.
  testkit: ["article", "archive"],
  hostile: ["article", "query", "fetch", "extract", "archive", "exchange", "library", "testkit"],
  fuzz: ["article", "query", "fetch", "extract", "archive", "exchange", "library", "testkit"],
};

/** Whether an SPDX expression can be met with what is allowed. */
export function permits(expression, accept = (id) => allowed.has(id)) {
  const tokens = expression
    .replace(/\//g, " OR ")
    .replace(/ WITH /g, "_WITH_")
    .match(/[()]|[^\s()]+/g);
  let at = 0;
  const either = () => {
    let met = both();
    while (tokens[at] === "OR") {
      at++;
      met = both() || met;
    }
    return met;
  };
  const both = () => {
    let met = one();
    while (tokens[at] === "AND") {
      at++;
      met = one() && met;
    }
    return met;
  };
  const one = () => {
    const token = tokens[at++];
    if (token !== "(") return accept(token.replace(/_WITH_/g, " WITH "));
    const met = either();
    at++;
    return met;
  };
  return either() && at === tokens.length;
}

function cargoPackages() {
  const text = execFileSync("cargo", ["metadata", "--format-version", "1", "--locked"], {
    cwd: root,
    maxBuffer: 1 << 28,
    stdio: ["ignore", "pipe", "inherit"],
  });
  return JSON.parse(text).packages;
}

function crateFaults(packages) {
  const faults = [];
  const versions = new Map();
  const registries = new Set(packages.map(({ source }) => source).filter(Boolean));
  if (registries.size > 1)
    faults.push(`crates come from more than one place: ${[...registries].join(", ")}`);
  for (const { name, version, license, license_file: file, source } of packages) {
    if (source && !source.startsWith("registry+"))
      faults.push(`${name} ${version} comes from ${source}`);
    if (!license && !file) faults.push(`${name} ${version} names no licence`);
    else if (license && !permits(license))
      faults.push(`${name} ${version} has the licence ${license}`);
    else if (!license) faults.push(`${name} ${version} has a licence of its own (${file})`);
    if (banned[name]) faults.push(`${name} must not come in: ${banned[name]}`);
    versions.set(name, [...(versions.get(name) ?? []), version]);
  }
  for (const name of single) {
    const found = versions.get(name) ?? [];
    if (found.length > 1) faults.push(`there are two of ${name}: ${found.join(" and ")}`);
  }
  return faults;
}

function layerFaults(packages) {
  const ours = packages.filter(({ source }) => !source);
  return ours.flatMap(({ name, dependencies }) => {
    const part = name.replace(/^backfile-/, "");
    const may = knows[part];
    if (!may) return [`${name} has no place in the list of what may know what`];
    const faults = dependencies
      .filter((dependency) => dependency.kind !== "dev" && dependency.name.startsWith("backfile-"))
      .map((dependency) => dependency.name.replace(/^backfile-/, ""))
      .filter((other) => !may.includes(other))
      .map((other) => `${part} must not know ${other}`);
    if (
      part !== "desktop" &&
      dependencies.some((dependency) => /^(tauri|wry|gtk)/.test(dependency.name))
    ) {
      faults.push(`${part} must not know the desktop`);
    }
    return faults;
  });
}

function npmFaults() {
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
  const entries = Object.entries(packages).filter(([path]) => path);
  const faults = [];
  for (const [path, { version, license, dev, resolved, link }] of entries) {
    const name = path.replace(/^.*node_modules\//, "");
    const accept = (id) => allowed.has(id) || (dev && allowedInWorkshop.has(id));
    if (link || /^(git|http:|file:)/.test(resolved ?? ""))
      faults.push(`${name} comes from ${resolved ?? path}`);
    if (!license) faults.push(`${name} ${version} names no licence`);
    else if (!permits(license, accept))
      faults.push(`${name} ${version} has the licence ${license}`);
  }
  return { count: entries.length, faults };
}

if (process.argv[1] === import.meta.filename) {
  const crates = cargoPackages();
  const npm = npmFaults();
  const faults = [...crateFaults(crates), ...layerFaults(crates), ...npm.faults];
  if (faults.length) stop(`What Backfile is made of does not fit:\n  ${faults.join("\n  ")}`);
  say(
    `${crates.length} crates and ${npm.count} npm packages: every licence is on the list, nothing banned.`,
  );
}
