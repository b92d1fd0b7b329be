// A screen in memory. Each journey has its own, so that nothing of one is seen by the next
// and no window of the person's is touched.

import { spawn } from "node:child_process";
import { end, endWith } from "../../scripts/lib/run.js";

/**
 * Starts an X server on the first display that is free.
 * @returns {Promise<{display: string, env: object, stop: () => void}>}
 */
export async function startScreen({ width = 1400, height = 900 } = {}) {
  const args = [
    "-displayfd",
    "3",
    "-screen",
    "0",
    `${width}x${height}x24`,
    "-nolisten",
    "tcp",
    "-noreset",
  ];
  const server = spawn("Xvfb", args, {
    stdio: ["ignore", "ignore", "pipe", "pipe"],
    detached: true,
  });
  const forget = endWith(server);
  let complaints = "";
  server.stderr.on("data", (chunk) => (complaints += chunk));
  const number = await new Promise((resolve, reject) => {
    let told = "";
    server.stdio[3].on("data", (chunk) => {
      told += chunk;
      if (told.includes("\n")) resolve(told.trim());
    });
    server.on("error", reject);
    server.on("exit", () => reject(new Error(`The virtual screen did not start: ${complaints}`)));
  });
  const display = `:${number}`;
  return {
    display,
    // A window of GTK goes to Wayland first when it sees one.
    env: { DISPLAY: display, GDK_BACKEND: "x11", WAYLAND_DISPLAY: "" },
    stop() {
      forget();
      end(server, "SIGKILL");
    },
  };
}
