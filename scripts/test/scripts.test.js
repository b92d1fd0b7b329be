// The parts of the scripts that decide something.

import assert from "node:assert/strict";
import { test } from "node:test";
import { permits } from "../licences.js";
import { plain } from "../lib/report.js";
import { atLeast } from "../lib/versions.js";

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
