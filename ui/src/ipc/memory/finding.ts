// What the twin says beside the rows of a search: counts, and what could be typed.

import type { Choice, Completions, Facet, Facets, ListRequest } from '../generated';
import { found } from './lists';
import { vocabulary } from './searching';
import type { Handlers, Store } from './store';

type Calls = 'facets' | 'complete_query';

const quoted = (value: string) => (/\s/.test(value) ? `"${value}"` : value);

function counted(names: readonly string[], operator: string, most = 12): Facet[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .map(([name, count]) => ({ name, query: `${operator}:${quoted(name)}`, count }))
    .sort((a, b) => b.count - a.count || a.name.localeCompare(b.name))
    .slice(0, most);
}

function facets(store: Store, request: ListRequest): Facets {
  const rows = found(store, request).hits.map(({ row }) => row);
  const years = rows.flatMap(({ published }) => published?.text.slice(0, 4) ?? []);
  return {
    total: rows.length,
    tags: counted(
      rows.flatMap(({ tags }) => tags.map(({ name }) => name)),
      'tag',
    ),
    sites: counted(
      rows.map(({ host }) => host),
      'site',
    ),
    years: counted(years, 'published').sort((a, b) => b.name.localeCompare(a.name)),
    languages: counted(
      rows.flatMap(({ language }) => language?.split('-')[0] ?? []),
      'lang',
    ),
    timeline: counted(
      rows.flatMap(({ published }) => published?.text.slice(0, 7) ?? []),
      'published',
      Infinity,
    )
      .map(({ name, count }) => ({ month: name, count }))
      .sort((a, b) => a.month.localeCompare(b.month)),
    seq: store.seq,
  };
}

const OPERATORS = [
  'tag',
  'site',
  'author',
  'title',
  'lang',
  'is',
  'has',
  'before',
  'after',
  'saved',
  'published',
  'words',
] as const;

const VALUES: Record<string, readonly string[]> = {
  is: ['unread', 'read', 'starred', 'article', 'link', 'failed', 'waiting', 'edited', 'incomplete'],
  has: ['tag', 'highlight', 'note', 'picture', 'version', 'author', 'date', 'correction'],
  saved: ['today', 'yesterday', 'this week', 'last week', 'this month', 'last month'],
};

function listed(store: Store, operator: string): { kind: Choice['kind']; counts: Facet[] } | null {
  const all = facets(store, {
    view: 'all',
    query: '',
    sort: 'saved',
    offset: 0,
    limit: 0,
    utc_offset_minutes: 0,
  });
  switch (operator) {
    case 'tag':
      return { kind: 'tag', counts: all.tags };
    case 'site':
      return { kind: 'site', counts: all.sites };
    case 'lang':
      return { kind: 'language', counts: all.languages };
    case 'author':
      return {
        kind: 'author',
        counts: counted(
          store.entries.flatMap(({ row }) => row.byline?.split(', ') ?? []),
          'author',
        ),
      };
    default:
      return null;
  }
}

function completions(store: Store, text: string, cursor: number): Completions {
  const before = /(?:(\w+):)?("?)([^\s"]*)$/.exec(text.slice(0, cursor));
  const [, operator, quote = '', typed = ''] = before ?? [];
  const start = cursor - typed.length - (operator === undefined ? 0 : quote.length);
  const end = cursor + (/^[^\s"]*/.exec(text.slice(cursor))?.[0].length ?? 0);
  const begins = (name: string) => name.toLowerCase().startsWith(typed.toLowerCase());
  if (operator !== undefined) {
    const list = listed(store, operator);
    if (list !== null) {
      const choices = list.counts
        .filter(({ name }) => name.split(/[ /.]/).some(begins) || begins(name))
        .map(({ name, count }): Choice => {
          const shown = list.kind === 'author' ? null : count;
          return { text: quoted(name), label: name, kind: list.kind, help: null, count: shown };
        });
      return { start, end, choices };
    }
    const values = (VALUES[operator] ?? []).filter(begins);
    const choices = values.map((value): Choice => {
      return { text: quoted(value), label: value, kind: 'value', help: null, count: null };
    });
    return { start, end, choices };
  }
  if (quote !== '') return { start: cursor, end: cursor, choices: [] };
  const operators = OPERATORS.filter(begins).map((name): Choice => {
    const help = `search.operator.${name}`;
    return { text: `${name}:`, label: `${name}:`, kind: 'operator', help, count: null };
  });
  const all = vocabulary(store.entries);
  const growing = typed.length > 2 && end === cursor && !all.has(typed.toLowerCase());
  const words = [...all]
    .filter(([word]) => growing && begins(word))
    .sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]))
    .slice(0, 3)
    .map(([word, count]): Choice => {
      return { text: word, label: word, kind: 'word', help: null, count };
    });
  return { start, end, choices: [...operators, ...words] };
}

export const finding = (store: Store): Handlers<Calls> => ({
  facets: ({ request }) => facets(store, request),
  complete_query: ({ text, cursor }) => completions(store, text, cursor),
});
