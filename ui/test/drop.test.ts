import { describe, expect, it } from 'vitest';
import { isEditable, isWelcome, PART, parts, requestOf, uriLines } from '../src/state/drop';
import { openWindow, settle } from './world';

const source = (kinds: Record<string, string>) => ({
  getData: (kind: string) => kinds[kind] ?? '',
});

async function collect(file: Blob): Promise<string[]> {
  const out: string[] = [];
  for await (const part of parts(file)) out.push(part);
  return out;
}

describe('what a drop holds', () => {
  it('is its addresses, without the comments of the list', () => {
    expect(
      uriLines('# from a browser\r\nhttps://a.example/1\r\n\r\nhttps://a.example/2\r\n'),
    ).toEqual(['https://a.example/1', 'https://a.example/2']);
  });

  it('goes on whole, so that the title beside a link is not lost', () => {
    const html = '<a href="https://a.example/1">A title</a>';
    expect(
      requestOf(source({ 'text/uri-list': 'https://a.example/1\r\n', 'text/html': html })),
    ).toEqual({
      uri_list: 'https://a.example/1',
      html,
      text: null,
    });
  });

  it('is the first of each pair where a browser gives address and title', () => {
    const request = requestOf(source({ 'text/x-moz-url': 'https://a.example/1\nA title' }));
    expect(request?.uri_list).toBe('https://a.example/1');
  });

  it('is nothing when it is empty', () => {
    expect(requestOf(source({ 'text/plain': '  ' }))).toBeNull();
  });

  it('is welcome by its type, before its content can be seen', () => {
    expect(isWelcome(['text/uri-list'])).toBe(true);
    expect(isWelcome(['Files'])).toBe(true);
    expect(isWelcome(['application/x-color'])).toBe(false);
  });
});

describe('a file', () => {
  it('goes over in parts of a mebibyte that make it up again', async () => {
    const bytes = new Uint8Array(PART + 5).map((_, at) => at % 251);
    const given = await collect(new Blob([bytes]));
    expect(given.length).toBe(2);
    const back = given.map((part) => atob(part)).join('');
    expect(back.length).toBe(bytes.length);
    expect(back.charCodeAt(PART + 3)).toBe(bytes[PART + 3]);
  });

  it('of no bytes is no part', async () => {
    expect(await collect(new Blob([]))).toEqual([]);
  });
});

describe('a field', () => {
  it('keeps its keys and pastes; a tick box has none to keep', () => {
    const input = document.createElement('input');
    expect(isEditable(input)).toBe(true);
    input.type = 'radio';
    expect(isEditable(input)).toBe(false);
    expect(isEditable(document.createElement('textarea'))).toBe(true);
    expect(isEditable(document.body)).toBe(false);
  });
});

describe('the window', () => {
  const drag = (name: string, kinds: Record<string, string> = {}) => {
    const event = new Event(name, { bubbles: true, cancelable: true });
    const transfer = { ...source(kinds), types: ['text/uri-list'], files: [], dropEffect: 'none' };
    Object.defineProperty(event, 'dataTransfer', { value: transfer });
    document.body.dispatchEvent(event);
    return event;
  };

  it('takes a drop anywhere, and never goes to what is dropped', async () => {
    const { app, calls } = await openWindow();
    expect(drag('dragover').defaultPrevented).toBe(true);
    expect(app.dragging).toBe(true);
    await settle();
    expect(document.body.textContent).toContain('Drop to save');
    expect(drag('drop', { 'text/uri-list': 'https://a.example/1' }).defaultPrevented).toBe(true);
    await settle();
    expect(app.dragging).toBe(false);
    expect(calls('save')).toEqual([
      { request: { uri_list: 'https://a.example/1', html: null, text: null } },
    ]);
  });

  it('takes a drop whose leaving was told before it', async () => {
    const { calls } = await openWindow();
    drag('dragenter');
    drag('dragleave');
    drag('drop', { 'text/uri-list': 'https://a.example/2' });
    await settle();
    expect(calls('save').length).toBe(1);
  });
});
