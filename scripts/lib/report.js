// Runs steps one after another: a line each with its time, the whole log in one file, and at
// the end how many checks passed.

import { appendFileSync, writeFileSync } from "node:fs";
import { artifact } from "./paths.js";
import { clear, duration, progress, say } from "./say.js";

/** What the runners of tests report about themselves. */
const counters = {
  /** `cargo test`, a line for each program. */
  cargo: (text) => sum(text, /^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored/gm),
  /** `backfile-hostile`, one line at its end. */
  promises: (text) => ({
    passed: last(text, /^promises: (\d+) kept/gm),
    failed: last(text, /^promises: \d+ kept, (\d+) broken/gm),
    skipped: last(text, /^promises: .* (\d+) skipped/gm),
  }),
  /** `node --test` with its TAP reporter. */
  node: (text) => ({
    passed: last(text, /^# pass (\d+)/gm),
    failed: last(text, /^# fail (\d+)/gm) + last(text, /^# cancelled (\d+)/gm),
    skipped: last(text, /^# skipped (\d+)/gm) + last(text, /^# todo (\d+)/gm),
  }),
  /** `vitest run`, its last lines. */
  vitest: (text) => {
    const line = /^\s*Tests {2}(.+)$/m.exec(text)?.[1] ?? "";
    const count = (word) => Number(new RegExp(`(\\d+) ${word}`).exec(line)?.[1] ?? 0);
    return {
      passed: count("passed"),
      failed: count("failed"),
      skipped: count("skipped") + count("todo"),
    };
  },
};

function sum(text, pattern) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const [, passed, failed, skipped] of text.matchAll(pattern)) {
    total.passed += Number(passed);
    total.failed += Number(failed);
    total.skipped += Number(skipped);
  }
  return total;
}

function last(text, pattern) {
  return Number([...text.matchAll(pattern)].at(-1)?.[1] ?? 0);
}

// Colours and cursor movements, and the progress that cargo writes over itself.
const decoration = new RegExp(String.raw`\u001b\[[0-9;?]*[A-Za-z]|[^\n]*\r(?!\n)`, "g");

/** Text without what only a terminal understands. */
export const plain = (text) => text.replace(decoration, "");

/**
 * @typedef {object} Step
 * @property {string} name what is checked, in a few words
 * @property {() => Promise<{code: number, output: string}>} run
 * @property {keyof typeof counters} [counts] whose tests it runs; else it counts as one check
 * @property {string[]} [after] names of steps that must have succeeded before
 */

/**
 * Runs the steps and says how they went.
 * @param {Step[]} steps
 * @param {string} name of the log, `artifacts/<name>.log`
 * @returns {Promise<boolean>} whether all is well
 */
export async function report(steps, name) {
  const log = artifact(`${name}.log`);
  writeFileSync(log, "");
  const total = { passed: 0, failed: 0, skipped: 0 };
  const good = new Set();
  const began = Date.now();
  for (const step of steps) {
    const missing = (step.after ?? []).filter((needed) => !good.has(needed));
    if (missing.length) {
      total.failed++;
      say(`FAILED  ${step.name}: not run, for “${missing.join("”, “")}” failed`);
      continue;
    }
    const started = Date.now();
    const ticking = setInterval(
      () => progress(`        ${step.name} … ${duration(Date.now() - started)}`),
      1000,
    );
    progress(`        ${step.name} …`);
    const { code, output } = await step.run();
    clearInterval(ticking);
    clear();
    const text = plain(output);
    appendFileSync(
      log,
      `\n===== ${step.name}: ${code === 0 ? "well" : `failed (${code})`}\n${text}`,
    );
    const count = step.counts ? counters[step.counts](text) : checkOf(code);
    // A runner that broke down before it counted is a failure, too; so is one that ran nothing.
    const ranNothing = step.counts && count.passed + count.failed === 0;
    if (count.failed === 0 && (code !== 0 || ranNothing)) count.failed = 1;
    for (const kind of Object.keys(total)) total[kind] += count[kind];
    const well = count.failed === 0;
    if (well) good.add(step.name);
    const tests = step.counts
      ? `: ${count.passed} passed, ${count.failed} failed${count.skipped ? `, ${count.skipped} skipped` : ""}`
      : "";
    say(`${well ? "ok    " : "FAILED"}  ${step.name}${tests} (${duration(Date.now() - started)})`);
    if (!well) say(`${indent(excerpt(text))}\n        The whole log: ${log}`);
  }
  say();
  if (total.skipped) say(`${total.skipped} skipped; the log says which and why.`);
  say(`${duration(Date.now() - began)} in all. The log is in ${log}.`);
  say(`${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0;
}

const checkOf = (code) => ({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 });

// What a runner says of a failure, the plainest first: a note of a compiler may speak of errors, too.
const telling = [/^error|panicked at|^BROKEN|^BLIND|^not ok|FAIL |✗/, /\berror\b.*:/i];

/** The lines of a log that tell most: those from the first failure on, else the last. */
export function excerpt(text) {
  const lines = text.split("\n").filter((line) => line.trim());
  const first = telling
    .map((pattern) => lines.findIndex((line) => pattern.test(line)))
    .find((at) => at >= 0);
  const from = first ?? Math.max(0, lines.length - 40);
  return lines.slice(from, from + 40).join("\n");
}

const indent = (text) => text.replace(/^/gm, "        | ");
