// Going about: to lists, to rows, to what the window shows beside them.

import type { View } from '../ipc';
import type { App } from '../state/app.svelte';
import type { Command } from './registry';
import { conditions, focusField } from './common';

export function movingCommands(app: App): Command[] {
  const { always, started, open } = conditions(app);

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

  return moving;
}

function showHighlights(app: App): void {
  app.panes.place = 'highlights';
  app.panes.sidebarOver = false;
}

function showTags(app: App): void {
  app.panes.place = 'tags';
  app.panes.sidebarOver = false;
}
