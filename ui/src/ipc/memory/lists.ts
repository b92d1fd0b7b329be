// Lists: which entries belong to a view, which answer a search, and how they are grouped.

import type { ResultOf } from '../backend';
import type { Group, GroupSpan, ListRequest, Row, View } from '../generated';
import { DAY, type Entry } from './entry';
import type { Store } from './store';

export function isIn({ row }: Entry, view: View): boolean {
  if (view === 'trash') return row.trashed;
  if (row.trashed) return false;
  if (typeof view === 'object') return row.tags.some((tag) => tag.id === view.tag);
  switch (view) {
    case 'unread':
      return row.unread && row.standing !== 'link';
    case 'starred':
      return row.starred;
    case 'links':
      return row.standing === 'link';
    case 'failed':
      return row.standing === 'failed';
    case 'all':
      return row.standing !== 'link';
  }
}

// ---- searching

type Hit = { row: Row; score: number };

/** How well an entry answers the words; nothing when one of them is missing. */
function match(entry: Entry, words: string[]): Hit | null {
  const { row } = entry;
  if (words.length === 0) return { row, score: 0 };
  const head =
    `${row.title ?? ''} ${row.site ?? ''} ${row.byline ?? ''} ${entry.tagNames.join(' ')}`.toLowerCase();
  const plain = [row.excerpt ?? '', ...entry.blocks].map((block) => block.replace(/<[^>]*>/g, ' '));
  const text = plain.join(' ').toLowerCase();
  if (!words.every((word) => head.includes(word) || text.includes(word))) return null;
  const score = words.reduce((sum, word) => sum + (head.includes(word) ? 10 : 1), 0);
  return { row: { ...row, snippet: snippet(plain, words) }, score };
}

function snippet(texts: string[], words: string[]): Row['snippet'] {
  const first = texts.find((text) => words.some((word) => text.toLowerCase().includes(word)));
  if (first === undefined) return [];
  const at = Math.min(
    ...words.map((word) => first.toLowerCase().indexOf(word)).filter((at) => at >= 0),
  );
  const start = at < 40 ? 0 : first.indexOf(' ', at - 36) + 1;
  const cut = `${start > 0 ? '… ' : ''}${first.slice(start, start + 150)}`;
  const pattern = new RegExp(
    `(${words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})`,
    'gi',
  );
  return cut
    .split(pattern)
    .filter((text) => text !== '')
    .map((text) => ({ text, hit: words.includes(text.toLowerCase()) }));
}

function problemsOf(query: string): ResultOf<'list'>['query_problems'] {
  if (!query.includes('site: ')) return [];
  const start = query.indexOf('site:');
  return [{ start, end: start + 5, code: 'missing_value', args: { example: 'site:example.org' } }];
}

// ---- grouping

/** The group that a time belongs to, seen from now, in a zone that many minutes from UTC. */
function spanOf(at: number, now: number, offset: number): GroupSpan {
  const local = (time: number) => Math.floor((time + offset * 60_000) / DAY);
  const ago = local(now) - local(at);
  if (ago <= 0) return 'today';
  if (ago === 1) return 'yesterday';
  if (ago < 7) return 'this_week';
  return { month: new Date(at + offset * 60_000).toISOString().slice(0, 7) };
}

function groupsOf(hits: readonly Hit[], now: number, offset: number): Group[] {
  const groups: Group[] = [];
  hits.forEach(({ row }, index) => {
    const span = spanOf(row.saved_at, now, offset);
    const last = groups.at(-1);
    if (last !== undefined && JSON.stringify(last.span) === JSON.stringify(span)) last.count += 1;
    else groups.push({ span, start: index, count: 1 });
  });
  return groups;
}

export function list(store: Store, request: ListRequest): ResultOf<'list'> {
  const words = request.query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const hits: Hit[] = [];
  for (const entry of store.entries) {
    const hit = isIn(entry, request.view) ? match(entry, words) : null;
    if (hit !== null) hits.push(hit);
  }
  if (request.sort === 'relevance') hits.sort((a, b) => b.score - a.score);
  if (request.sort === 'published') {
    hits.sort((a, b) => (b.row.published?.sort_key ?? 0) - (a.row.published?.sort_key ?? 0));
  }
  return {
    total: hits.length,
    groups:
      request.sort === 'saved' ? groupsOf(hits, store.clock.now(), request.utc_offset_minutes) : [],
    rows: hits.slice(request.offset, request.offset + request.limit).map(({ row }) => row),
    took_ms: 1,
    query_problems: problemsOf(request.query),
    seq: store.seq,
  };
}
