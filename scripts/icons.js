// `npm run icons`: makes every size of the icon that the packages want from its drawings.

import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./lib/paths.js";
import { run } from "./lib/run.js";
import { say, stop } from "./lib/say.js";
import { tauri } from "./lib/tauri.js";

const icons = join(root, "icons");
const made = mkdtempSync(join(tmpdir(), "backfile-icons-"));

async function draw(source, ...more) {
  const args = [...tauri, "icon", join(icons, source), "--output", made, ...more];
  const { code, output } = await run("npx", args);
  if (code !== 0) stop(`The icon could not be drawn: ${output}`);
}

try {
  await draw("backfile.svg");
  for (const name of ["128x128.png", "128x128@2x.png", "icon.png", "icon.icns", "icon.ico"]) {
    copyFileSync(join(made, name), join(icons, name));
  }
  // Small sizes have a drawing of their own, or the lines blur.
  await draw("backfile-small.svg", "--png", "16", "--png", "32");
  for (const name of ["16x16.png", "32x32.png"]) copyFileSync(join(made, name), join(icons, name));
  say(`The icons are in ${icons}.`);
} finally {
  rmSync(made, { recursive: true, force: true });
}
