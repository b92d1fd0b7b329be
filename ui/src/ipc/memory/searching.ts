// Searching in small: words and the operators that the window itself puts in; one edit away
// where nothing has a word, and most of the words where nothing has all.

import type { Loosened, Respelt, Row, QueryProblem } from '../generated';
import type { Entry } from './entry';
import type { Store } from './store';

export type Hit = { row: Row; score: number };

type Part = { operator: string | null; value: string; start: number; end: number };

/** The words and operators of a query, and where their values stand. */
export function partsOf(query: string): Part[] {
  return Array.from(query.matchAll(/(?:(\w+):)?(?:"([^"]*)"?|(\S+))/g), (found) => {
    const [whole, operator, quoted, plain] = found;
    const end = found.index + whole.length;
    const value = (quoted ?? plain ?? '').toLowerCase();
    return { operator: operator ?? null, value, start: end - value.length, end };
  }).filter(({ value }) => value !== '' && !value.endsWith(':'));
}

const headOf = ({ row, tagNames }: Entry) =>
  `${row.title ?? ''} ${row.site ?? ''} ${row.byline ?? ''} ${tagNames.join(' ')}`.toLowerCase();

const blocksOf = ({ row, blocks }: Entry) =>
  [row.excerpt ?? '', ...blocks].map((block) => block.replace(/<[^>]*>/g, ' '));

function has(entry: Entry, { operator, value }: Part): boolean {
  const { row } = entry;
  switch (operator) {
    case 'tag':
      return entry.tagNames.some((name) => `${name.toLowerCase()}/`.startsWith(`${value}/`));
    case 'site':
      return row.host === value || row.host.endsWith(`.${value}`);
    case 'published':
      return row.published?.text.startsWith(value) === true;
    case 'lang':
      return `${row.language ?? ''}-`.toLowerCase().startsWith(`${value}-`);
    case 'author':
      return row.byline?.toLowerCase().includes(value) === true;
    case 'is':
      return value === 'unread' ? row.unread : value !== 'starred' || row.starred;
    default:
      return (
        headOf(entry).includes(value) || blocksOf(entry).join(' ').toLowerCase().includes(value)
      );
  }
}

/** The entries that hold so many of the words, and everything else that is asked for. */
function matching(entries: readonly Entry[], parts: readonly Part[], least: number): Hit[] {
  const words = parts.filter(({ operator }) => operator === null);
  const others = parts.filter(({ operator }) => operator !== null);
  const texts = words.map(({ value }) => value);
  return entries.flatMap((entry) => {
    const held = words.filter((word) => has(entry, word));
    if (held.length < least || !others.every((other) => has(entry, other))) return [];
    const head = headOf(entry);
    const score = held.reduce((sum, { value }) => sum + (head.includes(value) ? 10 : 1), 0);
    const row = words.length === 0 ? entry.row : { ...entry.row, snippet: cut(entry, texts) };
    return [{ row, score }];
  });
}

function cut(entry: Entry, words: string[]): Row['snippet'] {
  const first = blocksOf(entry).find((text) =>
    words.some((word) => text.toLowerCase().includes(word)),
  );
  if (first === undefined) return [];
  const at = Math.min(
    ...words.map((word) => first.toLowerCase().indexOf(word)).filter((at) => at >= 0),
  );
  const start = at < 40 ? 0 : first.indexOf(' ', at - 36) + 1;
  const piece = `${start > 0 ? '… ' : ''}${first.slice(start, start + 150)}`;
  const pattern = new RegExp(
    `(${words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})`,
    'gi',
  );
  return piece
    .split(pattern)
    .filter((text) => text !== '')
    .map((text) => ({ text, hit: words.includes(text.toLowerCase()) }));
}

// ---- loosening

/** Every word of the entries, and in how many each stands. */
export function vocabulary(entries: readonly Entry[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const entry of entries) {
    const text = `${headOf(entry)} ${blocksOf(entry).join(' ').toLowerCase()}`;
    for (const word of new Set(text.match(/\p{L}{2,}/gu) ?? [])) {
      counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  return counts;
}

/** Whether one letter put in, left out or exchanged, or two swapped, makes one of the other. */
function near(one: string, other: string): boolean {
  if (one === other || Math.abs(one.length - other.length) > 1) return false;
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  const [a, b] = [one.slice(at), other.slice(at)];
  const swapped = `${a[1] ?? ''}${a[0] ?? ''}${a.slice(2)}`;
  return a.slice(1) === b.slice(1) || a.slice(1) === b || a === b.slice(1) || swapped === b;
}

/** The query with words that the entries have in the place of those that they have not. */
function respelt(entries: readonly Entry[], query: string): Respelt | null {
  const words = vocabulary(entries);
  const changed: Respelt['changed'] = [];
  let text = '';
  let done = 0;
  for (const { operator, value, start, end } of partsOf(query)) {
    if (operator !== null || value.length < 3) continue;
    if ([...words.keys()].some((word) => word.startsWith(value))) continue;
    const found = [...words].filter(([word]) => near(value, word)).sort((a, b) => b[1] - a[1])[0];
    if (found === undefined) continue;
    text += query.slice(done, start);
    changed.push({ start: text.length, end: text.length + found[0].length });
    text += found[0];
    done = end;
  }
  return changed.length === 0 ? null : { query: text + query.slice(done), changed };
}

/** The hits of a query; where there are none, of the nearest that has some. */
export function answered(
  entries: readonly Entry[],
  query: string,
): { hits: Hit[]; loosened: Loosened | null } {
  const parts = partsOf(query);
  const count = parts.filter(({ operator }) => operator === null).length;
  const hits = matching(entries, parts, count);
  if (hits.length > 0 || count === 0) return { hits, loosened: null };
  const better = respelt(entries, query);
  if (better !== null) {
    const corrected = matching(entries, partsOf(better.query), count);
    if (corrected.length > 0) return { hits: corrected, loosened: { spelling: better } };
  }
  for (let least = count - 1; least >= Math.ceil(count / 2) && count > 1; least -= 1) {
    const most = matching(entries, parts, least);
    if (most.length > 0) {
      return { hits: most, loosened: { most_words: { least, words: count } } };
    }
  }
  return { hits, loosened: null };
}

/** The twin has one spelling that it doubts, to be seen and tested. */
export function suggestionFor(store: Store, query: string, found: number): Respelt | null {
  const rare = /\bwin\b/.exec(query);
  if (rare === null || found === 0 || store.entries.length === 0) return null;
  const { index } = rare;
  return {
    query: `${query.slice(0, index)}wind${query.slice(index + 3)}`,
    changed: [{ start: index, end: index + 4 }],
  };
}

export function problemsOf(query: string): QueryProblem[] {
  if (!query.includes('site: ')) return [];
  const start = query.indexOf('site:');
  return [{ start, end: start + 5, code: 'missing_value', args: { example: 'site:example.org' } }];
}
