// The way back from what was just done.

import { plural, t } from '../shared/words';
import type { Calls } from './calls';
import type { Notices } from './notices.svelte';
import type { Reader } from './reader.svelte';

export class Undo {
  readonly #calls: Calls;
  readonly #notices: Notices;
  readonly #reader: Reader;

  constructor(calls: Calls, notices: Notices, reader: Reader) {
    this.#calls = calls;
    this.#notices = notices;
    this.#reader = reader;
  }

  /** Says what was done, and offers the way back. */
  offer(text: string): void {
    this.#notices.show(text, [{ label: t('notice.undo'), run: () => void this.last() }]);
  }

  /** Undoes what was done last, and says what that was. */
  async last(): Promise<void> {
    const outcome = await this.#calls.do('undo', {});
    if (outcome === undefined) return;
    if (outcome.what === null) {
      this.#notices.show(t('notice.nothing_to_undo'));
      return;
    }
    const open = this.#reader.id;
    if (outcome.what === 'save') {
      if (open !== null && outcome.ids.includes(open)) this.#reader.close();
      this.#notices.show(plural('undone.save', outcome.count));
      return;
    }
    this.#notices.show(t(`undone.${outcome.what}`));
  }
}
