// What a person does outside the window: copying in another program, dragging out of one.

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../scripts/lib/paths.js";
import { end, endWith, sleep } from "../../scripts/lib/run.js";

/** Python as the system brings it: another one has no GTK. */
const python = existsSync("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

/** Starts a helper in Python and gives it once it is ready. */
async function helper(app, name, args, input) {
  const child = spawn(python, [join(root, "journeys", "lib", name), ...args], {
    env: { ...process.env, ...app.env, NO_AT_BRIDGE: "1" },
    stdio: ["pipe", "pipe", "pipe"],
    detached: true,
  });
  const forget = endWith(child);
  let said = "";
  let complaints = "";
  child.stdout.on("data", (chunk) => (said += chunk));
  child.stderr.on("data", (chunk) => (complaints += chunk));
  child.stdin.end(input ?? "");
  const wait = async (word, timeout = 10_000) => {
    const until = Date.now() + timeout;
    while (!said.includes(word)) {
      if (child.exitCode !== null || Date.now() > until) {
        throw new Error(`${name} did not say “${word}”: ${said} ${complaints}`);
      }
      await sleep(20);
    }
  };
  const stop = () => {
    forget();
    end(child, "SIGKILL");
  };
  try {
    await wait("ready");
  } catch (error) {
    stop();
    throw error;
  }
  return { wait, stop, said: () => said };
}

/** The clipboard of the app's screen. */
export class Clipboard {
  #owner;

  constructor(app) {
    this.app = app;
  }

  /**
   * Copies, as a browser or an editor would.
   * @param {{html?: string, plain?: string, sourceUrl?: string, firefoxUrl?: string}} content
   *   `sourceUrl` is laid down as Chromium does, `firefoxUrl` as Firefox does.
   */
  async set({ html, plain, sourceUrl, firefoxUrl }) {
    this.clear();
    const targets = {
      "text/html": html,
      "text/plain": plain,
      "chromium/x-source-url": sourceUrl,
      "text/x-moz-url-priv": firefoxUrl,
    };
    const content = Object.fromEntries(
      Object.entries(targets).filter(([, value]) => value !== undefined),
    );
    this.#owner = await helper(this.app, "clipboard_owner.py", [], JSON.stringify(content));
  }

  /** Copies plain text with xclip, the plainest owner there is. */
  async setText(text) {
    this.clear();
    const child = spawn("xclip", ["-selection", "clipboard", "-in", "-quiet"], {
      env: { ...process.env, ...this.app.env },
      stdio: ["pipe", "ignore", "ignore"],
      detached: true,
    });
    const forget = endWith(child);
    child.stdin.end(text);
    this.#owner = {
      stop() {
        forget();
        end(child, "SIGKILL");
      },
    };
    await sleep(200);
  }

  /** Lets go of the clipboard. */
  clear() {
    this.#owner?.stop();
    this.#owner = undefined;
  }
}

/** Drags from another program onto the window. */
export class Drag {
  constructor(app) {
    this.app = app;
  }

  /** Drags links, as a browser offers them. */
  links(urls, options = {}) {
    const list = [urls].flat();
    const escape = (text) =>
      text.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;");
    return this.targets(
      {
        "text/uri-list": list.map((url) => url + "\r\n").join(""),
        "text/plain": list.join("\n"),
        "text/html": list.map((url) => `<a href="${escape(url)}">${escape(url)}</a>`).join("<br>"),
      },
      options,
    );
  }

  /** Drags plain text. */
  text(text, options = {}) {
    return this.targets({ "text/plain": text }, options);
  }

  /** Drags files of this computer, as a file manager offers them. */
  files(paths, options = {}) {
    const uris = paths.map((path) => "file://" + path.split("/").map(encodeURIComponent).join("/"));
    return this.targets({ "text/uri-list": uris.map((uri) => uri + "\r\n").join("") }, options);
  }

  /**
   * Drags content of several kinds.
   * @param {object} targets from kind to content
   * @param {{to?: [number, number], over?: () => Promise<void>}} options `to` is where on the
   *   screen it is let go; `over` runs while it hovers there.
   * @returns {Promise<"dropped" | "refused">}
   */
  async targets(targets, { to = [500, 400], over } = {}) {
    const [x, y] = [1290, 30];
    const source = await helper(this.app, "drag_source.py", [
      String(x),
      String(y),
      JSON.stringify({ targets }),
    ]);
    const mouse = async (...args) => {
      const { code, output } = await this.app.run("xdotool", args.map(String));
      if (code !== 0) throw new Error(`xdotool: ${output}`);
    };
    try {
      const from = [x + 45, y + 30];
      await mouse("mousemove", ...from, "mousedown", 1);
      const steps = 12;
      for (let step = 1; step <= steps; step++) {
        const at = from.map((start, axis) =>
          Math.round(start + ((to[axis] - start) * step) / steps),
        );
        await mouse("mousemove", ...at);
        await sleep(60);
      }
      await source.wait("begun");
      if (over) await over();
      await mouse("mousemove", to[0] + 2, to[1] + 2);
      await sleep(150);
      await mouse("mouseup", 1);
      await source.wait("ed\n");
      return source.said().includes("dropped") ? "dropped" : "refused";
    } finally {
      source.stop();
    }
  }
}
