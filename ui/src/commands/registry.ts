// Everything that the window can do, declared once: palette, shortcut sheet and key handler
// read it from here.

import type { Key } from '../shared/words';
import { matches, type Pressed } from './keys';

export type Area = 'saving' | 'moving' | 'article' | 'looks' | 'window' | 'help';
export const areas: readonly Area[] = ['moving', 'article', 'saving', 'looks', 'window', 'help'];

export type Command = {
  id: string;
  /** Its words; a function when they follow the state. */
  title: Key | (() => Key);
  area: Area;
  keys: readonly string[];
  enabled: () => boolean;
  run: () => unknown;
  /** Whether its keys with Ctrl work while a field is written in. */
  inFields?: boolean;
  /** Whether it is of no use in the palette, as scrolling is. */
  keysOnly?: boolean;
};

export class Registry {
  readonly commands: readonly Command[];
  readonly #byId: ReadonlyMap<string, Command>;

  constructor(commands: readonly Command[]) {
    this.commands = commands;
    this.#byId = new Map(commands.map((command) => [command.id, command]));
    if (this.#byId.size !== commands.length) throw new Error('two commands of one id');
  }

  get(id: string): Command {
    const command = this.#byId.get(id);
    if (command === undefined) throw new Error(`no command ${id}`);
    return command;
  }

  title(command: Command): Key {
    return typeof command.title === 'function' ? command.title() : command.title;
  }

  run(id: string): boolean {
    const command = this.get(id);
    if (!command.enabled()) return false;
    command.run();
    return true;
  }

  /** The command that a key stands for, when it can be done now. */
  find(pressed: Pressed, inField: boolean): Command | undefined {
    return this.commands.find(
      (command) =>
        command.keys.some(
          // A field keeps every key that writes.
          (key) =>
            matches(pressed, key) &&
            (!inField || (command.inFields === true && key.startsWith('Mod+'))),
        ) && command.enabled(),
    );
  }
}
