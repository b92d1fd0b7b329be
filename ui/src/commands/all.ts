// The commands of the window.

import type { App } from '../state/app.svelte';
import { articleCommands } from './article';
import { helpCommands } from './help';
import { lookCommands } from './looks';
import { movingCommands } from './moving';
import { Registry } from './registry';
import { savingCommands } from './saving';
import { windowCommands } from './window';

export function makeCommands(app: App): Registry {
  return new Registry([
    ...movingCommands(app),
    ...articleCommands(app),
    ...savingCommands(app),
    ...lookCommands(app),
    ...windowCommands(app),
    ...helpCommands(app),
  ]);
}
