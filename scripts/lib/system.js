// What the system has to bring: programs and libraries, and how each system installs them.

import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { ask, run } from "./run.js";
import { artifact } from "./paths.js";
import { clear, duration, progress, say, stop } from "./say.js";

/** Debian and its kin, by what they are for. */
const debian = {
  build: [
    "build-essential",
    "pkg-config",
    "libwebkit2gtk-4.1-dev",
    "libgtk-3-dev",
    "librsvg2-dev",
    "libdbus-1-dev",
  ],
  run: ["ca-certificates", "fonts-noto-core", "fonts-noto-cjk", "librsvg2-common"],
  // A screen in memory, a session for the window, a way to look at it.
  screen: ["xvfb", "xauth", "dbus-daemon", "webkit2gtk-driver", "imagemagick", "xdotool"],
  // Drags and copies as another program makes them.
  journeys: ["xclip", "python3-gi", "gir1.2-gtk-3.0"],
  // Whom a program talks to.
  tracer: ["strace"],
  icons: ["librsvg2-bin"],
};

/** What to type where there is no apt. */
const elsewhere = {
  fedora:
    "sudo dnf install gcc gcc-c++ make pkgconf-pkg-config webkit2gtk4.1-devel gtk3-devel librsvg2-devel dbus-devel google-noto-sans-fonts google-noto-sans-cjk-fonts",
  arch: "sudo pacman -S --needed base-devel webkit2gtk-4.1 gtk3 librsvg dbus noto-fonts noto-fonts-cjk",
  macos: "xcode-select --install",
  windows:
    'winget install Microsoft.VisualStudio.2022.BuildTools --override "--add Microsoft.VisualStudio.Workload.VCTools --includeRecommended"',
};

const systems = { fedora: "Fedora", arch: "Arch", macos: "macOS", windows: "Windows" };

/** Which of the families above this system is of. */
export function family() {
  const release = existsSync("/etc/os-release") ? readFileSync("/etc/os-release", "utf8") : "";
  return familyOf(process.platform, onPath("apt-get") && onPath("dpkg-query"), release);
}

/** The family by Node's name of the platform, whether there is apt, and `os-release`. */
export function familyOf(platform, apt, release) {
  if (platform === "darwin") return "macos";
  if (platform === "win32") return "windows";
  if (apt) return "debian";
  const ids = [...release.matchAll(/^ID(?:_LIKE)?="?([^"\n]+)"?/gm)].flatMap((m) =>
    m[1].split(" "),
  );
  if (ids.includes("fedora") || ids.includes("rhel")) return "fedora";
  if (ids.includes("arch")) return "arch";
  return "other";
}

/** What to install where something is missing that Backfile is built with. */
export function adviceFor(kind) {
  if (elsewhere[kind]) {
    return `Something that Backfile is built with is missing here. Type this, then try again:\n\n  ${elsewhere[kind]}\n`;
  }
  const others = Object.entries(systems).map(([kind, name]) => `  ${name}: ${elsewhere[kind]}`);
  return (
    "Something that Backfile is built with is missing here: a C compiler, pkg-config, and the " +
    "development files of WebKitGTK 4.1, GTK 3, librsvg and D-Bus. Install them with your " +
    `system's package program, then try again. Elsewhere this brings them:\n\n${others.join("\n")}\n`
  );
}

/** Whether a program can be found. */
export function onPath(program) {
  return (process.env.PATH ?? "")
    .split(delimiter)
    .some((folder) => existsSync(join(folder, program)));
}

/** Whether there is a screen to open a window on. */
export function hasScreen() {
  if (process.platform !== "linux") return true;
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

function missingPackages(names) {
  const listed = ask("dpkg-query", ["-W", "-f", "${Package} ${db:Status-Status}\n"]) ?? "";
  const installed = new Set(
    listed
      .split("\n")
      .filter((line) => line.endsWith(" installed"))
      .map((line) => line.split(" ")[0]),
  );
  return names.filter((name) => !installed.has(name));
}

/**
 * Installs what is missing where that can be done, else says what to type and stops.
 * @param {("build" | "run" | "screen" | "journeys" | "icons")[]} purposes
 */
export async function ensurePackages(purposes) {
  const kind = family();
  if (kind === "debian") return installWithApt(purposes.flatMap((purpose) => debian[purpose]));
  if (!purposes.includes("build")) {
    // Nothing is compiled.
  } else if (kind === "macos") {
    if (ask("xcode-select", ["-p"]) === null) stop(adviceFor(kind));
  } else if (kind === "windows") {
    const vswhere = join(
      process.env["ProgramFiles(x86)"] ?? "C:\\Program Files (x86)",
      "Microsoft Visual Studio/Installer/vswhere.exe",
    );
    if (!existsSync(vswhere)) stop(adviceFor(kind));
  } else {
    const libraries = ["webkit2gtk-4.1", "gtk+-3.0", "librsvg-2.0", "dbus-1"];
    const there = ask("pkg-config", ["--exists", ...libraries]) !== null;
    if (!there || !onPath("cc")) stop(adviceFor(kind));
  }
  if (purposes.includes("screen"))
    needPrograms(["Xvfb", "dbus-run-session", "WebKitWebDriver", "import", "xdotool"]);
  if (purposes.includes("journeys")) needPrograms(["xclip"]);
  if (purposes.includes("icons") && !onPath("rsvg-convert")) {
    stop("The icons are drawn with rsvg-convert, a program of librsvg. Install it and try again.");
  }
}

function needPrograms(programs) {
  if (process.platform !== "linux") return;
  const missing = programs.filter((program) => !onPath(program));
  if (missing.length) {
    stop(
      `Without a screen of its own, this needs ${missing.join(", ")}. ` +
        "Install what brings them (Xvfb, D-Bus, WebKitGTK's WebDriver, ImageMagick, xdotool, xclip) and try again.",
    );
  }
}

async function installWithApt(names) {
  const missing = missingPackages(names);
  if (!missing.length) return;
  const root = process.getuid() === 0;
  if (!root && !onPath("sudo")) {
    stop(
      `These packages are missing, and only root may install them. Type this, then try again:\n\n` +
        `  apt-get install ${missing.join(" ")}\n`,
    );
  }
  say(`Installing from the system: ${missing.join(", ")}.`);
  const started = Date.now();
  const log = artifact("logs", "apt.log");
  const apt = (...args) => {
    const command = [
      "env",
      "DEBIAN_FRONTEND=noninteractive",
      "apt-get",
      // Another installation under way ends by itself.
      "-o",
      "DPkg::Lock::Timeout=300",
      ...args,
    ];
    // At a terminal sudo asks for the password there; else it must not wait for one.
    const asks = !root && process.stdin.isTTY;
    if (!root) command.unshift("sudo", ...(asks ? [] : ["-n"]));
    return run(command[0], command.slice(1), {
      log,
      asks,
      onOutput: (text) => progress("  " + (text.trim().split("\n").at(-1) ?? "")),
    });
  };
  // The lists may be old, or absent on a bare system.
  await apt("update", "-q");
  const { code } = await apt("install", "-q", "-y", "--no-install-recommends", ...missing);
  clear();
  const still = missingPackages(names);
  if (code !== 0 || still.length) {
    stop(
      `${still.length ? still.join(", ") : "The packages"} could not be installed. ` +
        `What apt said is in ${log}. This is what to type:\n\n  ${root ? "" : "sudo "}apt-get install ${missing.join(" ")}\n`,
    );
  }
  say(`Installed in ${duration(Date.now() - started)}.`);
}

const scripts = {
  "Chinese, Japanese and Korean": ["zh", "ja", "ko"],
  Arabic: ["ar"],
  Hebrew: ["he"],
  "the scripts of India": ["hi", "bn", "ta"],
};

/** Says for which scripts this system has no font; articles in them would be boxes. */
export function sayMissingFonts() {
  if (process.platform !== "linux" || !onPath("fc-list")) return;
  const without = Object.entries(scripts)
    .filter(([, languages]) =>
      languages.some((lang) => !ask("fc-list", [`:lang=${lang}`, "file"])?.trim()),
    )
    .map(([name]) => name);
  if (without.length) {
    say(
      `There is no font here for ${without.join(", ")}; articles in them would show boxes. ` +
        "The packages fonts-noto-core and fonts-noto-cjk, or Noto by another name, bring them.",
    );
  }
}
