// The list of every passage that was marked.

import type { Backend, HighlightRow } from '../ipc';

const PIECE = 100;

export class Passages {
  /** What its field holds. */
  words = $state('');
  rows = $state.raw<readonly HighlightRow[]>([]);
  total = $state(0);
  loaded = $state(false);

  #token = 0;
  #loading = false;

  readonly #backend: Backend;
  readonly #failed: (thrown: unknown) => void;

  constructor(backend: Backend, failed: (thrown: unknown) => void) {
    this.#backend = backend;
    this.#failed = failed;
  }

  /** The passages that hold these words; as many as were shown before. */
  async show(words: string): Promise<void> {
    this.#token += 1;
    await this.#load(words, 0, Math.max(PIECE, this.rows.length));
  }

  /** What changed is read again. */
  async reload(): Promise<void> {
    if (this.loaded) await this.show(this.words);
  }

  /** The next piece, where there is one. */
  async more(): Promise<void> {
    if (this.#loading || this.rows.length >= this.total) return;
    this.#loading = true;
    await this.#load(this.words, this.rows.length, PIECE);
    this.#loading = false;
  }

  async #load(words: string, offset: number, limit: number): Promise<void> {
    const token = this.#token;
    try {
      const page = await this.#backend.call('highlights', { words, offset, limit });
      if (token !== this.#token) return;
      this.total = page.total;
      this.rows = offset === 0 ? page.rows : [...this.rows, ...page.rows];
      this.loaded = true;
    } catch (thrown) {
      if (token === this.#token) this.#failed(thrown);
    }
  }
}
