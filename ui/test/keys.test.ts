import { describe, expect, it } from 'vitest';
import { keyCaps, matches } from '../src/commands/keys';
import { Registry, type Command } from '../src/commands/registry';
import { makeApp } from './world';

const none = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
const command = (more: Partial<Command>): Command => ({
  id: 'a',
  title: 'command.next',
  area: 'moving',
  keys: ['j'],
  enabled: () => true,
  run: () => undefined,
  ...more,
});

describe('a key', () => {
  it('is a letter alone, not with Ctrl or Alt', () => {
    expect(matches({ ...none, key: 'k' }, 'k')).toBe(true);
    expect(matches({ ...none, key: 'k', ctrlKey: true }, 'k')).toBe(false);
    expect(matches({ ...none, key: 'k', altKey: true }, 'k')).toBe(false);
  });

  it('is held with Ctrl or Command, in either case of the letter', () => {
    expect(matches({ ...none, key: 'K', ctrlKey: true }, 'Mod+K')).toBe(true);
    expect(matches({ ...none, key: 'k', metaKey: true }, 'Mod+K')).toBe(true);
    expect(matches({ ...none, key: 'Z', ctrlKey: true, shiftKey: true }, 'Mod+Z')).toBe(false);
  });

  it('is a sign, whether or not this keyboard needs Shift for it', () => {
    expect(matches({ ...none, key: '#', shiftKey: true }, '#')).toBe(true);
    expect(matches({ ...none, key: '#' }, '#')).toBe(true);
    expect(matches({ ...none, key: '+', ctrlKey: true, shiftKey: true }, 'Mod++')).toBe(true);
  });

  it('tells Space from Shift with Space', () => {
    expect(matches({ ...none, key: ' ' }, 'Space')).toBe(true);
    expect(matches({ ...none, key: ' ', shiftKey: true }, 'Space')).toBe(false);
    expect(matches({ ...none, key: ' ', shiftKey: true }, 'Shift+Space')).toBe(true);
  });

  it('is written as it stands on the keyboard', () => {
    expect(keyCaps('Mod+K')).toEqual(['Ctrl', 'K']);
    expect(keyCaps('Mod++')).toEqual(['Ctrl', '+']);
    expect(keyCaps('ArrowDown')).toEqual(['↓']);
    expect(keyCaps('j')).toEqual(['j']);
  });
});

describe('the registry', () => {
  it('refuses two commands of one id', () => {
    expect(() => new Registry([command({}), command({})])).toThrow('two commands');
  });

  it('finds no command that cannot be done now', () => {
    const registry = new Registry([command({ enabled: () => false })]);
    expect(registry.find({ ...none, key: 'j' }, false)).toBeUndefined();
    expect(registry.run('a')).toBe(false);
  });

  it('leaves letters to a field, but not what works in fields too', () => {
    const registry = new Registry([
      command({}),
      command({ id: 'b', keys: ['Mod+K', '/'], inFields: true }),
    ]);
    expect(registry.find({ ...none, key: '/' }, false)?.id).toBe('b');
    expect(registry.find({ ...none, key: '/' }, true)).toBeUndefined();
    expect(registry.find({ ...none, key: 'j' }, true)).toBeUndefined();
    expect(registry.find({ ...none, key: 'k', ctrlKey: true }, true)?.id).toBe('b');
  });

  it('gives no key to two commands that could be meant at once', () => {
    const { app } = makeApp();
    const byKey = new Map<string, string>();
    for (const { id, keys } of app.registry.commands) {
      for (const key of keys) {
        const other = byKey.get(key);
        // What is selected decides between these two, as another test shows.
        if (other === 'hit-next' && id === 'note') continue;
        expect(other, `${key} is of ${id} and ${other ?? ''}`).toBeUndefined();
        byKey.set(key, id);
      }
    }
  });

  it('has every key that the sheet promises', () => {
    const { app } = makeApp();
    const keys = new Set(app.registry.commands.flatMap((command) => command.keys));
    const promised = ['j', 'k', 'ArrowDown', 'ArrowUp', 'Enter', 'Mod+V', '/', 'Mod+K', 'Mod+N'];
    promised.push('Mod+L', 't', 's', 'e', 'v', '#', 'z', 'Mod+Z', '\\', '?', '[', ']');
    for (const key of promised) expect(keys, key).toContain(key);
  });
});
