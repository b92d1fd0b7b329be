// Where each row and heading of a list stands. Rows and headings have fixed heights, so that
// a hundred thousand of them are arithmetic and no measuring.

import type { Group } from '../ipc/generated';

export const ROW = 72;
export const HEADING = 32;

/** A group with its place, counted from the top of the list. */
export type Placed = {
  group: Group | null;
  start: number;
  count: number;
  top: number;
  height: number;
};

/** Rows of one group that are near the window, from `first` on, before `end`. */
export type Visible = { placed: Placed; first: number; end: number };

export class Layout {
  readonly placed: readonly Placed[];
  readonly height: number;

  constructor(
    readonly total: number,
    groups: readonly Group[],
  ) {
    const placed: Placed[] = [];
    let top = 0;
    let next = 0;
    const add = (group: Group | null, start: number, count: number) => {
      const height = count * ROW + (group === null ? 0 : HEADING);
      placed.push({ group, start, count, top, height });
      top += height;
      next = start + count;
    };
    for (const group of groups) add(group, group.start, group.count);
    // A list without groups, or one that grew since its groups were counted.
    if (next < total) add(null, next, total - next);
    this.placed = placed;
    this.height = top;
  }

  /** The group that holds a row or a height, by halving. */
  #at(before: (placed: Placed) => boolean): Placed | undefined {
    let low = 0;
    let high = this.placed.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const placed = this.placed[middle];
      if (placed !== undefined && before(placed)) low = middle + 1;
      else high = middle;
    }
    return this.placed[low];
  }

  /** The upper edge of a row, from the top of the list. */
  topOf(index: number): number {
    const placed = this.#at(({ start, count }) => start + count <= index);
    if (placed === undefined) return this.height;
    return placed.top + (placed.group === null ? 0 : HEADING) + (index - placed.start) * ROW;
  }

  /** The row at that height; the last one beyond the end. */
  indexAt(y: number): number {
    const placed = this.#at(({ top, height }) => top + height <= y);
    if (placed === undefined) return Math.max(0, this.total - 1);
    const head = placed.group === null ? 0 : HEADING;
    const within = Math.floor((y - placed.top - head) / ROW);
    return placed.start + Math.min(placed.count - 1, Math.max(0, within));
  }

  /** What is to be drawn between these heights. */
  visible(from: number, to: number): Visible[] {
    const out: Visible[] = [];
    for (const placed of this.placed) {
      if (placed.top + placed.height <= from) continue;
      if (placed.top >= to) break;
      const head = placed.top + (placed.group === null ? 0 : HEADING);
      const first = Math.max(0, Math.floor((from - head) / ROW));
      const end = Math.min(placed.count, Math.ceil((to - head) / ROW));
      out.push({ placed, first: placed.start + first, end: placed.start + Math.max(first, end) });
    }
    return out;
  }

  /** How far to scroll so that a row is seen whole beneath its heading; the same when it is. */
  reveal(index: number, scroll: number, height: number): number {
    const top = this.topOf(index);
    const head = this.placed.some(({ group }) => group !== null) ? HEADING : 0;
    if (top - head < scroll) return Math.max(0, top - head);
    if (top + ROW > scroll + height) return top + ROW - height;
    return scroll;
  }
}
