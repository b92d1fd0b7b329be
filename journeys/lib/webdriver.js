// A small client of the WebDriver protocol, as far as the journeys need it.

import { createServer } from "node:net";
import { sleep } from "../../scripts/lib/run.js";

const elementKey = "element-6066-11e4-a52e-4f735466cecf";

/** The characters that WebDriver has for keys without one. */
const keys = {
  Backspace: "\ue003",
  Tab: "\ue004",
  Enter: "\ue007",
  Shift: "\ue008",
  Control: "\ue009",
  Alt: "\ue00a",
  Escape: "\ue00c",
  Space: " ",
  PageUp: "\ue00e",
  PageDown: "\ue00f",
  End: "\ue010",
  Home: "\ue011",
  ArrowLeft: "\ue012",
  ArrowUp: "\ue013",
  ArrowRight: "\ue014",
  ArrowDown: "\ue015",
  Delete: "\ue017",
  F1: "\ue031",
  Meta: "\ue03d",
};

/** An error that the driver reported; `code` is the protocol's name for it. */
export class DriverError extends Error {
  constructor(code, message) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}

/** A port of this computer that nobody listens on. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** A session with the driver on `port`. */
export class Session {
  #base;

  constructor(base) {
    this.#base = base;
  }

  /** Waits for the driver to listen, then has it open the program. */
  static async open(port, options, { patience = 60_000 } = {}) {
    const base = `http://127.0.0.1:${port}`;
    const until = Date.now() + patience;
    for (;;) {
      try {
        await request(base, "GET", "/status");
        break;
      } catch (error) {
        if (Date.now() > until)
          throw new Error("WebKitWebDriver does not listen", { cause: error });
        await sleep(50);
      }
    }
    const { sessionId } = await request(base, "POST", "/session", {
      capabilities: { alwaysMatch: { "webkitgtk:browserOptions": options } },
    });
    return new Session(`${base}/session/${sessionId}`);
  }

  post(path, body = {}) {
    return request(this.#base, "POST", path, body);
  }

  get(path) {
    return request(this.#base, "GET", path);
  }

  close() {
    return request(this.#base, "DELETE", "");
  }

  /** Runs a function, or the text of a function body, in the page; it may be asynchronous. */
  async execute(script, ...args) {
    const body = typeof script === "function" ? `return (${script})(...arguments)` : script;
    const { ok, error } = await this.post("/execute/async", {
      script: `
        const done = arguments[arguments.length - 1];
        const given = Array.prototype.slice.call(arguments, 0, -1);
        Promise.resolve()
          .then(() => (function () { ${body} }).apply(null, given))
          .then((ok) => done({ ok: ok === undefined ? null : ok }),
                (error) => done({ error: error instanceof Error ? String(error) : JSON.stringify(error) }));`,
      args,
    });
    if (error !== undefined) throw new DriverError("in the page", error);
    return ok;
  }

  /** The elements that a selector finds, as handles. */
  async findAll(selector) {
    const found = await this.post("/elements", { using: "css selector", value: selector });
    return found.map((one) => new Element(this, one[elementKey]));
  }

  /** Presses keys as a person does: `Control+v`, `j`, `Shift+Tab`. */
  async press(chord) {
    const names = chord === "+" ? ["+"] : chord.split(/(?<=.)\+/);
    const values = names.map((name) => keys[name] ?? name);
    const actions = [
      ...values.map((value) => ({ type: "keyDown", value })),
      ...values.toReversed().map((value) => ({ type: "keyUp", value })),
    ];
    await this.post("/actions", { actions: [{ type: "key", id: "keyboard", actions }] });
  }
}

/** An element of the page. */
export class Element {
  constructor(session, id) {
    this.session = session;
    this.path = `/element/${id}`;
    this.handle = { [elementKey]: id };
  }

  click() {
    return this.session.post(`${this.path}/click`);
  }

  /** Types text into it. */
  type(text) {
    return this.session.post(`${this.path}/value`, { text });
  }

  text() {
    return this.session.get(`${this.path}/text`);
  }

  attribute(name) {
    return this.session.get(`${this.path}/attribute/${name}`);
  }

  isShown() {
    return this.session.execute((element) => {
      const box = element.getBoundingClientRect();
      return box.width > 0 && box.height > 0 && getComputedStyle(element).visibility !== "hidden";
    }, this.handle);
  }
}

async function request(base, method, path, body) {
  const response = await fetch(base + path, {
    method,
    headers: body ? { "content-type": "application/json" } : {},
    body: body ? JSON.stringify(body) : undefined,
  });
  const { value } = await response.json();
  if (!response.ok) throw new DriverError(value?.error ?? response.status, value?.message ?? "");
  return value;
}
