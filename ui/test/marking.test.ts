// Passages: marked in the frame, kept in the window, written elsewhere.

import { cleanup, fireEvent, screen } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { understand } from '../src/article/bridge';
import { asBibTeX } from '../src/highlight/citation';
import { asMarkdown, asQuote } from '../src/highlight/quoting';
import type { ArticleView, Quote } from '../src/ipc';
import bridge from '../../src-tauri/library/src/frame/bridge.js?raw';
import quote from '../../src-tauri/library/src/frame/quote.js?raw';
import { openWindow, press, settle, type World } from './world';

type Passages = {
  quoteOf: (range: Range) => Quote | null;
  mark: (marks: (Quote & { id: string; noted: boolean })[]) => void;
};

const page = `<article><header><h1>The “naïve” lamp</h1></header><section class="body">
  <div class="block" data-block="0"><p>The lamp was <b>lit at
    six</b>. Nobody saw it 🦊.</p></div>
  <div class="left-out" hidden><p>The lamp was lit at six.</p></div>
  <div class="block" data-block="1"><p>The lamp was lit at seven – and nobody saw it go.</p></div>
  </section><footer class="receipt"><p>lamp</p></footer></article>`;

const marked = () =>
  Array.from(document.querySelectorAll<HTMLElement>('mark.kept')).map(
    (mark) => `${mark.dataset['mark'] ?? ''}:${(mark.textContent ?? '').replace(/\s+/g, ' ')}`,
  );

describe('a passage in the frame', () => {
  let passages: Passages;
  beforeEach(() => {
    document.body.innerHTML = page;
    passages = new Function(`${quote}; return passages;`)() as Passages;
  });

  const range = (from: [string, number], to: [string, number]) => {
    const text = (selector: string) => {
      const walker = document.createTreeWalker(
        document.querySelector(selector) as Element,
        NodeFilter.SHOW_TEXT,
      );
      return walker.nextNode() as Text;
    };
    const made = document.createRange();
    made.setStart(text(from[0]), from[1]);
    made.setEnd(text(to[0]), to[1]);
    return made;
  };

  it('is told by its words and what stands around them', () => {
    const one = passages.quoteOf(range(['b', 0], ['b', 3]));
    expect(one).toEqual({
      exact: 'lit',
      prefix: 'The “naïve” lamp\n\nThe lamp was ',
      suffix: expect.stringMatching(/^ at six. Nobody saw it 🦊\.\n\nThe lamp was lit/),
      start: 24,
    });
    const across = passages.quoteOf(range(['b', 0], ['[data-block="1"] p', 8]));
    expect(across?.exact).toBe('lit at six. Nobody saw it 🦊.\n\nThe lamp');
  });

  it('of white space alone, or outside the text, is none', () => {
    expect(passages.quoteOf(range(['.receipt p', 0], ['.receipt p', 4]))).toBeNull();
    expect(passages.quoteOf(range(['b', 3], ['b', 4]))).toBeNull();
  });

  it('is found again by what stands around it, and marked over elements', () => {
    const kept = (exact: string, more: Partial<Quote & { id: string; noted: boolean }> = {}) => ({
      ...{ id: 'a', noted: false, exact, prefix: '', suffix: '', start: 0 },
      ...more,
    });
    passages.mark([kept('The lamp was lit at', { suffix: ' seven' })]);
    expect(marked()).toEqual(['a:The lamp was lit at']);
    expect(document.querySelector('[data-block="1"] mark')).not.toBeNull();
    passages.mark([kept('was lit at six'), kept('lit at seven - and', { id: 'b', noted: true })]);
    expect(marked()).toEqual(['a:was ', 'a:lit at six', 'b:lit at seven – and']);
    expect(document.querySelectorAll('mark.noted').length).toBe(1);
    expect(document.querySelector('.left-out mark')).toBeNull();
    passages.mark([]);
    expect(marked()).toEqual([]);
    expect(document.querySelector('[data-block="1"] p')?.childNodes.length).toBe(1);
  });

  it('that overlaps another leaves it whole, and one that is gone marks nothing', () => {
    const kept = (id: string, exact: string) => ({
      ...{ id, exact, noted: false, prefix: '', suffix: '', start: 60 },
    });
    passages.mark([
      kept('a', 'lit at seven'),
      kept('b', 'at seven – and nobody'),
      kept('c', 'xyz'),
    ]);
    expect(marked()).toEqual(['a:lit at seven', 'b: – and nobody']);
  });
});

describe('the port', () => {
  it('lets only whole passages through', () => {
    const whole = { exact: 'a', prefix: '', suffix: '', start: 1 };
    const box = { left: 1, top: 2, width: 3, height: 4 };
    expect(understand({ type: 'selection', quote: whole, box })).toEqual({
      type: 'selection',
      selected: { quote: whole, box },
    });
    expect(understand({ type: 'selection', quote: null, box: null })).toEqual({
      type: 'selection',
      selected: null,
    });
    for (const broken of [
      { type: 'selection', quote: { ...whole, start: -1 }, box },
      { type: 'selection', quote: { ...whole, exact: 7 }, box },
      { type: 'selection', quote: whole, box: { ...box, top: Number.NaN } },
      { type: 'selection', quote: whole },
      { type: 'mark', id: 'x'.repeat(41), box },
    ]) {
      expect(understand(broken)).toBeNull();
    }
    expect(bridge).toContain("type: 'selection'");
  });
});

describe('the window', () => {
  afterEach(cleanup);

  const words: Quote = { exact: 'the wind turned', prefix: '', suffix: '', start: 4 };
  const box = { left: 40, top: 90, width: 80, height: 20 };

  async function opened(): Promise<World> {
    const world = await openWindow('ten');
    press('j');
    await settle();
    world.app.marking.selected = { quote: words, box };
    await settle();
    return world;
  }

  it('marks what is selected by its key, and takes it back', async () => {
    const world = await opened();
    expect(screen.getByRole('toolbar', { name: 'Selected words' })).toBeTruthy();
    press('h');
    await settle();
    expect(world.app.marking.all.map(({ quote }) => quote.exact)).toEqual(['the wind turned']);
    expect(world.app.archive.counts.highlights).toBe(1);
    expect(world.app.marking.selected).toBeNull();
    expect(screen.getByText('Highlighted')).toBeTruthy();
    press('z');
    await settle();
    expect(world.app.marking.all).toEqual([]);
    expect(screen.getByText('Highlights as before')).toBeTruthy();
  });

  it('writes a note, which stays however its panel is left', async () => {
    const world = await opened();
    press('n');
    await settle();
    const note = screen.getByRole('textbox', { name: 'Note' });
    expect(document.activeElement).toBe(note);
    await fireEvent.input(note, { target: { value: ' Is that so? ' } });
    await fireEvent.keyDown(note, { key: 'Escape' });
    await settle();
    expect(screen.queryByRole('textbox', { name: 'Note' })).toBeNull();
    expect(world.app.marking.all[0]?.note).toBe('Is that so?');
  });

  it('lists all passages, finds words in them, and opens one where it stands', async () => {
    const world = await opened();
    press('h');
    await settle();
    const article = world.app.reader.id;
    press('j');
    await settle();
    world.app.run('view-highlights');
    await settle();
    expect(screen.getByRole('heading', { name: 'Highlights' })).toBeTruthy();
    const field = screen.getByRole('textbox', { name: 'Find in highlights' });
    await fireEvent.input(field, { target: { value: 'nowhere' } });
    await settle();
    expect(screen.getByText('No highlight holds all of these words.')).toBeTruthy();
    await fireEvent.input(field, { target: { value: 'wind' } });
    await settle();
    screen.getByRole('button', { name: /the wind turned/ }).click();
    await settle();
    expect(world.app.panes.place).toBe('articles');
    expect(world.app.reader.id).toBe(article);
    expect(world.app.marking.revealed).toBe(world.app.marking.all[0]?.id);
  });

  it('tells of a passage that was edited away', async () => {
    const world = await opened();
    press('h');
    await settle();
    const view = world.app.reader.view as ArticleView;
    world.app.reader.view = {
      ...view,
      highlights: view.highlights.map((one) => ({ ...one, found: false })),
    };
    await settle();
    expect(screen.getByText('1 passage that you highlighted is not in this version')).toBeTruthy();
    expect(world.app.marking.shown).toEqual([]);
  });

  it('copies a passage with its source', async () => {
    const world = await opened();
    const write = vi.fn().mockResolvedValue(undefined);
    vi.stubGlobal('navigator', { ...navigator, clipboard: { writeText: write } });
    world.app.run('copy-quote');
    await settle();
    vi.unstubAllGlobals();
    const [text] = write.mock.calls[0] as [string];
    const { url } = world.app.reader.row ?? { url: '' };
    expect(text.startsWith('“the wind turned”\n— ')).toBe(true);
    expect(text.endsWith(`\n${url}`)).toBe(true);
    expect(screen.getByText('Copied')).toBeTruthy();
  });
});

describe('a passage written elsewhere', () => {
  const passage: Quote = { exact: 'One *star*\n\nand <b>', prefix: '', suffix: '', start: 0 };
  const source = {
    title: 'A [title]',
    byline: 'Ada Brandt',
    site: 'Harbour Weekly',
    published: '3 March 2026',
    url: 'https://example.org/a_(b) c',
  };

  it('names who wrote it where', () => {
    expect(asQuote(passage, source)).toBe(
      '“One *star*\n\nand <b>”\n— Ada Brandt, “A [title]”, Harbour Weekly, 3 March 2026\nhttps://example.org/a_(b) c',
    );
    expect(
      asQuote(passage, { title: null, site: 'a.example', url: 'https://a.example/' }),
    ).toContain('— a.example\n');
  });

  it('is no markup in Markdown', () => {
    expect(asMarkdown(passage, 'My *note*', source)).toBe(
      '> One \\*star\\*\n>\n> and \\<b\\>\n>\n> — Ada Brandt, [A \\[title\\]](<https://example.org/a_(b)%20c>), Harbour Weekly, 3 March 2026\n\nMy *note*\n',
    );
  });

  it('is cited as biblatex reads it', async () => {
    const world = await openWindow('ten');
    press('j');
    await settle();
    const view = world.app.reader.view as ArticleView;
    cleanup();
    const cited = asBibTeX({
      ...view,
      authors: [{ name: 'Ada Brandt', role: null, place: null }],
      row: {
        ...view.row,
        title: 'Cost & 50 % {more}',
        site: 'Harbour_Weekly',
        url: 'https://example.org/a%20b',
        published: { text: '2026-03-04T05:06+01:00', precision: 'time', zoned: true, sort_key: 0 },
      },
    });
    expect(cited).toContain('@online{brandt2026cost,\n');
    expect(cited).toContain('  author = {{Ada Brandt}},\n');
    expect(cited).toContain('  title = {{Cost \\& 50 \\% \\{more\\}}},\n');
    expect(cited).toContain('  organization = {Harbour\\_Weekly},\n');
    expect(cited).toContain('  date = {2026-03-04},\n');
    expect(cited).toContain('  url = {https://example.org/a\\%20b},\n');
    expect(cited).toMatch(/ {2}urldate = \{\d{4}-\d\d-\d\d\},\n/);
  });
});

describe('finding in the article', () => {
  afterEach(cleanup);

  it('says where the person is among what was found, and steps on', async () => {
    const world = await openWindow('ten');
    press('j');
    await settle();
    press('f', { ctrlKey: true });
    await settle();
    const field = screen.getByRole('textbox', { name: 'Find in the article' });
    expect(document.activeElement).toBe(field);
    await fireEvent.input(field, { target: { value: 'the wind' } });
    world.app.inPage.told(0, -1);
    await settle();
    expect(screen.getByText('Not in this article')).toBeTruthy();
    world.app.inPage.told(12, 2);
    await settle();
    expect(screen.getByText('3 of 12')).toBeTruthy();
    await fireEvent.keyDown(field, { key: 'Enter' });
    await fireEvent.keyDown(field, { key: 'Enter', shiftKey: true });
    expect(world.app.inPage.steps).toEqual({ by: -1, count: 2 });
    await fireEvent.keyDown(field, { key: 'Escape' });
    await settle();
    expect(screen.queryByRole('textbox', { name: 'Find in the article' })).toBeNull();
    expect(world.app.inPage.text).toBe('');
  });

  it('steps by n, unless words are selected, which it writes a note on', async () => {
    const world = await openWindow('ten');
    press('j');
    await settle();
    world.app.inPage.told(3, 0);
    press('n');
    press('N', { shiftKey: true });
    expect(world.app.inPage.steps).toEqual({ by: -1, count: 2 });
    world.app.marking.selected = {
      quote: { exact: 'wind', prefix: '', suffix: '', start: 0 },
      box: { left: 0, top: 0, width: 1, height: 1 },
    };
    press('n');
    await settle();
    expect(world.app.inPage.steps.count).toBe(2);
    expect(screen.getByRole('textbox', { name: 'Note' })).toBeTruthy();
  });
});
