// `npm run package`: the package that a person installs. On Debian and its kin this is a .deb
// with both programs, made of the very build that the journeys run; elsewhere it is what
// Tauri's own bundler makes for the system.

import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { buildAll } from "./lib/build.js";
import { artifact, program, root, targetDir } from "./lib/paths.js";
import { ask, run, runHere } from "./lib/run.js";
import { say, stop } from "./lib/say.js";
import { setUp } from "./lib/setup.js";
import { family } from "./lib/system.js";
import { tauri } from "./lib/tauri.js";

const id = "org.backfile.Backfile";
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

await setUp(["build"]);
await buildAll();
if (family() === "debian") await packageForDebian();
else process.exitCode = runHere("npx", [...tauri, "build", "--ci"]);

async function packageForDebian() {
  const architecture = ask("dpkg", ["--print-architecture"]).trim();
  const tree = join(targetDir(), "deb", "backfile");
  rmSync(tree, { recursive: true, force: true });

  const put = (from, to, mode = 0o644) => {
    const path = join(tree, to);
    mkdirSync(dirname(path), { recursive: true });
    copyFileSync(from, path);
    chmodSync(path, mode);
  };
  const write = (to, text) => {
    const path = join(tree, to);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { mode: 0o644 });
  };
  const own = (name) => join(root, "scripts", "deb", name);
  const icon = (name) => join(root, "icons", name);
  const icons = "usr/share/icons/hicolor";

  put(program("backfile-desktop"), "usr/bin/backfile-desktop", 0o755);
  put(program("backfile"), "usr/bin/backfile", 0o755);
  put(own(`${id}.desktop`), `usr/share/applications/${id}.desktop`);
  for (const [size, name] of [
    [16, "16x16.png"],
    [32, "32x32.png"],
    [128, "128x128.png"],
    [256, "128x128@2x.png"],
    [512, "icon.png"],
  ]) {
    put(icon(name), `${icons}/${size}x${size}/apps/${id}.png`);
  }
  put(icon("backfile.svg"), `${icons}/scalable/apps/${id}.svg`);
  put(icon("backfile-symbolic.svg"), `${icons}/symbolic/apps/${id}-symbolic.svg`);
  for (const [shell, path] of Object.entries({
    bash: "usr/share/bash-completion/completions/backfile",
    zsh: "usr/share/zsh/vendor-completions/_backfile",
    fish: "usr/share/fish/vendor_completions.d/backfile.fish",
  })) {
    const words = ask(program("backfile"), ["completions", shell]);
    if (!words) stop(`The completions for ${shell} could not be written.`);
    write(path, words);
  }
  write("usr/share/doc/backfile/copyright", copyright());

  const control = join(tree, "DEBIAN");
  mkdirSync(control, { recursive: true });
  put(own("postrm"), "DEBIAN/postrm", 0o755);
  writeFileSync(
    join(control, "control"),
    controlFile(architecture, await libraries(), sizeOf(tree)),
  );

  const file = artifact(`backfile_${version}_${architecture}.deb`);
  const { code, output } = await run("dpkg-deb", [
    "--root-owner-group",
    "-Zxz",
    "--build",
    tree,
    file,
  ]);
  if (code !== 0) stop(`The package could not be written: ${output}`);
  const megabytes = (statSync(file).size / 1e6).toFixed(1);
  say(`The package is ${file} (${megabytes} MB). To install it: sudo apt install ${file}`);
}

/** The libraries that both programs were linked with, as the packages that bring them. */
async function libraries() {
  const folder = join(targetDir(), "deb");
  // The tool wants to be called beside a source package's description.
  mkdirSync(join(folder, "debian"), { recursive: true });
  writeFileSync(
    join(folder, "debian", "control"),
    "Source: backfile\n\nPackage: backfile\nArchitecture: any\n",
  );
  const programs = ["backfile-desktop", "backfile"].map((name) =>
    join(folder, "backfile", "usr/bin", name),
  );
  const { code, output } = await run("dpkg-shlibdeps", ["-O", ...programs], { cwd: folder });
  const found = /^shlibs:Depends=(.+)$/m.exec(output)?.[1];
  if (code !== 0 || !found) stop(`What the programs are linked with could not be told: ${output}`);
  return found;
}

function controlFile(architecture, depends, kilobytes) {
  return [
    "Package: backfile",
    `Version: ${version}`,
    `Architecture: ${architecture}`,
    "Maintainer: The Backfile authors",
    `Installed-Size: ${kilobytes}`,
    // Whom to trust on the web is the system's own list.
    `Depends: ${depends}, ca-certificates`,
    // Scripts that the shipped faces have no letters for; a browser to open a page in.
    "Recommends: fonts-noto-core, fonts-noto-cjk, xdg-utils",
    "Section: web",
    "Priority: optional",
    "Description: Keep the whole story",
    " Backfile keeps articles for good: paste or drop a link, and the article is yours,",
    " clean, offline, tagged and searchable. No server, no account, no cloud.",
    " .",
    " This package brings the window (backfile-desktop) and the terminal (backfile).",
    "",
  ].join("\n");
}

function copyright() {
  const text = ["LICENSE-MIT", "LICENSE-APACHE"].map((name) =>
    readFileSync(join(root, name), "utf8"),
  );
  return `Backfile, copyright the Backfile authors, under either of these licences, as you like.\n\n${text.join("\n\n")}`;
}

/** Kilobytes that a folder takes. */
function sizeOf(folder) {
  return Number(ask("du", ["-sk", folder]).split("\t")[0]);
}
