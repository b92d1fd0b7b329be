// A small news site on this computer, written and served for one journey.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../../scripts/lib/paths.js";

const sentences = [
  "The harbour office opened its doors at six, an hour before the first boat was due.",
  "Nobody on the quay could say when the old crane had last been moved under its own power.",
  "Two engineers from the county had come to look at the cables, and both took notes.",
  "By noon the wind had turned and the ferry was told to wait outside the breakwater.",
  "The council had set money aside for the repair three years ago and then forgotten about it.",
  "A retired pilot who lives above the chandlery counted eleven ships at anchor.",
  "She said that it looked like the winters of her childhood, when the bay was full of lights.",
  "The report that was read out in the evening filled four pages and named no one.",
  "What it did name was a sum, which is larger than the town's whole budget for roads.",
  "The next meeting is set for the first week of the month, and it will be held in public.",
];

/** Paragraphs of our own, different for each number. */
export function paragraphs(count, seed = 0) {
  return Array.from({ length: count }, (_, at) => {
    const from = seed * 7 + at * 3;
    return [0, 1, 2, 3]
      .map((step) => sentences[(from + step * (1 + (seed % 3))) % sentences.length])
      .join(" ");
  });
}

/** A page as a publisher writes it: the article, and what stands around it. */
export function page({
  title,
  body = paragraphs(8),
  author = "Marta Linden",
  date = "2026-03-03T08:15:00Z",
  picture,
  topics = [],
}) {
  const data = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    headline: title,
    datePublished: date,
    author: { "@type": "Person", name: author },
    publisher: { "@type": "Organization", name: "The Harbour Gazette" },
    keywords: topics,
  };
  const figure = picture
    ? `<figure><img src="${picture}" width="512" height="512" alt="A drawing of a bound volume">` +
      `<figcaption>The volume in which the harbour's books are kept.</figcaption></figure>`
    : "";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${title} - The Harbour Gazette</title>
<meta property="og:title" content="${title}">
<meta property="og:type" content="article">
<meta property="og:site_name" content="The Harbour Gazette">
<meta name="description" content="What the harbour board decided, and what it left open.">
<script type="application/ld+json">${JSON.stringify(data)}</script>
</head>
<body>
<header><nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li><li><a href="/weather">Weather</a></li></ul></nav></header>
<main><article>
<h1>${title}</h1>
<p class="byline">By <span rel="author">${author}</span></p>
<time datetime="${date}">3 March 2026</time>
${figure}
${body.map((text) => `<p>${text}</p>`).join("\n")}
<div class="share"><button>Share this</button><button>Print</button></div>
<aside class="newsletter"><h2>Get our letter</h2><p>Sign up to have the harbour's news each morning.</p></aside>
</article></main>
<section class="related"><h2>More on this story</h2><ul><li><a href="/other-1">A bridge closes</a></li><li><a href="/other-2">A school opens</a></li></ul></section>
<footer><p>The Harbour Gazette is read by everyone on the quay.</p></footer>
</body>
</html>
`;
}

const types = { html: "text/html; charset=utf-8", png: "image/png" };

/** A running site. */
export class Site {
  #server;
  #port = 0;
  #files = new Map();

  /** Milliseconds that each page takes. */
  delay = 0;

  /** The paths that were asked for, in turn. */
  asked = [];

  /** Starts a site with nothing but a picture on it. */
  static async start() {
    const site = new Site();
    site.folder = mkdtempSync(join(tmpdir(), "backfile-site-"));
    site.#files.set("/volume.png", readFileSync(join(root, "icons", "icon.png")));
    await site.up();
    return site;
  }

  /** Puts a page up and gives its address. */
  add(name, content) {
    const html = typeof content === "string" ? content : page(content);
    this.#files.set(`/${name}.html`, html);
    return this.address(name);
  }

  /** Puts the picture up under a name of its own and gives its address. */
  picture(name) {
    this.#files.set(`/${name}.png`, this.#files.get("/volume.png"));
    return `${this.origin}/${name}.png`;
  }

  /** Puts a page into a file and gives its path. */
  file(name, content) {
    const path = join(this.folder, name);
    writeFileSync(path, typeof content === "string" ? content : page(content));
    return path;
  }

  /** The address of a page, whether there is one or not. */
  address(name) {
    return `${this.origin}/${name}.html`;
  }

  /** Lets the server go on, at the same address as before. */
  async up() {
    this.#server = createServer((request, response) => {
      const path = new URL(request.url, this.origin).pathname;
      this.asked.push(path);
      const content = this.#files.get(path);
      const type = types[path.split(".").at(-1)] ?? "text/plain";
      setTimeout(() => {
        response.writeHead(content === undefined ? 404 : 200, { "content-type": type });
        response.end(content ?? "There is nothing here.");
      }, this.delay);
    });
    await new Promise((resolve, reject) => {
      this.#server.on("error", reject);
      this.#server.listen(this.#port, "127.0.0.1", resolve);
    });
    this.#port = this.#server.address().port;
    this.origin = `http://127.0.0.1:${this.#port}`;
  }

  /** Takes the server away, as when a site or the network is gone. */
  async down() {
    const server = this.#server;
    if (!server) return;
    this.#server = undefined;
    const over = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await over;
  }

  /** Takes the site away for good. */
  async stop() {
    await this.down();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
