// What the answer of a search is made of. It follows the rows and never holds them up.

import type { Backend, Facets as Counts } from '../ipc';
import type { List } from './list.svelte';

export class Facets {
  /** The counts of the last answer; those before stay until then. */
  counts = $state.raw<Counts | null>(null);
  #token = 0;

  readonly #backend: Backend;
  readonly #list: List;
  readonly #failed: (thrown: unknown) => void;

  constructor(backend: Backend, list: List, failed: (thrown: unknown) => void) {
    this.#backend = backend;
    this.#list = list;
    this.#failed = failed;
  }

  /** Counts what the list shows now, where that is a search with more than one row. */
  async follow(): Promise<void> {
    this.#token += 1;
    const token = this.#token;
    const { asked, total } = this.#list;
    if (asked.query === '' || total < 2) {
      this.counts = null;
      return;
    }
    try {
      const utc_offset_minutes = -new Date().getTimezoneOffset();
      const request = { ...asked, offset: 0, limit: 0, utc_offset_minutes };
      const counts = await this.#backend.call('facets', { request });
      if (token === this.#token) this.counts = counts;
    } catch (thrown) {
      if (token === this.#token) this.#failed(thrown);
    }
  }
}
