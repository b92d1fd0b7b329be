// Marked passages and notes of the twin.

import { CallError } from '../backend';
import type { Highlight, HighlightRow } from '../generated';
import type { Entry } from './entry';
import { done, type Handlers, type Store } from './store';

type Calls = 'copy' | 'add_highlight' | 'set_note' | 'remove_highlight' | 'highlights';

export const marking = (store: Store): Handlers<Calls> => {
  const holding = (id: string): Entry => {
    const found = store.entries.find((entry) => entry.highlights.some((one) => one.id === id));
    if (found === undefined) throw new CallError({ code: 'not_found' });
    return found;
  };
  return {
    copy: () => {
      throw new CallError({ code: 'desktop', reason: 'there is none' });
    },
    add_highlight: ({ id, quote, note }) => {
      const one: Highlight = {
        id: `highlight-${store.number()}`,
        at: store.clock.now(),
        quote,
        note,
        found: true,
      };
      store.act('highlight', [id], (entry) => {
        const all = [...entry.highlights, one];
        entry.highlights = all.sort((a, b) => a.quote.start - b.quote.start);
      });
      return { id: one.id };
    },
    set_note: ({ highlight, note }) =>
      store.act('highlight', [holding(highlight).row.id], (entry) => {
        entry.highlights = entry.highlights.map((one) =>
          one.id === highlight ? { ...one, note } : one,
        );
      }),
    remove_highlight: ({ highlight }) => {
      store.act('highlight', [holding(highlight).row.id], (entry) => {
        entry.highlights = entry.highlights.filter(({ id }) => id !== highlight);
      });
      return done;
    },
    highlights: ({ words, offset, limit }) => {
      const wanted = words.toLowerCase().split(/\s+/);
      const rows = store.entries
        .filter(({ row }) => !row.trashed)
        .flatMap(({ row, highlights }) =>
          highlights.map((highlight): HighlightRow => ({
            article: row.id,
            title: row.title,
            site: row.site ?? row.host,
            url: row.url,
            highlight,
          })),
        )
        .filter(({ title, site, highlight: { quote, note } }) => {
          const text = `${quote.exact} ${note ?? ''} ${title ?? ''} ${site}`.toLowerCase();
          return wanted.every((word) => text.includes(word));
        })
        .sort((a, b) => b.highlight.at - a.highlight.at);
      return { total: rows.length, rows: rows.slice(offset, offset + limit) };
    },
  };
};
