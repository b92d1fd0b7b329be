// The commands of the window.

import type { Settings, Theme, View } from '../ipc';
import type { App } from '../state/app.svelte';
import { Registry, type Command } from './registry';

export const SIZES = { least: 14, most: 30 } as const;
export const MEASURES = { least: 46, most: 90, step: 4 } as const;

const between = (least: number, value: number, most: number) =>
  Math.min(most, Math.max(least, value));

/** Makes the letters of the article larger or smaller. */
export function resize(app: App, by: number): void {
  const size = app.archive.settings?.text_size ?? 19;
  void app.try(app.archive.choose({ text_size: between(SIZES.least, size + by, SIZES.most) }));
}

/** Makes its column wider or narrower. */
export function widen(app: App, by: number): void {
  const measure = app.archive.settings?.measure ?? 66;
  const next = between(MEASURES.least, measure + by * MEASURES.step, MEASURES.most);
  void app.try(app.archive.choose({ measure: next }));
}

export function makeCommands(app: App): Registry {
  const started = () => app.ready && !app.archive.firstStart;
  const always = () => app.ready;
  const open = () => started() && app.panes.place === 'articles' && app.reader.row !== null;
  const kept = () => open() && app.reader.row?.trashed === false;
  const choose = (change: Partial<Settings>) => () => app.try(app.archive.choose(change));

  const moving: Command[] = [
    {
      id: 'next',
      title: 'command.next',
      area: 'moving',
      keys: ['j', 'ArrowDown'],
      enabled: () => started() && app.panes.place === 'articles',
      run: () => {
        app.moving.move(1);
      },
    },
    {
      id: 'previous',
      title: 'command.previous',
      area: 'moving',
      keys: ['k', 'ArrowUp'],
      enabled: () => started() && app.panes.place === 'articles',
      run: () => {
        app.moving.move(-1);
      },
    },
    {
      id: 'open',
      title: 'command.open',
      area: 'moving',
      keys: ['Enter'],
      enabled: () => started() && app.panes.place === 'articles' && app.list.total > 0,
      run: () => {
        app.moving.read();
      },
    },
    {
      id: 'page-down',
      title: 'command.page_down',
      area: 'moving',
      keys: ['Space', 'PageDown'],
      enabled: open,
      run: () => {
        app.reader.step(1);
      },
      keysOnly: true,
    },
    {
      id: 'page-up',
      title: 'command.page_up',
      area: 'moving',
      keys: ['Shift+Space', 'PageUp'],
      enabled: open,
      run: () => {
        app.reader.step(-1);
      },
      keysOnly: true,
    },
    {
      id: 'search',
      title: 'command.search',
      area: 'moving',
      keys: ['/', 'Mod+L'],
      enabled: always,
      run: () => {
        focusField(app);
      },
      inFields: true,
    },
  ];
  moving.push(
    {
      id: 'order',
      title: () =>
        app.list.asked.sort === 'relevance' ? 'command.newest_first' : 'command.best_first',
      area: 'moving',
      keys: ['o', 'Mod+O'],
      enabled: () => started() && app.list.asked.query !== '' && app.list.total > 1,
      run: () => {
        app.moving.turnOrder();
      },
      inFields: true,
    },
    {
      id: 'meant',
      title: 'command.meant',
      area: 'moving',
      keys: ['y', 'Mod+Y'],
      enabled: () => started() && app.moving.meant !== null,
      run: () => {
        app.moving.takeMeant();
      },
      inFields: true,
    },
  );
  const views: [string, View, Command['title'], () => boolean][] = [
    ['unread', 'unread', 'command.unread_view', started],
    ['starred', 'starred', 'command.starred_view', started],
    ['all', 'all', 'command.all_view', started],
    ['links', 'links', 'command.links_view', () => started() && app.archive.counts.links > 0],
    ['failed', 'failed', 'command.failed_view', () => started() && app.archive.counts.failed > 0],
    ['trash', 'trash', 'command.trash_view', () => started() && app.archive.counts.trash > 0],
  ];
  for (const [id, view, title, enabled] of views) {
    moving.push({
      id: `view-${id}`,
      title,
      area: 'moving',
      keys: [],
      enabled,
      run: () => {
        app.moving.go(view);
      },
    });
  }
  moving.push({
    id: 'view-highlights',
    title: 'command.highlights_view',
    area: 'moving',
    keys: [],
    enabled: started,
    run: () => {
      showHighlights(app);
    },
  });
  moving.push({
    id: 'view-tags',
    title: 'command.tags_view',
    area: 'moving',
    keys: [],
    enabled: started,
    run: () => {
      showTags(app);
    },
  });

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

  const themes: [Theme, Command['title']][] = [
    ['system', 'command.system'],
    ['light', 'command.light'],
    ['sepia', 'command.sepia'],
    ['dark', 'command.dark'],
  ];
  const looks: Command[] = [
    {
      id: 'type',
      title: 'command.type',
      area: 'looks',
      keys: [],
      enabled: open,
      run: () => {
        toReader(app);
        app.popover = 'type';
      },
    },
    {
      id: 'larger',
      title: 'command.larger',
      area: 'looks',
      keys: ['Mod++', 'Mod+='],
      enabled: always,
      run: () => {
        resize(app, 1);
      },
      inFields: true,
    },
    {
      id: 'smaller',
      title: 'command.smaller',
      area: 'looks',
      keys: ['Mod+-'],
      enabled: always,
      run: () => {
        resize(app, -1);
      },
      inFields: true,
    },
    ...themes.map(([theme, title]): Command => ({
      id: `theme-${theme}`,
      title,
      area: 'looks',
      keys: [],
      enabled: always,
      run: choose({ theme }),
    })),
  ];

  const windowCommands: Command[] = [
    {
      id: 'palette',
      title: 'command.palette',
      area: 'window',
      keys: ['Mod+K'],
      enabled: always,
      run: () => {
        app.dialog = 'palette';
      },
      inFields: true,
      keysOnly: true,
    },
    {
      id: 'sidebar',
      title: 'command.sidebar',
      area: 'window',
      keys: ['['],
      enabled: started,
      run: () => {
        app.panes.toggleSidebar();
        app.remember();
      },
    },
    {
      id: 'list',
      title: 'command.list',
      area: 'window',
      keys: [']'],
      enabled: started,
      run: () => {
        app.panes.toggleList();
        app.remember();
      },
    },
    {
      id: 'settings',
      title: 'command.settings',
      area: 'window',
      keys: ['Mod+,'],
      enabled: always,
      run: () => {
        app.dialog = 'settings';
      },
      inFields: true,
    },
    {
      id: 'folder',
      title: 'command.folder',
      area: 'window',
      keys: [],
      enabled: always,
      run: () => app.try(app.backend.call('open_folder', {})),
    },
  ];

  windowCommands.push({
    id: 'close',
    title: 'command.close',
    area: 'window',
    keys: ['Escape'],
    enabled: () => started() && (app.panes.sidebarOver || app.panes.place !== 'articles'),
    run: () => {
      if (app.panes.sidebarOver) app.panes.sidebarOver = false;
      else app.panes.place = 'articles';
    },
    keysOnly: true,
  });

  const help: Command[] = [
    {
      id: 'shortcuts',
      title: 'command.shortcuts',
      area: 'help',
      keys: ['?'],
      enabled: always,
      run: () => {
        app.dialog = 'sheet';
      },
    },
    {
      id: 'sample',
      title: 'command.sample',
      area: 'help',
      keys: [],
      enabled: always,
      run: () => app.saving.sample(),
    },
    {
      id: 'problems',
      title: 'command.problems',
      area: 'help',
      keys: [],
      enabled: always,
      run: () => {
        app.dialog = 'log';
      },
    },
  ];

  return new Registry([...moving, ...article, ...saving, ...looks, ...windowCommands, ...help]);
}

function focusField(app: App): void {
  app.panes.place = 'articles';
  app.panes.turn = 'list';
  app.panes.listChosen = true;
  app.field.focus();
}

function showHighlights(app: App): void {
  app.panes.place = 'highlights';
  app.panes.sidebarOver = false;
}

function showTags(app: App): void {
  app.panes.place = 'tags';
  app.panes.sidebarOver = false;
}

function toReader(app: App): void {
  app.panes.turn = 'reader';
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
