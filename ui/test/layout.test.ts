import { describe, expect, it } from 'vitest';
import type { Group } from '../src/ipc';
import { HEADING, Layout, ROW } from '../src/list/layout';

const groups: Group[] = [
  { span: 'today', start: 0, count: 3 },
  { span: 'yesterday', start: 3, count: 1 },
  { span: { month: '2026-10' }, start: 4, count: 100_000 },
];
const layout = new Layout(100_004, groups);

describe('a list of a hundred thousand', () => {
  it('is as high as its rows and headings', () => {
    expect(layout.height).toBe(100_004 * ROW + 3 * HEADING);
  });

  it('finds the same row by its height that it put there', () => {
    for (const index of [0, 2, 3, 4, 5, 50_000, 100_003]) {
      expect(layout.indexAt(layout.topOf(index))).toBe(index);
      expect(layout.indexAt(layout.topOf(index) + ROW - 1)).toBe(index);
    }
  });

  it('draws only what is near the window', () => {
    const seen = layout.visible(3_000_000, 3_000_800);
    expect(seen.length).toBe(1);
    expect((seen[0]?.end ?? 0) - (seen[0]?.first ?? 0)).toBeLessThan(14);
  });

  it('draws several groups where they meet', () => {
    const seen = layout.visible(0, 800);
    expect(seen.map(({ first, end }) => [first, end])).toEqual([
      [0, 3],
      [3, 4],
      [4, 10],
    ]);
  });

  it('scrolls no further than a row needs', () => {
    expect(layout.reveal(1, 0, 800)).toBe(0);
    expect(layout.reveal(100, 0, 800)).toBe(layout.topOf(100) + ROW - 800);
    expect(layout.reveal(2, 5000, 800)).toBe(layout.topOf(2) - HEADING);
  });
});

describe('a list without groups', () => {
  it('has no headings', () => {
    const plain = new Layout(10, []);
    expect(plain.height).toBe(10 * ROW);
    expect(plain.visible(0, 100)).toMatchObject([{ first: 0, end: 2 }]);
  });

  it('of nothing is nothing', () => {
    const none = new Layout(0, []);
    expect(none.height).toBe(0);
    expect(none.visible(0, 800)).toEqual([]);
    expect(none.indexAt(50)).toBe(0);
  });
});
