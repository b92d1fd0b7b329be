// Documents that were made to freeze whoever reads them, given to the window: how long it stands
// still meanwhile.

import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  createReadStream,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
} from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../../scripts/lib/paths.js";

/** Whole, and as large as a page may be that comes over the network. */
const SCALES = ["1", "0.15"];

const maker = join(
  process.env.BACKFILE_HOSTILE ?? join(root, "..", "shared", "hostile"),
  "html",
  "gen.py",
);

/** Serves every document of the hostile material; nothing where that is not at hand. */
export async function startDocuments() {
  if (!existsSync(maker)) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "backfile-documents-"));
  const paths = [];
  for (const scale of SCALES) {
    const made = mkdtempSync(join(folder, "scale-"));
    // It writes them beside itself.
    copyFileSync(maker, join(made, "gen.py"));
    execFileSync("python3", [join(made, "gen.py"), "--scale", scale], { stdio: "ignore" });
    paths.push(
      ...readdirSync(made).flatMap((name) => (name.endsWith(".html") ? join(made, name) : [])),
    );
  }
  const server = createServer((request, response) => {
    const path = paths[Number(/^\/document\/(\d+)$/.exec(request.url)?.[1])];
    if (!path) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
    createReadStream(path)
      .on("error", () => response.destroy())
      .pipe(response);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  return {
    origin,
    urls: paths.map((_, at) => `${origin}/document/${at}`),
    stop: () => {
      server.closeAllConnections();
      server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * Has the page note from now on how long it stands still, and how long its calls wait for an
 * answer.
 */
export const watchPauses = (app) =>
  app.execute(() => {
    const began = window.pauses !== undefined;
    window.pauses = { pause: 0, answer: 0 };
    if (began) return;
    let last = performance.now();
    const tick = () => {
      const now = performance.now();
      window.pauses.pause = Math.max(window.pauses.pause, now - last);
      last = now;
      setTimeout(tick, 4);
    };
    const ask = async () => {
      const asked = performance.now();
      await window.__TAURI_INTERNALS__.invoke("call", { name: "overview", args: {} });
      window.pauses.answer = Math.max(window.pauses.answer, performance.now() - asked);
      setTimeout(ask, 50);
    };
    tick();
    void ask();
  });
export const pauses = (app) => app.execute(() => window.pauses);
