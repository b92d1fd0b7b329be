// Where things lie, for every script.

import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Whether the window's program is built of that file below `src-tauri`. */
export function isOfTheWindow(name) {
  const path = name.replaceAll("\\", "/");
  return (
    /\.(rs|toml|sql|json|css|js|html)$/.test(path) &&
    !/^(cli|testkit|hostile|fuzz)\/|(^|\/)(tests|fixtures|examples|peer|training)\//.test(path)
  );
}

/** Logs and screenshots; never committed. */
export const artifacts = join(root, "artifacts");

/** A path in `artifacts`, whose folder exists afterwards. */
export function artifact(...parts) {
  const path = join(artifacts, ...parts);
  mkdirSync(dirname(path), { recursive: true });
  return path;
}

let target;

/** Cargo's folder for what it builds, wherever the person keeps it. */
export function targetDir() {
  target ??= JSON.parse(
    execFileSync("cargo", ["metadata", "--no-deps", "--format-version", "1"], {
      cwd: root,
      maxBuffer: 1 << 28,
      stdio: ["ignore", "pipe", "inherit"],
    }),
  ).target_directory;
  return target;
}

/** A program that the release build made: `backfile-desktop`, `backfile`, … */
export function program(name, profile = "release") {
  const suffix = process.platform === "win32" ? ".exe" : "";
  return join(targetDir(), profile, name + suffix);
}
