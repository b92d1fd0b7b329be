// A twin of the library in memory: the whole window opens on it in any browser and in tests.
// It keeps the contract's promises in small: saving goes through its stages, acts can be
// undone, searches rank and mark. `?state=` chooses what it holds (see `setup.ts`).

import type { ArgsOf, Backend, CallError, CommandName, FrameSource, ResultOf } from '../backend';
import type { Event } from '../generated';
import { acts } from './acts';
import { art } from './art';
import { viewOf } from './entry';
import { finding } from './finding';
import { keeping } from './keeping';
import { library } from './library';
import { document as frameDocument } from './page';
import { marking } from './marking';
import { network } from './network';
import { Saving } from './saving';
import { setUp } from './setup';
import { Store, type Clock, type Handlers } from './store';
import { tags } from './tags';

const realClock: Clock = {
  now: () => Date.now(),
  later: (run, ms) => {
    setTimeout(run, ms);
  },
};

export class MemoryBackend implements Backend {
  readonly #store: Store;
  readonly #handlers: Handlers<CommandName>;
  /** Every call that was made, for tests. */
  readonly calls: { name: CommandName; args: unknown }[] = [];
  /** Refuse these calls, for tests. */
  readonly refuse = new Map<CommandName, CallError>();

  constructor(options: URLSearchParams = new URLSearchParams(), clock: Clock = realClock) {
    const store = new Store(clock);
    const saving = new Saving(store);
    setUp(store, saving, options);
    this.#store = store;
    this.#handlers = {
      ...library(store),
      ...finding(store),
      ...keeping(store),
      ...network(store),
      ...saving.handlers,
      ...acts(store),
      ...tags(store),
      ...marking(store),
    };
  }

  async call<N extends CommandName>(name: N, args: ArgsOf<N>): Promise<ResultOf<N>> {
    this.calls.push({ name, args });
    await Promise.resolve();
    const refusal = this.refuse.get(name);
    if (refusal !== undefined) throw refusal;
    return structuredClone(this.#handlers[name](args));
  }

  listen(handler: (event: Event) => void): Promise<() => void> {
    const { listeners } = this.#store;
    listeners.add(handler);
    return Promise.resolve(() => listeners.delete(handler));
  }

  /** Sends an event to the window, as the library does. */
  emit(event: Event): void {
    this.#store.emit(event);
  }

  media(name: string): string {
    return art(Number(name.split('-')[1] ?? 0), 640, 480);
  }

  frame(address: string): FrameSource {
    const entry = this.#store.find(address.split('?')[0] ?? '');
    const seed = Number(entry.row.thumbnail?.split('-')[1] ?? 0);
    const caption = entry.sample.caption;
    const lead =
      entry.row.thumbnail === null
        ? null
        : `<figure><img src="${art(seed)}" alt="" width="1600" height="900">${caption === undefined ? '' : `<figcaption><span class="caption">${caption[0]}</span> <span class="credit">Photograph: ${caption[1]}</span></figcaption>`}</figure>`;
    const { settings } = this.#store;
    return {
      srcdoc: frameDocument(viewOf(entry), entry.blocks, entry.leftOut, settings, lead),
    };
  }
}
