// The window opens, and stays what it is.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { App } from "./lib/app.js";
import { firstField, holds } from "./lib/window.js";

let app;
before(async () => {
  app = await App.start();
});
after(() => app?.close());

test("the first start shows one page with where to begin and where everything is kept", async () => {
  await app.waitFor(async () => (await app.findAll(firstField)).length === 1, {
    what: "the field",
  });
  await app.waitForText("Everything is kept in");
  holds(
    await app.text(),
    "Backfile talks only to the sites you save.",
    app.archive.split("/").at(-1),
  );
  assert.equal((await app.findAll('nav, [role="listitem"]')).length, 0, "no sidebar, no list");
  await app.screenshot("first-start");
});

test("the window goes nowhere but to its own page", async () => {
  const home = await app.execute(() => location.href);
  for (const elsewhere of ["https://example.org/", "http://127.0.0.1:9/", "data:text/html,away"]) {
    await app.execute((elsewhere) => void (location.href = elsewhere), elsewhere);
    await app.waitFor(() => app.execute(() => document.readyState === "complete"));
    assert.equal(await app.execute(() => location.href), home, elsewhere);
  }
});

test("nothing opens a second window", async () => {
  assert.equal(await app.execute(() => window.open("https://example.org/") === null), true);
});

test("no script runs but the window's own", async () => {
  await app.execute(() => {
    const script = document.createElement("script");
    script.textContent = "window.ran = true";
    document.head.append(script);
    const element = document.createElement("div");
    element.innerHTML = '<img src="data:," onerror="window.ran = true">';
    document.body.append(element);
  });
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.equal(await app.execute(() => window.ran === true), false);
});

test("the window asks nothing of the network", async () => {
  const refused = await app.execute(() =>
    fetch("http://127.0.0.1:9/").then(
      () => "answered",
      () => "refused",
    ),
  );
  assert.equal(refused, "refused");
});

test("a call that is not in the list is refused with a code", async () => {
  await assert.rejects(app.call("format_disk"), /bad_call/);
  await assert.rejects(
    app.execute(() => window.__TAURI_INTERNALS__.invoke("plugin:window|close")),
    /not allowed/,
  );
});
