// `npm run dev`: the window with hot reload. A change of the page shows at once; a change of the
// Rust side builds it again, unoptimised, and opens the window anew.

import { spawn } from "node:child_process";
import { watch } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { isOfTheWindow, root } from "./lib/paths.js";
import { end, endWith, sleep } from "./lib/run.js";
import { say, stop } from "./lib/say.js";
import { setUp } from "./lib/setup.js";

const port = 5180;

await setUp(["build", "run"]);

function start(command, args) {
  const child = spawn(command, args, {
    cwd: root,
    stdio: "inherit",
    detached: process.platform !== "win32",
    shell: process.platform === "win32" && command === "npm",
  });
  endWith(child);
  return child;
}

const served = () =>
  new Promise((resolve) => {
    const socket = connect(port, "localhost", () => resolve(true));
    socket.on("error", () => resolve(false));
    socket.on("connect", () => socket.end());
  });

const page = start("npm", ["run", "--silent", "ui:dev"]);
page.on("exit", () => stop("The page's server ended."));
while (!(await served())) await sleep(100);

let app;
function open() {
  // Without its default features the program shows the page that the server hands out.
  const now = start("cargo", ["run", "-p", "backfile-desktop", "--no-default-features"]);
  app = now;
  now.on("exit", (code) => {
    if (app !== now) return;
    if (code === 0) process.exit(0);
    say("The window is not open. The next change of the Rust side builds it again.");
  });
}

/** Ends the window and waits until it is gone: a second one would only bring it to the front. */
async function close() {
  const old = app;
  app = undefined;
  if (old.exitCode !== null || old.signalCode !== null) return;
  const gone = new Promise((resolve) => old.on("exit", resolve));
  end(old);
  await Promise.race([gone, sleep(3_000).then(() => end(old, "SIGKILL"))]);
}

open();

let waiting;
let opening = Promise.resolve();
watch(join(root, "src-tauri"), { recursive: true }, (_, name) => {
  if (!isOfTheWindow(name ?? "")) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    opening = opening.then(async () => {
      say(`${name} changed: building again.`);
      await close();
      open();
    });
  }, 300);
});
