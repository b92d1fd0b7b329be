// Where the window is now, kept by the library so that it reopens there.

import type { Calls } from './calls';
import type { Panes } from './layout.svelte';
import type { Anchor, List } from './list.svelte';
import type { Reader } from './reader.svelte';
import { write, type Session } from './session';

export class Remembering {
  /** The row at the upper edge of the list. */
  anchor: Anchor | null = null;

  #timer: ReturnType<typeof setTimeout> | undefined;
  #written = '';

  readonly #calls: Calls;
  readonly #list: List;
  readonly #reader: Reader;
  readonly #panes: Panes;
  readonly #wanted: () => boolean;

  /** `wanted` tells whether there is anything to come back to. */
  constructor(calls: Calls, list: List, reader: Reader, panes: Panes, wanted: () => boolean) {
    this.#calls = calls;
    this.#list = list;
    this.#reader = reader;
    this.#panes = panes;
    this.#wanted = wanted;
  }

  /** Has the window reopen where it is now. */
  note(now = false): void {
    if (!this.#wanted()) return;
    clearTimeout(this.#timer);
    const session = write({
      asked: this.#list.asked,
      anchor: this.anchor,
      open: this.#reader.id,
      index: this.#list.selected?.index ?? null,
      place: this.#reader.place,
      sidebar: this.#panes.sidebarChosen,
      list: this.#panes.listChosen,
      listWidth: this.#panes.listWidth,
    });
    if (session === this.#written) return;
    const send = () => {
      this.#written = session;
      void this.#calls.do('set_session', { session });
    };
    if (now) send();
    else this.#timer = setTimeout(send, 500);
  }

  /** Puts the panes back as they were. */
  arrange(session: Session): void {
    this.#panes.sidebarChosen = session.sidebar;
    this.#panes.listChosen = session.list;
    this.#panes.resizeList(session.listWidth);
  }
}
