// The frame's own script, run in a document like the one that it is served in.

import { beforeEach, describe, expect, it } from 'vitest';
import bridge from '../../src-tauri/library/src/frame/bridge.js?raw';
import find from '../../src-tauri/library/src/frame/find.js?raw';
import quote from '../../src-tauri/library/src/frame/quote.js?raw';

const script = `${quote}${find}${bridge}`;

const article = `<article><header><h1>A naïve wind</h1></header><section class="body">
  <div class="block" data-block="0"><p>The winds of <b>Straße</b> and <a href="https://a.example/x">a link</a> <a href="/relative">b</a></p></div>
  <div class="left-out" data-index="0" hidden><p class="why">Related</p><div class="was"><p>wind again</p></div><button class="restore" type="button">Restore</button></div>
  <div class="block" data-block="1"><p>Rewind, unwind, WIND. 静けさを測る</p></div>
  <div class="block restored" data-index="1"><div class="was"><p>Back</p></div><button class="restore" type="button" hidden>Leave out again</button></div>
</section><footer class="receipt"><p>wind</p></footer></article>`;

const wait = (ms = 20) => new Promise((resolve) => setTimeout(resolve, ms));

async function start() {
  document.body.innerHTML = article;
  // Each run is a document of its own, as in the frame.
  new Function(script)();
  const told: Record<string, unknown>[] = [];
  const channel = new MessageChannel();
  channel.port1.onmessage = ({ data }: MessageEvent<Record<string, unknown>>) => told.push(data);
  const event = new Event('message');
  Object.defineProperty(event, 'ports', { value: [channel.port2] });
  window.dispatchEvent(event);
  await wait();
  return {
    told,
    types: () => told.map(({ type }) => type),
    last: () => told.at(-1),
    send: async (message: unknown) => {
      channel.port1.postMessage(message);
      await wait();
    },
  };
}

const press = (key: string, more: KeyboardEventInit = {}) => {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more });
  document.body.dispatchEvent(event);
  return event;
};

describe('the frame', () => {
  let frame: Awaited<ReturnType<typeof start>>;
  beforeEach(async () => {
    frame = await start();
  });

  it('says how many paragraphs it has when it is given its port', () => {
    expect(frame.told).toEqual([{ type: 'ready', paragraphs: 2 }]);
  });

  it('takes its looks without a style of its own', async () => {
    await frame.send({ type: 'look', theme: 'sepia', face: 'sans', size: 21, measure: 60 });
    const root = document.documentElement;
    expect([root.dataset['theme'], root.dataset['face']]).toEqual(['sepia', 'sans']);
    expect(root.style.getPropertyValue('--size')).toBe('21px');
  });

  it('shows and hides what was left out, in place', async () => {
    const [left] = document.querySelectorAll<HTMLElement>('.left-out');
    const [again] = document.querySelectorAll<HTMLElement>('.restored > .restore');
    await frame.send({ type: 'left_out', show: true });
    expect([left?.hidden, again?.hidden]).toEqual([false, false]);
    await frame.send({ type: 'left_out', show: false });
    expect([left?.hidden, again?.hidden]).toEqual([true, true]);
  });

  it('asks for a block back, and for one to go again', async () => {
    document.querySelector<HTMLElement>('.left-out .restore')?.click();
    await wait();
    expect(frame.last()).toEqual({ type: 'restore', index: 0, restored: true });
    document.querySelector<HTMLElement>('.restored .restore')?.click();
    await wait();
    expect(frame.last()).toEqual({ type: 'restore', index: 1, restored: false });
  });

  it('marks the beginnings of words, whatever their accents and case', async () => {
    await frame.send({ type: 'hits', words: ['wind', 'naive'] });
    const marks = Array.from(document.querySelectorAll('mark.hit'), (mark) => mark.textContent);
    expect(marks).toEqual(['naïve', 'wind', 'wind', 'WIND']);
    await frame.send({ type: 'hits', words: [] });
    expect(document.querySelectorAll('mark.hit').length).toBe(0);
    expect(document.querySelector('h1')?.childNodes.length).toBe(1);
  });

  it('tells how many hits there are and at which it is, and steps around them', async () => {
    await frame.send({ type: 'hits', words: ['wind', 'naive'] });
    // The first in the text; those of the headline stand before it.
    expect(frame.last()).toEqual({ type: 'hits', count: 4, at: 2 });
    expect(document.querySelector('mark.now')?.textContent).toBe('wind');
    for (let step = 0; step < 3; step += 1) await frame.send({ type: 'step_hit', by: -1 });
    expect(frame.last()).toEqual({ type: 'hits', count: 4, at: 3 });
    expect(document.querySelector('mark.now')?.textContent).toBe('WIND');
  });

  it('finds what is typed over elements and whatever the accents, and goes back to the hits', async () => {
    await frame.send({ type: 'hits', words: ['wind'] });
    await frame.send({ type: 'find', text: 'OF  strasse' });
    expect(frame.last()).toEqual({ type: 'hits', count: 0, at: -1 });
    await frame.send({ type: 'find', text: 'of straße  AND a' });
    expect(frame.last()).toEqual({ type: 'hits', count: 1, at: 0 });
    await frame.send({ type: 'find', text: 'ind' });
    expect(frame.last()).toMatchObject({ type: 'hits', count: 5 });
    await frame.send({ type: 'find', text: '' });
    expect(frame.last()).toMatchObject({ type: 'hits', count: 3 });
  });

  it('marks within a text that has no spaces', async () => {
    await frame.send({ type: 'hits', words: ['測る'] });
    expect(document.querySelector('mark.hit')?.textContent).toBe('測る');
  });

  it('goes nowhere by a link, but tells it', async () => {
    const event = new MouseEvent('click', { bubbles: true, cancelable: true });
    document.querySelector('a')?.dispatchEvent(event);
    await wait();
    expect(event.defaultPrevented).toBe(true);
    expect(frame.last()).toEqual({ type: 'link', url: 'https://a.example/x' });
  });

  it('hands on the window’s keys and keeps the others', async () => {
    expect(press('j').defaultPrevented).toBe(true);
    expect(press('k', { ctrlKey: true }).defaultPrevented).toBe(true);
    expect(press('ArrowDown').defaultPrevented).toBe(false);
    expect(press('c', { ctrlKey: true }).defaultPrevented).toBe(false);
    await wait();
    expect(frame.types()).toEqual(['ready', 'key', 'key']);
  });

  it('says that something was pasted even where no paste event comes', async () => {
    press('v', { ctrlKey: true });
    await wait(120);
    expect(frame.last()).toEqual({ type: 'paste', text: '', html: '' });
  });

  it('does not go to what is dropped, but hands it over', async () => {
    const event = new Event('drop', { bubbles: true, cancelable: true });
    const kinds: Record<string, string> = { 'text/uri-list': 'https://a.example/d' };
    Object.defineProperty(event, 'dataTransfer', {
      value: { getData: (kind: string) => kinds[kind] ?? '', files: [] },
    });
    document.body.dispatchEvent(event);
    await wait();
    expect(event.defaultPrevented).toBe(true);
    expect(frame.last()).toMatchObject({
      type: 'drop',
      uri_list: 'https://a.example/d',
      files: [],
    });
  });

  it('does nothing for a message that it does not know', async () => {
    await frame.send({ type: 'toString' });
    await frame.send(null);
    await frame.send('look');
    expect(frame.types()).toEqual(['ready']);
  });
});
