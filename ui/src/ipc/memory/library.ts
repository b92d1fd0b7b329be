// What the twin says of the library as a whole: overview, lists, articles, problems; and what
// the window leaves with it.

import type { Overview, View } from '../generated';
import { viewOf } from './entry';
import { isIn, list } from './lists';
import { done, type Handlers, type Store } from './store';
import { tagCounts } from './tags';

type Calls =
  | 'overview'
  | 'list'
  | 'article'
  | 'problems'
  | 'clear_problems'
  | 'open_link'
  | 'open_folder'
  | 'set_settings'
  | 'introduce'
  | 'set_session';

function overview(store: Store): Overview {
  const count = (view: View) => store.entries.filter((entry) => isIn(entry, view)).length;
  return {
    archive_dir: '/home/ada/.local/share/backfile',
    first_start: store.first,
    counts: {
      unread: count('unread'),
      starred: count('starred'),
      all: count('all'),
      links: count('links'),
      trash: count('trash'),
      failed: count('failed'),
      highlights: store.entries
        .filter(({ row }) => !row.trashed)
        .reduce((sum, { highlights }) => sum + highlights.length, 0),
    },
    tags: tagCounts(store),
    searches: store.searches,
    queue: store.queue,
    access: store.access,
    settings: store.settings,
    session: store.session,
    asking: store.asking,
    version: '0.1.0',
    seq: store.seq,
  };
}

export const library = (store: Store): Handlers<Calls> => ({
  overview: () => overview(store),
  list: ({ request }) => list(store, request),
  article: ({ id }) => viewOf(store.find(id)),
  problems: () =>
    store.entries
      .filter(({ row }) => row.problem !== null)
      .map(({ row }) => ({
        at: row.problem?.tried_at ?? store.clock.now(),
        code: row.problem?.code ?? 'internal',
        args: row.problem?.args ?? {},
        id: row.id,
        cause:
          row.standing === 'failed'
            ? `GET ${row.url}: no answer within 20 s`
            : `GET ${row.url}: 200, no article`,
      })),
  clear_problems: () => done,
  open_link: ({ url }) => {
    window.open(url, '_blank', 'noopener');
    return done;
  },
  open_folder: () => done,
  set_settings: ({ settings }) => {
    store.settings = settings;
    const { space } = store.queue;
    const needed = settings.text_only ? 2.6e9 : 21.4e9;
    store.queue = {
      ...store.queue,
      text_only: settings.text_only,
      space: space === null ? null : { ...space, needed },
    };
    store.changed([]);
    return done;
  },
  introduce: () => done,
  set_session: ({ session }) => {
    store.session = session;
    return done;
  },
});
