// The timeline of what was found.

import { cleanup, fireEvent, screen } from '@testing-library/svelte';
import { afterEach, describe, expect, it } from 'vitest';
import { askedTime, barsOf, ofAnyTime, publishedIn } from '../src/search/months';
import { openWindow, settle } from './world';

const month = (month: string, count = 1) => ({ month, count });

describe('the bars', () => {
  it('are months without gaps while these are few', () => {
    const bars = barsOf([month('2023-11', 2), month('2024-02', 5)]);
    expect(bars.map(({ from, count }) => [from, count])).toEqual([
      ['2023-11', 2],
      ['2023-12', 0],
      ['2024-01', 0],
      ['2024-02', 5],
    ]);
    expect(barsOf([])).toEqual([]);
    expect(barsOf([month('0987-06')])).toEqual([{ from: '0987-06', to: '0987-06', count: 1 }]);
  });

  it('are years, or several years, where months would be many; and none is lost', () => {
    const years = barsOf([month('1998-12', 3), month('1999-01', 4), month('2026-03', 5)]);
    expect(years.length).toBe(29);
    expect(years[1]).toEqual({ from: '1999', to: '1999', count: 4 });
    const long = barsOf([month('1800-01', 1), month('1955-07', 2), month('2026-03', 4)]);
    expect(long.length).toBeLessThanOrEqual(60);
    expect(long.reduce((sum, { count }) => sum + count, 0)).toBe(7);
    expect(long.at(-1)?.to).toBe('2026');
  });
});

describe('a time in a query', () => {
  it('is one bar or several, and takes the place of another', () => {
    const [first, , last] = barsOf([month('2024-01'), month('2024-03')]);
    if (first === undefined || last === undefined) throw new Error('no bars');
    expect(publishedIn(first, first)).toBe('published:2024-01');
    expect(publishedIn(first, last)).toBe('published:2024-01..2024-03');
    expect(askedTime('tag:sea published:2024-01..2024-03 wind')).toBe('published:2024-01..2024-03');
    expect(askedTime('unpublished:2024 "published: x"')).toBeNull();
    expect(ofAnyTime('tag:sea published:2024 wind')).toBe('tag:sea wind');
    expect(ofAnyTime('(published:2024) wind')).toBe('wind');
  });
});

describe('the timeline', () => {
  afterEach(cleanup);

  async function searched() {
    const world = await openWindow();
    world.app.moving.ask('the');
    await settle(30);
    return world;
  }
  const bars = () => screen.getAllByRole('button', { name: /: \d+ articles?$/ });

  it('narrows the search by a key, and widens it again', async () => {
    const world = await searched();
    expect(screen.getByRole('toolbar', { name: 'When it was published' })).toBeTruthy();
    bars()[0]?.click();
    await settle(30);
    expect(world.app.list.asked.query).toMatch(/^published:\d{4}(-\d\d)? the\*?$/);
    screen.getByRole('button', { name: 'Any time' }).click();
    await settle(30);
    expect(world.app.list.asked.query).toMatch(/^the\*?$/);
  });

  it('is gone over by arrows', async () => {
    await searched();
    const [first, second] = bars();
    first?.focus();
    await fireEvent.keyDown(first ?? document.body, { key: 'ArrowRight' });
    await settle();
    expect(document.activeElement).toBe(second);
  });
});
