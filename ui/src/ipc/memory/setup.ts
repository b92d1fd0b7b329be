// What the twin holds at first, by `?state=`: `library` (as without it), `first` (nothing was
// ever saved), `ten`, `huge`, `saving` (a long queue), `asking` (a private address), `looks`,
// `damaged` and `unreadable` (what cannot be written), `full` (a full disk). `?theme=` and
// `?face=` choose the looks.

import type { Stage } from '../generated';
import { samples } from './samples';
import type { Saving } from './saving';
import type { Store } from './store';

export function setUp(store: Store, saving: Saving, options: URLSearchParams): void {
  const state = options.get('state') ?? 'library';
  const theme = options.get('theme');
  if (theme === 'light' || theme === 'sepia' || theme === 'dark') store.settings.theme = theme;
  if (options.get('face') === 'sans') store.settings.face = 'sans';
  if (state === 'first') {
    store.first = true;
    return;
  }
  if (state === 'ten') {
    for (const sample of samples.slice(0, 10)) store.add(sample);
    return;
  }
  if (state === 'unreadable') {
    store.access = state;
    return;
  }
  for (const sample of samples) store.add(sample);
  if (state === 'huge') addMany(store);
  store.entries.sort((a, b) => b.row.saved_at - a.row.saved_at);
  for (const name of ['climate', 'energy', 'history']) store.pinned.add(name);
  store.searches = [{ id: 'search-1', name: 'wind', query: 'wind' }];
  if (state === 'saving') fillQueue(store, saving);
  if (state === 'asking') ask(store, saving);
  if (state === 'damaged' || state === 'looks') store.access = state;
  if (state === 'full') {
    fillQueue(store, saving);
    store.queue = { ...store.queue, stopped: { reason: 'disk_full', missing: 120_000_000 } };
  }
}

function addMany(store: Store): void {
  for (let index = 0; index < 100_000; index += 1) {
    const sample = samples[index % 32];
    if (sample !== undefined) {
      store.add({
        ...sample,
        title: `${sample.title} ${index}`,
        saved: 1 + index / 40,
        picture: false,
      });
    }
  }
}

function fillQueue(store: Store, saving: Saving): void {
  store.queue = {
    total: 40_000,
    done: 214,
    paused: false,
    stopped: null,
    eta_seconds: 3 * 3600,
    space: { needed: 21.4e9, free: 212e9, sampled: 200 },
    text_only: false,
  };
  const stages: Stage[] = ['fetching', 'cleaning', 'pictures', 'queued', 'queued'];
  stages.forEach((stage, index) => {
    const entry = saving.arrive(`https://list${index}.example/stories/${index + 1}`);
    entry.row.stage = stage;
    if (stage === 'pictures') saving.fill(entry);
  });
}

function ask(store: Store, saving: Saving): void {
  const entry = saving.arrive('http://192.168.1.20:8080/notes/garden');
  entry.row.problem = {
    code: 'ask_private',
    args: { site: '192.168.1.20:8080' },
    retry: true,
    tried_at: null,
  };
  store.asking = [{ origin: 'http://192.168.1.20:8080', ids: [entry.row.id] }];
}
