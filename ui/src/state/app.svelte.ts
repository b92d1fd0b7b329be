// The window's state as a whole, and the acts that touch more than one part of it.
// Components get it by context; commands and keys are handed it.

import { getContext, setContext } from 'svelte';
import {
  CallError,
  type Already,
  type Backend,
  type Event,
  type Field as ArticleField,
  type Row,
  type SaveOutcome,
  type SaveRequest,
  type Sort,
  type TagCount,
  type View,
} from '../ipc';
import { makeCommands } from '../commands/all';
import type { Pressed } from '../commands/keys';
import type { Registry } from '../commands/registry';
import { sayRefusal } from '../errors/table';
import { plural, t } from '../shared/words';
import { when } from '../shared/when';
import { Archive } from './archive.svelte';
import { Field } from './field.svelte';
import { filesOf, parts, requestOf } from './drop';
import { Panes } from './layout.svelte';
import { List, sameView, type Anchor, type Asked } from './list.svelte';
import { Notices, type Action } from './notices.svelte';
import { Reader } from './reader.svelte';
import { read, write } from './session';

export type DialogName = 'palette' | 'sheet' | 'log' | 'correct' | 'purge' | 'question';
export type PopoverName = 'tags' | 'type' | 'more' | 'help';

/** Asks the desktop for files that the web view did not show to the page. */
const NOT_SHOWN: SaveRequest = { text: null, html: null, uri_list: null };

export class App {
  readonly archive: Archive;
  readonly list: List;
  readonly reader: Reader;
  readonly field: Field;
  readonly panes = new Panes();
  readonly notices = new Notices();
  readonly registry: Registry;

  /** Whether the library has answered for the first time. */
  ready = $state(false);
  /** Why it did not. */
  broken = $state<string | null>(null);
  dialog = $state<DialogName | null>(null);
  popover = $state<PopoverName | null>(null);
  /** All tags, in place of list and article. */
  tagsShown = $state(false);
  dragging = $state(false);
  /** Questions that were put off; they come back from their row. */
  putOff = $state.raw<ReadonlySet<string>>(new Set());
  /** What is to be deleted for good: entries, or everything in the trash. */
  purging = $state.raw<{ ids: string[]; count: number } | null>(null);
  /** Asks whoever draws the window for a chooser of files. */
  chooseAsked = $state(0);
  /** Whether panes show where they come from; not while the window itself is coming. */
  lively = $state(false);
  /** Asks the list for the keyboard. */
  listFocusAsked = $state(0);

  #sessionTimer: ReturnType<typeof setTimeout> | undefined;
  #sessionWritten = '';
  #anchor: Anchor | null = null;
  #stop: (() => void) | null = null;
  /** Savings of this window whose outcome is being shown. */
  #taking = 0;

  constructor(readonly backend: Backend) {
    const failed = (thrown: unknown) => {
      this.fail(thrown);
    };
    this.archive = new Archive(backend);
    this.list = new List(backend, failed);
    this.reader = new Reader(backend, failed);
    this.field = new Field(
      backend,
      (query) => {
        this.search(query);
      },
      failed,
    );
    this.registry = makeCommands(this);
  }

  /** Does a command by its name, when it can be done now. */
  run(id: string): boolean {
    return this.registry.run(id);
  }

  /** Does what a key stands for; answers whether it stands for anything. */
  press(pressed: Pressed, inField = false): boolean {
    this.reader.keepsFocus = false;
    if (this.dialog !== null || this.question !== null) return false;
    const command = this.registry.find(pressed, inField);
    if (command === undefined) return false;
    this.popover = null;
    command.run();
    return true;
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
      void this.try(
        this.backend.call('introduce', { user_agent: userAgent, languages: [...languages] }),
      );
      const session = read(overview.session);
      if (session !== null) {
        this.panes.sidebarChosen = session.sidebar;
        this.panes.listChosen = session.list;
        this.panes.resizeList(session.listWidth);
      }
      this.ready = true;
      setTimeout(() => {
        this.lively = true;
      }, 1000);
      if (overview.first_start) return;
      const asked: Asked = session?.asked ?? { view: 'all', query: '', sort: 'saved' };
      this.field.set(asked.query);
      this.#anchor = session?.anchor ?? null;
      await this.list.show(asked, this.#anchor);
      if (session?.open != null) {
        const at = session.index;
        if (at !== null)
          this.list.selected = {
            id: session.open,
            index: at,
            gone: this.list.row(at)?.id !== session.open,
          };
        await this.reader.open(session.open, this.#words(), session.place);
      }
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
    this.remember(true);
  }

  /** Has the window reopen where it is now. */
  remember(now = false): void {
    if (!this.ready || this.archive.firstStart) return;
    clearTimeout(this.#sessionTimer);
    const session = write({
      asked: this.list.asked,
      anchor: this.#anchor,
      open: this.reader.id,
      index: this.list.selected?.index ?? null,
      place: this.reader.place,
      sidebar: this.panes.sidebarChosen,
      list: this.panes.listChosen,
      listWidth: this.panes.listWidth,
    });
    if (session === this.#sessionWritten) return;
    const send = () => {
      this.#sessionWritten = session;
      void this.try(this.backend.call('set_session', { session }));
    };
    if (now) send();
    else this.#sessionTimer = setTimeout(send, 500);
  }

  scrolled(first: number, end: number, anchor: Anchor | null): void {
    this.#anchor = anchor;
    this.list.seen(first, end, anchor);
    this.remember();
  }

  #heard(event: Event): void {
    switch (event.event) {
      case 'changed': {
        const open = this.reader.id;
        void this.try(this.#renew());
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
        this.putOff = new Set(
          [...this.putOff].filter((origin) => origin !== event.question.origin),
        );
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
    if (this.archive.firstStart || this.#taking > 0 || this.list.loaded) return;
    await this.#show({ view: 'all', query: '', sort: 'saved' });
  }

  // ---- what went wrong

  fail(thrown: unknown): void {
    if (!(thrown instanceof CallError)) console.error(thrown);
    const { text, offer } = sayRefusal(
      thrown instanceof CallError ? thrown.error : { code: 'internal', cause: String(thrown) },
    );
    const actions: Record<typeof offer, Action[]> = {
      log: [
        {
          label: t('action.log'),
          run: () => {
            this.dialog = 'log';
          },
        },
      ],
      choose: [
        {
          label: t('action.choose'),
          run: () => {
            this.choose();
          },
        },
      ],
      none: [],
    };
    this.notices.show(text, actions[offer], true);
  }

  /** Waits for a call; a refusal is said and gives nothing. */
  async try<T>(work: Promise<T>): Promise<T | undefined> {
    try {
      return await work;
    } catch (thrown) {
      this.fail(thrown);
      return undefined;
    }
  }

  #undoable(text: string): void {
    this.notices.show(text, [{ label: t('notice.undo'), run: () => void this.undo() }]);
  }

  // ---- moving

  go(view: View, query = ''): void {
    this.tagsShown = false;
    this.panes.sidebarOver = false;
    this.panes.turn = 'list';
    this.panes.listChosen = true;
    this.field.set(query);
    void this.#show({ view, query, sort: query === '' ? 'saved' : 'relevance' });
  }

  search(query: string): void {
    const { view, sort } = this.list.asked;
    if (query === this.list.asked.query) return;
    // A search from the trash stays there; any other one asks the whole archive.
    const where: View = view === 'trash' ? 'trash' : query === '' ? view : 'all';
    void this.#show({
      view: where,
      query,
      sort: query === '' ? 'saved' : sort === 'saved' ? 'relevance' : sort,
    });
  }

  sort(sort: Sort): void {
    void this.#show({ ...this.list.asked, sort });
  }

  async #show(asked: Asked): Promise<void> {
    this.#anchor = null;
    await this.try(this.list.show(asked));
    this.remember();
  }

  isAt(view: View): boolean {
    return !this.tagsShown && this.list.asked.query === '' && sameView(this.list.asked.view, view);
  }

  isAtSearch(query: string): boolean {
    return !this.tagsShown && this.list.asked.query === query;
  }

  /** The words of the search, for marking; operators and quotes are no words. */
  #words(): string[] {
    return (this.list.asked.query.match(/"[^"]+"|\S+/g) ?? [])
      .filter((part) => !/^-|^\w+:/.test(part) && !['OR', 'AND', 'NOT'].includes(part))
      .map((part) => part.replace(/^[("]+|[)"*]+$/g, ''))
      .filter((part) => part !== '');
  }

  openAt(index: number): void {
    const row = this.list.select(index);
    if (row === undefined) return;
    void this.try(this.reader.open(row.id, this.#words()));
    this.remember();
  }

  /** Opens the row and hands the keyboard to its text. */
  read(): void {
    if (this.list.selected === null) this.move(1);
    this.panes.turn = 'reader';
    this.reader.focusAsked += 1;
  }

  move(by: 1 | -1): void {
    const next = this.list.step(by);
    if (next !== null) this.openAt(next);
  }

  /** Opens an entry that may not stand in the list. */
  async openId(id: string): Promise<void> {
    this.tagsShown = false;
    this.panes.turn = 'reader';
    for (let index = 0; index < Math.min(this.list.total, 120); index += 1) {
      if (this.list.row(index)?.id === id) {
        this.openAt(index);
        return;
      }
    }
    this.list.selected = null;
    await this.try(this.reader.open(id));
    this.remember();
  }

  // ---- saving

  async save(request: SaveRequest): Promise<void> {
    await this.#took(this.backend.call('save', { request }));
  }

  async paste(text: string, html: string): Promise<void> {
    const request = {
      text: text === '' ? null : text,
      html: html === '' ? null : html,
      uri_list: null,
    };
    await this.#took(this.backend.call('paste', { request }));
  }

  async dropped(data: Pick<DataTransfer, 'getData'> & { files?: ArrayLike<File> }): Promise<void> {
    const files = filesOf(data);
    const request = requestOf(data);
    // A dragged link comes with its address even where the system adds a file for it.
    if (files.length > 0 && request?.uri_list?.match(/^https?:/i) == null) await this.files(files);
    else await this.save(request ?? NOT_SHOWN);
  }

  async files(files: readonly File[]): Promise<void> {
    for (const file of files) {
      this.notices.show(t('notice.file', { name: file.name }));
      await this.#took(this.#hand(file));
    }
  }

  async #hand(file: File): Promise<SaveOutcome> {
    const { token } = await this.backend.call('file_begin', { name: file.name, size: file.size });
    for await (const base64 of parts(file)) await this.backend.call('file_part', { token, base64 });
    return this.backend.call('file_end', { token });
  }

  choose(): void {
    this.chooseAsked += 1;
  }

  async #took(giving: Promise<SaveOutcome>): Promise<void> {
    this.#taking += 1;
    try {
      await this.#tell(giving);
    } finally {
      this.#taking -= 1;
    }
  }

  async #tell(giving: Promise<SaveOutcome>): Promise<void> {
    const first = this.archive.firstStart;
    const outcome = await this.try(giving);
    if (outcome === undefined) return;
    const { added, added_count: count, already } = outcome;
    if (outcome.nothing) {
      this.notices.show(t('notice.nothing'));
      return;
    }
    if (count > 0) {
      this.tagsShown = false;
      this.field.clear();
      if (first) await this.try(this.archive.refresh());
      // The new row has to be seen: at the top, in a list that holds it.
      const { view, query } = this.list.asked;
      if (first || query !== '' || (view !== 'all' && view !== 'unread')) {
        await this.#show({ view: 'all', query: '', sort: 'saved' });
      } else {
        this.list.wanted = { index: 0, offset: 0 };
      }
      if (first && added[0] !== undefined) await this.openId(added[0]);
      this.#undoable(
        already.length > 0 ? plural('notice.saved_some', count) : plural('notice.saved', count),
      );
      return;
    }
    const [one] = already;
    if (one !== undefined && already.length === 1) this.#alreadyThere(one);
    else if (already.length > 1) this.notices.show(plural('notice.already_many', already.length));
    else if (outcome.skipped.length > 0) {
      this.notices.show(plural('notice.skipped', outcome.skipped.length));
    }
  }

  #alreadyThere(one: Already): void {
    this.notices.show(t('notice.already', { date: when(one.saved_at) }), [
      { label: t('notice.open'), run: () => void this.openId(one.id) },
      { label: t('notice.capture'), run: () => void this.captureAgain(one.id) },
    ]);
  }

  /** What Enter in the field does. */
  async enter(): Promise<void> {
    const { link, already } = this.field.hint;
    const text = this.field.text;
    if (already !== null) {
      this.field.clear();
      await this.openId(already.id);
    } else if (link !== null) {
      this.field.clear();
      await this.save({ text, html: null, uri_list: null });
    } else if (this.list.total > 0) {
      this.openAt(0);
      this.listFocusAsked += 1;
    }
  }

  async sample(): Promise<void> {
    const outcome = await this.try(this.backend.call('add_sample', {}));
    const id = outcome?.added[0] ?? outcome?.already[0]?.id;
    if (id === undefined) return;
    await this.try(this.archive.refresh());
    if (!this.list.loaded) await this.#show({ view: 'all', query: '', sort: 'saved' });
    else await this.try(this.list.reload());
    await this.openId(id);
  }

  // ---- acts on the open article

  get row(): Row | null {
    return this.reader.view?.row ?? null;
  }

  get hasText(): boolean {
    return this.reader.view?.frame != null;
  }

  #patch(ids: readonly string[], change: (row: Row) => Row): void {
    this.list.patch(ids, change);
    const view = this.reader.view;
    if (view !== null && ids.includes(view.row.id))
      this.reader.view = { ...view, row: change(view.row) };
  }

  async star(): Promise<void> {
    const row = this.row;
    if (row === null) return;
    const starred = !row.starred;
    this.#patch([row.id], (row) => ({ ...row, starred }));
    await this.try(this.backend.call('set_starred', { ids: [row.id], starred }));
  }

  async setRead(read: boolean): Promise<void> {
    const row = this.row;
    if (row === null) return;
    this.#patch([row.id], (row) => ({ ...row, unread: !read }));
    await this.try(this.backend.call('set_read', { ids: [row.id], read }));
  }

  async readAndNext(): Promise<void> {
    if (this.row === null) return;
    const read = this.setRead(true);
    this.move(1);
    await read;
    this.#undoable(t('notice.read'));
  }

  async trash(): Promise<void> {
    const row = this.row;
    if (row === null || row.trashed) return;
    await this.#leave(row.id);
    if (
      (await this.try(this.backend.call('set_trashed', { ids: [row.id], trashed: true }))) ===
      undefined
    )
      return;
    this.#undoable(plural('notice.trashed', 1));
  }

  async restore(id = this.row?.id): Promise<void> {
    if (id === undefined) return;
    if (this.list.asked.view === 'trash') await this.#leave(id);
    if (
      (await this.try(this.backend.call('set_trashed', { ids: [id], trashed: false }))) ===
      undefined
    )
      return;
    this.#undoable(plural('notice.untrashed', 1));
  }

  /** Moves on from an entry that is about to leave the list, so that something is open. */
  async #leave(id: string): Promise<void> {
    if (this.reader.id !== id) return;
    const at = this.list.selected?.index;
    const next = at === undefined ? undefined : (this.list.row(at + 1) ?? this.list.row(at - 1));
    if (next === undefined || at === undefined) {
      this.reader.close();
      return;
    }
    this.openAt(this.list.row(at + 1) === undefined ? at - 1 : at + 1);
    await Promise.resolve();
  }

  askPurge(ids: string[], count: number): void {
    if (count === 0) return;
    this.purging = { ids, count };
    this.dialog = 'purge';
  }

  async purge(): Promise<void> {
    const purging = this.purging;
    this.dialog = null;
    this.purging = null;
    if (purging === null) return;
    const open = this.row;
    if (
      open !== null &&
      (purging.ids.includes(open.id) || (purging.ids.length === 0 && open.trashed))
    ) {
      this.reader.close();
    }
    if ((await this.try(this.backend.call('purge', { ids: purging.ids }))) === undefined) return;
    this.notices.show(plural('notice.purged', purging.count));
  }

  async undo(): Promise<void> {
    const outcome = await this.try(this.backend.call('undo', {}));
    if (outcome === undefined) return;
    if (outcome.what === null) {
      this.notices.show(t('notice.nothing_to_undo'));
      return;
    }
    const open = this.reader.id;
    if (outcome.what === 'save') {
      if (open !== null && outcome.ids.includes(open)) this.reader.close();
      this.notices.show(plural('undone.save', outcome.count));
      return;
    }
    this.notices.show(t(`undone.${outcome.what}`));
  }

  async retry(ids: string[]): Promise<void> {
    await this.try(this.backend.call('retry', { ids }));
  }

  async captureAgain(id: string): Promise<void> {
    if ((await this.try(this.backend.call('capture_again', { id }))) !== undefined) {
      this.notices.show(t('notice.capturing'));
    }
  }

  async original(id = this.row?.id): Promise<void> {
    if (id !== undefined) await this.try(this.backend.call('open_original', { id }));
  }

  async restoreBlock(index: number, restored: boolean): Promise<void> {
    const view = this.reader.view;
    if (view?.version == null) return;
    const call = this.backend.call('restore_block', {
      id: view.row.id,
      version: view.version,
      index,
      restored,
    });
    if ((await this.try(call)) === undefined) return;
    this.#undoable(t(restored ? 'notice.block_restored' : 'notice.block_removed'));
  }

  /** Takes over corrections; answers whether all of them could be used. */
  async correct(id: string, changes: readonly [ArticleField, string | null][]): Promise<boolean> {
    for (const [field, value] of changes) {
      if ((await this.try(this.backend.call('correct', { id, field, value }))) === undefined)
        return false;
    }
    if (changes.length > 0) this.#undoable(t('notice.corrected'));
    return true;
  }

  // ---- tags

  async addTag(name: string): Promise<void> {
    const row = this.row;
    const trimmed = name.trim();
    if (row === null || trimmed === '') return;
    await this.try(this.backend.call('add_tag', { ids: [row.id], name: trimmed }));
  }

  async removeTag(tag: string): Promise<void> {
    const row = this.row;
    if (row !== null) await this.try(this.backend.call('remove_tag', { ids: [row.id], tag }));
  }

  async renameTag(tag: TagCount, name: string): Promise<void> {
    const into = this.archive.tags.find((other) => other.name === name && other.id !== tag.id);
    if ((await this.try(this.backend.call('rename_tag', { tag: tag.id, name }))) === undefined)
      return;
    this.#undoable(t(into === undefined ? 'notice.tag_renamed' : 'notice.tag_merged', { name }));
  }

  async deleteTag(tag: TagCount): Promise<void> {
    if ((await this.try(this.backend.call('delete_tag', { tag: tag.id }))) === undefined) return;
    this.#undoable(t('notice.tag_deleted', { name: tag.name }));
  }

  async pinSearch(): Promise<void> {
    const { query } = this.list.asked;
    const pinned = this.archive.searches.find((search) => search.query === query);
    if (pinned === undefined) {
      await this.try(this.backend.call('pin_search', { name: query, query }));
    } else {
      await this.try(this.backend.call('unpin_search', { id: pinned.id }));
    }
  }

  // ---- the question about private origins

  get question(): { origin: string; ids: string[] } | null {
    return this.archive.overview?.asking.find(({ origin }) => !this.putOff.has(origin)) ?? null;
  }

  putQuestionOff(origin: string): void {
    this.putOff = new Set([...this.putOff, origin]);
  }

  /** Puts every question again. */
  ask(): void {
    this.putOff = new Set();
  }

  async answer(origin: string, allow: boolean): Promise<void> {
    if ((await this.try(this.backend.call('answer_origin', { origin, allow }))) !== undefined) {
      this.archive.answered(origin);
    }
  }
}

const key = Symbol('app');

export function provideApp(app: App): App {
  return setContext(key, app);
}

export function useApp(): App {
  return getContext<App>(key);
}
