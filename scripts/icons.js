// `npm run icons`: makes every size of the icon that the packages want from its drawings. What
// draws is librsvg's own program, so that nothing is fetched for it.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packIcns, packIco } from "./lib/icons.js";
import { root } from "./lib/paths.js";
import { run } from "./lib/run.js";
import { say, stop } from "./lib/say.js";
import { ensurePackages } from "./lib/system.js";
import { checkVersions } from "./lib/versions.js";

const icons = join(root, "icons");

checkVersions({ rust: false });
await ensurePackages(["icons"]);

const made = mkdtempSync(join(tmpdir(), "backfile-icons-"));
const pictures = new Map();
try {
  for (const size of [16, 24, 32, 48, 64, 128, 256, 512, 1024])
    pictures.set(size, await draw(size));
} finally {
  rmSync(made, { recursive: true, force: true });
}
for (const [size, name] of [
  [16, "16x16.png"],
  [32, "32x32.png"],
  [128, "128x128.png"],
  [256, "128x128@2x.png"],
  [512, "icon.png"],
]) {
  writeFileSync(join(icons, name), pictures.get(size));
}
writeFileSync(join(icons, "icon.ico"), packIco(pictures));
writeFileSync(join(icons, "icon.icns"), packIcns(pictures));
say(`The icons are in ${icons}.`);

/** The icon as a PNG of that many pixels a side. */
async function draw(size) {
  // Small sizes have a drawing of their own, or the lines blur.
  const source = join(icons, size <= 32 ? "backfile-small.svg" : "backfile.svg");
  const file = join(made, `${size}.png`);
  const args = ["--width", String(size), "--height", String(size), "--output", file, source];
  const { code, output } = await run("rsvg-convert", args);
  if (code !== 0) stop(`The icon could not be drawn with rsvg-convert: ${output}`);
  return readFileSync(file);
}
