// The twin's backups: three to begin with, one more at each press.

import { CallError } from '../backend';
import type { Aside, Backup } from '../generated';
import { done, type Handlers, type Store } from './store';

type Calls =
  'backups' | 'back_up_now' | 'check_backup' | 'restore_backup' | 'remove_aside' | 'salvage';

const DAY = 24 * 60 * 60 * 1000;

export function keeping(store: Store): Handlers<Calls> {
  const nameOf = (at: number) => new Date(at).toISOString().slice(0, 19).replaceAll(':', '') + 'Z';
  const backup = (at: number, articles: number): Backup => ({
    name: nameOf(at),
    at,
    verified_at: at,
    articles,
  });
  const now = store.clock.now();
  let list = [1, 2, 9].map((ago) => backup(now - ago * DAY, store.entries.length - ago));
  let asides: Aside[] = [];

  return {
    backups: () => ({
      list,
      last_verified: list[0]?.at ?? null,
      total_bytes: 34_100_000 + list.length * 600_000,
      archive_bytes: 2_140_000_000,
      asides,
      failed: null,
      place: store.place,
      running: false,
    }),
    back_up_now: () => {
      list = [backup(store.clock.now(), store.entries.length), ...list];
      return done;
    },
    check_backup: ({ name }) => {
      if (!list.some((one) => one.name === name)) throw new CallError({ code: 'not_found' });
      return done;
    },
    restore_backup: ({ name }) => {
      if (![...list, ...asides].some((one) => one.name === name)) {
        throw new CallError({ code: 'not_found' });
      }
      const at = store.clock.now();
      asides = [{ name: nameOf(at), at, bytes: 212_000_000 }, ...asides];
      store.access = 'writes';
      store.changed([]);
      return done;
    },
    salvage: () => {
      const at = store.clock.now();
      const aside = store.access !== 'writes' ? nameOf(at) : null;
      if (aside !== null) asides = [{ name: aside, at, bytes: 212_000_000 }, ...asides];
      store.access = 'writes';
      return { articles: store.entries.length, lost: aside === null ? 0 : 2, aside };
    },
    remove_aside: ({ name }) => {
      asides = asides.filter((one) => one.name !== name);
      return done;
    },
  };
}
