// Keys as written in the registry: `j`, `#`, `Enter`, `Mod+K`, `Shift+Space`. `Mod` is Ctrl, on
// a Mac Command. A sign that needs Shift on some keyboards is written as the sign alone.

import { t } from '../shared/words';

export type Pressed = {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
};

function partsOf(written: string): string[] {
  return written.endsWith('+') ? [...written.split('+').slice(0, -2), '+'] : written.split('+');
}

export function matches(pressed: Pressed, written: string): boolean {
  const parts = partsOf(written);
  const name = parts.at(-1) ?? '';
  const mod = parts.includes('Mod');
  const shift = parts.includes('Shift');
  if (pressed.altKey || mod !== (pressed.ctrlKey || pressed.metaKey)) return false;
  const key = pressed.key === ' ' ? 'Space' : pressed.key;
  // With Ctrl the letter comes in either case, by Caps Lock and Shift.
  if (mod) {
    const letter = /^[a-z]$/i.test(name);
    return key.toLowerCase() === name.toLowerCase() && (!letter || shift === pressed.shiftKey);
  }
  const sign = name.length === 1;
  return key === name && (sign || shift === pressed.shiftKey);
}

const spoken: Record<string, () => string> = {
  Mod: () => t('key.ctrl'),
  Shift: () => t('key.shift'),
  Space: () => t('key.space'),
  Enter: () => t('key.enter'),
  Delete: () => t('key.delete'),
  Escape: () => t('key.escape'),
  ArrowDown: () => '↓',
  ArrowUp: () => '↑',
};

/** The keys of one way to press it, as they stand on the keyboard. */
export function keyCaps(written: string): string[] {
  const parts = partsOf(written);
  return parts.map(
    (part) =>
      spoken[part]?.() ?? (part.length === 1 && parts.length > 1 ? part.toUpperCase() : part),
  );
}
