// Calls to the library whose refusals are said in the status line, with the way out of them.

import { CallError, type ArgsOf, type Backend, type CommandName, type ResultOf } from '../ipc';
import { sayRefusal } from '../errors/table';
import { t } from '../shared/words';
import type { Action, Notices } from './notices.svelte';

/** Where a refusal can lead. */
export type WaysOut = { log: () => void; choose: () => void };

export class Calls {
  readonly #backend: Backend;
  readonly #notices: Notices;
  readonly #ways: WaysOut;

  constructor(backend: Backend, notices: Notices, ways: WaysOut) {
    this.#backend = backend;
    this.#notices = notices;
    this.#ways = ways;
  }

  fail(thrown: unknown): void {
    if (!(thrown instanceof CallError)) console.error(thrown);
    const { text, offer } = sayRefusal(
      thrown instanceof CallError ? thrown.error : { code: 'internal', cause: String(thrown) },
    );
    const actions: Record<typeof offer, Action[]> = {
      log: [{ label: t('action.log'), run: this.#ways.log }],
      choose: [{ label: t('action.choose'), run: this.#ways.choose }],
      none: [],
    };
    this.#notices.show(text, actions[offer], true);
  }

  /** Waits for work; a refusal is said and gives nothing. */
  async try<T>(work: Promise<T>): Promise<T | undefined> {
    try {
      return await work;
    } catch (thrown) {
      this.fail(thrown);
      return undefined;
    }
  }

  /** Does a call; a refusal is said and gives nothing. */
  do<N extends CommandName>(name: N, args: ArgsOf<N>): Promise<ResultOf<N> | undefined> {
    return this.try(this.#backend.call(name, args));
  }
}
