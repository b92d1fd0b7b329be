// Tags of the open article, tags of the whole archive, and searches kept beside them.

import type { TagCount } from '../ipc';
import { t } from '../shared/words';
import type { Archive } from './archive.svelte';
import type { Calls } from './calls';
import type { List } from './list.svelte';
import type { Reader } from './reader.svelte';
import type { Undo } from './undo';

export type TaggingParts = {
  calls: Calls;
  archive: Archive;
  list: List;
  reader: Reader;
  undo: Undo;
};

export class Tagging {
  readonly #calls: Calls;
  readonly #archive: Archive;
  readonly #list: List;
  readonly #reader: Reader;
  readonly #undo: Undo;

  constructor(parts: TaggingParts) {
    this.#calls = parts.calls;
    this.#archive = parts.archive;
    this.#list = parts.list;
    this.#reader = parts.reader;
    this.#undo = parts.undo;
  }

  async addTag(name: string): Promise<void> {
    const row = this.#reader.row;
    const trimmed = name.trim();
    if (row === null || trimmed === '') return;
    await this.#calls.do('add_tag', { ids: [row.id], name: trimmed });
  }

  async removeTag(tag: string): Promise<void> {
    const row = this.#reader.row;
    if (row !== null) await this.#calls.do('remove_tag', { ids: [row.id], tag });
  }

  async renameTag(tag: TagCount, name: string): Promise<void> {
    const into = this.#archive.tags.find((other) => other.name === name && other.id !== tag.id);
    if ((await this.#calls.do('rename_tag', { tag: tag.id, name })) === undefined) return;
    this.#undo.offer(t(into === undefined ? 'notice.tag_renamed' : 'notice.tag_merged', { name }));
  }

  async deleteTag(tag: TagCount): Promise<void> {
    if ((await this.#calls.do('delete_tag', { tag: tag.id })) === undefined) return;
    this.#undo.offer(t('notice.tag_deleted', { name: tag.name }));
  }

  /** Pins the search that is shown, or lets it go. */
  async pinSearch(): Promise<void> {
    const { query } = this.#list.asked;
    const pinned = this.#archive.searches.find((search) => search.query === query);
    if (pinned === undefined) await this.#calls.do('pin_search', { name: query, query });
    else await this.#calls.do('unpin_search', { id: pinned.id });
  }
}
