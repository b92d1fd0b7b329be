// The window's state as a whole: its parts, joined, and what the library tells all of them.
// Components get it by context; commands and keys are handed it.

import { getContext, setContext } from 'svelte';
import { CallError, type Backend, type Event } from '../ipc';
import { makeCommands } from '../commands/all';
import type { Pressed } from '../commands/keys';
import type { Registry } from '../commands/registry';
import { sayRefusal } from '../errors/table';
import { t } from '../shared/words';
import { Acts } from './acts';
import { Archive } from './archive.svelte';
import { Calls } from './calls';
import { Completing } from './completing.svelte';
import { Copying } from './copying';
import { Facets } from './facets.svelte';
import { Field } from './field.svelte';
import { InPage } from './inpage.svelte';
import { Keeping } from './keeping.svelte';
import { Panes } from './layout.svelte';
import { List } from './list.svelte';
import { Marking } from './marking.svelte';
import { Moving } from './moving';
import { Network } from './network.svelte';
import { Notices } from './notices.svelte';
import { Origins } from './origins.svelte';
import { Passages } from './passages.svelte';
import { Purging } from './purging.svelte';
import { Reader } from './reader.svelte';
import { Remembering } from './remembering';
import { Saving } from './saving.svelte';
import { read } from './session';
import { Tagging } from './tagging';
import { Undo } from './undo';

export type DialogName =
  'palette' | 'sheet' | 'log' | 'settings' | 'correct' | 'purge' | 'question';
export type PopoverName = 'tags' | 'type' | 'more' | 'help';

export class App {
  // What is shown.
  readonly archive: Archive;
  readonly list: List;
  readonly reader: Reader;
  readonly field: Field;
  readonly completing: Completing;
  readonly facets: Facets;
  readonly passages: Passages;
  readonly inPage = new InPage();
  readonly panes = new Panes();
  readonly notices = new Notices();

  // What can be done.
  readonly calls: Calls;
  readonly moving: Moving;
  readonly acts: Acts;
  readonly tagging: Tagging;
  readonly marking: Marking;
  readonly copying: Copying;
  readonly saving: Saving;
  readonly undo: Undo;
  readonly purging: Purging;
  readonly origins: Origins;
  readonly keeping: Keeping;
  readonly network: Network;
  readonly remembering: Remembering;
  readonly registry: Registry;

  /** Whether the library has answered for the first time. */
  ready = $state(false);
  /** Why it did not. */
  broken = $state<string | null>(null);
  dialog = $state<DialogName | null>(null);
  popover = $state<PopoverName | null>(null);
  dragging = $state(false);
  /** Whether panes show where they come from; not while the window itself is coming. */
  lively = $state(false);

  #stop: (() => void) | null = null;

  constructor(readonly backend: Backend) {
    const { panes, notices } = this;
    const calls = new Calls(backend, notices, {
      log: () => {
        this.dialog = 'log';
      },
      choose: () => {
        this.saving.choose();
      },
    });
    const failed = (thrown: unknown) => {
      calls.fail(thrown);
    };
    const search = (query: string) => {
      this.moving.search(query);
    };
    const archive = new Archive(backend);
    const list = new List(backend, failed, () => {
      void this.facets.follow();
    });
    const reader = new Reader(backend, failed);
    const field = new Field(backend, search, failed);
    const started = () => this.ready && !archive.firstStart;
    const remembering = new Remembering(calls, list, reader, panes, started);
    const moving = new Moving({ calls, list, reader, field, panes, remembering });
    const undo = new Undo(calls, notices, reader);
    const acts = new Acts({ calls, list, reader, notices, moving, undo });
    const shown = { archive, list, field, panes, notices };

    this.archive = archive;
    this.list = list;
    this.reader = reader;
    this.field = field;
    this.completing = new Completing(backend, failed);
    this.facets = new Facets(backend, list, failed);
    this.passages = new Passages(backend, failed);
    this.calls = calls;
    this.moving = moving;
    this.acts = acts;
    this.tagging = new Tagging({ calls, archive, list, reader, undo });
    this.marking = new Marking(calls, reader, undo);
    this.copying = new Copying(backend, reader, this.marking, notices);
    this.saving = new Saving({ ...shown, backend, calls, moving, acts, undo });
    this.undo = undo;
    this.purging = new Purging(calls, notices, reader, (shown) => {
      this.dialog = shown ? 'purge' : null;
    });
    this.origins = new Origins(calls, archive);
    this.keeping = new Keeping({ calls, notices, reopen: () => this.#reopen() });
    this.network = new Network(calls);
    this.remembering = remembering;
    this.registry = makeCommands(this);
  }

  // ---- beginning and end

  async start(): Promise<void> {
    this.broken = null;
    try {
      this.#stop ??= await this.backend.listen((event) => {
        this.#heard(event);
      });
      const overview = await this.archive.load();
      const { userAgent, languages } = navigator;
      void this.calls.do('introduce', { user_agent: userAgent, languages: [...languages] });
      const session = read(overview.session);
      if (session !== null) this.remembering.arrange(session);
      this.ready = true;
      setTimeout(() => {
        this.lively = true;
      }, 1000);
      if (!overview.first_start) await this.moving.reopen(session);
    } catch (thrown) {
      this.broken =
        thrown instanceof CallError ? sayRefusal(thrown.error).text : t('error.internal');
      console.error(thrown);
    }
  }

  stop(): void {
    this.#stop?.();
    this.#stop = null;
    this.reader.flush();
    this.remembering.note(true);
  }

  // ---- what the library tells

  #heard(event: Event): void {
    switch (event.event) {
      case 'changed': {
        const open = this.reader.id;
        void this.try(this.#renew());
        if (this.panes.place === 'highlights') void this.passages.reload();
        if (open !== null && (event.ids.length === 0 || event.ids.includes(open))) {
          void this.try(this.reader.refresh());
        }
        break;
      }
      case 'queue':
        this.archive.queue = event.queue;
        this.list.staged(event.stages);
        this.reader.staged(event.stages);
        break;
      case 'asking':
        // A link given by hand asks anew, even where an earlier one was left waiting.
        this.origins.askAgain(event.question.origin);
        void this.try(this.archive.refresh());
        break;
    }
  }

  async #renew(): Promise<void> {
    if (!this.ready) return;
    if (!this.archive.firstStart) {
      await Promise.all([this.archive.refresh(), this.list.reload()]);
      return;
    }
    // Another window or the terminal may have saved the first link.
    await this.archive.refresh();
    if (this.archive.firstStart || this.saving.busy || this.list.loaded) return;
    await this.moving.everything();
  }

  /** Shows another archive that lies under the window now: nothing of the one before holds. */
  async #reopen(): Promise<void> {
    this.reader.close();
    await this.archive.refresh();
    if (!this.archive.firstStart) await this.moving.everything();
  }

  /** Opens an article where a passage of it was marked. */
  async openPassage(article: string, highlight: string): Promise<void> {
    this.panes.place = 'articles';
    await this.moving.openId(article);
    this.marking.reveal(highlight);
  }

  // ---- keys, commands and questions

  /** Does a command by its name, when it can be done now. */
  run(id: string): boolean {
    return this.registry.run(id);
  }

  /** Does what a key stands for; answers whether it stands for anything. */
  press(pressed: Pressed, inField = false): boolean {
    this.reader.keepsFocus = false;
    if (this.covered) return false;
    const command = this.registry.find(pressed, inField);
    if (command === undefined) return false;
    this.popover = null;
    command.run();
    return true;
  }

  /** Whether something stands over the window and has the keyboard. */
  get covered(): boolean {
    return this.dialog !== null || this.origins.question !== null;
  }

  /** Waits for a call; a refusal is said and gives nothing. */
  try<T>(work: Promise<T>): Promise<T | undefined> {
    return this.calls.try(work);
  }

  /** Has the window reopen where it is now. */
  remember(): void {
    this.remembering.note();
  }
}

const key = Symbol('app');

export function provideApp(app: App): App {
  return setContext(key, app);
}

export function useApp(): App {
  return getContext<App>(key);
}
