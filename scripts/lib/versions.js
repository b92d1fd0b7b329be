// Whether Rust and Node are there and new enough. Runs on an old Node, too.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./paths.js";
import { ask } from "./run.js";
import { stop } from "./say.js";

const parse = (text) => (text.match(/\d+/g) ?? []).slice(0, 3).map(Number);

/** Whether version `have` is at least `need`, both as text. */
export function atLeast(have, need) {
  const [a, b] = [parse(have), parse(need)];
  for (let i = 0; i < 3; i++) {
    if ((a[i] ?? 0) !== (b[i] ?? 0)) return (a[i] ?? 0) > (b[i] ?? 0);
  }
  return true;
}

/** The versions that the project needs, read from where they are declared. */
export function needed() {
  const { engines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const cargo = readFileSync(join(root, "Cargo.toml"), "utf8");
  return { node: engines.node, rust: /^rust-version = "([\d.]+)"/m.exec(cargo)[1] };
}

/**
 * Stops with a plain sentence when Node or Rust is missing or too old.
 * @param {{rust?: boolean, rustTools?: string[]}} options `rust: false` for what builds nothing;
 *   `rustTools` are Rust's own that have to be there, too
 */
export function checkVersions({ rust: builds = true, rustTools = [] } = {}) {
  const { node, rust } = needed();
  if (!atLeast(process.versions.node, node)) {
    stop(
      `Backfile is built with Node ${parse(node).join(".")} or newer; this is Node ${process.versions.node}. ` +
        "Debian 12 brings Node 18: take a newer one from https://nodejs.org/en/download and try again.",
    );
  }
  if (!builds) return;
  const have = ask("rustc", ["--version"]);
  if (have === null || ask("cargo", ["--version"]) === null) {
    stop(
      `Backfile is built with Rust ${rust} or newer, and there is no Rust here. ` +
        "Install it from https://rustup.rs, open a new terminal and try again.",
    );
  }
  if (!atLeast(have, rust)) {
    stop(
      `Backfile is built with Rust ${rust} or newer; this is Rust ${parse(have).join(".")}. ` +
        "Run `rustup update stable` and try again.",
    );
  }
  for (const tool of rustTools) {
    if (ask("cargo", [tool, "--version"]) === null) {
      const component = tool === "fmt" ? "rustfmt" : tool;
      stop(
        `The checks need Rust's ${component}. Run \`rustup component add ${component}\` and try again.`,
      );
    }
  }
}
