// Saving in small: a link arrives, goes through its stages on the twin's clock, and becomes an
// article or a link that could not be read.

import type { SaveOutcome, SaveRequest, Stage } from '../generated';
import type { Entry } from './entry';
import { arrivals, general, samples } from './samples';
import { alreadyOf, done, idle, type Handlers, type Store } from './store';

type Calls =
  | 'hint'
  | 'save'
  | 'paste'
  | 'file_begin'
  | 'file_part'
  | 'file_end'
  | 'add_sample'
  | 'retry'
  | 'answer_origin'
  | 'pause_queue';

export class Saving {
  readonly #store: Store;
  readonly #files = new Map<string, string[]>();
  #arrived = 0;

  constructor(store: Store) {
    this.#store = store;
  }

  readonly handlers: Handlers<Calls> = {
    hint: ({ text }) => this.#hint(text),
    save: ({ request }) => this.#save(request),
    paste: ({ request }) => this.#save(request),
    file_begin: () => {
      const token = `file-${this.#store.number()}`;
      this.#files.set(token, []);
      return { token };
    },
    file_part: ({ token, base64 }) => {
      this.#files.get(token)?.push(base64);
      return done;
    },
    file_end: ({ token }) => {
      const parts = this.#files.get(token) ?? [];
      this.#files.delete(token);
      const text = parts.map((part) => atob(part)).join('');
      return this.#save({ text, html: null, uri_list: null });
    },
    add_sample: () => this.#sample(),
    retry: ({ ids }) => {
      const store = this.#store;
      for (const id of ids) {
        const entry = store.find(id);
        entry.row = { ...entry.row, standing: 'waiting', stage: 'queued', problem: null };
        store.queue = { ...store.queue, total: store.queue.total + 1 };
        this.#work(entry, 0);
      }
      store.changed(ids);
      return done;
    },
    answer_origin: ({ origin, allow }) => this.#answer(origin, allow),
    pause_queue: ({ paused }) => {
      const store = this.#store;
      store.queue = { ...store.queue, paused };
      store.emit({ event: 'queue', queue: store.queue, stages: [] });
      return done;
    },
  };

  // ---- stage by stage

  /** Puts a link at the top that waits for its turn. */
  arrive(url: string): Entry {
    const parsed = new URL(url);
    const entry = this.#store.addFirst({
      title: '',
      site: '',
      host: parsed.hostname.replace(/^www\./, ''),
      path: parsed.pathname,
      excerpt: '',
      saved: 0,
      problem: 'internal',
    });
    entry.row = {
      ...entry.row,
      url,
      shown_url: `${parsed.host.replace(/^www\./, '')}${parsed.pathname}`,
      standing: 'waiting',
      stage: 'queued',
      problem: null,
      unread: true,
    };
    return entry;
  }

  /** Gives it the text of an article; the pictures are still to come. */
  fill(entry: Entry): void {
    const arrival = arrivals[this.#arrived % arrivals.length];
    this.#arrived += 1;
    entry.leftOut = [
      {
        at: 2,
        why: 'Links to other articles',
        html: '<p>More from this site</p>',
        restored: false,
      },
    ];
    entry.blocks = general;
    entry.row = {
      ...entry.row,
      standing: 'article',
      stage: 'pictures',
      title: arrival?.title ?? null,
      site: entry.row.host,
      excerpt: arrival?.excerpt ?? null,
      reading_minutes: arrival?.minutes ?? 1,
      how: 'fetched',
      completeness: 1,
      thumbnail: null,
    };
  }

  /** Takes an entry through its stages, beginning so many milliseconds from now. */
  #work(entry: Entry, after: number): void {
    const store = this.#store;
    const id = entry.row.id;
    const stage = (stage: Stage | null) => {
      entry.row = { ...entry.row, stage };
      store.emit({ event: 'queue', queue: store.queue, stages: [{ id, stage }] });
    };
    store.clock.later(() => stage('fetching'), after + 250);
    store.clock.later(() => stage('cleaning'), after + 900);
    store.clock.later(() => {
      if (entry.row.host.startsWith('walled.')) {
        entry.row = {
          ...entry.row,
          standing: 'link',
          problem: {
            code: 'consent_wall',
            args: { site: entry.row.host },
            retry: false,
            tried_at: store.clock.now(),
          },
          unread: false,
        };
      } else {
        this.fill(entry);
      }
      stage(entry.row.problem === null ? 'pictures' : null);
      store.changed([id]);
    }, after + 1200);
    store.clock.later(() => {
      if (entry.row.problem === null) entry.row = { ...entry.row, thumbnail: `art-${id.slice(6)}` };
      entry.revision += 1;
      store.queue = { ...store.queue, done: store.queue.done + 1 };
      if (store.queue.done >= store.queue.total) store.queue = idle;
      stage(null);
      store.changed([id]);
    }, after + 1900);
  }

  // ---- what is given

  #save(request: SaveRequest): SaveOutcome {
    const store = this.#store;
    const given =
      [request.uri_list, request.text, request.html].find(
        (text) => text !== null && text.trim() !== '',
      ) ?? '';
    const written = [...new Set(given.match(/https?:\/\/[^\s"'<>]+/g) ?? [])];
    const links = written.map((link) => link.replace(/\/\/[^/]*@/, '//'));
    const already = links
      .map((link) => store.entries.find((entry) => entry.row.url === link))
      .filter((entry) => entry !== undefined);
    const fresh = links.filter((link) => !already.some((entry) => entry.row.url === link));
    const added = fresh.map((link) => this.arrive(link));
    const ids = added.map((entry) => entry.row.id);
    if (added.length > 0) {
      store.first = false;
      store.queue = { ...store.queue, total: store.queue.total + added.length };
      added.forEach((entry, index) => {
        this.#work(entry, index * 700);
      });
      store.undoable('save', ids, () => {
        store.remove(added);
      });
      store.changed(ids);
    }
    return {
      added: ids,
      added_count: added.length,
      already: already.map(alreadyOf),
      skipped: [],
      skipped_count: 0,
      refused: [],
      had_credentials: written.filter((link, at) => link !== links[at]).length,
      nothing: links.length === 0,
    };
  }

  #hint(text: string): ReturnType<Handlers<'hint'>['hint']> {
    const trimmed = text.trim();
    const link = /^https?:\/\/\S+$/.test(trimmed)
      ? trimmed
      : /^[\w-]+(\.[\w-]+)+(\/\S*)?$/.test(trimmed)
        ? `https://${trimmed}`
        : null;
    if (link === null) return { link: null, shown: null, already: null };
    const entry = this.#store.entries.find(
      ({ row }) => row.url === link || row.shown_url === trimmed,
    );
    return {
      link,
      shown: link.replace(/^https?:\/\/(www\.)?/, ''),
      already: entry === undefined ? null : alreadyOf(entry),
    };
  }

  #sample(): SaveOutcome {
    const store = this.#store;
    const [sample] = samples;
    const outcome: SaveOutcome = {
      added: [],
      added_count: 0,
      already: [],
      skipped: [],
      skipped_count: 0,
      refused: [],
      had_credentials: 0,
      nothing: false,
    };
    if (sample === undefined) return outcome;
    const there = store.entries.find((entry) => entry.row.title === sample.title);
    if (there !== undefined) return { ...outcome, already: [alreadyOf(there)] };
    const entry = store.addFirst({ ...sample, saved: 0 });
    const ids = [entry.row.id];
    store.first = false;
    store.undoable('save', ids, () => {
      store.remove([entry]);
    });
    store.changed(ids);
    return { ...outcome, added: ids, added_count: 1 };
  }

  /** Goes on with what waited for the question about its origin. */
  #answer(origin: string, allow: boolean): Record<symbol, never> {
    const store = this.#store;
    const ids = store.asking
      .filter((question) => question.origin === origin)
      .flatMap((question) => question.ids);
    store.asking = store.asking.filter((question) => question.origin !== origin);
    for (const id of ids) {
      const entry = store.find(id);
      if (allow) {
        entry.row = { ...entry.row, problem: null };
        this.#work(entry, 0);
      } else {
        entry.row = {
          ...entry.row,
          standing: 'link',
          stage: null,
          problem: {
            code: 'private_refused',
            args: { site: entry.row.host },
            retry: true,
            tried_at: null,
          },
        };
      }
    }
    store.changed(ids);
    return done;
  }
}
