// Moving about: from list to list, from search to search, from article to article.

import type { Sort, View } from '../ipc';
import { ofAnyTime } from '../search/months';
import { asksFor, narrowed, widened } from '../search/narrow';
import type { Calls } from './calls';
import type { Field } from './field.svelte';
import type { Panes } from './layout.svelte';
import { sameView, type Anchor, type Asked, type List } from './list.svelte';
import type { Reader } from './reader.svelte';
import type { Remembering } from './remembering';
import type { Session } from './session';

/** What the window shows when nothing else was asked for. */
const EVERYTHING: Asked = { view: 'all', query: '', sort: 'saved' };

/** How far down the list an entry is looked for before it is opened without its row. */
const LOOKED_THROUGH = 120;

/** The words of a search, for marking; operators and quotes are no words. */
export function wordsOf(query: string): string[] {
  return (query.match(/"[^"]+"|\S+/g) ?? [])
    .filter((part) => !/^-|^\w+:/.test(part) && !['OR', 'AND', 'NOT'].includes(part))
    .map((part) => part.replace(/^[("]+|[)"*]+$/g, ''))
    .filter((part) => part !== '');
}

export type MovingParts = {
  calls: Calls;
  list: List;
  reader: Reader;
  field: Field;
  panes: Panes;
  remembering: Remembering;
};

export class Moving {
  readonly #calls: Calls;
  readonly #list: List;
  readonly #reader: Reader;
  readonly #field: Field;
  readonly #panes: Panes;
  readonly #remembering: Remembering;

  constructor(parts: MovingParts) {
    this.#calls = parts.calls;
    this.#list = parts.list;
    this.#reader = parts.reader;
    this.#field = parts.field;
    this.#panes = parts.panes;
    this.#remembering = parts.remembering;
  }

  // ---- lists

  go(view: View, query = ''): void {
    this.#panes.place = 'articles';
    this.#panes.sidebarOver = false;
    this.#panes.turn = 'list';
    this.#panes.listChosen = true;
    this.#field.set(query);
    void this.#show({ view, query, sort: query === '' ? 'saved' : 'relevance' });
  }

  search(query: string): void {
    const { view, sort } = this.#list.asked;
    if (query === this.#list.asked.query) return;
    // A search from the trash stays there; any other one asks the whole archive.
    const where: View = view === 'trash' ? 'trash' : query === '' ? view : 'all';
    void this.#show({
      view: where,
      query,
      sort: query === '' ? 'saved' : sort === 'saved' ? 'relevance' : sort,
    });
  }

  /** Asks another question about the same part of the archive. */
  ask(query: string): void {
    this.#field.set(query);
    const { view, sort } = this.#list.asked;
    void this.#show({ view, query, sort: query === '' ? 'saved' : sort });
  }

  /** Adds a property to the search, or takes it away where it is asked for already. */
  narrow(operator: string): void {
    const { query } = this.#list;
    this.ask(asksFor(query, operator) ? widened(query, operator) : narrowed(query, operator));
  }

  /** Narrows the search to a time of publication, in place of another; widens it without one. */
  publishedIn(operator: string | null): void {
    const rest = ofAnyTime(this.#list.query);
    this.ask(operator === null ? rest : narrowed(rest, operator));
  }

  /** The query that the person likely meant, where one is offered or answered. */
  get meant(): string | null {
    const { suggestion, query, asked } = this.#list;
    return suggestion?.query ?? (query === asked.query ? null : query);
  }

  /** Takes that query over. */
  takeMeant(): void {
    if (this.meant !== null) this.ask(this.meant);
  }

  /** Best matches first, or newest first. */
  turnOrder(): void {
    this.sort(this.#list.asked.sort === 'relevance' ? 'saved' : 'relevance');
  }

  sort(sort: Sort): void {
    void this.#show({ ...this.#list.asked, sort });
  }

  /** Shows the whole archive, newest first. */
  everything(): Promise<void> {
    return this.#show(EVERYTHING);
  }

  async #show(asked: Asked): Promise<void> {
    this.#remembering.anchor = null;
    await this.#calls.try(this.#list.show(asked));
    this.#remembering.note();
  }

  isAt(view: View): boolean {
    const { asked } = this.#list;
    return this.#panes.place === 'articles' && asked.query === '' && sameView(asked.view, view);
  }

  isAtSearch(query: string): boolean {
    return this.#panes.place === 'articles' && this.#list.asked.query === query;
  }

  scrolled(first: number, end: number, anchor: Anchor | null): void {
    this.#remembering.anchor = anchor;
    this.#list.seen(first, end, anchor);
    this.#remembering.note();
  }

  // ---- articles

  openAt(index: number): void {
    const row = this.#list.select(index);
    if (row === undefined) return;
    void this.#calls.try(this.#reader.open(row.id, this.#words()));
    this.#remembering.note();
  }

  /** Opens the row and hands the keyboard to its text. */
  read(): void {
    if (this.#list.selected === null) this.move(1);
    this.#panes.turn = 'reader';
    this.#reader.focusAsked += 1;
  }

  move(by: 1 | -1): void {
    const next = this.#list.step(by);
    if (next !== null) this.openAt(next);
  }

  /** Opens an entry that may not stand in the list. */
  async openId(id: string): Promise<void> {
    this.#panes.place = 'articles';
    this.#panes.turn = 'reader';
    for (let index = 0; index < Math.min(this.#list.total, LOOKED_THROUGH); index += 1) {
      if (this.#list.row(index)?.id === id) {
        this.openAt(index);
        return;
      }
    }
    this.#list.selected = null;
    await this.#calls.try(this.#reader.open(id));
    this.#remembering.note();
  }

  /** Moves on from an entry that is about to leave the list, so that something is open. */
  async leave(id: string): Promise<void> {
    if (this.#reader.id !== id) return;
    const at = this.#list.selected?.index;
    const next = at === undefined ? undefined : (this.#list.row(at + 1) ?? this.#list.row(at - 1));
    if (next === undefined || at === undefined) {
      this.#reader.close();
      return;
    }
    this.openAt(this.#list.row(at + 1) === undefined ? at - 1 : at + 1);
    await Promise.resolve();
  }

  /** Goes back to where the window was left; without that, to the whole archive. */
  async reopen(session: Session | null): Promise<void> {
    const asked = session?.asked ?? EVERYTHING;
    const anchor = session?.anchor ?? null;
    this.#field.set(asked.query);
    this.#remembering.anchor = anchor;
    await this.#list.show(asked, anchor);
    if (session?.open == null) return;
    const at = session.index;
    if (at !== null) {
      this.#list.selected = {
        id: session.open,
        index: at,
        gone: this.#list.row(at)?.id !== session.open,
      };
    }
    await this.#reader.open(session.open, this.#words(), session.place);
  }

  #words(): string[] {
    return wordsOf(this.#list.query);
  }
}
