// Acts on the open article.

import type { App } from '../state/app.svelte';
import type { Command } from './registry';
import { conditions, toReader } from './common';

export function articleCommands(app: App): Command[] {
  const { open, kept } = conditions(app);

  const article: Command[] = [
    {
      id: 'tag',
      title: 'command.tag',
      area: 'article',
      keys: ['t'],
      enabled: kept,
      run: () => {
        toReader(app);
        app.popover = 'tags';
      },
    },
    {
      id: 'find',
      title: 'command.find',
      area: 'article',
      keys: ['Mod+F'],
      enabled: () => open() && app.reader.hasText,
      run: () => {
        app.inPage.begin();
      },
      inFields: true,
    },
    {
      id: 'hit-next',
      title: 'command.hit_next',
      area: 'article',
      keys: ['n'],
      enabled: () => open() && app.inPage.count > 0 && app.marking.selected === null,
      run: () => {
        app.inPage.step(1);
      },
    },
    {
      id: 'hit-before',
      title: 'command.hit_before',
      area: 'article',
      keys: ['N'],
      enabled: () => open() && app.inPage.count > 0,
      run: () => {
        app.inPage.step(-1);
      },
    },
    {
      id: 'highlight',
      title: 'command.highlight',
      area: 'article',
      keys: ['h'],
      enabled: () => open() && app.marking.selected !== null,
      run: () => app.marking.mark(),
    },
    {
      id: 'note',
      title: 'command.note',
      area: 'article',
      keys: ['n'],
      enabled: () => open() && app.marking.selected !== null,
      run: () => app.marking.note(),
    },
    {
      id: 'copy-quote',
      title: 'command.copy_quote',
      area: 'article',
      keys: [],
      enabled: () => open() && app.marking.selected !== null,
      run: () => app.copying.quote(),
    },
    {
      id: 'copy-markdown',
      title: () =>
        app.marking.selected === null ? 'command.copy_markdown_all' : 'command.copy_markdown',
      area: 'article',
      keys: [],
      enabled: () => open() && (app.marking.selected !== null || app.marking.all.length > 0),
      run: () => app.copying.markdown(),
    },
    {
      id: 'cite',
      title: 'command.cite',
      area: 'article',
      keys: [],
      enabled: open,
      run: () => app.copying.citation(),
    },
    {
      id: 'star',
      title: () => (app.reader.row?.starred === true ? 'command.unstar' : 'command.star'),
      area: 'article',
      keys: ['s'],
      enabled: kept,
      run: () => app.acts.star(),
    },
    {
      id: 'read-next',
      title: 'command.read_next',
      area: 'article',
      keys: ['e'],
      enabled: kept,
      run: () => app.acts.readAndNext(),
    },
    {
      id: 'unread',
      title: 'command.unread',
      area: 'article',
      keys: ['u'],
      enabled: () => kept() && app.reader.row?.unread === false,
      run: () => app.acts.setRead(false),
    },
    {
      id: 'original',
      title: 'command.original',
      area: 'article',
      keys: ['v'],
      enabled: open,
      run: () => app.acts.original(),
    },
    {
      id: 'receipt',
      title: () => (app.reader.leftOut ? 'command.receipt_hide' : 'command.receipt'),
      area: 'article',
      keys: ['\\'],
      enabled: () => open() && app.reader.hasText,
      run: () => {
        app.reader.leftOut = !app.reader.leftOut;
      },
    },
    {
      id: 'trash',
      title: 'command.trash',
      area: 'article',
      keys: ['#', 'Delete'],
      enabled: kept,
      run: () => app.acts.trash(),
    },
    {
      id: 'restore',
      title: 'command.restore',
      area: 'article',
      keys: [],
      enabled: () => open() && app.reader.row?.trashed === true,
      run: () => app.acts.restore(),
    },
    {
      id: 'purge',
      title: 'command.purge',
      area: 'article',
      keys: [],
      enabled: () => open() && app.reader.row?.trashed === true,
      run: () => {
        if (app.reader.row !== null) app.purging.ask([app.reader.row.id], 1);
      },
    },
    {
      id: 'correct',
      title: 'command.correct',
      area: 'article',
      keys: [],
      enabled: kept,
      run: () => {
        app.dialog = 'correct';
      },
    },
    {
      id: 'capture',
      title: 'command.capture',
      area: 'article',
      keys: [],
      enabled: () => kept() && app.reader.row?.standing !== 'waiting',
      run: () => {
        if (app.reader.row !== null) void app.acts.captureAgain(app.reader.row.id);
      },
    },
    {
      id: 'retry',
      title: 'command.retry',
      area: 'article',
      keys: [],
      enabled: () => kept() && app.reader.row?.problem?.retry === true,
      run: () => {
        if (app.reader.row !== null) void app.acts.retry([app.reader.row.id]);
      },
    },
  ];

  return article;
}
