import { screen, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { asksFor, narrowed, widened } from '../src/search/narrow';
import { Completing } from '../src/state/completing.svelte';
import { wordsOf } from '../src/state/moving';
import type { Backend, Completions } from '../src/ipc';
import { makeApp, openWindow, press, settle, type World } from './world';

const field = () =>
  screen.getByRole<HTMLInputElement>('combobox', { name: 'Search, or paste a link' });

/** Types into the field as a person does, and waits for what comes of it. */
async function type(text: string): Promise<void> {
  const input = field();
  input.focus();
  input.value = text;
  input.setSelectionRange(text.length, text.length);
  input.dispatchEvent(new Event('input', { bubbles: true }));
  await settle();
  await new Promise((resolve) => setTimeout(resolve, 90));
  await settle();
}

const options = () => screen.queryAllByRole('option').map((option) => option.textContent?.trim());
const titles = ({ app }: World) =>
  Array.from({ length: app.list.total }, (_, at) => app.list.row(at)?.title);

describe('a property of a query', () => {
  it('is put first, so that a word at the end goes on growing', () => {
    expect(narrowed('ferr', 'tag:sea')).toBe('tag:sea ferr');
    expect(narrowed('"an open quote', 'tag:sea')).toBe('tag:sea "an open quote');
    expect(narrowed('  ', 'tag:sea')).toBe('tag:sea');
  });

  it('holds for either side of OR', () => {
    expect(narrowed('ferry OR boa', 'tag:sea')).toBe('tag:sea (ferry OR boa*)');
    expect(narrowed('(ferry OR boat) "two words"', 'tag:sea')).toBe(
      'tag:sea ((ferry OR boat) "two words")',
    );
    expect(narrowed('a OR is:read', 'tag:sea')).toBe('tag:sea (a OR is:read)');
    expect(narrowed('a OR title:fer', 'tag:sea')).toBe('tag:sea (a OR title:fer*)');
    expect(narrowed('ORANGE for', 'tag:sea')).toBe('tag:sea ORANGE for');
  });

  it('is found and taken away as a whole', () => {
    const query = 'site:example.org tag:"deep sea" (ferry tag:sea)';
    expect(asksFor(query, 'tag:"deep sea"')).toBe(true);
    expect(asksFor(query, 'tag:sea')).toBe(true);
    expect(asksFor(query, 'site:example')).toBe(false);
    expect(asksFor('-tag:sea', 'tag:sea')).toBe(false);
    expect(widened(query, 'tag:"deep sea"')).toBe('site:example.org (ferry tag:sea)');
    expect(widened('tag:sea ferry', 'tag:sea')).toBe('ferry');
    expect(widened('ferry', 'tag:sea')).toBe('ferry');
  });
});

describe('what could be typed', () => {
  const answer: Completions = {
    start: 4,
    end: 8,
    choices: [
      {
        text: 'site:',
        label: 'site:',
        kind: 'operator',
        help: 'search.operator.site',
        count: null,
      },
      { text: 'sitting', label: 'sitting', kind: 'word', help: null, count: 3 },
    ],
  };
  const completing = (found: Completions = answer) =>
    new Completing({ call: () => Promise.resolve(found) } as unknown as Backend, (thrown) => {
      throw thrown;
    });

  it('is walked through in a circle, and none is chosen at first', async () => {
    const list = completing();
    await list.look('sea sitt', 8);
    const walk = [list.active];
    for (const by of [1, 1, 1, -1, -1] as const) {
      list.move(by);
      walk.push(list.active);
    }
    expect(walk).toEqual([null, 0, 1, null, 1, 0]);
  });

  it('takes the place of what was begun, with a space after what is whole', async () => {
    const list = completing();
    await list.look('sea sitt', 8);
    expect(list.take(1)).toEqual({ text: 'sea sitting ', cursor: 12 });
    expect(list.open).toBe(false);
    await list.look('sea sitt', 8);
    expect(list.take(0)).toEqual({ text: 'sea site:', cursor: 9 });
    await list.look('sea sitt boat', 8);
    expect(list.take(1)).toEqual({ text: 'sea sitting boat', cursor: 12 });
    expect(list.take(1)).toBeNull();
  });

  it('leaves out what stands there already, and operators for one letter', async () => {
    const list = completing({ ...answer, start: 4, end: 5 });
    await list.look('sea s', 5);
    expect(list.choices.map(({ text }) => text)).toEqual(['sitting']);
    await list.look('sea s', 5, true);
    expect(list.choices).toHaveLength(2);
    const whole = completing({ ...answer, start: 0, end: 7 });
    await whole.look('sitting', 7);
    expect(whole.choices.map(({ text }) => text)).toEqual(['site:']);
  });

  it('of an earlier text is thrown away', async () => {
    const waiting: ((found: Completions) => void)[] = [];
    const backend = {
      call: () => new Promise<Completions>((resolve) => waiting.push(resolve)),
    } as unknown as Backend;
    const list = new Completing(backend, () => undefined);
    const first = list.look('si', 2);
    list.close();
    waiting[0]?.(answer);
    await first;
    expect(list.open).toBe(false);
  });
});

describe('the list under the field', () => {
  it('offers operators with their help, then their values from the archive', async () => {
    const { app } = await openWindow();
    await type('ta');
    expect(field().getAttribute('aria-expanded')).toBe('true');
    expect(options()).toEqual(['tag: With a tag, or one nested in it']);
    press('ArrowDown', {}, field());
    await settle();
    const active = field().getAttribute('aria-activedescendant') ?? '';
    expect(document.getElementById(active)?.getAttribute('aria-selected')).toBe('true');
    press('Enter', {}, field());
    await settle();
    expect(app.field.text).toBe('tag:');
    expect(options()[0]).toMatch(/^climate/);
    press('Tab', {}, field());
    await settle();
    expect(app.field.text).toBe('tag:climate ');
    expect(field().selectionStart).toBe(12);
    expect(options()).toEqual([]);
  });

  it('takes nothing from a plain search: Enter opens the first hit', async () => {
    const { app } = await openWindow();
    await type('harbou');
    expect(options().length).toBeGreaterThan(0);
    press('Enter', {}, field());
    await settle();
    expect(app.field.text).toBe('harbou');
    expect(app.reader.row?.id).toBe(app.list.row(0)?.id);
    expect(options()).toEqual([]);
  });

  it('closes with Escape, which empties the field only then', async () => {
    const { app } = await openWindow();
    await type('is:');
    expect(options()).toContain('unread');
    press('Escape', {}, field());
    await settle();
    expect([options(), app.field.text]).toEqual([[], 'is:']);
    press('Escape', {}, field());
    await settle();
    expect(app.field.text).toBe('');
  });

  it('shows everything for Ctrl and Space, and a press takes a choice', async () => {
    const { app } = await openWindow();
    await type('');
    press(' ', { ctrlKey: true }, field());
    await settle();
    expect(options()).toHaveLength(12);
    screen.getByRole('option', { name: /^site:/ }).click();
    await settle();
    expect(app.field.text).toBe('site:');
    expect(document.activeElement).toBe(field());
  });

  it('is not there for a link', async () => {
    await openWindow();
    await type('https://site.example/story');
    expect(field().getAttribute('aria-expanded')).toBe('false');
  });
});

describe('an answer that was loosened', () => {
  it('says which spelling it has, and one key takes it over', async () => {
    const world = await openWindow();
    const { app } = world;
    await type('harbuor');
    const line = screen.getByText(/^Nothing has “harbuor”; showing/);
    expect(within(line).getByText('harbour').tagName).toBe('STRONG');
    expect(titles(world)).toContain('The harbour that learned to bow before the sea');
    expect(wordsOf(app.list.query)).toEqual(['harbour']);
    press('y', { ctrlKey: true }, field());
    await settle();
    expect([app.field.text, app.list.asked.query]).toEqual(['harbour', 'harbour']);
    expect(app.list.loosened).toBeNull();
    expect(screen.queryByText(/^Nothing has/)).toBeNull();
  });

  it('says that most of the words are enough', async () => {
    const { app } = await openWindow();
    await type('harbour xylophone');
    expect(screen.getByText('Nothing has both words; showing what has one of them')).toBeTruthy();
    await type('harbour frost xylophone quay');
    expect(screen.getByText(/^Nothing has all 4 words; showing what has at least/)).toBeTruthy();
    expect(app.moving.meant).toBeNull();
  });

  it('is not there for what was found as it was typed', async () => {
    const { app } = await openWindow();
    await type('harbour');
    expect([app.list.loosened, app.list.suggestion, app.moving.meant]).toEqual([null, null, null]);
  });
});

describe('a spelling that is doubted', () => {
  it('stands as a question whose answer is a button', async () => {
    const { app } = await openWindow();
    await type('win');
    screen.getByRole('button', { name: 'Search for wind' }).click();
    await settle();
    expect(app.list.asked.query).toBe('wind');
    expect(app.list.suggestion).toBeNull();
  });
});

describe('what an answer is made of', () => {
  const strip = () => screen.getByRole('toolbar', { name: 'Narrow this search' });

  it('narrows the search and widens it again', async () => {
    const world = await openWindow();
    const { app } = world;
    await type('the');
    const before = app.list.total;
    within(strip())
      .getByRole('button', { name: /^Narrow to climate, \d+ articles$/ })
      .click();
    await settle();
    expect(app.field.text).toBe('tag:climate the');
    expect(app.list.total).toBeLessThan(before);
    expect(app.list.total).toBe(app.facets.counts?.total);
    const chip = within(strip()).getByRole('button', { name: /^Narrow to climate/ });
    expect(chip.getAttribute('aria-pressed')).toBe('true');
    chip.click();
    await settle();
    expect([app.field.text, app.list.total]).toEqual(['the', before]);
  });

  it('has its line before it has its chips, and none for one hit', async () => {
    const world = makeApp();
    await world.app.start();
    const gone = world.app.list.show({ view: 'all', query: 'the', sort: 'relevance' });
    expect(world.app.facets.counts).toBeNull();
    await gone;
    await settle();
    expect(world.app.facets.counts?.tags[0]?.query).toMatch(/^tag:/);
    await world.app.list.show({ view: 'all', query: 'beekeepers', sort: 'relevance' });
    await settle();
    expect([world.app.list.total, world.app.facets.counts]).toEqual([1, null]);
  });

  it('is one stop for Tab, and arrows walk through it', async () => {
    await openWindow();
    await type('the');
    const chips = within(strip()).getAllByRole('button');
    expect(chips.filter((chip) => chip.tabIndex === 0)).toHaveLength(1);
    chips[0]?.focus();
    press('ArrowRight');
    await settle();
    expect(document.activeElement).toBe(chips[1]);
    press('End');
    await settle();
    expect(document.activeElement).toBe(chips.at(-1));
    expect(chips.at(-1)?.tabIndex).toBe(0);
  });

  it('is counted again when the archive changes', async () => {
    const { app, calls } = await openWindow();
    await type('the');
    const before = calls('facets').length;
    await app.backend.call('set_read', { ids: [app.list.row(0)?.id ?? ''], read: true });
    await settle();
    expect(calls('facets').length).toBe(before + 1);
  });
});

describe('the order of hits', () => {
  it('turns with one key, also from within the field', async () => {
    const { app } = await openWindow();
    await type('the');
    expect(app.list.asked.sort).toBe('relevance');
    press('o', { ctrlKey: true }, field());
    await settle();
    expect(app.list.asked.sort).toBe('saved');
    field().blur();
    press('o', {}, document.body);
    await settle();
    expect(app.list.asked.sort).toBe('relevance');
  });
});
