// Every word on screen, from the catalogue that Rust reads too: plain texts with `{name}`
// places; a plural has the keys `key.one` and `key.other`.

import catalogue from '../../messages/en.json';
import { isolated } from './isolate';

export type Key = keyof typeof catalogue;
/** A key that has a form for one and a form for others. */
export type PluralKey = Key extends infer K
  ? K extends `${infer Base}.one`
    ? Base
    : never
  : never;
export type Args = Readonly<Record<string, string | number>>;

const rules = new Intl.PluralRules('en');
const numbers = new Intl.NumberFormat('en');

function fill(message: string, args: Args): string {
  return message.replace(/\{(\w+)\}/g, (place, name: string) => {
    const value = args[name];
    if (value === undefined) return place;
    return typeof value === 'number' ? numbers.format(value) : isolated(value);
  });
}

/** The words of that key, its places filled. */
export function t(key: Key, args: Args = {}): string {
  return fill(catalogue[key], args);
}

/** The words of that key around one of its places, where something else than text stands. */
export function around(key: Key, place: string, args: Args = {}): [before: string, after: string] {
  const [before = '', after = ''] = catalogue[key].split(`{${place}}`);
  return [fill(before, args), fill(after, args)];
}

/** The words for so many; `{count}` is filled too. */
export function plural(key: PluralKey, count: number, args: Args = {}): string {
  const form = `${key}.${rules.select(count) === 'one' ? 'one' : 'other'}` as Key;
  return fill(catalogue[form], { ...args, count });
}

/** Whether the catalogue has that key: for codes that come from elsewhere. */
export function known(key: string): key is Key {
  return Object.hasOwn(catalogue, key);
}
