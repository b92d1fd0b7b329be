import { describe, expect, it } from 'vitest';
import { nearHit } from '../src/list/snippet';
import { List, PAGE } from '../src/state/list.svelte';
import { read, write, type Session } from '../src/state/session';
import type { Backend, ListRequest, Row } from '../src/ipc';
import { makeApp, settle } from './world';

const all = { view: 'all', query: '', sort: 'saved' } as const;

function row(number: number): Row {
  return { id: `row-${number}`, title: `Row ${number}` } as Row;
}

/** A library of numbered rows that remembers what it was asked. */
function library(count: number) {
  let rows = Array.from({ length: count }, (_, at) => row(at));
  const asked: ListRequest[] = [];
  const backend = {
    call: async (_name: string, { request }: { request: ListRequest }) => {
      asked.push(request);
      await Promise.resolve();
      return {
        total: rows.length,
        groups: [],
        rows: rows.slice(request.offset, request.offset + request.limit),
        took_ms: 0,
        query_problems: [],
        loosened: null,
        suggestion: null,
        seq: 1,
      };
    },
  } as unknown as Backend;
  return {
    asked,
    list: new List(backend, (thrown) => {
      throw thrown;
    }),
    insert: (fresh: Row[]) => {
      rows = [...fresh, ...rows];
    },
    remove: (id: string) => {
      rows = rows.filter((row) => row.id !== id);
    },
  };
}

describe('a long list', () => {
  it('asks for the pages that are seen, then for those beside them, each once', async () => {
    const { list, asked } = library(100_000);
    await list.show(all);
    list.seen(50_000, 50_020, null);
    list.seen(50_001, 50_021, null);
    await settle(2);
    const seen = Math.floor(50_000 / PAGE) * PAGE;
    expect(asked.map(({ offset }) => offset)).toEqual([0, seen, seen - PAGE, seen + PAGE]);
    expect(list.row(50_010)?.id).toBe('row-50010');
    expect(list.row(70_000)).toBeUndefined();
  });

  it('forgets pages far away', async () => {
    const { list } = library(100_000);
    await list.show(all);
    for (let at = 0; at < 40; at += 1) {
      list.seen(at * PAGE, at * PAGE + 10, null);
      await settle(1);
    }
    expect(list.row(0)).toBeUndefined();
    expect(list.row(39 * PAGE)?.id).toBe(`row-${39 * PAGE}`);
  });

  it('keeps an answer that came too late out of another list', async () => {
    const { list } = library(200);
    const first = list.show(all);
    const second = list.show({ ...all, query: 'x' });
    await Promise.all([first, second]);
    expect(list.asked.query).toBe('x');
    expect(list.loaded).toBe(true);
  });

  it('keeps the upper row where it is when rows come in above it', async () => {
    const { list, insert } = library(1000);
    await list.show(all);
    list.seen(100, 120, { id: 'row-100', index: 100, offset: 17 });
    await settle(2);
    insert(Array.from({ length: 3 }, (_, at) => row(10_000 + at)));
    await list.reload();
    expect(list.wanted).toEqual({ index: 103, offset: 17 });
    expect(list.row(103)?.id).toBe('row-100');
  });

  it('stays at the top when it is there, so that what is new is seen', async () => {
    const { list, insert } = library(1000);
    await list.show(all);
    list.wanted = null;
    list.seen(0, 10, { id: 'row-0', index: 0, offset: 0 });
    insert([row(10_000)]);
    await list.reload();
    expect(list.wanted).toBeNull();
    expect(list.row(0)?.id).toBe('row-10000');
  });

  it('goes on with the next row when the chosen one has left', async () => {
    const { list, remove } = library(10);
    await list.show(all);
    list.select(4);
    remove('row-4');
    await list.reload();
    expect(list.selected).toEqual({ id: 'row-4', index: 4, gone: true });
    expect(list.step(1)).toBe(4);
    expect(list.row(4)?.id).toBe('row-5');
    expect(list.step(-1)).toBe(3);
  });

  it('has no row before the first or after the last', async () => {
    const { list } = library(2);
    await list.show(all);
    expect(list.step(-1)).toBeNull();
    expect(list.step(1)).toBe(0);
    list.select(1);
    expect(list.step(1)).toBeNull();
  });

  it('reopens around the row that it was left at', async () => {
    const { list, asked } = library(5000);
    await list.show(all, { id: 'row-3001', index: 3000, offset: 5 });
    expect(asked[0]?.offset).toBe(3000);
    expect(list.wanted).toEqual({ index: 3001, offset: 5 });
  });
});

describe('the remembered window', () => {
  const session: Session = {
    asked: { view: { tag: 'tag-1' }, query: 'wind', sort: 'relevance' },
    anchor: { id: 'row-1', index: 3, offset: 12 },
    open: 'row-2',
    index: 4,
    place: { paragraph: 7, within: 0.4 },
    sidebar: false,
    list: true,
    listWidth: 400,
  };

  it('comes back as it was', () => {
    expect(read(write(session))).toEqual(session);
  });

  it.each([
    null,
    '',
    'no json',
    '[]',
    '{"v":2}',
    '{"v":1,"asked":{"view":"attic","query":"","sort":"saved"}}',
  ])('is left alone when it cannot be understood: %s', (text) => {
    expect(read(text)).toBeNull();
  });

  it('reopens on the same list, row, article and line', async () => {
    const { app, backend } = makeApp();
    await app.start();
    app.moving.go('starred');
    await settle();
    app.moving.openAt(1);
    await settle();
    const open = app.reader.id;
    app.reader.moved(0.5, { paragraph: 6, within: 0.3 });
    app.stop();
    await settle();

    const { App } = await import('../src/state/app.svelte');
    const again = new App(backend);
    await again.start();
    expect(again.list.asked.view).toBe('starred');
    expect(again.reader.id).toBe(open);
    expect(again.list.selected).toMatchObject({ id: open, index: 1, gone: false });
    expect(again.reader.place).toEqual({ paragraph: 6, within: 0.3 });
  });
});

describe('what a search found in a row', () => {
  const text = (parts: readonly { text: string }[]) => parts.map((part) => part.text).join('');

  it('begins a few words before the first hit', () => {
    const parts = [
      { text: '…the same two miles of grey water between St Bride’s ', hit: false },
      { text: 'Quay', hit: true },
      { text: ' and Little Orme', hit: false },
    ];
    expect(text(nearHit(parts))).toBe('…between St Bride’s Quay and Little Orme');
  });

  it('stays whole when the hit is near, and when there is none', () => {
    const near = [
      { text: 'At the ', hit: false },
      { text: 'quay', hit: true },
    ];
    expect(nearHit(near)).toEqual(near);
    const none = [{ text: 'Words that stand in the title alone, and go on for long', hit: false }];
    expect(nearHit(none)).toEqual(none);
  });
});
