// How the times of a search grow with the archive, as a picture: small plots with the same axes,
// one for a class, both axes logarithmic. Light or dark, as the person has it.

import { sameRows } from "./growth.js";

/** The classes that are drawn, where they were measured: one of each kind. */
const drawn = [
  ["search", "rare word"],
  ["search", "usual word"],
  ["search", "common word"],
  ["search", "two common words"],
  ["search", "phrase"],
  ["search", "near"],
  ["search", "2 letters"],
  ["search", "3 letters"],
  ["search", "two words and 3 letters"],
  ["search", "common word, site"],
  ["search", "common word, date"],
  ["facets", "common word"],
];

/** Who is measured: what its times are called in a row, its name, and the shape of its points. */
const engines = [
  ["plain", "plain FTS5", "M-3.5 3 h7 l-3.5 -6.5 z"],
  ["peer", "tantivy", "M-3 -3 h6 v6 h-6 z"],
  ["times", "Backfile", "M-3.5 0 a3.5 3.5 0 1 0 7 0 a3.5 3.5 0 1 0 -7 0 z"],
];

const columns = 4;
const [width, height] = [190, 150];
const [gapX, gapY] = [22, 46];
const margin = { top: 104, right: 26, bottom: 58, left: 84 };

const style = `
  svg { background: #fcfbf9; font: 12px Inter, "Helvetica Neue", Arial, sans-serif; }
  .paper { fill: #fcfbf9; }
  text { fill: #55524c; }
  .title { font-size: 19px; font-weight: 600; fill: #1f1d1a; }
  .name { font-size: 13px; font-weight: 600; fill: #1f1d1a; }
  .value { font-size: 11px; font-weight: 600; fill: #14599d; }
  .grid { stroke: #e6e2da; fill: none; }
  .goal { stroke: #8a857b; stroke-dasharray: 2 3; fill: none; }
  .line { fill: none; stroke-width: 1.5; }
  .times { stroke: #14599d; } .times.line { stroke-width: 2.5; } .times.dot { fill: #14599d; }
  .band { fill: #14599d; fill-opacity: 0.14; }
  .plain { stroke: #b4541a; } .plain.dot { fill: #b4541a; }
  .peer { stroke: #5f7420; } .peer.dot { fill: #5f7420; }
  .dot { stroke: none; }
  @media (prefers-color-scheme: dark) {
    svg { background: #17191c; }
    .paper { fill: #17191c; }
    text { fill: #a9adb3; }
    .title, .name { fill: #eceef0; }
    .value { fill: #7dbcf5; }
    .grid { stroke: #2d3136; }
    .goal { stroke: #7d838b; }
    .times { stroke: #7dbcf5; } .times.dot { fill: #7dbcf5; }
    .band { fill: #7dbcf5; fill-opacity: 0.16; }
    .plain { stroke: #f0a06a; } .plain.dot { fill: #f0a06a; }
    .peer { stroke: #b9cc6b; } .peer.dot { fill: #b9cc6b; }
    .dot { stroke: none; }
  }`;

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
const grouped = new Intl.NumberFormat("en");
const short = (articles) =>
  articles % 1e6 === 0
    ? `${articles / 1e6}M`
    : articles % 1e3 === 0
      ? `${articles / 1e3}k`
      : grouped.format(articles);
const milliseconds = (time) => `${time < 10 ? time.toFixed(1) : Math.round(time)}`;

/**
 * The picture, as SVG.
 * @param {{articles: number, rows: object[]}[]} measured from the smallest
 */
export function growthPlot(measured) {
  const all = sameRows(measured);
  const wanted = drawn.flatMap(([group, name]) =>
    all.filter((row) => row.group === group && row.name === name),
  );
  // Where only other classes were measured, the first of those.
  const classes = (wanted.length > 0 ? wanted : all).slice(0, 12);
  const sizes = measured.map(({ articles }) => articles);
  const { x, y, powers } = scales(sizes, classes);
  const rows = Math.ceil(classes.length / columns);
  const whole = [
    margin.left + columns * width + (columns - 1) * gapX + margin.right,
    margin.top + rows * height + (rows - 1) * gapY + margin.bottom,
  ];
  const panels = classes.map((one, at) => {
    const [column, row] = [at % columns, Math.floor(at / columns)];
    const place = [margin.left + column * (width + gapX), margin.top + row * (height + gapY)];
    const lowest = at + columns >= classes.length;
    const inside = panel(one, { sizes, x, y, powers, labelled: column === 0, lowest });
    return `<g transform="translate(${place})">${inside}</g>`;
  });
  const middle = margin.top + (rows * height + (rows - 1) * gapY) / 2;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${whole.join(" ")}" width="${whole[0]}" height="${whole[1]}" role="img" aria-labelledby="title">
<style>${style}
</style>
<rect class="paper" width="100%" height="100%"/>
<text class="title" id="title" x="${margin.left}" y="34">How a search grows with the archive</text>
${legend()}
${panels.join("\n")}
<text x="${margin.left + (whole[0] - margin.left - margin.right) / 2}" y="${whole[1] - 14}" text-anchor="middle">articles in the archive</text>
<text transform="translate(22 ${middle}) rotate(-90)" text-anchor="middle">milliseconds of the processor, p99</text>
</svg>
`;
}

/** The same axes for all: from the smallest archive to the largest, and powers of ten. */
function scales(sizes, classes) {
  const times = classes.flatMap(({ rows }) =>
    rows.flatMap((row) => engines.flatMap(([engine]) => (row[engine] ? [row[engine][2]] : []))),
  );
  const lower = Math.floor(Math.log10(Math.min(...times)));
  const upper = Math.max(lower + 1, Math.ceil(Math.log10(Math.max(...times))));
  const [first, last] = [Math.log10(sizes[0]), Math.log10(sizes.at(-1))];
  const inset = 12;
  return {
    x: (articles) =>
      round(inset + ((Math.log10(articles) - first) / (last - first)) * (width - 2 * inset)),
    y: (time) =>
      round(height * (1 - (Math.max(Math.log10(time), lower) - lower) / (upper - lower))),
    powers: Array.from({ length: upper - lower + 1 }, (_, at) => 10 ** (lower + at)),
  };
}

const round = (number) => Math.round(number * 10) / 10;

function panel({ group, name, rows }, { sizes, x, y, powers, labelled, lowest }) {
  const parts = [
    `<text class="name" y="-10">${escaped(group === "search" ? name : `${group}: ${name}`)}</text>`,
  ];
  for (const power of powers) {
    parts.push(`<path class="grid" d="M0 ${y(power)} h${width}"/>`);
    if (labelled) parts.push(`<text x="-8" y="${y(power) + 4}" text-anchor="end">${power}</text>`);
  }
  for (const articles of sizes) {
    parts.push(`<path class="grid" d="M${x(articles)} 0 v${height}"/>`);
    if (lowest)
      parts.push(
        `<text x="${x(articles)}" y="${height + 18}" text-anchor="middle">${short(articles)}</text>`,
      );
  }
  // A goal holds up to a size, so it is drawn left of it.
  let left = 0;
  rows.forEach(({ goal }, at) => {
    const right = at === rows.length - 1 ? width : x(sizes[at]);
    if (goal) parts.push(`<path class="goal" d="M${left} ${y(goal)} H${right}"/>`);
    left = right;
  });
  const along = (points) => points.map(([across, down]) => `${across} ${down}`).join(" L");
  const at = (share) => rows.map(({ times }, at) => [x(sizes[at]), y(times[share])]);
  parts.push(`<path class="band" d="M${along([...at(2), ...at(0).reverse()])} z"/>`);
  for (const [engine, , shape] of engines) {
    const points = rows.flatMap((row, at) =>
      row[engine] ? [[x(sizes[at]), y(row[engine][2])]] : [],
    );
    if (points.length === 0) continue;
    parts.push(`<path class="line ${engine}" d="M${along(points)}"/>`);
    for (const point of points)
      parts.push(`<path class="dot ${engine}" transform="translate(${point})" d="${shape}"/>`);
  }
  const last = milliseconds(rows.at(-1).times[2]);
  parts.push(`<text class="value" x="${width}" y="-10" text-anchor="end">${last} ms</text>`);
  return parts.join("");
}

function legend() {
  const said = [...engines].reverse().map(([engine, name, shape]) => ({
    mark: `<path class="line ${engine}" d="M0 0 h26"/><path class="dot ${engine}" transform="translate(13)" d="${shape}"/>`,
    name,
  }));
  said.push({
    mark: '<rect class="band" y="-6" width="26" height="12"/>',
    name: "Backfile, from p50 to p99",
  });
  said.push({ mark: '<path class="goal" d="M0 0 h26"/>', name: "goal" });
  let left = margin.left;
  return said
    .map(({ mark, name }) => {
      const at = left;
      left += 26 + 10 + name.length * 6.6 + 22;
      return `<g transform="translate(${at} 60)">${mark}<text x="34" y="4">${escaped(name)}</text></g>`;
    })
    .join("");
}
