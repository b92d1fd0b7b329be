// The acts on entries: read, star, trash, correct, and the way back.

import { CallError } from '../backend';
import type { Field, Row } from '../generated';
import { bylineOf, type Entry } from './entry';
import { done, type Handlers, type Store } from './store';

type Calls =
  | 'capture_again'
  | 'set_address'
  | 'set_read'
  | 'set_starred'
  | 'set_trashed'
  | 'purge'
  | 'undo'
  | 'correct'
  | 'restore_block'
  | 'set_progress'
  | 'open_original';

export const acts = (store: Store): Handlers<Calls> => ({
  capture_again: ({ id }) => {
    const entry = store.find(id);
    entry.versions.unshift(store.clock.now());
    entry.revision += 1;
    store.changed([id]);
    return done;
  },
  set_address: ({ id, url }) => {
    if (!/^https?:\/\//.test(url))
      throw new CallError({ code: 'bad_value', field: 'url', value: url });
    const entry = store.find(id);
    entry.row = { ...entry.row, url, problem: null, standing: 'article' };
    store.changed([id]);
    return done;
  },
  set_read: ({ ids, read }) =>
    store.act('read', ids, (entry) => {
      entry.row = { ...entry.row, unread: !read };
    }),
  set_starred: ({ ids, starred }) =>
    store.act('star', ids, (entry) => {
      entry.row = { ...entry.row, starred };
    }),
  set_trashed: ({ ids, trashed }) =>
    store.act(trashed ? 'trash' : 'untrash', ids, (entry) => {
      entry.row = { ...entry.row, trashed };
    }),
  purge: ({ ids }) => {
    const gone = store.entries.filter(
      ({ row }) => row.trashed && (ids.length === 0 || ids.includes(row.id)),
    );
    store.remove(gone);
    store.changed(gone.map((entry) => entry.row.id));
    return done;
  },
  undo: () => store.undo(),
  correct: ({ id, field, value }) => {
    store.find(id);
    if (field === 'published' && value !== null && !/^\d{4}(-\d\d(-\d\d)?)?$/.test(value)) {
      throw new CallError({ code: 'bad_value', field, value });
    }
    return store.act('correct', [id], (entry) => {
      if (value === null) entry.corrected.delete(field);
      else entry.corrected.set(field, value);
      entry.revision += 1;
      entry.row = { ...entry.row, ...corrected(entry, field, value) };
    });
  },
  restore_block: ({ id, index, restored }) => {
    const entry = store.find(id);
    const set = (value: boolean) => {
      const block = entry.leftOut[index];
      if (block !== undefined) block.restored = value;
      entry.revision += 1;
    };
    set(restored);
    store.undoable('restore', [id], () => {
      set(!restored);
    });
    store.changed([id]);
    return done;
  },
  set_progress: ({ id, progress, paragraph }) => {
    const entry = store.find(id);
    entry.paragraph = paragraph;
    entry.row = { ...entry.row, progress };
    return done;
  },
  open_original: ({ id }) => {
    window.open(store.find(id).row.url, '_blank', 'noopener');
    return done;
  },
});

/** What a correction changes in the row; without a value, what the page said comes back. */
function corrected({ sample }: Entry, field: Field, value: string | null): Partial<Row> {
  switch (field) {
    case 'title':
      return { title: value ?? sample.title };
    case 'site':
      return { site: value ?? sample.site };
    case 'byline':
      return { byline: value ?? bylineOf(sample) };
    case 'published': {
      const text = value ?? sample.published;
      if (text === undefined) return { published: null };
      return {
        published: {
          text,
          precision: text.length > 7 ? 'day' : text.length > 4 ? 'month' : 'year',
          zoned: false,
          sort_key: Date.parse(text),
        },
      };
    }
  }
}
