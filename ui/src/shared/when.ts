// Times as people say them. A page's own date is said no more exactly than the page did, and
// never moved by a time zone.

import type { GroupSpan, PageTime } from '../ipc/generated';
import { t, plural, type Key } from './words';

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const exactly = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'short' });

const month = (number: number): string => t(`month.${number}` as Key);

function day(year: number, monthNumber: number, dayOfMonth: number, now: Date): string {
  const args = { day: String(dayOfMonth), month: month(monthNumber), year: String(year) };
  return year === now.getFullYear() ? t('date.day_this_year', args) : t('date.day', args);
}

function daysAgo(time: Date, now: Date): number {
  const start = (date: Date) => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  return (start(now) - start(time)) / 86_400_000;
}

/** A system time: “today”, “yesterday”, “3 March”, “3 March 2024”. */
export function when(at: number, now: Date = new Date()): string {
  const time = new Date(at);
  const ago = daysAgo(time, now);
  if (ago === 0) return t('date.today');
  if (ago === 1) return t('date.yesterday');
  return day(time.getFullYear(), time.getMonth() + 1, time.getDate(), now);
}

/** The same with its hour, for what happened lately. */
export function whenAt(at: number, now: Date = new Date()): string {
  const time = new Date(at);
  const ago = daysAgo(time, now);
  if (ago === 0) return t('date.today_at', { time: clock.format(time) });
  if (ago === 1) return t('date.yesterday_at', { time: clock.format(time) });
  return when(at, now);
}

/** To the minute, for whoever points at it. */
export function exact(at: number): string {
  return exactly.format(new Date(at));
}

/** A page's time, as exact as the page was. */
export function pageDate(time: PageTime, now: Date = new Date()): string {
  const [year, monthNumber, dayOfMonth] = time.text
    .slice(0, 10)
    .split('-')
    .map((part) => Number.parseInt(part, 10));
  if (year === undefined || !Number.isFinite(year)) return time.text;
  if (time.precision === 'year' || monthNumber === undefined) return String(year);
  if (!(monthNumber >= 1 && monthNumber <= 12)) return time.text;
  if (time.precision === 'month' || dayOfMonth === undefined) {
    return t('date.month', { month: month(monthNumber), year: String(year) });
  }
  return day(year, monthNumber, dayOfMonth, now);
}

/** A group's heading. */
export function spanName(span: GroupSpan): string {
  if (typeof span === 'string') return t(`group.${span}`);
  const [year, monthNumber] = span.month.split('-').map((part) => Number.parseInt(part, 10));
  if (year === undefined || monthNumber === undefined || !(monthNumber >= 1 && monthNumber <= 12)) {
    return span.month;
  }
  return t('date.month', { month: month(monthNumber), year: String(year) });
}

/** How long something will still take, no more exact than it is known. */
export function left(seconds: number): string {
  if (seconds < 60) return t('left.seconds');
  if (seconds < 90 * 60) return plural('left.minutes', Math.max(1, Math.round(seconds / 60)));
  if (seconds < 36 * 3600) return plural('left.hours', Math.max(1, Math.round(seconds / 3600)));
  return plural('left.days', Math.max(1, Math.round(seconds / 86_400)));
}

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** An amount of bytes in the unit that people compare disks by. */
export function bytes(amount: number): string {
  const power = Math.min(
    units.length - 1,
    Math.max(0, Math.floor(Math.log10(Math.max(1, amount)) / 3)),
  );
  const value = amount / 1000 ** power;
  const text = new Intl.NumberFormat('en', {
    style: 'unit',
    unit: units[power] ?? 'byte',
    maximumFractionDigits: value < 10 && power > 1 ? 1 : 0,
  }).format(value);
  // A number and its unit stay on one line.
  return text.replace(' ', '\u00a0');
}
