// A site on this computer that knows to the millisecond when it was asked and when it was done.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { root } from "../../scripts/lib/paths.js";
import { page, paragraphs } from "../lib/site.js";

const drawing = readFileSync(join(root, "icons", "icon.png"));

/** Serves `/page/N`, each an article of its own, with a picture if wanted, and remembers when. */
export async function startServer({ delay = 0, pictures = false } = {}) {
  const asked = new Map();
  const done = new Map();
  const server = createServer((request, response) => {
    if (pictures && request.url === "/picture.png") {
      response.writeHead(200, { "content-type": "image/png" });
      response.end(drawing);
      return;
    }
    const number = Number(/^\/page\/(\d+)$/.exec(request.url)?.[1]);
    if (!Number.isInteger(number)) {
      response.writeHead(404).end();
      return;
    }
    asked.set(number, Date.now());
    const body = page({
      title: title(number),
      body: paragraphs(12, number),
      picture: pictures ? "/picture.png" : undefined,
    });
    setTimeout(() => {
      response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
      response.end(body);
      response.on("finish", () => done.set(number, Date.now()));
    }, delay);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  return {
    origin,
    asked,
    done,
    url: (number) => `${origin}/page/${number}`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

export const title = (number) => `Report number ${number} of the harbour board`;
