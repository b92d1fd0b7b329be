import { screen } from '@testing-library/svelte';
import axe from 'axe-core';
import { describe, expect, it, vi } from 'vitest';
import { openWindow, press, settle, type World } from './world';

async function faults(): Promise<string[]> {
  const results = await axe.run(document.body, {
    // Colours need a drawn page; they are checked by their figures in colours.test.ts.
    rules: { 'color-contrast': { enabled: false } },
    // What is in the frame is a document of its own.
    iframes: false,
  });
  return results.violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 200)).join(' | ')}`,
  );
}

const open = async (world: World, title: string) => {
  for (let at = 0; at < 40; at += 1) {
    if (world.app.list.row(at)?.title?.startsWith(title) === true) world.app.moving.openAt(at);
  }
  await settle();
};

describe('every view is as it should be for those who cannot see it', () => {
  const views: [string, string, (world: World) => Promise<void> | void][] = [
    ['first start', 'first', () => undefined],
    ['the list', 'library', () => undefined],
    ['an article', 'library', (world) => open(world, 'The harbour')],
    [
      'a kept link',
      'library',
      (world) => {
        world.app.moving.go('links');
      },
    ],
    [
      'what is unfinished',
      'library',
      (world) => {
        world.app.moving.go('failed');
      },
    ],
    [
      'the trash',
      'library',
      (world) => {
        world.app.moving.go('trash');
      },
    ],
    ['saving', 'saving', () => undefined],
    [
      'a search',
      'library',
      (world) => {
        world.app.moving.go('all', 'wind');
      },
    ],
    [
      'a search without hits',
      'library',
      (world) => {
        world.app.moving.go('all', 'xylophone');
      },
    ],
    [
      'a search that was loosened',
      'library',
      (world) => {
        world.app.moving.go('all', 'harbuor');
      },
    ],
    [
      'what could be typed',
      'library',
      async (world) => {
        world.app.moving.go('all', 'the tag:');
        await world.app.completing.look('the tag:', 8);
        world.app.completing.move(1);
      },
    ],
    [
      'a link in the field',
      'library',
      (world) => {
        world.app.field.type('https://a.example/new');
      },
    ],
    [
      'all tags',
      'library',
      (world) => {
        world.app.run('view-tags');
      },
    ],
    ['the question', 'asking', () => undefined],
    [
      'the palette',
      'library',
      (world) => {
        world.app.run('palette');
      },
    ],
    [
      'the sheet',
      'library',
      (world) => {
        world.app.run('shortcuts');
      },
    ],
    [
      'the settings',
      'library',
      (world) => {
        world.app.run('settings');
      },
    ],
    [
      'the log',
      'library',
      (world) => {
        world.app.run('problems');
      },
    ],
    [
      'help',
      'library',
      (world) => {
        world.app.popover = 'help';
      },
    ],
    [
      'tags of an article',
      'library',
      async (world) => {
        await open(world, 'The harbour');
        world.app.run('tag');
      },
    ],
    [
      'type',
      'library',
      async (world) => {
        await open(world, 'The harbour');
        world.app.run('type');
      },
    ],
    [
      'more',
      'library',
      async (world) => {
        await open(world, 'The harbour');
        world.app.popover = 'more';
      },
    ],
    [
      'corrections',
      'library',
      async (world) => {
        await open(world, 'The harbour');
        world.app.run('correct');
      },
    ],
    [
      'deleting for good',
      'library',
      (world) => {
        world.app.run('empty-trash');
      },
    ],
    [
      'a status',
      'library',
      (world) => {
        world.app.notices.show('Saved');
      },
    ],
    [
      'a drag',
      'library',
      (world) => {
        world.app.dragging = true;
      },
    ],
  ];
  it.each(views)('%s', async (_name, state, act) => {
    const world = await openWindow(state);
    await act(world);
    await settle();
    await new Promise((resolve) => setTimeout(resolve, 90));
    await settle();
    expect(await faults()).toEqual([]);
  });
});

describe('first start', () => {
  it('has no sidebar and no list, and says where everything is kept', async () => {
    await openWindow('first');
    expect(screen.queryByRole('navigation')).toBeNull();
    expect(screen.queryByRole('list')).toBeNull();
    expect(screen.getByText(/\.local\/share\/backfile/)).toBeTruthy();
    expect(screen.getByText('Backfile talks only to the sites you save.')).toBeTruthy();
  });

  it('ends with the first save, whose article opens', async () => {
    const { app, finish } = await openWindow('first');
    await app.saving.paste('https://a.example/story', '');
    await settle();
    expect(app.archive.firstStart).toBe(false);
    expect(app.reader.row?.url).toBe('https://a.example/story');
    await finish();
    expect(app.reader.row?.standing).toBe('article');
    expect(screen.getByTitle(/^Text of/)).toBeTruthy();
  });

  it('ends as well when the terminal saves', async () => {
    const { app, backend } = await openWindow('first');
    await backend.call('save', {
      request: { text: 'https://a.example/by-terminal', html: null, uri_list: null },
    });
    await settle();
    expect(app.list.row(0)?.url).toBe('https://a.example/by-terminal');
    expect(screen.getByText('a.example/by-terminal')).toBeTruthy();
  });

  it('puts in the sample article', async () => {
    const { app } = await openWindow('first');
    app.run('sample');
    await settle();
    expect(app.reader.hasText).toBe(true);
  });
});

describe('by the keyboard', () => {
  it('j and k go through the list, e marks as read and goes on', async () => {
    const { app, calls } = await openWindow();
    press('j');
    press('j');
    press('k');
    await settle();
    expect(app.list.selected?.index).toBe(0);
    const first = app.reader.row?.id;
    press('e');
    await settle();
    expect(calls('set_read')).toEqual([{ ids: [first], read: true }]);
    expect(app.list.selected?.index).toBe(1);
    press('z');
    await settle();
    expect(app.list.row(0)?.unread).toBe(true);
  });

  it('s stars, # throws away and opens the next, z brings back', async () => {
    const { app, calls } = await openWindow();
    await open({ app } as World, 'Night trains');
    const id = app.reader.row?.id;
    press('s');
    await settle();
    expect(app.reader.row?.starred).toBe(true);
    press('#');
    await settle();
    expect(calls('set_trashed')).toEqual([{ ids: [id], trashed: true }]);
    expect(app.reader.row?.id).not.toBe(id);
    expect(app.archive.counts.trash).toBe(3);
    press('z', { ctrlKey: true });
    await settle();
    expect(app.archive.counts.trash).toBe(2);
  });

  it('letters stay in the field, Ctrl+K leaves it', async () => {
    const { app, calls } = await openWindow();
    press('/');
    await settle();
    const field = screen.getByRole('combobox', { name: 'Search, or paste a link' });
    expect(document.activeElement).toBe(field);
    expect(press('/', {}, field)).toBe(true);
    press('s', {}, field);
    expect(calls('set_starred')).toEqual([]);
    press('k', { ctrlKey: true }, field);
    await settle();
    expect(app.dialog).toBe('palette');
  });

  it('\\ shows what was left out and hides it again', async () => {
    const { app } = await openWindow();
    press('j');
    await settle();
    press('\\');
    expect(app.reader.leftOut).toBe(true);
    press('\\');
    expect(app.reader.leftOut).toBe(false);
  });

  it('[ and ] hide panes, and they stay hidden', async () => {
    const { app } = await openWindow();
    press('[');
    await settle();
    expect(screen.queryByRole('navigation')).toBeNull();
    press(']');
    await settle();
    expect(screen.queryByRole('combobox', { name: 'Search, or paste a link' })).toBeNull();
    expect(app.panes.listChosen).toBe(false);
  });

  it('keys do nothing behind an open sheet', async () => {
    const { app } = await openWindow();
    press('?');
    await settle();
    press('j', {}, document.body);
    expect(app.list.selected).toBeNull();
  });
});

describe('the field', () => {
  it('searches what is typed and counts it', async () => {
    const { app } = await openWindow();
    app.field.type('wind');
    await vi.waitFor(() => {
      expect(app.list.asked.query).toBe('wind');
    });
    await settle();
    expect(screen.getByText(/articles found/)).toBeTruthy();
    expect(document.querySelectorAll('.snippet mark').length).toBeGreaterThan(0);
  });

  it('offers to save a link, and saves it by Enter', async () => {
    const { app, calls } = await openWindow();
    app.field.type('https://www.bbc.com/news/a');
    await vi.waitFor(() => {
      expect(app.field.hint.link).not.toBeNull();
    });
    await settle();
    expect(screen.getByText('Save bbc.com/news/a')).toBeTruthy();
    await app.saving.enter();
    await settle();
    expect(calls('save').length).toBe(1);
    expect(app.list.row(0)?.shown_url).toBe('bbc.com/news/a');
  });

  it('offers to open what was saved before', async () => {
    const { app } = await openWindow();
    app.field.type('https://www.meridian.example/essays/dictionary-of-winds');
    await vi.waitFor(() => {
      expect(app.field.hint.already).not.toBeNull();
    });
    await settle();
    expect(screen.getByText(/^Saved today: open A dictionary/)).toBeTruthy();
    await app.saving.enter();
    await settle();
    expect(app.reader.row?.title).toMatch(/^A dictionary/);
  });
});

describe('saving', () => {
  it('makes a row at once and its article later', async () => {
    const { app, finish } = await openWindow();
    await app.saving.paste('https://new.example/story', '');
    await settle();
    expect(app.list.row(0)?.standing).toBe('waiting');
    expect(screen.getByText('new.example/story')).toBeTruthy();
    await finish();
    expect(app.list.row(0)?.standing).toBe('article');
  });

  it('takes back a paste of any size', async () => {
    const { app } = await openWindow();
    const before = app.list.total;
    await app.saving.paste(
      Array.from({ length: 30 }, (_, at) => `https://n.example/${at}`).join('\n'),
      '',
    );
    await settle();
    expect(app.list.total).toBe(before + 30);
    expect(screen.getByText(/Saving 0 of 30/)).toBeTruthy();
    await app.undo.last();
    await settle();
    expect(app.list.total).toBe(before);
  });

  it('says what stands in the way, in the row, with one button', async () => {
    const { app, finish } = await openWindow();
    await app.saving.paste('https://walled.example/story', '');
    await finish();
    app.moving.go('links');
    await settle();
    expect(screen.getAllByText(/walled\.example asked for consent/).length).toBe(1);
    expect(screen.getAllByRole('button', { name: 'Open in browser' }).length).toBeGreaterThan(0);
  });

  it('says the date of what was there already, and offers to open it', async () => {
    const { app } = await openWindow();
    await app.saving.paste('https://www.meridian.example/essays/dictionary-of-winds', '');
    await settle();
    expect(screen.getByText('Saved already, today')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Capture again' })).toBeTruthy();
  });

  it('says so when there was nothing to save', async () => {
    const { app } = await openWindow();
    await app.saving.paste('no link at all', '');
    await settle();
    expect(screen.getByText('No link in what you gave')).toBeTruthy();
  });

  it('hands a file over', async () => {
    const { app, calls } = await openWindow();
    await app.saving.files([new File(['https://file.example/1'], 'links.txt')]);
    await settle();
    expect(calls('file_begin')).toEqual([{ name: 'links.txt', size: 22 }]);
    expect(app.list.row(0)?.url).toBe('https://file.example/1');
  });
});

describe('the question about a private address', () => {
  it('is put once, and answered by a verb', async () => {
    const { app, calls } = await openWindow('asking');
    expect(screen.getByRole('alertdialog').textContent).toContain('http://192.168.1.20:8080');
    screen.getByRole('button', { name: 'Don’t' }).click();
    await settle();
    expect(calls('answer_origin')).toEqual([{ origin: 'http://192.168.1.20:8080', allow: false }]);
    expect(app.origins.question).toBeNull();
    expect(screen.queryByRole('alertdialog')).toBeNull();
  });

  it('can wait, and comes back from its row', async () => {
    const { app, calls } = await openWindow('asking');
    app.origins.putOff('http://192.168.1.20:8080');
    await settle();
    expect(screen.queryByRole('alertdialog')).toBeNull();
    expect(calls('answer_origin')).toEqual([]);
    app.origins.ask();
    await settle();
    expect(screen.getByRole('alertdialog')).toBeTruthy();
  });
});

describe('tags', () => {
  it('go on and off, and a topic by one press', async () => {
    const world = await openWindow();
    await open(world, 'The harbour');
    press('t');
    await settle();
    screen.getByRole('button', { name: 'Add the tag Ports' }).click();
    await settle();
    expect(world.app.reader.row?.tags.map((tag) => tag.name)).toContain('Ports');
    screen.getByRole('button', { name: 'Remove the tag climate' }).click();
    await settle();
    expect(world.app.reader.row?.tags.map((tag) => tag.name)).not.toContain('climate');
  });

  it('are renamed in a field that has the keyboard', async () => {
    const { app } = await openWindow();
    app.run('view-tags');
    await settle();
    const button = screen.getByRole('button', { name: 'Rename maps' });
    button.focus();
    button.click();
    await settle();
    expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'Rename maps' }));
    press('Escape');
    await settle();
    expect(app.panes.place).toBe('tags');
    press('Escape', {}, document.body);
    expect(app.panes.place).toBe('articles');
  });

  it('are renamed, and merged by a name that is taken', async () => {
    const { app } = await openWindow();
    const tag = app.archive.tags.find(({ name }) => name === 'maps');
    if (tag === undefined) throw new Error('no such tag');
    await app.tagging.renameTag(tag, 'history');
    await settle();
    expect(app.archive.tags.some(({ name }) => name === 'maps')).toBe(false);
    expect(app.notices.current?.text).toBe('Merged into history');
  });
});

describe('the trash', () => {
  it('is emptied only after a question', async () => {
    const { app, calls } = await openWindow();
    app.run('empty-trash');
    await settle();
    expect(screen.getByRole('alertdialog').textContent).toContain('Delete 2 articles for good?');
    expect(calls('purge')).toEqual([]);
    screen.getByRole('button', { name: 'Delete for good' }).click();
    await settle();
    expect(calls('purge')).toEqual([{ ids: [] }]);
    expect(screen.queryByRole('alertdialog')).toBeNull();
    expect(app.dialog).toBeNull();
    expect(app.archive.counts.trash).toBe(0);
  });
});

describe('a refused call', () => {
  it('is said, and the window goes on', async () => {
    const world = await openWindow();
    const { CallError } = await import('../src/ipc');
    world.backend.refuse.set('set_starred', new CallError({ code: 'disk_full', missing: null }));
    await open(world, 'Night trains');
    press('s');
    await settle();
    expect(screen.getByText(/The disk is full/)).toBeTruthy();
  });
});
