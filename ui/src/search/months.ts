// The bars of the timeline: months, or years where there are many, without gaps.

import type { MonthCount } from '../ipc';

/** A bar: what it counts, and the days that it stands for as they are typed. */
export type Bar = { from: string; to: string; count: number };

/** Bars at most; more would be too thin to be pressed. */
const MOST = 60;

const number = (month: string) => {
  const [year, of] = month.split('-').map(Number);
  return (year ?? 0) * 12 + (of ?? 1) - 1;
};
const four = (year: number) => String(year).padStart(4, '0');
const name = (month: number) =>
  `${four(Math.floor(month / 12))}-${String((month % 12) + 1).padStart(2, '0')}`;

/** The bars from the first month that anything was published in to the last. */
export function barsOf(months: readonly MonthCount[]): Bar[] {
  const [first, last] = [months[0], months.at(-1)];
  if (first === undefined || last === undefined) return [];
  const start = number(first.month);
  const end = number(last.month);
  const counts = new Map(months.map(({ month, count }) => [number(month), count]));
  if (end - start < MOST) {
    return Array.from({ length: end - start + 1 }, (_, at) => {
      const month = name(start + at);
      return { from: month, to: month, count: counts.get(start + at) ?? 0 };
    });
  }
  const years = Math.floor(end / 12) - Math.floor(start / 12) + 1;
  const each = Math.ceil(years / MOST);
  const from = Math.floor(start / 12);
  const bars = Array.from({ length: Math.ceil(years / each) }, (_, at) => ({
    from: four(from + at * each),
    to: four(Math.min(from + (at + 1) * each, from + years) - 1),
    count: 0,
  }));
  for (const [month, count] of counts) {
    const bar = bars[Math.floor((Math.floor(month / 12) - from) / each)];
    if (bar !== undefined) bar.count += count;
  }
  return bars;
}

/** What asks for the days of these bars. */
export function publishedIn(first: Bar, last: Bar): string {
  return first.from === last.to ? `published:${first.from}` : `published:${first.from}..${last.to}`;
}

const PUBLISHED = /(?<![^\s()])published:[^\s()"]+/gi;

/** The time that a query asks for, as it is typed; nothing where it asks for none. */
export const askedTime = (query: string): string | null => query.match(PUBLISHED)?.[0] ?? null;

/** The query without any time of publication. */
export const ofAnyTime = (query: string): string =>
  query
    .replace(PUBLISHED, '')
    .replace(/\(\s*\)/g, '')
    .replace(/\s{2,}/g, ' ')
    .trim();
