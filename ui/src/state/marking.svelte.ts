// Passages of the open article that the person marks, and their notes on them.

import type { Box } from '../article/bridge';
import type { Highlight, Quote } from '../ipc';
import { t } from '../shared/words';
import type { Calls } from './calls';
import type { Reader } from './reader.svelte';
import type { Undo } from './undo';

export class Marking {
  /** What is selected in the text, and where. */
  selected = $state.raw<{ quote: Quote; box: Box } | null>(null);
  /** The passage whose panel is open, and where it stands. */
  opened = $state.raw<{ id: string; box: Box } | null>(null);
  /** The passage that is to be brought into sight. */
  revealed = $state<string | null>(null);
  /** Asks the frame to let go of the selection. */
  unselects = $state(0);

  readonly #calls: Calls;
  readonly #reader: Reader;
  readonly #undo: Undo;

  constructor(calls: Calls, reader: Reader, undo: Undo) {
    this.#calls = calls;
    this.#reader = reader;
    this.#undo = undo;
  }

  /** The passages of the open article. */
  get all(): readonly Highlight[] {
    return this.#reader.view?.highlights ?? [];
  }

  /** Those whose words stand in the version that is shown. */
  get shown(): readonly Highlight[] {
    return this.all.filter(({ found }) => found);
  }

  /** Those whose words were edited away: they are told of, and never dropped. */
  get lost(): readonly Highlight[] {
    return this.all.filter(({ found }) => !found);
  }

  get openedOne(): Highlight | undefined {
    return this.all.find(({ id }) => id === this.opened?.id);
  }

  /** Marks what is selected; answers with the passage. */
  async mark(): Promise<{ id: string; box: Box } | null> {
    const { selected } = this;
    const view = this.#reader.view;
    if (selected === null || view?.version == null) return null;
    const { quote, box } = selected;
    this.#unselect();
    const done = await this.#calls.do('add_highlight', {
      id: view.row.id,
      version: view.version,
      quote,
      note: null,
    });
    if (done === undefined) return null;
    if (this.#reader.view?.row.id === view.row.id) await this.#calls.try(this.#reader.refresh());
    this.#undo.offer(t('notice.highlighted'));
    return { id: done.id, box };
  }

  /** Marks what is selected and opens a note on it. */
  async note(): Promise<void> {
    const marked = await this.mark();
    if (marked !== null) this.opened = marked;
  }

  open(id: string, box: Box): void {
    if (this.all.some((one) => one.id === id)) this.opened = { id, box };
  }

  close(): void {
    this.opened = null;
  }

  /** Another article, or none. */
  leave(): void {
    this.selected = null;
    this.opened = null;
  }

  async setNote(id: string, words: string): Promise<void> {
    const one = this.all.find((highlight) => highlight.id === id);
    const note = words.trim() === '' ? null : words.trim();
    if (one !== undefined && one.note === note) return;
    const done = await this.#calls.do('set_note', { highlight: id, note });
    if (done !== undefined) await this.#calls.try(this.#reader.refresh());
  }

  async remove(id: string): Promise<void> {
    if (this.opened?.id === id) this.close();
    const done = await this.#calls.do('remove_highlight', { highlight: id });
    if (done === undefined) return;
    await this.#calls.try(this.#reader.refresh());
    this.#undo.offer(t('notice.unhighlighted'));
  }

  /** Brings a passage of the open article into sight. */
  reveal(id: string): void {
    this.revealed = id;
  }

  /** It was brought there. */
  wasRevealed(): void {
    this.revealed = null;
  }

  #unselect(): void {
    this.selected = null;
    this.unselects += 1;
  }
}
