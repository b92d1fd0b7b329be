// The question whether a private address may be asked.

import type { Archive } from './archive.svelte';
import type { Calls } from './calls';

export class Origins {
  /** Questions that were put off; they come back from their row. */
  #putOff = $state.raw<ReadonlySet<string>>(new Set());

  readonly #calls: Calls;
  readonly #archive: Archive;

  constructor(calls: Calls, archive: Archive) {
    this.#calls = calls;
    this.#archive = archive;
  }

  get question(): { origin: string; ids: string[] } | null {
    return this.#archive.overview?.asking.find(({ origin }) => !this.#putOff.has(origin)) ?? null;
  }

  putOff(origin: string): void {
    this.#putOff = new Set([...this.#putOff, origin]);
  }

  /** Puts one question again. */
  askAgain(origin: string): void {
    this.#putOff = new Set([...this.#putOff].filter((other) => other !== origin));
  }

  /** Puts every question again. */
  ask(): void {
    this.#putOff = new Set();
  }

  async answer(origin: string, allow: boolean): Promise<void> {
    if ((await this.#calls.do('answer_origin', { origin, allow })) !== undefined) {
      this.#archive.answered(origin);
    }
  }
}
