// What the window asks to be remembered, in a form of its own. Whatever it finds it checks,
// since an older or newer window may have written it.

import type { Sort, View } from '../ipc';
import type { Place } from './reader.svelte';
import type { Anchor, Asked } from './list.svelte';

export type Session = {
  asked: Asked;
  anchor: Anchor | null;
  open: string | null;
  index: number | null;
  place: Place;
  sidebar: boolean;
  list: boolean;
  listWidth: number;
};

const views = ['unread', 'starred', 'all', 'links', 'trash', 'failed'];
const sorts = ['saved', 'published', 'relevance'];

type Loose = Record<string, unknown>;
const isObject = (value: unknown): value is Loose => typeof value === 'object' && value !== null;
const isNumber = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0;

function isView(value: unknown): value is View {
  return views.includes(value as string) || (isObject(value) && typeof value['tag'] === 'string');
}

export function write(session: Session): string {
  return JSON.stringify({ v: 1, ...session });
}

/** A session as it was written; nothing when it cannot be understood. */
export function read(text: string | null): Session | null {
  if (text === null) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    console.warn('The remembered window could not be read.', cause);
    return null;
  }
  if (!isObject(value) || value['v'] !== 1 || !isObject(value['asked'])) return null;
  const { view, query, sort } = value['asked'];
  if (!isView(view) || typeof query !== 'string' || !sorts.includes(sort as string)) return null;
  const { anchor, open, index, place, sidebar, list, listWidth } = value;
  const at =
    isObject(anchor) &&
    typeof anchor['id'] === 'string' &&
    isNumber(anchor['index']) &&
    isNumber(anchor['offset'])
      ? { id: anchor['id'], index: anchor['index'], offset: anchor['offset'] }
      : null;
  const inText =
    isObject(place) && isNumber(place['paragraph']) && isNumber(place['within'])
      ? { paragraph: place['paragraph'], within: place['within'] }
      : { paragraph: 0, within: 0 };
  return {
    asked: { view, query, sort: sort as Sort },
    anchor: at,
    open: typeof open === 'string' ? open : null,
    index: isNumber(index) ? index : null,
    place: inText,
    sidebar: sidebar !== false,
    list: list !== false,
    listWidth: isNumber(listWidth) && listWidth > 0 ? listWidth : 380,
  };
}
