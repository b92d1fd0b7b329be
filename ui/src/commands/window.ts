// The window itself.

import type { App } from '../state/app.svelte';
import type { Command } from './registry';
import { conditions } from './common';

export function windowCommands(app: App): Command[] {
  const { always, started } = conditions(app);

  const commands: Command[] = [
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

  commands.push({
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

  return commands;
}
