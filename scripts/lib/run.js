// Runs other programs: their whole output goes to a log, the person sees what matters.

import { spawn, spawnSync } from "node:child_process";
import { createWriteStream } from "node:fs";
import { root } from "./paths.js";

/**
 * Runs a program to its end.
 * @param {string} command
 * @param {string[]} args
 * @param {{log?: string, env?: object, cwd?: string, onOutput?: (text: string) => void, timeout?: number}} options
 *   `log` is a file that the output is added to; `onOutput` sees it as it comes; `timeout` is
 *   in milliseconds; `asks` is set for a program that asks the person something at their
 *   terminal, as for a password.
 * @returns {Promise<{code: number, output: string}>} `code` is 127 when there is no such
 *   program, and 124 when it ran out of time.
 */
export function run(command, args, { log, env, cwd = root, onOutput, timeout, asks } = {}) {
  return new Promise((resolve) => {
    const file = log ? createWriteStream(log, { flags: "a" }) : null;
    file?.write(`\n$ ${[command, ...args].join(" ")}\n`);
    let output = "";
    let late = false;
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      // A group of its own, so that the end of its time ends what it started, too; but such a
      // group has no terminal to ask at.
      detached: process.platform !== "win32" && !asks,
      shell: process.platform === "win32" && command === "npm",
    });
    const forward = endWith(child);
    const timer =
      timeout &&
      setTimeout(() => {
        late = true;
        end(child, "SIGKILL");
      }, timeout);
    const take = (chunk) => {
      const text = chunk.toString();
      output += text;
      file?.write(text);
      onOutput?.(text);
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    const done = (code, note = "") => {
      clearTimeout(timer);
      forward();
      file?.end(note);
      resolve({ code, output: output + note });
    };
    child.on("error", (error) => done(127, `${error.message}\n`));
    child.on("close", (code, signal) =>
      late ? done(124, "stopped: it took too long\n") : done(code ?? (signal ? 1 : 0)),
    );
  });
}

/** Runs a program in the person's own terminal. */
export function runHere(command, args, { env, cwd = root } = {}) {
  const result = spawnSync(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: "inherit",
    shell: process.platform === "win32" && command === "npm",
  });
  return result.error ? 127 : (result.status ?? 1);
}

/** What a program prints, or null when there is none or it fails. */
export function ask(command, args) {
  const result = spawnSync(command, args, { cwd: root, encoding: "utf8" });
  return result.status === 0 ? result.stdout : null;
}

/** Ends a child and everything that it started. */
export function end(child, signal = "SIGTERM") {
  if (child.exitCode !== null || child.signalCode !== null || !child.pid) return;
  try {
    if (process.platform === "win32") child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}

/** Ends the child when this script is ended; gives a function that forgets about it. */
export function endWith(child) {
  const onExit = () => end(child, "SIGKILL");
  const onSignal = (signal) => {
    end(child, signal);
    process.exit(130);
  };
  process.on("exit", onExit);
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  return () => {
    process.off("exit", onExit);
    process.off("SIGINT", onSignal);
    process.off("SIGTERM", onSignal);
  };
}

/** Waits. */
export const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
