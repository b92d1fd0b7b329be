// Saving, by every way in: text and links, drops, files, the field, and the sample. What came
// of it is said once, and a new row is brought into sight.

import { CallError, type Already, type Backend } from '../ipc';
import type { RefusedFile, SaveOutcome, SaveRequest } from '../ipc';
import { sayFile } from '../errors/table';
import { when } from '../shared/when';
import { plural, t } from '../shared/words';
import type { Acts } from './acts';
import type { Archive } from './archive.svelte';
import type { Calls } from './calls';
import { filesOf, parts, requestOf } from './drop';
import type { Field } from './field.svelte';
import type { Panes } from './layout.svelte';
import type { List } from './list.svelte';
import type { Moving } from './moving';
import type { Notices } from './notices.svelte';
import type { Undo } from './undo';

/** Asks the desktop for files that the web view did not show to the page. */
const NOT_SHOWN: SaveRequest = { text: null, html: null, uri_list: null };

export type SavingParts = {
  backend: Backend;
  calls: Calls;
  archive: Archive;
  list: List;
  field: Field;
  panes: Panes;
  notices: Notices;
  moving: Moving;
  acts: Acts;
  undo: Undo;
};

/** The first file of which nothing was taken by its name, the others by their number. */
function refusals([first, ...more]: readonly RefusedFile[]): string[] {
  const told = first === undefined ? [] : [sayFile(first)];
  if (more.length > 0) told.push(`${plural('notice.refused', more.length)}.`);
  return told;
}

/** What a person has to know of what was not taken as it was given. */
function leftOut(outcome: SaveOutcome): string[] {
  const told = refusals(outcome.refused);
  if (outcome.skipped_count > 0) told.push(`${plural('notice.skipped', outcome.skipped_count)}.`);
  if (outcome.had_credentials > 0) told.push(plural('notice.credentials', outcome.had_credentials));
  return told;
}

export class Saving {
  /** Asks whoever draws the window for a chooser of files. */
  chooseAsked = $state(0);

  /** Savings of this window whose outcome is being shown. */
  #taking = 0;
  readonly #parts: SavingParts;

  constructor(parts: SavingParts) {
    this.#parts = parts;
  }

  /** Whether the outcome of a saving is still being shown. */
  get busy(): boolean {
    return this.#taking > 0;
  }

  // ---- the ways in

  async save(request: SaveRequest): Promise<void> {
    await this.#took(this.#parts.backend.call('save', { request }));
  }

  async paste(text: string, html: string): Promise<void> {
    const request = {
      text: text === '' ? null : text,
      html: html === '' ? null : html,
      uri_list: null,
    };
    await this.#took(this.#parts.backend.call('paste', { request }));
  }

  async dropped(data: Pick<DataTransfer, 'getData'> & { files?: ArrayLike<File> }): Promise<void> {
    const files = filesOf(data);
    const request = requestOf(data);
    // A dragged link comes with its address even where the system adds a file for it.
    if (files.length > 0 && request?.uri_list?.match(/^https?:/i) == null) await this.files(files);
    else await this.save(request ?? NOT_SHOWN);
  }

  async files(files: readonly File[]): Promise<void> {
    const { notices } = this.#parts;
    const refused: RefusedFile[] = [];
    for (const file of files) {
      notices.show(t('notice.file', { name: file.name }));
      const giving = this.#hand(file).catch((thrown: unknown) => {
        const error = thrown instanceof CallError ? thrown.error : null;
        if (files.length === 1 || error?.code !== 'bad_file') throw thrown;
        refused.push(error);
        return null;
      });
      await this.#took(giving);
    }
    // Of several files the last one's notice would stand over it.
    if (refused.length > 0) notices.show(refusals(refused).join(' '), [], true);
  }

  async #hand(file: File): Promise<SaveOutcome> {
    const { backend } = this.#parts;
    const { token } = await backend.call('file_begin', { name: file.name, size: file.size });
    for await (const base64 of parts(file)) await backend.call('file_part', { token, base64 });
    return backend.call('file_end', { token });
  }

  choose(): void {
    this.chooseAsked += 1;
  }

  /** What Enter in the field does. */
  async enter(): Promise<void> {
    const { field, list, moving } = this.#parts;
    const { link, already } = field.hint;
    const text = field.text;
    if (already !== null) {
      field.clear();
      await moving.openId(already.id);
    } else if (link !== null) {
      field.clear();
      await this.save({ text, html: null, uri_list: null });
    } else if (list.total > 0) {
      moving.openAt(0);
      list.focusAsked += 1;
    }
  }

  async sample(): Promise<void> {
    const { calls, archive, list, moving } = this.#parts;
    const outcome = await calls.do('add_sample', {});
    const id = outcome?.added[0] ?? outcome?.already[0]?.id;
    if (id === undefined) return;
    await calls.try(archive.refresh());
    if (!list.loaded) await moving.everything();
    else await calls.try(list.reload());
    await moving.openId(id);
  }

  // ---- what came of it

  async #took(giving: Promise<SaveOutcome | null>): Promise<void> {
    this.#taking += 1;
    try {
      await this.#tell(giving);
    } finally {
      this.#taking -= 1;
    }
  }

  async #tell(giving: Promise<SaveOutcome | null>): Promise<void> {
    const { calls, archive, notices } = this.#parts;
    const first = archive.firstStart;
    const outcome = await calls.try(giving);
    if (outcome == null) return;
    const { added_count: count, already } = outcome;
    if (count > 0) {
      await this.#showNew(outcome, first);
      return;
    }
    const told = leftOut(outcome);
    const [one] = already;
    if (told.length > 0) notices.show(told.join(' '));
    else if (one !== undefined && already.length === 1) this.#alreadyThere(one);
    else if (already.length > 1) notices.show(plural('notice.already_many', already.length));
    else notices.show(t('notice.nothing'));
  }

  /** Brings what was added into sight: at the top, in a list that holds it. */
  async #showNew(outcome: SaveOutcome, first: boolean): Promise<void> {
    const { calls, archive, list, field, panes, moving, undo } = this.#parts;
    const { added, added_count: count, already } = outcome;
    panes.place = 'articles';
    field.clear();
    if (first) await calls.try(archive.refresh());
    const { view, query } = list.asked;
    if (first || query !== '' || (view !== 'all' && view !== 'unread')) {
      await moving.everything();
    } else {
      list.wanted = { index: 0, offset: 0 };
    }
    if (first && added[0] !== undefined) await moving.openId(added[0]);
    const saved =
      already.length > 0 ? plural('notice.saved_some', count) : plural('notice.saved', count);
    const told = leftOut(outcome);
    undo.offer(told.length > 0 ? `${saved}. ${told.join(' ')}` : saved);
  }

  #alreadyThere(one: Already): void {
    const { notices, moving, acts } = this.#parts;
    notices.show(t('notice.already', { date: when(one.saved_at) }), [
      { label: t('notice.open'), run: () => void moving.openId(one.id) },
      { label: t('notice.capture'), run: () => void acts.captureAgain(one.id) },
    ]);
  }
}
