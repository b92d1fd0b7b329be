// Acts on entries: star, read, trash, capture again, correct. What can be seen at once is
// changed at once; the library's own word follows.

import type { Field as ArticleField, Row } from '../ipc';
import { plural, t } from '../shared/words';
import type { Calls } from './calls';
import type { List } from './list.svelte';
import type { Moving } from './moving';
import type { Notices } from './notices.svelte';
import type { Reader } from './reader.svelte';
import type { Undo } from './undo';

export type ActsParts = {
  calls: Calls;
  list: List;
  reader: Reader;
  notices: Notices;
  moving: Moving;
  undo: Undo;
};

export class Acts {
  readonly #calls: Calls;
  readonly #list: List;
  readonly #reader: Reader;
  readonly #notices: Notices;
  readonly #moving: Moving;
  readonly #undo: Undo;

  constructor(parts: ActsParts) {
    this.#calls = parts.calls;
    this.#list = parts.list;
    this.#reader = parts.reader;
    this.#notices = parts.notices;
    this.#moving = parts.moving;
    this.#undo = parts.undo;
  }

  #patch(ids: readonly string[], change: (row: Row) => Row): void {
    this.#list.patch(ids, change);
    const view = this.#reader.view;
    if (view !== null && ids.includes(view.row.id))
      this.#reader.view = { ...view, row: change(view.row) };
  }

  async star(): Promise<void> {
    const row = this.#reader.row;
    if (row === null) return;
    const starred = !row.starred;
    this.#patch([row.id], (row) => ({ ...row, starred }));
    await this.#calls.do('set_starred', { ids: [row.id], starred });
  }

  async setRead(read: boolean): Promise<void> {
    const row = this.#reader.row;
    if (row === null) return;
    this.#patch([row.id], (row) => ({ ...row, unread: !read }));
    await this.#calls.do('set_read', { ids: [row.id], read });
  }

  async readAndNext(): Promise<void> {
    if (this.#reader.row === null) return;
    const read = this.setRead(true);
    this.#moving.move(1);
    await read;
    this.#undo.offer(t('notice.read'));
  }

  async trash(): Promise<void> {
    const row = this.#reader.row;
    if (row === null || row.trashed) return;
    await this.#moving.leave(row.id);
    const done = await this.#calls.do('set_trashed', { ids: [row.id], trashed: true });
    if (done !== undefined) this.#undo.offer(plural('notice.trashed', 1));
  }

  async restore(id = this.#reader.row?.id): Promise<void> {
    if (id === undefined) return;
    if (this.#list.asked.view === 'trash') await this.#moving.leave(id);
    const done = await this.#calls.do('set_trashed', { ids: [id], trashed: false });
    if (done !== undefined) this.#undo.offer(plural('notice.untrashed', 1));
  }

  async retry(ids: string[]): Promise<void> {
    await this.#calls.do('retry', { ids });
  }

  async captureAgain(id: string): Promise<void> {
    const done = await this.#calls.do('capture_again', { id });
    if (done !== undefined) this.#notices.show(t('notice.capturing'));
  }

  async original(id = this.#reader.row?.id): Promise<void> {
    if (id !== undefined) await this.#calls.do('open_original', { id });
  }

  async restoreBlock(index: number, restored: boolean): Promise<void> {
    const view = this.#reader.view;
    if (view?.version == null) return;
    const done = await this.#calls.do('restore_block', {
      id: view.row.id,
      version: view.version,
      index,
      restored,
    });
    if (done === undefined) return;
    this.#undo.offer(t(restored ? 'notice.block_restored' : 'notice.block_removed'));
  }

  /** Takes over corrections; answers whether all of them could be used. */
  async correct(id: string, changes: readonly [ArticleField, string | null][]): Promise<boolean> {
    for (const [field, value] of changes) {
      if ((await this.#calls.do('correct', { id, field, value })) === undefined) return false;
    }
    if (changes.length > 0) this.#undo.offer(t('notice.corrected'));
    return true;
  }
}
