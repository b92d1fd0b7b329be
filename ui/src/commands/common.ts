// What commands of several kinds share.

import type { App } from '../state/app.svelte';

/** What commands ask of the window before they can be done. */
export function conditions(app: App) {
  const always = () => app.ready;
  const started = () => app.ready && !app.archive.firstStart;
  /** Whether an article is open. */
  const open = () => started() && app.panes.place === 'articles' && app.reader.row !== null;
  /** Whether it lies outside the trash. */
  const kept = () => open() && app.reader.row?.trashed === false;
  return { always, started, open, kept };
}

/** Hands the keyboard to the field, wherever the person is. */
export function focusField(app: App): void {
  app.panes.place = 'articles';
  app.panes.turn = 'list';
  app.panes.listChosen = true;
  app.field.focus();
}

/** Shows the reader where list and reader take turns. */
export function toReader(app: App): void {
  app.panes.turn = 'reader';
}
