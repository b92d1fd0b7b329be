// Help, and what went wrong.

import type { App } from '../state/app.svelte';
import type { Command } from './registry';
import { conditions } from './common';

export function helpCommands(app: App): Command[] {
  const { always } = conditions(app);

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

  return help;
}
