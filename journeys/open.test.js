// The window opens.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { App } from "./lib/app.js";

let app;
before(async () => {
  app = await App.start();
});
after(() => app?.close());

test("the first start shows one page with where to begin", async () => {
  await app.waitForText("Paste a link, or drop one here");
  await app.screenshot("first-start");
});

test("the window goes nowhere but to its own page", async () => {
  const before = await app.execute(() => location.href);
  await app.execute(() => void (location.href = "https://example.org/"));
  await app.waitFor(() => app.execute(() => document.readyState === "complete"));
  assert.equal(await app.execute(() => location.href), before);
});

test("a script that a page brings does not run", async () => {
  await app.execute(() => {
    const script = document.createElement("script");
    script.textContent = "window.ran = true";
    document.head.append(script);
  });
  assert.equal(await app.execute(() => window.ran === true), false);
});
