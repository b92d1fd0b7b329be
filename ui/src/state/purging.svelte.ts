// Deleting for good: the one act that cannot be undone, and asks first.

import { plural } from '../shared/words';
import type { Calls } from './calls';
import type { Notices } from './notices.svelte';
import type { Reader } from './reader.svelte';

export class Purging {
  /** What is to be deleted: entries, or everything in the trash where none is named. */
  asked = $state.raw<{ ids: string[]; count: number } | null>(null);

  readonly #calls: Calls;
  readonly #notices: Notices;
  readonly #reader: Reader;
  readonly #show: (shown: boolean) => void;

  /** `show` opens the dialog with the question, or closes it. */
  constructor(calls: Calls, notices: Notices, reader: Reader, show: (shown: boolean) => void) {
    this.#calls = calls;
    this.#notices = notices;
    this.#reader = reader;
    this.#show = show;
  }

  ask(ids: string[], count: number): void {
    if (count === 0) return;
    this.asked = { ids, count };
    this.#show(true);
  }

  /** Takes the question back. */
  cancel(): void {
    this.#show(false);
    this.asked = null;
  }

  async purge(): Promise<void> {
    const asked = this.asked;
    this.cancel();
    if (asked === null) return;
    const open = this.#reader.row;
    if (
      open !== null &&
      (asked.ids.includes(open.id) || (asked.ids.length === 0 && open.trashed))
    ) {
      this.#reader.close();
    }
    if ((await this.#calls.do('purge', { ids: asked.ids })) === undefined) return;
    this.#notices.show(plural('notice.purged', asked.count));
  }
}
