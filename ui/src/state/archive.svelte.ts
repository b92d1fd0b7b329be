// What the library says about everything but the list and the article.

import type {
  Backend,
  Counts,
  Overview,
  QueueState,
  SavedSearch,
  Settings,
  TagCount,
} from '../ipc';

const none: Counts = {
  unread: 0,
  starred: 0,
  all: 0,
  links: 0,
  trash: 0,
  failed: 0,
  highlights: 0,
};
const idle: QueueState = {
  total: 0,
  done: 0,
  paused: false,
  stopped: null,
  eta_seconds: null,
  space: null,
  text_only: false,
};

export const PINNED_AT_MOST = 8;

export class Archive {
  overview = $state.raw<Overview | null>(null);
  queue = $state.raw<QueueState>(idle);
  #loading = false;
  #again = false;

  readonly #backend: Backend;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  get counts(): Counts {
    return this.overview?.counts ?? none;
  }

  get tags(): readonly TagCount[] {
    return this.overview?.tags ?? [];
  }

  get searches(): readonly SavedSearch[] {
    return this.overview?.searches ?? [];
  }

  get settings(): Settings | null {
    return this.overview?.settings ?? null;
  }

  get firstStart(): boolean {
    return this.overview?.first_start ?? false;
  }

  /** Pinned tags and searches together; the sidebar has room for eight. */
  get pinnedCount(): number {
    return this.tags.filter((tag) => tag.pinned).length + this.searches.length;
  }

  async load(): Promise<Overview> {
    const overview = await this.#backend.call('overview', {});
    this.overview = overview;
    this.queue = overview.queue;
    return overview;
  }

  /** Asks again; what comes while an answer is under way is asked once, afterwards. */
  async refresh(): Promise<void> {
    if (this.#loading) {
      this.#again = true;
      return;
    }
    this.#loading = true;
    try {
      do {
        this.#again = false;
        await this.load();
      } while (this.#again);
    } finally {
      this.#loading = false;
    }
  }

  /** Takes over settings at once and tells the library. */
  async choose(change: Partial<Settings>): Promise<void> {
    if (this.overview === null) return;
    const settings = { ...this.overview.settings, ...change };
    this.overview = { ...this.overview, settings };
    await this.#backend.call('set_settings', { settings });
  }

  answered(origin: string): void {
    if (this.overview === null) return;
    const asking = this.overview.asking.filter((question) => question.origin !== origin);
    this.overview = { ...this.overview, asking };
  }
}
