// `npm run dev`: the window with hot reload. A change of the page shows at once; a change of the
// Rust side builds it again, unoptimised, and opens the window anew.

import { spawn } from "node:child_process";
import { watch } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { root } from "./lib/paths.js";
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
    if (app === now && code === 0) process.exit(0);
  });
}
open();

let waiting;
watch(join(root, "src-tauri"), { recursive: true }, (_, name) => {
  if (!/\.(rs|toml|sql|json|css|js|html)$/.test(name ?? "")) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    say(`${name} changed: building again.`);
    end(app);
    open();
  }, 300);
});
