// The twin's contacts: the hosts of its entries, and some that only their pictures came from.

import type { Contact, Hold, PrivateOrigin } from '../generated';
import { done, type Handlers, type Store } from './store';

type Calls = 'contacts' | 'contact_articles' | 'private_origins' | 'forget_origin' | 'holds';

const HOUR = 60 * 60 * 1000;

export function network(store: Store): Handlers<Calls> {
  const now = store.clock.now();
  let origins: PrivateOrigin[] = [
    { origin: 'http://192.168.1.20:8080', allowed_at: now - 40 * 24 * HOUR },
  ];
  const holds: Hold[] = [
    { host: 'meridian.example', until: now + 2 * HOUR, reason: 'asked' },
    { host: 'walled.example', until: now + HOUR / 60, reason: 'failed' },
  ];
  const of = (host: string) =>
    store.entries.filter(({ row }) => row.host === host || `images.${row.host}` === host);

  return {
    contacts: () => {
      const hosts = new Map<string, Contact>();
      for (const { row } of store.entries) {
        const named = row.thumbnail === null ? [row.host] : [row.host, `images.${row.host}`];
        for (const host of named) {
          const known = hosts.get(host);
          const bytes = host === row.host ? 184_000 : 612_000;
          hosts.set(host, {
            host,
            first_at: Math.min(known?.first_at ?? row.saved_at, row.saved_at),
            last_at: Math.max(known?.last_at ?? row.saved_at, row.saved_at),
            requests: (known?.requests ?? 0) + 1,
            bytes_received: (known?.bytes_received ?? 0) + bytes,
            articles: (known?.articles ?? 0) + 1,
          });
        }
      }
      return [...hosts.values()].sort((a, b) => b.last_at - a.last_at);
    },
    contact_articles: ({ host }) =>
      of(host).map(({ row }) => ({
        id: row.id,
        title: row.title ?? row.url,
        at: row.saved_at,
        bytes: host === row.host ? 184_000 : 612_000,
      })),
    private_origins: () => origins,
    forget_origin: ({ origin }) => {
      origins = origins.filter((one) => one.origin !== origin);
      return done;
    },
    holds: () => holds,
  };
}
