// The real window, opened and driven as a person would.

import { spawn } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { artifact, program } from "../../scripts/lib/paths.js";
import { end, endWith, run, sleep } from "../../scripts/lib/run.js";
import { startScreen } from "./screen.js";
import { freePort, Session } from "./webdriver.js";

/** A folder that stands for a person's home; everything the app writes is below it. */
export function temporaryHome() {
  const home = mkdtempSync(join(tmpdir(), "backfile-journey-"));
  const folders = {
    data: ".local/share",
    config: ".config",
    cache: ".cache",
    state: ".local/state",
    runtime: "run",
  };
  for (const [name, path] of Object.entries(folders)) {
    folders[name] = join(home, path);
    mkdirSync(folders[name], { recursive: true, mode: 0o700 });
  }
  return {
    path: home,
    archive: join(home, "archive"),
    env: {
      HOME: home,
      XDG_DATA_HOME: folders.data,
      XDG_CONFIG_HOME: folders.config,
      XDG_CACHE_HOME: folders.cache,
      XDG_STATE_HOME: folders.state,
      XDG_RUNTIME_DIR: folders.runtime,
    },
    remove: () => removeFolder(home),
  };
}

/** Removes a folder in which the desktop's document portal may still mount one of its own. */
function removeFolder(folder) {
  for (let tries = 1; ; tries++) {
    try {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
      return;
    } catch (error) {
      if (tries === 10) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    }
  }
}

/** What the window needs to be driven, and to draw without a graphics card. */
const automation = {
  TAURI_AUTOMATION: "true",
  TAURI_WEBVIEW_AUTOMATION: "true",
  WEBKIT_DISABLE_DMABUF_RENDERER: "1",
  LIBGL_ALWAYS_SOFTWARE: "1",
  NO_AT_BRIDGE: "1",
  GTK_THEME: "Adwaita",
  LC_ALL: "C.UTF-8",
};

/** The app in a window on a screen of its own. */
export class App {
  #session;
  #driver;
  #forget;
  #ownScreen;
  #ownHome;

  /**
   * Opens the app.
   * @param {{archive?: string, home?: ReturnType<typeof temporaryHome>, screen?: object,
   *   env?: object, args?: string[], binary?: string}} options Without `home`, a temporary
   *   one is made, and removed by `close`. Without `screen`, one is started and stopped.
   */
  static async start({ archive, home, screen, env = {}, args = [], binary } = {}) {
    const app = new App();
    app.#ownScreen = !screen;
    app.#ownHome = !home;
    app.home = home ?? temporaryHome();
    app.screen = screen ?? (await startScreen());
    app.archive = archive ?? app.home.archive;
    app.binary = binary ?? program("backfile-desktop");
    app.env = { ...app.home.env, BACKFILE_ARCHIVE: app.archive, ...app.screen.env, ...env };
    try {
      await app.#open(args);
    } catch (error) {
      await app.close();
      throw error;
    }
    return app;
  }

  async #open(args) {
    const port = await freePort();
    const log = artifact("logs", "window.log");
    this.#driver = spawn(
      "dbus-run-session",
      ["--", "WebKitWebDriver", "--host=127.0.0.1", `--port=${port}`],
      {
        env: { ...process.env, ...automation, ...this.env },
        stdio: ["ignore", "pipe", "pipe"],
        // The driver keeps its port unless its whole group is ended.
        detached: true,
      },
    );
    this.#forget = endWith(this.#driver);
    this.output = "";
    for (const stream of [this.#driver.stdout, this.#driver.stderr]) {
      stream.on("data", (chunk) => {
        this.output += chunk;
        writeFileSync(log, chunk, { flag: "a" });
      });
    }
    const gone = new Promise((_, reject) => {
      this.#driver.on("error", reject);
      this.#driver.on("exit", (code) =>
        reject(new Error(`The driver ended (${code}): ${this.output}`)),
      );
    });
    gone.catch(() => {});
    this.#session = await Promise.race([Session.open(port, { binary: this.binary, args }), gone]);
    this.pid = descendants(this.#driver.pid).find(({ exe }) => exe === this.binary)?.pid;
  }

  /** The one element that a selector finds; fails when there is none. */
  async find(selector) {
    const [element] = await this.findAll(selector);
    if (!element) throw new Error(`There is no ${selector} in the window`);
    return element;
  }

  findAll(selector) {
    return this.#session.findAll(selector);
  }

  /** Waits for an element, then clicks it. */
  async click(selector) {
    const element = await this.waitFor(async () => (await this.findAll(selector))[0], {
      what: `${selector} to click`,
    });
    await element.click();
  }

  /** The text that stands in the window, or in an element of it. */
  text(selector = "body") {
    return this.execute((css) => document.querySelector(css)?.innerText ?? "", selector);
  }

  /** Presses keys: `app.keys("Control+v")`, or several in turn. */
  async keys(...chords) {
    for (const chord of chords) await this.#session.press(chord);
  }

  /** Types text, a key at a time, into whatever has the focus. */
  async type(text) {
    for (const character of text) await this.#session.press(character);
  }

  /** Runs a function in the page. */
  execute(script, ...args) {
    return this.#session.execute(script, ...args);
  }

  /** Makes a call as the page itself does. */
  call(name, args = {}) {
    return this.execute(
      (name, args) => window.__TAURI_INTERNALS__.invoke("call", { name, args }),
      name,
      args,
    );
  }

  /** The article in the reader's frame: works inside it, then goes back out. */
  async inFrame(work, selector = "iframe") {
    const frame = await this.find(selector);
    await this.#session.post("/frame", { id: frame.handle });
    try {
      return await work(this);
    } finally {
      await this.#session.post("/frame/parent");
    }
  }

  /** Waits until `probe` gives something true, and gives that. */
  async waitFor(probe, { timeout = 15_000, every = 50, what = String(probe) } = {}) {
    const until = Date.now() + timeout;
    let last;
    for (;;) {
      try {
        const found = await probe();
        if (found) return found;
      } catch (error) {
        last = error;
      }
      if (Date.now() > until) {
        const picture = await this.screenshot("gave-up-waiting").catch((error) => String(error));
        throw new Error(`Waited ${timeout / 1000} s in vain for ${what}. The window: ${picture}`, {
          cause: last,
        });
      }
      await sleep(every);
    }
  }

  /** Waits until some text stands in the window. */
  waitForText(text, options = {}) {
    const { in: selector = "body", ...rest } = options;
    return this.waitFor(async () => (await this.text(selector)).includes(text), {
      what: `“${text}” in ${selector}`,
      ...rest,
    });
  }

  /**
   * Keeps a picture of the window as `artifacts/journeys/<name>.png`, as it stands on the
   * screen: the driver's own pictures can wait for ever for a page that draws nothing new.
   */
  async screenshot(name) {
    return this.#picture(name, await this.windowId());
  }

  /** The window's number on its screen. */
  async windowId() {
    const { output } = await this.run("xdotool", [
      "search",
      "--onlyvisible",
      "--name",
      "^Backfile",
    ]);
    const id = /^\d+$/m.exec(output)?.[0];
    if (!id) throw new Error(`The window is not on the screen: ${output}`);
    return id;
  }

  /** Makes the window as large as that. */
  async resize(width, height) {
    const size = [String(width), String(height)];
    await this.run("xdotool", ["windowsize", "--sync", await this.windowId(), ...size]);
    // The page hears of it later than the window's manager; keys pressed before mean another layout.
    await this.waitFor(() => this.execute((wide) => window.innerWidth === wide, width), {
      what: `the page to be ${width} wide`,
    });
  }

  /** Keeps a picture of the whole screen, with what other programs show on it. */
  async screenOf(name) {
    return this.#picture(name, "root");
  }

  async #picture(name, of) {
    const path = artifact("journeys", `${name}.png`);
    const { code, output } = await this.run("import", ["-window", of, path]);
    if (code !== 0) throw new Error(`No picture of ${of}: ${output}`);
    return path;
  }

  /** Runs another program on the same screen, in the same home, with the same archive. */
  run(command, args, options = {}) {
    return run(command, args, {
      timeout: 60_000,
      ...options,
      env: { ...this.env, ...options.env },
    });
  }

  /** What a program needs to be on the same session bus as the app. */
  sessionBus() {
    const environment = readFileSync(`/proc/${this.pid}/environ`, "utf8").split("\0");
    const address = environment.find((entry) => entry.startsWith("DBUS_SESSION_BUS_ADDRESS="));
    return { DBUS_SESSION_BUS_ADDRESS: address.slice(address.indexOf("=") + 1) };
  }

  /** Runs the terminal's program on the same archive. */
  cli(...args) {
    return this.run(program("backfile"), args);
  }

  /** Ends the app at once, as a loss of power would, and leaves its files. */
  async kill() {
    const family = this.pid ? [{ pid: this.pid }, ...descendants(this.pid)] : [];
    for (const { pid } of family) signal(pid, "SIGKILL");
    await this.#endDriver();
    this.pid = undefined;
  }

  /** Opens the app again, with the same home, archive and screen. */
  async reopen(args = []) {
    await this.#endDriver();
    await this.#open(args);
  }

  async #endDriver() {
    const driver = this.#driver;
    if (!driver) return;
    this.#driver = undefined;
    const family = descendants(driver.pid);
    const over = driver.exitCode !== null || new Promise((resolve) => driver.on("exit", resolve));
    end(driver, "SIGTERM");
    await Promise.race([over, sleep(2_000)]);
    end(driver, "SIGKILL");
    for (const { pid } of family) signal(pid, "SIGKILL");
    this.#forget();
  }

  /** Closes the window as a person would and takes away what `start` made. */
  async close() {
    try {
      await this.#session?.close();
    } catch (error) {
      // After a kill there is no session to close.
      this.output += `\nclosing: ${error.message}`;
    }
    await this.#endDriver();
    if (this.#ownScreen) this.screen.stop();
    if (this.#ownHome) this.home.remove();
  }
}

function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}

/** Every process that a process started, and those that they started. */
export function descendants(ancestor) {
  const all = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, "utf8");
        const [, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        return [
          { pid: Number(name), parent: Number(parent), exe: readlinkSync(`/proc/${name}/exe`) },
        ];
      } catch {
        // It ended while we looked, or is another person's.
        return [];
      }
    });
  const below = (pid) =>
    all.filter(({ parent }) => parent === pid).flatMap((one) => [one, ...below(one.pid)]);
  return below(ancestor);
}
