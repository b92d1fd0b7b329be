// Saving, undoing, and what waits to be saved.

import type { App } from '../state/app.svelte';
import type { Command } from './registry';
import { conditions, focusField } from './common';

export function savingCommands(app: App): Command[] {
  const { always, started } = conditions(app);

  const saving: Command[] = [
    {
      id: 'new',
      title: 'command.new',
      area: 'saving',
      keys: ['Mod+N'],
      enabled: always,
      run: () => {
        focusField(app);
      },
      inFields: true,
    },
    // The key is the paste event's own; it stands here to be found.
    {
      id: 'paste',
      title: 'command.paste',
      area: 'saving',
      keys: ['Mod+V'],
      enabled: always,
      run: () => app.saving.paste('', ''),
    },
    {
      id: 'undo',
      title: 'command.undo',
      area: 'saving',
      keys: ['z', 'Mod+Z'],
      enabled: always,
      run: () => app.undo.last(),
    },
    {
      id: 'files',
      title: 'command.files',
      area: 'saving',
      keys: [],
      enabled: always,
      run: () => {
        app.saving.choose();
      },
    },
    {
      id: 'retry-all',
      title: 'command.retry_all',
      area: 'saving',
      keys: [],
      enabled: () => started() && app.archive.counts.failed > 0,
      run: () => retryAll(app),
    },
    {
      id: 'pause',
      title: () => (app.archive.queue.paused ? 'command.resume' : 'command.pause'),
      area: 'saving',
      keys: [],
      enabled: () => started() && app.archive.queue.total > 0,
      run: () => app.try(app.backend.call('pause_queue', { paused: !app.archive.queue.paused })),
    },
    {
      id: 'text-only',
      title: () =>
        app.archive.settings?.text_only === true ? 'command.with_pictures' : 'command.text_only',
      area: 'saving',
      keys: [],
      enabled: started,
      run: () =>
        app.try(app.archive.choose({ text_only: app.archive.settings?.text_only !== true })),
    },
    {
      id: 'empty-trash',
      title: 'command.empty_trash',
      area: 'saving',
      keys: [],
      enabled: () => started() && app.archive.counts.trash > 0,
      run: () => {
        app.purging.ask([], app.archive.counts.trash);
      },
    },
  ];

  return saving;
}

async function retryAll(app: App): Promise<void> {
  const page = await app.try(
    app.backend.call('list', {
      request: {
        view: 'failed',
        query: '',
        sort: 'saved',
        offset: 0,
        limit: 10_000,
        utc_offset_minutes: 0,
      },
    }),
  );
  if (page !== undefined && page.total > 0) await app.acts.retry(page.rows.map((row) => row.id));
}
