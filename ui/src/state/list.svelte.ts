// One list: a part of the archive, perhaps searched, held in pages of rows. Only pages near
// what is seen are asked for; a change asks for the same ones again and keeps the person's
// place in them.

import type {
  Backend,
  Group,
  ListPage,
  Loosened,
  QueryProblem,
  Respelt,
  Row,
  Sort,
  StageOf,
  View,
} from '../ipc';
import { Layout } from '../list/layout';

export const PAGE = 60;

export type Asked = { view: View; query: string; sort: Sort };
/** Where the person stands; `gone` when its row left the list and the next one took its place. */
export type Selected = { id: string; index: number; gone: boolean };
/** The row at the upper edge, and how many pixels of it are passed. */
export type Anchor = { id: string; index: number; offset: number };

export const sameView = (a: View, b: View): boolean =>
  typeof a === 'object' && typeof b === 'object' ? a.tag === b.tag : a === b;

export class List {
  asked = $state.raw<Asked>({ view: 'all', query: '', sort: 'saved' });
  total = $state(0);
  groups = $state.raw<readonly Group[]>([]);
  problems = $state.raw<readonly QueryProblem[]>([]);
  /** How the rows differ from what was asked for, where nothing answered that. */
  loosened = $state.raw<Loosened | null>(null);
  /** A query that finds more, where a word is likely misspelt. */
  suggestion = $state.raw<Respelt | null>(null);
  selected = $state.raw<Selected | null>(null);
  /** Whether an answer to `asked` has come. */
  loaded = $state(false);
  /** Asks whoever draws the rows to bring one into sight. */
  wanted = $state.raw<{ index: number; offset: number | null } | null>(null);

  /** Asks for the keyboard. */
  focusAsked = $state(0);

  readonly layout = $derived(new Layout(this.total, this.groups));

  #pages = $state.raw<ReadonlyMap<number, readonly Row[]>>(new Map());
  #anchor: Anchor | null = null;
  #range = { first: 0, end: PAGE };
  #token = 0;
  #under = new Set<number>();
  #reloading = false;
  #again = false;

  readonly #backend: Backend;
  readonly #failed: (thrown: unknown) => void;
  readonly #answered: () => void;

  /** `answered` is told when new rows are there: those of another list, or the same anew. */
  constructor(
    backend: Backend,
    failed: (thrown: unknown) => void,
    answered: () => void = () => undefined,
  ) {
    this.#backend = backend;
    this.#failed = failed;
    this.#answered = answered;
  }

  /** The query that the rows answer. */
  get query(): string {
    const { loosened } = this;
    return loosened !== null && 'spelling' in loosened ? loosened.spelling.query : this.asked.query;
  }

  row(index: number): Row | undefined {
    return this.#pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  /** The row of that id, when it is near. */
  near(id: string): Row | undefined {
    for (const rows of this.#pages.values()) {
      const row = rows.find((row) => row.id === id);
      if (row !== undefined) return row;
    }
    return undefined;
  }

  #indexOf(id: string): number | null {
    for (const [page, rows] of this.#pages) {
      const at = rows.findIndex((row) => row.id === id);
      if (at !== -1) return page * PAGE + at;
    }
    return null;
  }

  /** Shows another part or search, from the top or around a row. */
  async show(asked: Asked, at: Anchor | null = null): Promise<void> {
    this.#token += 1;
    const token = this.#token;
    this.asked = asked;
    this.suggestion = null;
    this.selected = null;
    this.loaded = false;
    this.#under.clear();
    const first = at === null ? 0 : Math.floor(at.index / PAGE);
    const answer = await this.#ask(first);
    if (token !== this.#token || answer === null) return;
    this.#take(answer, new Map([[first, answer.rows]]));
    this.loaded = true;
    this.#anchor = at;
    const index = at === null ? null : (this.#indexOf(at.id) ?? Math.min(at.index, this.total - 1));
    this.wanted = index === null ? { index: 0, offset: 0 } : { index, offset: at?.offset ?? 0 };
    this.#answered();
  }

  async #ask(page: number): Promise<ListPage | null> {
    try {
      return await this.#backend.call('list', {
        request: {
          ...this.asked,
          offset: page * PAGE,
          limit: PAGE,
          utc_offset_minutes: -new Date().getTimezoneOffset(),
        },
      });
    } catch (thrown) {
      this.#failed(thrown);
      return null;
    }
  }

  #take(answer: ListPage, pages: ReadonlyMap<number, readonly Row[]>): void {
    this.total = answer.total;
    this.groups = answer.groups;
    this.problems = answer.query_problems;
    this.loosened = answer.loosened;
    // Pieces after the first do not say it again.
    if (pages.get(0) === answer.rows) this.suggestion = answer.suggestion;
    this.#pages = pages;
  }

  /** Tells which rows are seen; what is missing is fetched. */
  seen(first: number, end: number, anchor: Anchor | null): void {
    this.#range = { first, end };
    this.#anchor = anchor;
    const fetch = (from: number, to: number) => {
      for (
        let page = Math.floor(Math.max(0, from) / PAGE);
        page * PAGE < Math.min(to, this.total);
        page += 1
      ) {
        if (!this.#pages.has(page) && !this.#under.has(page)) void this.#fetch(page);
      }
    };
    fetch(first, end);
    // Then half a page either way, so that scrolling meets rows and not their places.
    fetch(first - PAGE / 2, end + PAGE / 2);
  }

  async #fetch(page: number): Promise<void> {
    this.#under.add(page);
    const token = this.#token;
    const answer = await this.#ask(page);
    if (token !== this.#token) return;
    this.#under.delete(page);
    if (answer === null) return;
    const pages = new Map(this.#pages);
    pages.set(page, answer.rows);
    // What lies far from the window is forgotten: a long list must not grow in memory.
    const near = Math.floor(this.#range.first / PAGE);
    for (const other of pages.keys()) if (Math.abs(other - near) > 12) pages.delete(other);
    this.#take(answer, pages);
  }

  /** Asks again for what is seen, and keeps what was at the upper edge there. */
  async reload(): Promise<void> {
    if (this.#reloading) {
      this.#again = true;
      return;
    }
    this.#reloading = true;
    try {
      do {
        this.#again = false;
        await this.#reloadOnce();
      } while (this.#again);
    } finally {
      this.#reloading = false;
    }
  }

  async #reloadOnce(): Promise<void> {
    const token = this.#token;
    const before = this.total;
    const anchor = this.#anchor;
    const wanted = new Set<number>();
    const addAround = (index: number) => wanted.add(Math.max(0, Math.floor(index / PAGE)));
    for (let index = this.#range.first; index < this.#range.end + PAGE; index += PAGE)
      addAround(index);
    if (this.selected !== null) addAround(this.selected.index);
    const pages = new Map<number, readonly Row[]>();
    let last: ListPage | null = null;
    const fetch = async (page: number): Promise<boolean> => {
      if (pages.has(page)) return true;
      const answer = await this.#ask(page);
      if (token !== this.#token || answer === null) return false;
      pages.set(page, answer.rows);
      last = answer;
      return true;
    };
    for (const page of wanted) if (!(await fetch(page))) return;
    const answer = last as ListPage | null;
    if (answer === null) return;
    const grown = answer.total - before;
    const shifted = [anchor?.index, this.selected?.index].filter((index) => index !== undefined);
    if (grown !== 0) {
      for (const index of shifted) {
        const page = Math.floor((index + grown) / PAGE);
        if (page >= 0 && !(await fetch(page))) return;
      }
    }
    this.#take(answer, pages);
    this.loaded = true;
    this.#answered();
    if (this.selected !== null) {
      const { id, index } = this.selected;
      const now = this.#indexOf(id);
      this.selected =
        now === null
          ? { id, index: Math.min(index, Math.max(0, this.total - 1)), gone: true }
          : { id, index: now, gone: false };
    }
    if (anchor !== null && (anchor.index > 0 || anchor.offset > 0)) {
      const now = this.#indexOf(anchor.id);
      if (now !== null && now !== anchor.index) {
        this.#anchor = { ...anchor, index: now };
        this.wanted = { index: now, offset: anchor.offset };
      }
    }
  }

  select(index: number): Row | undefined {
    const row = this.row(index);
    if (row === undefined) return undefined;
    this.selected = { id: row.id, index, gone: false };
    this.wanted = { index, offset: null };
    return row;
  }

  /** The row that many steps on, when there is one. */
  step(by: 1 | -1): number | null {
    if (this.total === 0) return null;
    if (this.selected === null) return by === 1 ? 0 : null;
    const { index, gone } = this.selected;
    const next = gone && by === 1 ? index : index + by;
    return next < 0 || next >= this.total ? null : next;
  }

  /** Changes rows in place until the library says the same. */
  patch(ids: readonly string[], change: (row: Row) => Row): void {
    const pages = new Map<number, readonly Row[]>();
    for (const [page, rows] of this.#pages) {
      pages.set(
        page,
        rows.map((row) => (ids.includes(row.id) ? change(row) : row)),
      );
    }
    this.#pages = pages;
  }

  staged(stages: readonly StageOf[]): void {
    if (stages.length === 0) return;
    const byId = new Map(stages.map(({ id, stage }) => [id, stage]));
    this.patch([...byId.keys()], (row) => ({ ...row, stage: byId.get(row.id) ?? null }));
  }
}
