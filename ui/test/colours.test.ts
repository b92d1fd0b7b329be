// Contrast of the inks on the papers, by the figures of WCAG 2.2.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const sheets = {
  window: read('../src/shared/style/tokens.css'),
  article: read('../../src-tauri/library/src/frame/article.css'),
};

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

function theme(css: string, name: string): Map<string, string> {
  const block =
    name === 'light' ? /:root \{([^}]*)\}/ : new RegExp(`data-theme='${name}'\\] \\{([^}]*)\\}`);
  const found = block.exec(css)?.[1] ?? '';
  return new Map(
    [...found.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map(([, key = '', value = '']) => [
      key,
      value,
    ]),
  );
}

describe.each(['window', 'article'] as const)('in the %s', (sheet) => {
  it.each(['light', 'sepia', 'dark'])('%s has ink that can be read', (name) => {
    const colours = theme(sheets[sheet], name);
    const of = (key: string) => colours.get(key) ?? '';
    const papers = ['paper', 'raised', ...(sheet === 'window' ? ['desk'] : ['hit'])];
    for (const paper of papers) {
      expect(contrast(of('ink'), of(paper)), `ink on ${paper}`).toBeGreaterThanOrEqual(7);
    }
    for (const paper of papers.filter((paper) => paper !== 'hit')) {
      expect(contrast(of('ink-2'), of(paper)), `second ink on ${paper}`).toBeGreaterThanOrEqual(
        4.5,
      );
      expect(contrast(of('pencil'), of(paper)), `pencil on ${paper}`).toBeGreaterThanOrEqual(3);
    }
    if (sheet === 'window') {
      expect(contrast(of('line-strong'), of('raised')), 'edge of a field').toBeGreaterThanOrEqual(
        3,
      );
    }
  });
});
