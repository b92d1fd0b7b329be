// Lists: which entries belong to a view, which answer a search, and how they are grouped.

import type { ResultOf } from '../backend';
import type { Group, GroupSpan, ListRequest, View } from '../generated';
import { DAY, type Entry } from './entry';
import { answered, problemsOf, suggestionFor, type Hit } from './searching';
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

/** The entries of a view that answer a search, and how it was loosened. */
export function found(store: Store, { view, query }: ListRequest): ReturnType<typeof answered> {
  return answered(
    store.entries.filter((entry) => isIn(entry, view)),
    query,
  );
}

export function list(store: Store, request: ListRequest): ResultOf<'list'> {
  const { hits, loosened } = found(store, request);
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
    loosened,
    suggestion: suggestionFor(store, request.query, hits.length),
    seq: store.seq,
  };
}
