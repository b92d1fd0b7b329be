// Memory and sizes, as the system counts them.

import { readFileSync } from "node:fs";
import { descendants } from "../lib/app.js";

/** Proportional set size of a process and all that it started, in megabytes (10^6 bytes). */
export function pss(pid) {
  const family = [pid, ...descendants(pid).map((one) => one.pid)];
  const kilobytes = family.map((one) => {
    const rollup = readFileSync(`/proc/${one}/smaps_rollup`, "utf8");
    return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)[1]);
  });
  return (kilobytes.reduce((sum, one) => sum + one, 0) * 1024) / 1e6;
}
