// Tags, and the searches that are kept beside them.

import type { TagCount } from '../generated';
import { done, type Handlers, type Store } from './store';

type Calls =
  | 'complete_tag'
  | 'add_tag'
  | 'remove_tag'
  | 'rename_tag'
  | 'delete_tag'
  | 'pin_tag'
  | 'pin_search'
  | 'unpin_search';

/** The name in a tag's id. */
const nameOf = (id: string) => id.slice('tag-'.length);

/** All tags by name, and how many entries have each; what lies in the trash does not count. */
export function tagCounts(store: Store): TagCount[] {
  const tags = new Map<string, number>();
  for (const { row, tagNames } of store.entries) {
    if (!row.trashed) for (const name of tagNames) tags.set(name, (tags.get(name) ?? 0) + 1);
  }
  return [...tags]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, count]) => ({ id: `tag-${name}`, name, count, pinned: store.pinned.has(name) }));
}

/** Gives a tag another name, or takes it off everything. */
function rename(store: Store, id: string, to: string | null): Record<symbol, never> {
  const name = nameOf(id);
  const ids = store.entries
    .filter((entry) => entry.tagNames.includes(name))
    .map((entry) => entry.row.id);
  if (store.pinned.delete(name) && to !== null) store.pinned.add(to);
  return store.act('tag_names', ids, (entry) => {
    const others = entry.tagNames.filter((tag) => tag !== name && tag !== to);
    entry.tagNames = to === null ? others : [...others, to];
  });
}

export const tags = (store: Store): Handlers<Calls> => ({
  complete_tag: ({ prefix }) =>
    tagCounts(store)
      .filter((tag) => tag.name.toLowerCase().startsWith(prefix.toLowerCase()))
      .slice(0, 8),
  add_tag: ({ ids, name }) =>
    store.act('tag', ids, (entry) => {
      if (!entry.tagNames.includes(name)) entry.tagNames.push(name);
    }),
  remove_tag: ({ ids, tag }) =>
    store.act('tag', ids, (entry) => {
      entry.tagNames = entry.tagNames.filter((name) => `tag-${name}` !== tag);
    }),
  rename_tag: ({ tag, name }) => rename(store, tag, name),
  delete_tag: ({ tag }) => rename(store, tag, null),
  pin_tag: ({ tag, pinned }) => {
    if (pinned) store.pinned.add(nameOf(tag));
    else store.pinned.delete(nameOf(tag));
    store.changed([]);
    return done;
  },
  pin_search: ({ name, query }) => {
    store.searches = [...store.searches, { id: `search-${store.number()}`, name, query }];
    store.changed([]);
    return done;
  },
  unpin_search: ({ id }) => {
    store.searches = store.searches.filter((search) => search.id !== id);
    store.changed([]);
    return done;
  },
});
