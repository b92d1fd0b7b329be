// The README's table of what the cleaner reaches, from the scorer's figures and the peers'.

const articles = ["aeb", "wcxb-article", "fundus", "fundus-eval", "cleanportal"];

/** What is shown: a sentence's beginning, the field of the scorer, and the sets. */
const rows = [
  ["Text, F1 per page", "F1page", [...articles, "wcxb-other", "mozilla"]],
  ["Snippets, F", "snipF", ["trafilatura"]],
  ["Title, exact", "title", ["wcxb-article", "fundus", "trafilatura", "postlight"]],
  ["Authors, the set exact", "auth", ["wcxb-article", "fundus", "trafilatura", "postlight"]],
  ["Day of publication", "date", ["wcxb-article", "fundus", "htmldate"]],
  ["Lead picture", "image", ["postlight"]],
];

const figure = (value) => value.toFixed(3).replace(/^0/, "");

/** The best peer at a field of a set. */
function bestPeer(peers, set, field) {
  const known = Object.entries(peers.results[set] ?? {}).filter(
    ([, figures]) => typeof figures[field] === "number",
  );
  const [name, figures] = known.sort(([, a], [, b]) => b[field] - a[field])[0] ?? [];
  return name ? `${figure(figures[field])} ${name}` : "none";
}

/**
 * The table as Markdown.
 * @param {Record<string, Record<string, object>>} scores what the scorer wrote, by set and run
 * @param {{results: object}} peers
 */
export function table(scores, peers) {
  const ours = (set) => Object.values(scores[set])[0];
  const lines = ["| what | pages of | Backfile | best peer there |", "|---|---|---|---|"];
  for (const [what, field, sets] of rows) {
    for (const set of sets) {
      const value = ours(set)?.[field];
      if (typeof value !== "number") continue;
      lines.push(`| ${what} | ${set} | ${figure(value)} | ${bestPeer(peers, set, field)} |`);
    }
  }
  const mean = (field) =>
    articles.reduce((sum, set) => sum + ours(set)[field], 0) / articles.length;
  lines.push(`| Text, mean of the first five sets | | ${figure(mean("F1page"))} | |`);
  const below = articles.reduce((sum, set) => sum + ours(set).below80 * ours(set).text_pages, 0);
  const pages = articles.reduce((sum, set) => sum + ours(set).text_pages, 0);
  lines.push(
    `| Pages under an F1 of .8, those five | | ${((below / pages) * 100).toFixed(1)} % | |`,
  );
  return lines.join("\n");
}
