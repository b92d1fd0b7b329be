// A twin of the library in memory: the whole window opens on it in any browser and in tests.
// It keeps the contract's promises in small: saving goes through its stages, acts can be
// undone, searches rank and mark. `?state=` chooses what it holds (see `MemoryBackend.make`).

import {
  CallError,
  type ArgsOf,
  type Backend,
  type CommandName,
  type FrameSource,
  type ResultOf,
} from '../backend';
import type {
  ArticleView,
  Event,
  Group,
  GroupSpan,
  ListRequest,
  Overview,
  QueueState,
  Row,
  SaveOutcome,
  SaveRequest,
  Settings,
  Stage,
  UndoKind,
  View,
} from '../generated';
import { art } from './art';
import { document as frameDocument, type LeftOut } from './page';
import { arrivals, general, samples, type Sample } from './samples';

type Entry = {
  row: Row;
  sample: Sample;
  blocks: string[];
  leftOut: LeftOut[];
  paragraph: number;
  tagNames: string[];
  corrected: Map<string, string>;
  revision: number;
  versions: number[];
};

type Handlers = { [N in CommandName]: (args: ArgsOf<N>) => ResultOf<N> };

const DAY = 86_400_000;
const done = {};

const idle: QueueState = {
  total: 0,
  done: 0,
  paused: false,
  eta_seconds: null,
  space: null,
  text_only: false,
};

/** What the twin's answers wait for, so that a test can go on at once. */
export type Clock = { now: () => number; later: (run: () => void, ms: number) => void };

const realClock: Clock = {
  now: () => Date.now(),
  later: (run, ms) => {
    setTimeout(run, ms);
  },
};

export class MemoryBackend implements Backend {
  readonly #entries: Entry[] = [];
  readonly #listeners = new Set<(event: Event) => void>();
  readonly #undo: { what: UndoKind; ids: string[]; back: () => void }[] = [];
  readonly #pinned = new Set<string>();
  readonly #clock: Clock;
  readonly #files = new Map<string, { name: string; parts: string[] }>();
  #settings: Settings = {
    theme: 'system',
    text_size: 19,
    measure: 66,
    face: 'serif',
    text_only: false,
  };
  #searches: Overview['searches'] = [];
  #session: string | null = null;
  #queue: QueueState = idle;
  #asking: Overview['asking'] = [];
  #first = false;
  #seq = 1;
  #next = 1;
  #arrived = 0;
  /** Every call that was made, for tests. */
  readonly calls: { name: CommandName; args: unknown }[] = [];
  /** Refuse these calls, for tests. */
  readonly refuse = new Map<CommandName, CallError>();

  constructor(options: URLSearchParams = new URLSearchParams(), clock: Clock = realClock) {
    this.#clock = clock;
    this.#make(options);
  }

  // ---- what it holds at first

  #make(options: URLSearchParams): void {
    const state = options.get('state') ?? 'library';
    const theme = options.get('theme');
    if (theme === 'light' || theme === 'sepia' || theme === 'dark') this.#settings.theme = theme;
    if (options.get('face') === 'sans') this.#settings.face = 'sans';
    if (state === 'first') {
      this.#first = true;
      return;
    }
    if (state === 'ten') {
      for (const sample of samples.slice(0, 10)) this.#add(sample);
      return;
    }
    for (const sample of samples) this.#add(sample);
    if (state === 'huge') {
      for (let index = 0; index < 100_000; index += 1) {
        const sample = samples[index % 32];
        if (sample !== undefined) {
          this.#add({
            ...sample,
            title: `${sample.title} ${index}`,
            saved: 1 + index / 40,
            picture: false,
          });
        }
      }
    }
    this.#entries.sort((a, b) => b.row.saved_at - a.row.saved_at);
    this.#pinned.add('climate');
    this.#pinned.add('energy');
    this.#pinned.add('history');
    this.#searches = [{ id: 'search-1', name: 'wind', query: 'wind' }];
    if (state === 'saving') {
      this.#queue = {
        total: 40_000,
        done: 214,
        paused: false,
        eta_seconds: 3 * 3600,
        space: { needed: 21.4e9, free: 212e9, sampled: 200 },
        text_only: false,
      };
      const stages: Stage[] = ['fetching', 'cleaning', 'pictures', 'queued', 'queued'];
      stages.forEach((stage, index) => {
        const entry = this.#arrive(`https://list${index}.example/stories/${index + 1}`);
        entry.row.stage = stage;
        if (stage === 'pictures') this.#fill(entry, stage);
      });
    }
    if (state === 'asking') {
      const entry = this.#arrive('http://192.168.1.20:8080/notes/garden');
      entry.row.problem = {
        code: 'ask_private',
        args: { site: '192.168.1.20:8080' },
        retry: true,
        tried_at: null,
      };
      this.#asking = [{ origin: 'http://192.168.1.20:8080', ids: [entry.row.id] }];
    }
  }

  #add(sample: Sample): Entry {
    const number = this.#next;
    this.#next += 1;
    const now = this.#clock.now();
    const article = sample.problem === undefined;
    const blocks = sample.body ?? [...general.slice(number % 4), ...general.slice(0, number % 4)];
    const problem =
      sample.problem === undefined
        ? null
        : {
            code: sample.problem,
            args: { site: sample.host },
            retry: sample.failed === true,
            tried_at: now - sample.saved * DAY,
          };
    const entry: Entry = {
      sample,
      blocks,
      paragraph: Math.floor((sample.progress ?? 0) * blocks.length),
      tagNames: [...(sample.tags ?? [])],
      corrected: new Map(),
      revision: 1,
      versions: [now - sample.saved * DAY],
      leftOut: article
        ? [
            {
              at: 2,
              why: 'Links to other articles',
              html: '<ul><li><a href="https://example.org/a">Ten harbours to see before they change</a></li><li><a href="https://example.org/b">Our guide to the coast</a></li></ul>',
              restored: false,
            },
            {
              at: Math.min(5, blocks.length),
              why: 'Newsletter sign-up',
              html: '<p>Get the week’s stories every Friday. It takes one minute.</p>',
              restored: false,
            },
            {
              at: blocks.length,
              why: 'About the author',
              html: `<p>${sample.authors?.[0]?.[0] ?? 'The writer'} writes about places and the people who look after them.</p>`,
              restored: false,
            },
          ]
        : [],
      row: {
        id: `entry-${number}`,
        standing: article ? 'article' : sample.failed === true ? 'failed' : 'link',
        stage: null,
        url: `https://www.${sample.host}${sample.path}`,
        shown_url: `${sample.host}${sample.path}`,
        host: sample.host,
        title: sample.title === '' ? null : sample.title,
        site: sample.site === '' ? null : sample.site,
        byline: sample.authors?.map(([name]) => name).join(', ') ?? null,
        excerpt: sample.excerpt === '' ? null : sample.excerpt,
        saved_at: now - sample.saved * DAY,
        published:
          sample.published === undefined
            ? null
            : {
                text: sample.published,
                precision:
                  sample.published.length > 10
                    ? 'time'
                    : sample.published.length > 7
                      ? 'day'
                      : 'month',
                zoned: sample.published.length > 10,
                sort_key: Date.parse(sample.published),
              },
        thumbnail: sample.picture === true ? `art-${number}` : null,
        reading_minutes: sample.minutes ?? null,
        language: sample.language ?? 'en',
        direction: sample.rtl === true ? 'rtl' : 'ltr',
        unread: article && sample.read !== true,
        starred: sample.starred === true,
        trashed: sample.trashed === true,
        progress: sample.progress ?? 0,
        tags: [],
        how: article ? (sample.how ?? 'fetched') : null,
        completeness: article ? (sample.completeness ?? 1) : null,
        problem,
        snippet: [],
      },
    };
    this.#entries.push(entry);
    this.#tie(entry);
    return entry;
  }

  #tie(entry: Entry): void {
    entry.row = {
      ...entry.row,
      tags: [...entry.tagNames].sort().map((name) => ({ id: `tag-${name}`, name })),
    };
  }

  // ---- the door

  media(name: string): string {
    return art(Number(name.split('-')[1] ?? 0), 640, 480);
  }

  frame(address: string): FrameSource {
    const entry = this.#find(address.split('?')[0] ?? '');
    const view = this.#view(entry);
    const seed = Number(entry.row.thumbnail?.split('-')[1] ?? 0);
    const caption = entry.sample.caption;
    const lead =
      entry.row.thumbnail === null
        ? null
        : `<figure><img src="${art(seed)}" alt="" width="1600" height="900">${caption === undefined ? '' : `<figcaption><span class="caption">${caption[0]}</span> <span class="credit">Photograph: ${caption[1]}</span></figcaption>`}</figure>`;
    return { srcdoc: frameDocument(view, entry.blocks, entry.leftOut, this.#settings, lead) };
  }

  listen(handler: (event: Event) => void): Promise<() => void> {
    this.#listeners.add(handler);
    return Promise.resolve(() => this.#listeners.delete(handler));
  }

  async call<N extends CommandName>(name: N, args: ArgsOf<N>): Promise<ResultOf<N>> {
    this.calls.push({ name, args });
    await Promise.resolve();
    const refusal = this.refuse.get(name);
    if (refusal !== undefined) throw refusal;
    return structuredClone(this.#handlers[name](args));
  }

  /** Sends an event to the window, as the library does. */
  emit(event: Event): void {
    for (const listener of this.#listeners) listener(event);
  }

  #changed(ids: string[]): void {
    this.#seq += 1;
    this.emit({ event: 'changed', seq: this.#seq, ids });
  }

  #find(id: string): Entry {
    const entry = this.#entries.find((entry) => entry.row.id === id);
    if (entry === undefined) throw new CallError({ code: 'not_found' });
    return entry;
  }

  #act(what: UndoKind, ids: string[], change: (entry: Entry) => void): Record<symbol, never> {
    const before = ids.map((id) => {
      const entry = this.#find(id);
      return {
        entry,
        row: entry.row,
        tags: [...entry.tagNames],
        corrected: new Map(entry.corrected),
      };
    });
    for (const { entry } of before) {
      change(entry);
      this.#tie(entry);
    }
    this.#undo.push({
      what,
      ids,
      back: () => {
        for (const { entry, row, tags, corrected } of before) {
          entry.row = row;
          entry.tagNames = tags;
          entry.corrected = corrected;
          entry.revision += 1;
          this.#tie(entry);
        }
      },
    });
    this.#changed(ids);
    return done;
  }

  // ---- lists

  #in(entry: Entry, view: View): boolean {
    const { row } = entry;
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

  #span(at: number, offset: number): GroupSpan {
    const local = (time: number) => Math.floor((time + offset * 60_000) / DAY);
    const ago = local(this.#clock.now()) - local(at);
    if (ago <= 0) return 'today';
    if (ago === 1) return 'yesterday';
    if (ago < 7) return 'this_week';
    return { month: new Date(at + offset * 60_000).toISOString().slice(0, 7) };
  }

  #list(request: ListRequest): ResultOf<'list'> {
    const words = request.query
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== '');
    const scored: { row: Row; score: number }[] = [];
    for (const entry of this.#entries) {
      if (!this.#in(entry, request.view)) continue;
      if (words.length === 0) {
        scored.push({ row: entry.row, score: 0 });
        continue;
      }
      const { row } = entry;
      const head =
        `${row.title ?? ''} ${row.site ?? ''} ${row.byline ?? ''} ${entry.tagNames.join(' ')}`.toLowerCase();
      const plain = [row.excerpt ?? '', ...entry.blocks].map((block) =>
        block.replace(/<[^>]*>/g, ' '),
      );
      const text = plain.join(' ').toLowerCase();
      if (!words.every((word) => head.includes(word) || text.includes(word))) continue;
      const score = words.reduce((sum, word) => sum + (head.includes(word) ? 10 : 1), 0);
      scored.push({ row: { ...row, snippet: snippet(plain, words) }, score });
    }
    if (request.sort === 'relevance') scored.sort((a, b) => b.score - a.score);
    if (request.sort === 'published') {
      scored.sort((a, b) => (b.row.published?.sort_key ?? 0) - (a.row.published?.sort_key ?? 0));
    }
    const groups: Group[] = [];
    if (request.sort === 'saved') {
      scored.forEach(({ row }, index) => {
        const span = this.#span(row.saved_at, request.utc_offset_minutes);
        const last = groups.at(-1);
        if (last !== undefined && JSON.stringify(last.span) === JSON.stringify(span))
          last.count += 1;
        else groups.push({ span, start: index, count: 1 });
      });
    }
    return {
      total: scored.length,
      groups,
      rows: scored.slice(request.offset, request.offset + request.limit).map(({ row }) => row),
      took_ms: 1,
      query_problems: request.query.includes('site: ')
        ? [
            {
              start: request.query.indexOf('site:'),
              end: request.query.indexOf('site:') + 5,
              code: 'missing_value',
              args: {},
            },
          ]
        : [],
      seq: this.#seq,
    };
  }

  #overview(): Overview {
    const tags = new Map<string, number>();
    for (const { row, tagNames } of this.#entries) {
      if (!row.trashed) for (const name of tagNames) tags.set(name, (tags.get(name) ?? 0) + 1);
    }
    const count = (view: View) => this.#entries.filter((entry) => this.#in(entry, view)).length;
    return {
      archive_dir: '/home/ada/.local/share/backfile',
      first_start: this.#first,
      counts: {
        unread: count('unread'),
        starred: count('starred'),
        all: count('all'),
        links: count('links'),
        trash: count('trash'),
        failed: count('failed'),
      },
      tags: [...tags]
        .sort(([a], [b]) => a.localeCompare(b))
        .map(([name, count]) => ({
          id: `tag-${name}`,
          name,
          count,
          pinned: this.#pinned.has(name),
        })),
      searches: this.#searches,
      queue: this.#queue,
      settings: this.#settings,
      session: this.#session,
      asking: this.#asking,
      version: '0.1.0',
      seq: this.#seq,
    };
  }

  #view(entry: Entry): ArticleView {
    const { row, sample } = entry;
    const has = row.standing === 'article';
    const paragraphs = entry.blocks.filter((block) => !/^<(h\d|figure|table)/.test(block)).length;
    const completeness = row.completeness ?? 1;
    return {
      row: { ...row, snippet: [] },
      authors: (entry.corrected.has('byline')
        ? [[entry.corrected.get('byline') ?? ''] as [string]]
        : (sample.authors ?? [])
      ).map(([name, role, place]) => ({ name, role: role ?? null, place: place ?? null })),
      modified: null,
      section: sample.section ?? null,
      suggested_tags: (sample.topics ?? []).filter((topic) => !entry.tagNames.includes(topic)),
      requested_url: row.url,
      version: has ? `${row.id}-version` : null,
      versions: has
        ? entry.versions.map((at, index) => ({
            id: `${row.id}-version-${index}`,
            captured_at: at,
            how: row.how ?? 'fetched',
            word_count: (row.reading_minutes ?? 1) * 230,
          }))
        : [],
      frame: has ? `${row.id}?r=${entry.revision}` : null,
      receipt: has
        ? {
            paragraphs_kept: Math.round(paragraphs * completeness),
            paragraphs_total: paragraphs,
            pictures_kept: row.thumbnail === null ? 0 : 1,
            pictures_waiting: 0,
            pictures_missing: 0,
            left_out: entry.leftOut.filter((block) => !block.restored).length,
            restored: entry.leftOut.filter((block) => block.restored).length,
            completeness,
          }
        : null,
      warnings: completeness < 0.9 ? [{ code: 'incomplete', message: '' }] : [],
      see_also: [],
      corrected: [...entry.corrected.keys()] as ArticleView['corrected'],
      paragraph: entry.paragraph,
    };
  }

  // ---- saving, stage by stage

  #arrive(url: string): Entry {
    const parsed = new URL(url);
    const host = parsed.hostname.replace(/^www\./, '');
    const entry = this.#add({
      title: '',
      site: '',
      host,
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
    this.#entries.splice(this.#entries.indexOf(entry), 1);
    this.#entries.unshift(entry);
    return entry;
  }

  #fill(entry: Entry, stage: Stage | null): void {
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
      stage,
      title: arrival?.title ?? null,
      site: entry.row.host,
      excerpt: arrival?.excerpt ?? null,
      reading_minutes: arrival?.minutes ?? 1,
      how: 'fetched',
      completeness: 1,
      thumbnail: stage === null ? `art-${this.#next}` : null,
    };
  }

  #work(entry: Entry, after: number): void {
    const id = entry.row.id;
    const stage = (stage: Stage | null) => {
      entry.row = { ...entry.row, stage };
      this.emit({ event: 'queue', queue: this.#queue, stages: [{ id, stage }] });
    };
    this.#clock.later(() => stage('fetching'), after + 250);
    this.#clock.later(() => stage('cleaning'), after + 900);
    this.#clock.later(() => {
      if (entry.row.host.startsWith('walled.')) {
        entry.row = {
          ...entry.row,
          standing: 'link',
          problem: {
            code: 'consent_wall',
            args: { site: entry.row.host },
            retry: false,
            tried_at: this.#clock.now(),
          },
          unread: false,
        };
      } else {
        this.#fill(entry, 'pictures');
      }
      stage(entry.row.problem === null ? 'pictures' : null);
      this.#changed([id]);
    }, after + 1200);
    this.#clock.later(() => {
      if (entry.row.problem === null) entry.row = { ...entry.row, thumbnail: `art-${id.slice(6)}` };
      entry.revision += 1;
      this.#queue = { ...this.#queue, done: this.#queue.done + 1 };
      if (this.#queue.done >= this.#queue.total) this.#queue = idle;
      stage(null);
      this.#changed([id]);
    }, after + 1900);
  }

  #save(request: SaveRequest): SaveOutcome {
    const given =
      [request.uri_list, request.text, request.html].find(
        (text) => text !== null && text.trim() !== '',
      ) ?? '';
    const links = [...new Set(given.match(/https?:\/\/[^\s"'<>]+/g) ?? [])];
    const already = links
      .map((link) => this.#entries.find((entry) => entry.row.url === link))
      .filter((entry) => entry !== undefined);
    const fresh = links.filter((link) => !already.some((entry) => entry.row.url === link));
    const added = fresh.map((link) => this.#arrive(link));
    if (added.length > 0) {
      this.#first = false;
      this.#queue = { ...this.#queue, total: this.#queue.total + added.length };
      added.forEach((entry, index) => {
        this.#work(entry, index * 700);
      });
      this.#undo.push({
        what: 'save',
        ids: added.map((entry) => entry.row.id),
        back: () => {
          for (const entry of added) this.#entries.splice(this.#entries.indexOf(entry), 1);
        },
      });
      this.#changed(added.map((entry) => entry.row.id));
    }
    return {
      added: added.map((entry) => entry.row.id),
      added_count: added.length,
      already: already.map(({ row }) => ({
        id: row.id,
        saved_at: row.saved_at,
        title: row.title,
        trashed: row.trashed,
      })),
      skipped: [],
      nothing: links.length === 0,
    };
  }

  #hint(text: string): ResultOf<'hint'> {
    const trimmed = text.trim();
    const link = /^https?:\/\/\S+$/.test(trimmed)
      ? trimmed
      : /^[\w-]+(\.[\w-]+)+(\/\S*)?$/.test(trimmed)
        ? `https://${trimmed}`
        : null;
    if (link === null) return { link: null, shown: null, already: null };
    const entry = this.#entries.find(({ row }) => row.url === link || row.shown_url === trimmed);
    return {
      link,
      shown: link.replace(/^https?:\/\/(www\.)?/, ''),
      already:
        entry === undefined
          ? null
          : {
              id: entry.row.id,
              saved_at: entry.row.saved_at,
              title: entry.row.title,
              trashed: entry.row.trashed,
            },
    };
  }

  #renameTag(id: string, to: string | null): Record<symbol, never> {
    const name = id.slice(4);
    const ids = this.#entries
      .filter((entry) => entry.tagNames.includes(name))
      .map((entry) => entry.row.id);
    if (this.#pinned.delete(name) && to !== null) this.#pinned.add(to);
    return this.#act('tag_names', ids, (entry) => {
      const others = entry.tagNames.filter((tag) => tag !== name && tag !== to);
      entry.tagNames = to === null ? others : [...others, to];
    });
  }

  // ---- the calls

  readonly #handlers: Handlers = {
    overview: () => this.#overview(),
    list: ({ request }) => this.#list(request),
    article: ({ id }) => this.#view(this.#find(id)),
    hint: ({ text }) => this.#hint(text),
    save: ({ request }) => this.#save(request),
    paste: ({ request }) => this.#save(request),
    file_begin: ({ name }) => {
      const token = `file-${this.#next}`;
      this.#next += 1;
      this.#files.set(token, { name, parts: [] });
      return { token };
    },
    file_part: ({ token, base64 }) => {
      this.#files.get(token)?.parts.push(base64);
      return done;
    },
    file_end: ({ token }) => {
      const file = this.#files.get(token);
      this.#files.delete(token);
      const text = (file?.parts ?? []).map((part) => atob(part)).join('');
      return this.#save({ text, html: null, uri_list: null });
    },
    add_sample: () => {
      const [sample] = samples;
      const outcome: SaveOutcome = {
        added: [],
        added_count: 0,
        already: [],
        skipped: [],
        nothing: false,
      };
      if (sample === undefined) return outcome;
      const there = this.#entries.find((entry) => entry.row.title === sample.title);
      if (there !== undefined) {
        const { id, saved_at, title, trashed } = there.row;
        return { ...outcome, already: [{ id, saved_at, title, trashed }] };
      }
      const entry = this.#add({ ...sample, saved: 0 });
      this.#entries.unshift(...this.#entries.splice(-1));
      this.#first = false;
      this.#undo.push({
        what: 'save',
        ids: [entry.row.id],
        back: () => this.#entries.splice(this.#entries.indexOf(entry), 1),
      });
      this.#changed([entry.row.id]);
      return { ...outcome, added: [entry.row.id], added_count: 1 };
    },
    retry: ({ ids }) => {
      for (const id of ids) {
        const entry = this.#find(id);
        entry.row = { ...entry.row, standing: 'waiting', stage: 'queued', problem: null };
        this.#queue = { ...this.#queue, total: this.#queue.total + 1 };
        this.#work(entry, 0);
      }
      this.#changed(ids);
      return done;
    },
    capture_again: ({ id }) => {
      const entry = this.#find(id);
      entry.versions.unshift(this.#clock.now());
      entry.revision += 1;
      this.#changed([id]);
      return done;
    },
    set_address: ({ id, url }) => {
      if (!/^https?:\/\//.test(url))
        throw new CallError({ code: 'bad_value', field: 'url', value: url });
      const entry = this.#find(id);
      entry.row = { ...entry.row, url, problem: null, standing: 'article' };
      this.#changed([id]);
      return done;
    },
    answer_origin: ({ origin, allow }) => {
      const ids = this.#asking
        .filter((question) => question.origin === origin)
        .flatMap((question) => question.ids);
      this.#asking = this.#asking.filter((question) => question.origin !== origin);
      for (const id of ids) {
        const entry = this.#find(id);
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
      this.#changed(ids);
      return done;
    },
    pause_queue: ({ paused }) => {
      this.#queue = { ...this.#queue, paused };
      this.emit({ event: 'queue', queue: this.#queue, stages: [] });
      return done;
    },
    set_read: ({ ids, read }) =>
      this.#act('read', ids, (entry) => {
        entry.row = { ...entry.row, unread: !read };
      }),
    set_starred: ({ ids, starred }) =>
      this.#act('star', ids, (entry) => {
        entry.row = { ...entry.row, starred };
      }),
    set_trashed: ({ ids, trashed }) =>
      this.#act(trashed ? 'trash' : 'untrash', ids, (entry) => {
        entry.row = { ...entry.row, trashed };
      }),
    purge: ({ ids }) => {
      const gone = this.#entries.filter(
        ({ row }) => row.trashed && (ids.length === 0 || ids.includes(row.id)),
      );
      for (const entry of gone) this.#entries.splice(this.#entries.indexOf(entry), 1);
      this.#changed(gone.map((entry) => entry.row.id));
      return done;
    },
    undo: () => {
      const last = this.#undo.pop();
      if (last === undefined) return { what: null, ids: [], count: 0 };
      last.back();
      this.#changed(last.ids);
      return { what: last.what, ids: last.ids, count: last.ids.length };
    },
    complete_tag: ({ prefix }) =>
      this.#overview()
        .tags.filter((tag) => tag.name.toLowerCase().startsWith(prefix.toLowerCase()))
        .slice(0, 8),
    add_tag: ({ ids, name }) =>
      this.#act('tag', ids, (entry) => {
        if (!entry.tagNames.includes(name)) entry.tagNames.push(name);
      }),
    remove_tag: ({ ids, tag }) =>
      this.#act('tag', ids, (entry) => {
        entry.tagNames = entry.tagNames.filter((name) => `tag-${name}` !== tag);
      }),
    rename_tag: ({ tag, name }) => this.#renameTag(tag, name),
    delete_tag: ({ tag }) => this.#renameTag(tag, null),
    pin_tag: ({ tag, pinned }) => {
      if (pinned) this.#pinned.add(tag.slice(4));
      else this.#pinned.delete(tag.slice(4));
      this.#changed([]);
      return done;
    },
    pin_search: ({ name, query }) => {
      this.#searches = [...this.#searches, { id: `search-${this.#next}`, name, query }];
      this.#next += 1;
      this.#changed([]);
      return done;
    },
    unpin_search: ({ id }) => {
      this.#searches = this.#searches.filter((search) => search.id !== id);
      this.#changed([]);
      return done;
    },
    correct: ({ id, field, value }) => {
      const before = this.#find(id).row;
      if (field === 'published' && value !== null && !/^\d{4}(-\d\d(-\d\d)?)?$/.test(value)) {
        throw new CallError({ code: 'bad_value', field, value });
      }
      return this.#act('correct', [id], (entry) => {
        if (value === null) entry.corrected.delete(field);
        else entry.corrected.set(field, value);
        entry.revision += 1;
        const { row, sample } = entry;
        if (field === 'title') entry.row = { ...row, title: value ?? sample.title };
        if (field === 'site') entry.row = { ...row, site: value ?? sample.site };
        if (field === 'byline') {
          entry.row = {
            ...row,
            byline: value ?? sample.authors?.map(([name]) => name).join(', ') ?? null,
          };
        }
        if (field === 'published') {
          const text = value ?? sample.published;
          entry.row = {
            ...row,
            published:
              text === undefined
                ? null
                : {
                    text,
                    precision: text.length > 7 ? 'day' : text.length > 4 ? 'month' : 'year',
                    zoned: false,
                    sort_key: Date.parse(text),
                  },
          };
        }
        void before;
      });
    },
    restore_block: ({ id, index, restored }) => {
      const entry = this.#find(id);
      const set = (value: boolean) => {
        const block = entry.leftOut[index];
        if (block !== undefined) block.restored = value;
        entry.revision += 1;
      };
      set(restored);
      this.#undo.push({
        what: 'restore',
        ids: [id],
        back: () => {
          set(!restored);
        },
      });
      this.#changed([id]);
      return done;
    },
    set_progress: ({ id, progress, paragraph }) => {
      const entry = this.#find(id);
      entry.paragraph = paragraph;
      entry.row = { ...entry.row, progress };
      return done;
    },
    open_original: ({ id }) => {
      window.open(this.#find(id).row.url, '_blank', 'noopener');
      return done;
    },
    open_link: ({ url }) => {
      window.open(url, '_blank', 'noopener');
      return done;
    },
    open_folder: () => done,
    problems: () =>
      this.#entries
        .filter(({ row }) => row.problem !== null)
        .map(({ row }) => ({
          at: row.problem?.tried_at ?? this.#clock.now(),
          code: row.problem?.code ?? 'internal',
          args: row.problem?.args ?? {},
          id: row.id,
          cause:
            row.standing === 'failed'
              ? `GET ${row.url}: no answer within 20 s`
              : `GET ${row.url}: 200, no article`,
        })),
    clear_problems: () => done,
    set_settings: ({ settings }) => {
      this.#settings = settings;
      this.#queue = { ...this.#queue, text_only: settings.text_only };
      this.#changed([]);
      return done;
    },
    introduce: () => done,
    set_session: ({ session }) => {
      this.#session = session;
      return done;
    },
  };
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
