// How the times of a search grow with the archive, as a table.

/** Groups of which growth is shown. */
const groups = ["search", "count alone", "facets", "nothing as typed", "lists"];

const grouped = new Intl.NumberFormat("en");

/** What rows of several sizes have the same name, in the order of the largest. */
export function sameRows(measured) {
  const rows = measured.map(
    ({ rows }) => new Map(rows.map((row) => [`${row.group}: ${row.name}`, row])),
  );
  return [...(rows.at(-1)?.entries() ?? [])]
    .map(([key, { group, name }]) => ({ group, name, rows: rows.map((of) => of.get(key)) }))
    .filter(({ rows }) => rows.every(Boolean));
}

/**
 * The table as Markdown: the p50 and the p99 at every size, and how many times the one before.
 * @param {{articles: number, rows: object[]}[]} measured from the smallest
 */
export function growthTable(measured) {
  const sizes = measured.map(({ articles }) => grouped.format(articles));
  const head = ["growth, ms"];
  for (const share of ["p50", "p99"]) head.push(`${share} at ${sizes.join(", ")}`, "times");
  const lines = sameRows(measured)
    .filter(({ group }) => groups.includes(group))
    .map(({ group, name, rows }) => {
      const label = group === "search" ? name : `${group}: ${name}`;
      return [label, ...[0, 2].flatMap((share) => cells(rows.map(({ times }) => times[share])))];
    });
  return [head, head.map(() => "---"), ...lines]
    .map((line) => `| ${line.join(" | ")} |`)
    .join("\n");
}

function cells(times) {
  const factors = times.slice(1).map((time, at) => `× ${(time / times[at]).toFixed(1)}`);
  return [times.map((time) => time.toFixed(2)).join(", "), factors.join(", ")];
}
