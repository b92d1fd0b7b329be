// What the twin holds, and the rules for changing it: every change is told, every act can be
// taken back.

import { CallError, type ArgsOf, type CommandName, type ResultOf } from '../backend';
import type {
  Already,
  Event,
  Hazard,
  Overview,
  QueueState,
  Settings,
  UndoKind,
} from '../generated';
import { entryOf, tie, type Entry } from './entry';
import type { Sample } from './samples';

/** What answers the calls of one area. */
export type Handlers<N extends CommandName> = { [K in N]: (args: ArgsOf<K>) => ResultOf<K> };

/** What the twin's answers wait for, so that a test can go on at once. */
export type Clock = { now: () => number; later: (run: () => void, ms: number) => void };

/** The answer of a call that has nothing to say. */
export const done = {};

export const idle: QueueState = {
  total: 0,
  done: 0,
  paused: false,
  stopped: null,
  eta_seconds: null,
  space: null,
  text_only: false,
};

export const alreadyOf = ({ row }: Entry): Already => ({
  id: row.id,
  saved_at: row.saved_at,
  title: row.title,
  trashed: row.trashed,
});

export class Store {
  /** In the order of the list. */
  readonly entries: Entry[] = [];
  readonly listeners = new Set<(event: Event) => void>();
  /** Names of tags. */
  readonly pinned = new Set<string>();
  settings: Settings = {
    theme: 'system',
    text_size: 19,
    measure: 66,
    face: 'serif',
    text_only: false,
  };
  searches: Overview['searches'] = [];
  session: string | null = null;
  queue: QueueState = idle;
  access: Overview['access'] = 'writes';
  asking: Overview['asking'] = [];
  /** What may hurt the archive where it lies. */
  place: Hazard | null = null;
  /** Whether nothing was ever saved. */
  first = false;
  /** The number of the last change. */
  seq = 1;

  readonly #undo: { what: UndoKind; ids: string[]; back: () => void }[] = [];
  #next = 1;

  constructor(readonly clock: Clock) {}

  /** A number that no name had before. */
  number(): number {
    const number = this.#next;
    this.#next += 1;
    return number;
  }

  // ---- entries

  find(id: string): Entry {
    const entry = this.entries.find((entry) => entry.row.id === id);
    if (entry === undefined) throw new CallError({ code: 'not_found' });
    return entry;
  }

  /** Puts an entry for the sample at the end. */
  add(sample: Sample): Entry {
    const entry = entryOf(sample, this.number(), this.clock.now());
    tie(entry);
    this.entries.push(entry);
    return entry;
  }

  /** Puts an entry for the sample at the top. */
  addFirst(sample: Sample): Entry {
    const entry = this.add(sample);
    this.remove([entry]);
    this.entries.unshift(entry);
    return entry;
  }

  remove(gone: readonly Entry[]): void {
    for (const entry of gone) this.entries.splice(this.entries.indexOf(entry), 1);
  }

  // ---- telling

  emit(event: Event): void {
    for (const listener of this.listeners) listener(event);
  }

  changed(ids: string[]): void {
    this.seq += 1;
    this.emit({ event: 'changed', seq: this.seq, ids });
  }

  // ---- acts and the way back from them

  /** Notes how an act is taken back. */
  undoable(what: UndoKind, ids: string[], back: () => void): void {
    this.#undo.push({ what, ids, back });
  }

  /** Changes entries, so that it can be taken back. */
  act(what: UndoKind, ids: string[], change: (entry: Entry) => void): Record<symbol, never> {
    const before = ids.map((id) => {
      const entry = this.find(id);
      return {
        entry,
        row: entry.row,
        tags: [...entry.tagNames],
        corrected: new Map(entry.corrected),
        highlights: entry.highlights,
      };
    });
    for (const { entry } of before) {
      change(entry);
      tie(entry);
    }
    this.undoable(what, ids, () => {
      for (const { entry, row, tags, corrected, highlights } of before) {
        entry.row = row;
        entry.highlights = highlights;
        entry.tagNames = tags;
        entry.corrected = corrected;
        entry.revision += 1;
        tie(entry);
      }
    });
    this.changed(ids);
    return done;
  }

  undo(): ResultOf<'undo'> {
    const last = this.#undo.pop();
    if (last === undefined) return { what: null, ids: [], count: 0 };
    last.back();
    this.changed(last.ids);
    return { what: last.what, ids: last.ids, count: last.ids.length };
  }
}
