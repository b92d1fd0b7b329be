// The article that is open, and where in it the person is.

import type { ArticleView, Backend, Row, StageOf, VersionId } from '../ipc';

export type Place = { paragraph: number; within: number };

export class Reader {
  id = $state<string | null>(null);
  view = $state.raw<ArticleView | null>(null);
  version = $state<VersionId | null>(null);
  leftOut = $state(false);
  /** Words whose places are marked. */
  words = $state.raw<readonly string[]>([]);
  /** Scrolls the frame by screens; counted so that the same way twice is two steps. */
  steps = $state.raw<{ by: number; count: number }>({ by: 0, count: 0 });
  /** Asks for the keyboard. */
  focusAsked = $state(0);
  /** Whether a key pressed in the text led to the next one, which then gets the keyboard. */
  keepsFocus = false;
  place: Place = { paragraph: 0, within: 0 };

  #token = 0;
  #progress: { id: string; progress: number; paragraph: number } | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  readonly #backend: Backend;
  readonly #failed: (thrown: unknown) => void;

  constructor(backend: Backend, failed: (thrown: unknown) => void) {
    this.#backend = backend;
    this.#failed = failed;
  }

  get row(): Row | null {
    return this.view?.row ?? null;
  }

  get hasText(): boolean {
    return this.view?.frame != null;
  }

  async open(id: string, words: readonly string[] = [], place: Place | null = null): Promise<void> {
    if (this.id === id && this.version === null && this.view !== null) {
      this.words = words;
      return;
    }
    this.flush();
    this.id = id;
    this.version = null;
    this.leftOut = false;
    this.words = words;
    await this.#load(place);
  }

  /** Shows another capture; nothing for the newest. */
  async show(version: VersionId | null): Promise<void> {
    this.version = version;
    await this.#load(this.place);
  }

  async refresh(): Promise<void> {
    if (this.id !== null) await this.#load(this.place);
  }

  async #load(place: Place | null): Promise<void> {
    const id = this.id;
    if (id === null) return;
    this.#token += 1;
    const token = this.#token;
    try {
      const view = await this.#backend.call('article', { id, version: this.version });
      if (token !== this.#token) return;
      this.place = place ?? { paragraph: view.paragraph, within: 0 };
      this.view = view;
    } catch (thrown) {
      if (token !== this.#token) return;
      this.close();
      this.#failed(thrown);
    }
  }

  close(): void {
    this.flush();
    this.#token += 1;
    this.id = null;
    this.view = null;
    this.version = null;
  }

  /** Takes note of how far it was read; told to the library when the person rests. */
  moved(progress: number, place: Place): void {
    this.place = place;
    if (this.id === null) return;
    this.#progress = { id: this.id, progress, paragraph: place.paragraph };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.flush();
    }, 800);
  }

  flush(): void {
    clearTimeout(this.#timer);
    const progress = this.#progress;
    this.#progress = null;
    if (progress !== null) this.#backend.call('set_progress', progress).catch(this.#failed);
  }

  staged(stages: readonly StageOf[]): void {
    const view = this.view;
    const mine = stages.find(({ id }) => id === view?.row.id);
    if (view !== null && mine !== undefined) {
      this.view = { ...view, row: { ...view.row, stage: mine.stage } };
    }
  }

  step(by: number): void {
    this.steps = { by, count: this.steps.count + 1 };
  }
}
