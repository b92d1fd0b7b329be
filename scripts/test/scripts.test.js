// The parts of the scripts that decide something.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { permits } from "../licences.js";
import { packIcns, packIco } from "../lib/icons.js";
import { isOfTheWindow, root } from "../lib/paths.js";
import { excerpt, plain } from "../lib/report.js";
import { run } from "../lib/run.js";
import { adviceFor, familyOf } from "../lib/system.js";
import { atLeast } from "../lib/versions.js";
import { callsOut } from "../../journeys/quiet/calls.js";

test("a licence passes when one of its alternatives may be used", () => {
  for (const good of ["MIT", "MIT OR GPL-3.0-only", "MIT/GPL-2.0", "(MIT OR Apache-2.0) AND ISC"]) {
    assert.ok(permits(good), good);
  }
  assert.ok(permits("Apache-2.0 WITH LLVM-exception OR GPL-3.0-only"));
});

test("a licence fails when a part of it must be kept that is not on the list", () => {
  for (const bad of [
    "GPL-3.0-only",
    "MIT AND GPL-3.0-only",
    "(GPL-2.0 OR LGPL-3.0) AND MIT",
    "SEE LICENSE",
  ]) {
    assert.ok(!permits(bad), bad);
  }
});

test("versions are compared by number, not by letter", () => {
  assert.ok(atLeast("20.20.2", ">=20.19.0"));
  assert.ok(atLeast("rustc 1.95.0 (f2d3ce0bd 2026-03-21)", "1.95"));
  assert.ok(!atLeast("18.19.0", "20.19.0"));
  assert.ok(!atLeast("1.9.0", "1.95"));
});

test("a log keeps its words and loses what only a terminal understands", () => {
  assert.equal(
    plain("\u001b[1mBuilding\u001b[0m 1/2\r   Building 2/2\rdone\r\nnext\n"),
    "done\r\nnext\n",
  );
});

test("of a log that is shown in part, the failure is shown and not a note before it", () => {
  const log = [
    "  = note: this may become a hard error in the future; see: a page",
    ...Array.from({ length: 60 }, (_, at) => `test number_${at} ... ok`),
    "thread 'one' panicked at src/one.rs:1:1:",
    "why it did",
  ];
  assert.equal(excerpt(log.join("\n")), "thread 'one' panicked at src/one.rs:1:1:\nwhy it did");
});

test("a system is known by its platform, by apt, and by what it calls itself", () => {
  for (const [platform, apt, release, family] of [
    ["darwin", false, "", "macos"],
    ["win32", false, "", "windows"],
    ["linux", true, "ID=debian", "debian"],
    ["linux", true, "ID=ubuntu\nID_LIKE=debian", "debian"],
    ["linux", false, 'NAME="Fedora Linux"\nID=fedora\n', "fedora"],
    ["linux", false, 'ID="rocky"\nID_LIKE="rhel centos fedora"\n', "fedora"],
    ["linux", false, "ID=endeavouros\nID_LIKE=arch\n", "arch"],
    ["linux", false, "ID=nixos\n", "other"],
    ["linux", false, "", "other"],
  ]) {
    assert.equal(familyOf(platform, apt, release), family, `${platform} ${release}`);
  }
});

test("without apt it is said what to type, and on a system that nobody knows what it takes", () => {
  const typed = {
    fedora: "sudo dnf install ",
    arch: "sudo pacman -S ",
    macos: "xcode-select --install",
    windows: "winget install ",
  };
  for (const [kind, command] of Object.entries(typed)) {
    const advice = adviceFor(kind);
    assert.match(advice, /^Something .* is missing here\. Type this, then try again:\n\n {2}/);
    assert.ok(advice.includes(`  ${command}`), advice);
    assert.ok(adviceFor("other").includes(command));
  }
  assert.match(adviceFor("other"), /WebKitGTK 4\.1, GTK 3, librsvg and D-Bus/);
});

test("the window is built again for what it is made of, and for nothing else", () => {
  for (const [name, is] of [
    ["library/src/open.rs", true],
    ["library/src/frame/article.css", true],
    ["archive/migrations/001-start.sql", true],
    ["app\\window.rs", true],
    ["fetch/Cargo.toml", true],
    ["library/tests/uses/lists.rs", false],
    ["library/examples/types.rs", false],
    ["extract/fixtures/a/page.html", false],
    ["cli/src/main.rs", false],
    ["testkit/src/server.rs", false],
    ["library/src/open.rs~", false],
    ["", false],
  ]) {
    assert.equal(isOfTheWindow(name), is, name);
  }
});

test("a program that asks the person something keeps their terminal", async (context) => {
  if (process.platform !== "linux") return context.skip("sessions are read from /proc");
  const session = (stat) => stat.slice(stat.lastIndexOf(")") + 2).split(" ")[3];
  const own = session(readFileSync("/proc/self/stat", "utf8"));
  const asking = await run("cat", ["/proc/self/stat"], { asks: true });
  assert.equal(session(asking.output), own);
  // Another is a group of its own, so that it can be ended with all that it started.
  const other = await run("cat", ["/proc/self/stat"]);
  assert.notEqual(session(other.output), own);
});

test("an icon file names each of its pictures by size and place", () => {
  const sizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
  const pictures = new Map(sizes.map((size) => [size, Buffer.from(`PNG of ${size}`)]));
  const ico = packIco(pictures);
  const found = Array.from({ length: ico.readUInt16LE(4) }, (_, index) => {
    const entry = 6 + 16 * index;
    const [length, at] = [ico.readUInt32LE(entry + 8), ico.readUInt32LE(entry + 12)];
    const picture = ico.subarray(at, at + length).toString();
    return [ico.readUInt8(entry) || 256, picture];
  });
  assert.deepEqual(
    found,
    [16, 24, 32, 48, 64, 256].map((size) => [size, `PNG of ${size}`]),
  );
  const icns = packIcns(pictures);
  assert.equal(icns.subarray(0, 4).toString(), "icns");
  assert.equal(icns.readUInt32BE(4), icns.length);
  const parts = [];
  for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4)) {
    const end = at + icns.readUInt32BE(at + 4);
    parts.push([icns.subarray(at, at + 4).toString(), icns.subarray(at + 8, end).toString()]);
  }
  assert.equal(parts.length, 10);
  assert.deepEqual(parts[0], ["icp4", "PNG of 16"]);
  assert.deepEqual(parts.at(-1), ["ic10", "PNG of 1024"]);
});

// What each function of Tauri that a page may import has to be allowed.
const needed = {
  invoke: ["allow-call"],
  listen: ["core:event:allow-listen", "core:event:allow-unlisten"],
  convertFileSrc: [],
};

/** Every function that the window's page imports from Tauri. */
function imported() {
  const page = join(root, "ui", "src");
  const files = readdirSync(page, { recursive: true }).filter((name) =>
    /\.(ts|svelte)$/.test(name),
  );
  const texts = files.map((name) => readFileSync(join(page, name), "utf8"));
  return texts.flatMap((text) =>
    [...text.matchAll(/import \{([^}]*)\} from '@tauri-apps\/[^']*'/g)].flatMap(([, names]) =>
      names.split(",").map((name) => name.trim()),
    ),
  );
}

test("the window may ask the program for what it uses and for nothing else", () => {
  const used = imported();
  assert.ok(used.includes("invoke"), "no import was found");
  for (const name of used)
    assert.ok(needed[name], `${name}: nobody says what it has to be allowed`);
  const folder = join(root, "src-tauri", "app", "capabilities");
  const allowed = readdirSync(folder).flatMap(
    (name) => JSON.parse(readFileSync(join(folder, name), "utf8")).permissions,
  );
  assert.deepEqual(allowed.sort(), used.flatMap((name) => needed[name]).sort());
});

test("the window's policy lets nothing in from the network, and no code that is not its own", () => {
  const { security } = JSON.parse(readFileSync(join(root, "tauri.conf.json"), "utf8")).app;
  assert.deepEqual(security.capabilities, ["main"]);
  const sources = Object.values(security.csp).flatMap((list) => list.split(" "));
  for (const source of sources) {
    assert.match(source, /^('self'|'none'|(ipc|media|article|data):|http:\/\/\w+\.localhost)$/);
  }
  assert.equal(security.csp["script-src"], "'self'");
});

test("of a trace, what goes to others is told from what stays on the computer", () => {
  const out = [
    '7 connect(9, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr("192.0.2.1")}, 16) = -1',
    "7 connect(9, {sa_family=AF_INET6, sin6_port=htons(80), sin6_flowinfo=htonl(0)}, 28) = 0",
    '7 connect(9, {sa_family=AF_UNIX, sun_path="/var/run/nscd/socket"}, 110) = 0',
    '7 sendto(9, "..", 40, 0, {sa_family=AF_INET, sin_port=htons(53)}, 16) = 40',
  ];
  const within = [
    '8 connect(38, {sa_family=AF_UNIX, sun_path="/var/run/nscd/socket"}, 110 <unfinished ...>',
    "9 bind(9, {sa_family=AF_INET, sin_port=htons(4000)}, 16) = 0",
    "8 <... connect resumed>) = -1 ENOENT (None)",
    '7 connect(9, {sa_family=AF_UNIX, sun_path="/var/run/nscd/socket"}, 110) = -1 ENOENT (None)',
    '7 connect(9, {sa_family=AF_INET, sin_port=htons(4444), sin_addr=inet_addr("127.0.0.1")}, 16) = 0',
    '7 connect(9, {sa_family=AF_UNIX, sun_path=@"/tmp/.X11-unix/X99"}, 20) = 0',
    "7 socket(AF_INET, SOCK_STREAM, 0) = 9",
    "7 bind(9, {sa_family=AF_INET, sin_port=htons(4000)}, 16) = 0",
    "7 sendto(9, [{nlmsg_len=20}], 20, 0, {sa_family=AF_NETLINK, nl_pid=0}, 12) = 20",
  ];
  assert.deepEqual(callsOut([...out, ...within].join("\n"), "4444"), out);
});
