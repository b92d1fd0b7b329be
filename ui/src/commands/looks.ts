// How the text looks.

import type { Settings, Theme } from '../ipc';
import type { App } from '../state/app.svelte';
import type { Command } from './registry';
import { conditions, toReader } from './common';

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

export function lookCommands(app: App): Command[] {
  const { always, open } = conditions(app);
  const choose = (change: Partial<Settings>) => () => app.try(app.archive.choose(change));

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

  return looks;
}
