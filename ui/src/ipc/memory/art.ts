// Pictures for the sample entries, drawn from a number: no file has to be shipped for them.

function random(seed: number): () => number {
  let state = (seed * 2654435761) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 4294967296;
  };
}

const palettes = [
  ['#dfe7ea', '#b9c9cf', '#7f98a3', '#4d6570', '#26363d'],
  ['#f1e3cf', '#e0bf94', '#b98558', '#7b553a', '#3c2a20'],
  ['#e6e4ef', '#bfbdd6', '#8d8ab3', '#5b5a85', '#2e2d4a'],
  ['#e3eadb', '#bccdab', '#869f72', '#566e49', '#2b3a26'],
  ['#f3dfd9', '#e0b3a6', '#bb7f70', '#81504a', '#402827'],
  ['#e2e8f0', '#b6c4da', '#7d93b8', '#4a6190', '#22304f'],
];

/** A landscape as an SVG in a data address. */
export function art(seed: number, width = 1600, height = 900): string {
  const next = random(seed + 7);
  const palette = palettes[seed % palettes.length] ?? [];
  const parts: string[] = [
    `<rect width="${width}" height="${height}" fill="${palette[0] ?? ''}"/>`,
  ];
  const sun = { x: width * (0.2 + next() * 0.6), y: height * (0.2 + next() * 0.2) };
  parts.push(
    `<circle cx="${sun.x.toFixed()}" cy="${sun.y.toFixed()}" r="${(height * (0.07 + next() * 0.06)).toFixed()}" fill="#fff" opacity=".75"/>`,
  );
  for (let layer = 1; layer < 5; layer += 1) {
    const base = height * (0.32 + layer * 0.13);
    const points: string[] = [];
    const waves = [next() * 6, next() * 6, 0.6 + next(), 2 + next() * 3];
    for (let x = 0; x <= width; x += width / 48) {
      const at = (x / width) * 6.28;
      const rise =
        Math.sin(at * (waves[2] ?? 1) + (waves[0] ?? 0)) * 0.06 +
        Math.sin(at * (waves[3] ?? 1) + (waves[1] ?? 0)) * 0.025;
      points.push(`${x.toFixed()},${(base - rise * height).toFixed()}`);
    }
    parts.push(
      `<polygon points="0,${height} ${points.join(' ')} ${width},${height}" fill="${palette[layer] ?? ''}"/>`,
    );
  }
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">${parts.join('')}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
