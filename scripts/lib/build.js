// Builds what the other scripts use, and rests when nothing changed.

import { createHash } from "node:crypto";
import { cpus } from "node:os";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { artifact, program, root } from "./paths.js";
import { run } from "./run.js";
import { clear, duration, progress, say, stop } from "./say.js";

/** Brings `node_modules` to what the lock file says. */
export async function installNodeModules() {
  const lock = readFileSync(join(root, "package-lock.json"));
  const stamp = join(root, "node_modules", ".backfile-lock");
  const wanted = createHash("sha256").update(lock).update(process.version).digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  progress("Installing the window's libraries");
  const log = artifact("logs", "npm-ci.log");
  const { code } = await run("npm", ["ci", "--no-audit", "--no-fund"], { log });
  clear();
  if (code !== 0)
    stop(`The window's libraries could not be installed. What npm said is in ${log}.`);
  writeFileSync(stamp, wanted);
}

/** A digest of every file below these paths, by name, size and time. */
function digest(paths) {
  const hash = createHash("sha256");
  const visit = (path) => {
    const stat = statSync(path);
    if (!stat.isDirectory()) return hash.update(`${path} ${stat.size} ${stat.mtimeMs}\n`);
    for (const name of readdirSync(path).sort()) {
      if (name !== "dist" && name !== "node_modules") visit(join(path, name));
    }
  };
  for (const path of paths) visit(join(root, path));
  return hash.digest("hex");
}

/** Builds the window's page into `ui/dist`, unless it is as new as its sources. */
export async function buildPage() {
  const stamp = join(root, "node_modules", ".backfile-page");
  const now = digest(["ui", "package-lock.json"]);
  const there = existsSync(join(root, "ui", "dist", "index.html")) && existsSync(stamp);
  if (there && readFileSync(stamp, "utf8") === now) return { code: 0 };
  progress("Building the window's page");
  const log = artifact("logs", "page.log");
  const { code, output } = await run("npm", ["run", "--silent", "ui:build"], { log });
  clear();
  if (code === 0) writeFileSync(stamp, now);
  return { code, log, output };
}

/** The programs that the release build makes. */
const released = ["-p", "backfile-desktop", "-p", "backfile-cli"];

/**
 * Builds both programs in release.
 * @param {{also?: string[]}} options further arguments for cargo
 */
export async function buildRelease({ also = [] } = {}) {
  const started = Date.now();
  const log = artifact("logs", "build.log");
  const first = !existsSync(program("backfile-desktop"));
  if (first) {
    const minutes =
      cpus().length >= 8
        ? "about 3 minutes"
        : cpus().length >= 4
          ? "about 6 minutes"
          : "10 to 15 minutes";
    say(
      `Building Backfile. The first time takes ${minutes} on this computer; later starts take seconds.`,
    );
  }
  const { code, output } = await run(
    "cargo",
    ["build", "--release", "--locked", ...released, ...also],
    {
      log,
      env: cargoProgress,
      onOutput: showCargo("Building", started),
    },
  );
  clear();
  if (code === 0 && first) say(`Built in ${duration(Date.now() - started)}.`);
  return { code, output, log, seconds: (Date.now() - started) / 1000 };
}

/** Has cargo tell how far it is although nobody looks at its output. */
export const cargoProgress = {
  CARGO_TERM_PROGRESS_WHEN: "always",
  CARGO_TERM_PROGRESS_WIDTH: "100",
};

/** Turns cargo's own progress into our one line. */
export function showCargo(verb, started) {
  return (text) => {
    const [, done, total] = [...text.matchAll(/ (\d+)\/(\d+)(?=[:\s])/g)].at(-1) ?? [];
    if (!total) return;
    progress(`${verb}: ${done} of ${total} parts, ${duration(Date.now() - started)}`);
  };
}

/** Builds page and programs, or stops with a sentence. */
export async function buildAll() {
  await installNodeModules();
  const page = await buildPage();
  if (page.code !== 0) stop(`The window's page could not be built. The log is in ${page.log}.`);
  const { code, log } = await buildRelease();
  if (code !== 0) stop(`Backfile could not be built. The log is in ${log}.`);
}
